/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "egress-pipe.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

gboolean
egress_pipe_is_empty (const EgressPipe *self)
{
  return self->start == self->end;
}

gboolean
egress_pipe_has_room (const EgressPipe *self)
{
  return self->end - self->start < EGRESS_PIPE_SIZE;
}

static void
move_to_front (EgressPipe *self)
{
  memmove (self->data, self->data + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
}

/* FALSE if it does not fit. */
gboolean
egress_pipe_put (EgressPipe    *self,
                 gconstpointer  data,
                 gsize          length)
{
  if (length > EGRESS_PIPE_SIZE - (self->end - self->start))
    return FALSE;

  move_to_front (self);
  memcpy (self->data + self->end, data, length);
  self->end += length;

  return TRUE;
}

/* Reads once, at most @most bytes. Returns how many. */
gsize
egress_pipe_fill (EgressPipe *self,
                  int         fd,
                  gsize       most)
{
  gssize n;

  if (self->end == EGRESS_PIPE_SIZE)
    move_to_front (self);

  n = read (fd, self->data + self->end, MIN (most, EGRESS_PIPE_SIZE - self->end));
  if (n > 0)
    {
      self->end += (gsize) n;
      return (gsize) n;
    }

  if (n == 0 || (errno != EAGAIN && errno != EINTR))
    self->ended = TRUE;

  return 0;
}

void
egress_pipe_drain (EgressPipe *self,
                   int         fd)
{
  while (!egress_pipe_is_empty (self))
    {
      gssize n = write (fd, self->data + self->start, self->end - self->start);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno != EAGAIN)
        {
          self->broken = TRUE;
          self->start = self->end;
        }
      if (n <= 0)
        break;

      self->start += (gsize) n;
      self->total += (guint64) n;
    }

  if (egress_pipe_is_empty (self))
    self->start = self->end = 0;
}
