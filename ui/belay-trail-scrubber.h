/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-history.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_SCRUBBER (belay_trail_scrubber_get_type ())

/*
 * Going through the moments of a session: a slider, single steps, and playing them in their own rhythm with the pauses
 * cut short. Properties: "position" (guint; notified), "playing" (boolean; notified).
 */
G_DECLARE_FINAL_TYPE (BelayTrailScrubber, belay_trail_scrubber, BELAY, TRAIL_SCRUBBER, GtkWidget)

void     belay_trail_scrubber_set_history  (BelayTrailScrubber *self,
                                            BelayTrailHistory  *history);
guint    belay_trail_scrubber_get_position (BelayTrailScrubber *self);
void     belay_trail_scrubber_set_position (BelayTrailScrubber *self,
                                            guint               position);
gboolean belay_trail_scrubber_is_playing   (BelayTrailScrubber *self);
void     belay_trail_scrubber_set_playing  (BelayTrailScrubber *self,
                                            gboolean            playing);

G_END_DECLS
