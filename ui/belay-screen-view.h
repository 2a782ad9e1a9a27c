/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SCREEN_VIEW (belay_screen_view_get_type ())

/*
 * The sandbox's screen, live or past, with the proposal drawn on it. Does no I/O: what the person does in it comes out
 * as signals.
 *
 * Properties: "screen" (BelayScreen), "step" (BelayStep: what to draw on it; nullable), "past" (GdkTexture: a recorded
 * picture shown instead of the live screen; nullable), "control" (BelayControl: the frame around it), "editing"
 * (boolean: the crosshair can be dragged), "draft" (BelayAction: drawn instead of the step's while editing; nullable).
 *
 * Signals: "pointer" (int x, int y, guint buttons: screen pixels) and "key" (guint keysym, gboolean down) while control
 * is the person's; "point-dragged" (int x, int y, gboolean start: picture pixels) while editing.
 */
G_DECLARE_FINAL_TYPE (BelayScreenView, belay_screen_view, BELAY, SCREEN_VIEW, GtkWidget)

GtkWidget *belay_screen_view_new         (void);
void       belay_screen_view_set_screen  (BelayScreenView *self,
                                          BelayScreen     *screen);
void       belay_screen_view_set_step    (BelayScreenView *self,
                                          BelayStep       *step);
void       belay_screen_view_set_past    (BelayScreenView *self,
                                          GdkTexture      *past);
void       belay_screen_view_set_control (BelayScreenView *self,
                                          BelayControl     control);
void       belay_screen_view_set_privacy (BelayScreenView *self,
                                          BelayPrivacyPhase privacy);
void       belay_screen_view_set_editing (BelayScreenView *self,
                                          gboolean         editing);
void       belay_screen_view_set_draft   (BelayScreenView *self,
                                          BelayAction     *draft);

/* Where the agent's pointer is and where typing would land, screen pixels; NULL: not known. The view itself follows the
 * person's pointer and that of the step it shows; whoever knows of other steps says so here. */
void       belay_screen_view_set_pointer (BelayScreenView  *self,
                                          const BelayPoint *point);
void       belay_screen_view_set_caret   (BelayScreenView  *self,
                                          const BelayPoint *point);
/* What to mark in a picture of the past, screen pixels. */
void       belay_screen_view_set_regions (BelayScreenView  *self,
                                          const BelayRect  *regions,
                                          guint             n_regions);
/* Marks what the person asks for in the live screen, screen pixels; empty: nothing. */
void       belay_screen_view_point_at    (BelayScreenView *self,
                                          const BelayRect *area);
/* Makes strong what is drawn too faintly to be seen, in whatever picture is shown. */
void       belay_screen_view_set_revealed (BelayScreenView *self,
                                           gboolean         revealed);
/* How the picture now lies in the view; FALSE: there is none. */
gboolean   belay_screen_view_get_viewport (BelayScreenView *self,
                                           BelayViewport   *viewport);
/* What nothing should be laid over, view pixels; @occupied: of graphene_rect_t. */
void       belay_screen_view_list_occupied (BelayScreenView *self,
                                            GArray          *occupied);

G_END_DECLS
