/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For how long something has been in view. Main thread only. */
typedef struct
{
  gint64 since;                 /* monotonic µs; 0: not in view */
  gint64 before;                /* µs in view before that */
} BelayViewClock;

void   belay_view_clock_restart   (BelayViewClock *self,
                                   gboolean        in_view);
void   belay_view_clock_set_shown (BelayViewClock *self,
                                   gboolean        in_view);
gint64 belay_view_clock_get_ms    (BelayViewClock *self);

G_END_DECLS
