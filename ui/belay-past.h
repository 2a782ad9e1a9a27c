/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-pictures.h"
#include "belay-screen-view.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PAST (belay_past_get_type ())

/*
 * A step of the past: shows its pictures in the screen view, and lies over it to say so, with the way back.
 *
 * Properties: "step" (BelayStep: the one shown; NULL: the view is live) and "before" (boolean: it is shown as it was
 * decided on, not what came of it), both read only and notified.
 */
G_DECLARE_FINAL_TYPE (BelayPast, belay_past, BELAY, PAST, GtkWidget)

void       belay_past_set_view     (BelayPast       *self,
                                    BelayScreenView *view);
void       belay_past_set_pictures (BelayPast       *self,
                                    BelayPictures   *pictures);
gboolean   belay_past_set_step     (BelayPast       *self,
                                    BelayStep       *step);
BelayStep *belay_past_get_step     (BelayPast       *self);
void       belay_past_set_before   (BelayPast       *self,
                                    gboolean         before);
gboolean   belay_past_is_before    (BelayPast       *self);

/* Whether the button that goes back to before the step is there. */
void             belay_past_set_returnable (BelayPast       *self,
                                            gboolean         returnable);

G_END_DECLS
