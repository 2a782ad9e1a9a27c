/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-view-clock.h"

/**
 * belay_view_clock_restart:
 * @self: a clock
 * @in_view: whether what it is about can be seen now
 *
 * Something else is in view from now on.
 */
void
belay_view_clock_restart (BelayViewClock *self,
                          gboolean        in_view)
{
  self->before = 0;
  self->since = in_view ? g_get_monotonic_time () : 0;
}

/**
 * belay_view_clock_set_shown:
 * @self: a clock
 * @in_view: whether what it is about can be seen now
 */
void
belay_view_clock_set_shown (BelayViewClock *self,
                            gboolean        in_view)
{
  if (in_view == (self->since != 0))
    return;

  if (in_view)
    {
      self->since = g_get_monotonic_time ();
    }
  else
    {
      self->before += g_get_monotonic_time () - self->since;
      self->since = 0;
    }
}

/**
 * belay_view_clock_get_ms:
 * @self: a clock
 *
 * Returns: how long it has been in view, in milliseconds; -1: it never was
 */
gint64
belay_view_clock_get_ms (BelayViewClock *self)
{
  gint64 total = self->before;

  if (self->since == 0 && self->before == 0)
    return -1;

  if (self->since != 0)
    total += g_get_monotonic_time () - self->since;

  return total / 1000;
}
