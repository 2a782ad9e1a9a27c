/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-moment.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_MOMENT_VIEW (belay_trail_moment_view_get_type ())

/*
 * The screen at one moment of a recorded session: before and after, what was done drawn on it, and why there is no
 * picture where there is none.
 */
G_DECLARE_FINAL_TYPE (BelayTrailMomentView, belay_trail_moment_view, BELAY, TRAIL_MOMENT_VIEW, GtkWidget)

/* The session whose pictures are shown; (nullable). */
void        belay_trail_moment_view_set_directory (BelayTrailMomentView *self,
                                                   const char           *directory);
void        belay_trail_moment_view_set_moment    (BelayTrailMomentView *self,
                                                   BelayMoment          *moment);
void        belay_trail_moment_view_set_narrow    (BelayTrailMomentView *self,
                                                   gboolean              narrow);
/* "picture", "missing" or "none"; and whether what it shows is the moment that was set last. */
const char *belay_trail_moment_view_get_state     (BelayTrailMomentView *self);
gboolean    belay_trail_moment_view_is_settled    (BelayTrailMomentView *self);

G_END_DECLS
