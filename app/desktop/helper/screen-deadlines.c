/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-deadlines.h"

#define DEADLINE           (10 * G_USEC_PER_SEC)
#define MESSAGE_LIMIT      (60 * G_USEC_PER_SEC)
#define SLOWEST            (64 * 1024)          /* bytes a second a distant server must bring to be given more time */
#define PROBE_AFTER        (5 * G_USEC_PER_SEC)

void
screen_deadlines_note_queue (ScreenDeadlines *self,
                             gboolean         is_empty,
                             gboolean         moved)
{
  if (is_empty)
    self->stuck_since = 0;
  else if (moved || self->stuck_since == 0)
    self->stuck_since = g_get_monotonic_time ();
}

void
screen_deadlines_note_input (ScreenDeadlines *self)
{
  if (self->input_since == 0)
    self->input_since = g_get_monotonic_time ();
}

void
screen_deadlines_note_received (ScreenDeadlines *self)
{
  self->input_since = 0;
  self->probed = FALSE;
}

void
screen_deadlines_note_taken (ScreenDeadlines *self,
                             Rfb             *rfb,
                             gsize            n)
{
  if (!rfb_is_in_message (rfb))
    {
      self->message_since = 0;
      return;
    }

  if (self->message_since == 0 || self->n_messages != rfb_get_n_messages (rfb))
    {
      self->message_since = g_get_monotonic_time ();
      self->n_message_bytes = 0;
      self->n_messages = rfb_get_n_messages (rfb);
    }
  self->n_message_bytes += n;
}

/* A message has ten seconds. From far away it gets more while it keeps coming, but never without end. */
static gint64
message_deadline (ScreenDeadlines *self)
{
  gint64 extra = 0;

  if (self->is_remote)
    extra = (gint64) MIN (self->n_message_bytes / SLOWEST * G_USEC_PER_SEC, MESSAGE_LIMIT - DEADLINE);

  return self->message_since + DEADLINE + extra;
}

/* Returns: whether there is still time */
static gboolean
is_early (gint64  deadline,
          gint64  now,
          gint64 *next)
{
  *next = MIN (*next, deadline);

  return now < deadline;
}

/* No change may be the right answer to input. A request for a pixel that need not have changed tells. */
static gboolean
check_input (ScreenDeadlines *self,
             Rfb             *rfb,
             gint64           now,
             gint64          *next)
{
  if (self->input_since == 0)
    return TRUE;

  if (!self->probed && now >= self->input_since + PROBE_AFTER)
    {
      self->probed = rfb_send_probe (rfb);
      self->input_since = now - PROBE_AFTER;    /* the time we were held does not count against the server */
    }

  if (self->probed)
    return is_early (self->input_since + DEADLINE, now, next);

  *next = MIN (*next, self->input_since + PROBE_AFTER);

  return TRUE;
}

BelayWireFailure
screen_deadlines_check (ScreenDeadlines *self,
                        Rfb             *rfb,
                        gboolean         is_held,
                        gint64           now,
                        gint64          *next)
{
  if (self->stuck_since != 0 && !is_early (self->stuck_since + DEADLINE, now, next))
    return BELAY_WIRE_FAILURE_NO_ANSWER;

  if (is_held)
    return BELAY_WIRE_FAILURE_NONE;

  if (self->message_since != 0)
    {
      if (!is_early (message_deadline (self), now, next))
        return BELAY_WIRE_FAILURE_SLOW_MESSAGE;
    }
  else if (!self->has_reported && !is_early (self->started + DEADLINE, now, next))
    return BELAY_WIRE_FAILURE_SLOW_HANDSHAKE;

  return check_input (self, rfb, now, next) ? BELAY_WIRE_FAILURE_NONE : BELAY_WIRE_FAILURE_NO_ANSWER;
}
