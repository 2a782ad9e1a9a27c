/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-guest-stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* In the program and in the machine: no more than both have. */

gssize
belay_guest_stream_fill (BelayGuestStream *self,
                         int               fd)
{
  gssize n;

  memmove (self->data, self->data + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;

  do
    n = read (fd, self->data + self->end, sizeof self->data - self->end);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    self->end += (gsize) n;

  return n;
}

gboolean
belay_guest_stream_take (BelayGuestStream  *self,
                         BelayGuestFrame   *frame,
                         const guint8     **payload)
{
  for (; self->end - self->start >= sizeof *frame; self->start++)
    {
      memcpy (frame, self->data + self->start, sizeof *frame);

      if (frame->magic != BELAY_GUEST_MAGIC || frame->verb >= BELAY_GUEST_N_VERBS || frame->length > BELAY_GUEST_MAX_PAYLOAD)
        continue;

      if (self->end - self->start - sizeof *frame < frame->length)
        return FALSE;

      *payload = self->data + self->start + sizeof *frame;
      self->start += sizeof *frame + frame->length;

      return TRUE;
    }

  return FALSE;
}

gboolean
belay_guest_stream_write (int           fd,
                          gconstpointer data,
                          gsize         length,
                          int           wait_ms)
{
  const guint8 *bytes = data;

  while (length > 0)
    {
      struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && (errno != EAGAIN || poll (&poll_fd, 1, wait_ms) != 1))
        return FALSE;

      bytes += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }

  return TRUE;
}

gboolean
belay_guest_stream_send (int            fd,
                         BelayGuestVerb verb,
                         gconstpointer  payload,
                         gsize          length,
                         int            wait_ms)
{
  const BelayGuestFrame frame = { BELAY_GUEST_MAGIC, verb, (guint32) length };

  return length <= BELAY_GUEST_MAX_PAYLOAD && belay_guest_stream_write (fd, &frame, sizeof frame, wait_ms) &&
         belay_guest_stream_write (fd, payload, length, wait_ms);
}

gboolean
belay_guest_stream_greet (int     fd,
                          guint32 number,
                          int     wait_ms)
{
  static const guint8 zeros[BELAY_GUEST_MAX_FRAME];

  return belay_guest_stream_write (fd, zeros, sizeof zeros, wait_ms) &&
         belay_guest_stream_send (fd, BELAY_GUEST_HELLO, &number, sizeof number, wait_ms);
}
