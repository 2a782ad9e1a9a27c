/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_MAGNIFIER (belay_magnifier_get_type ())

/*
 * The target of a step, magnified: the live pixels around the point, with the crosshair. Properties: "screen"
 * (BelayScreen), "step" (BelayStep, nullable), "draft" (BelayAction, nullable). Hidden by itself where the action has no
 * target.
 */
G_DECLARE_FINAL_TYPE (BelayMagnifier, belay_magnifier, BELAY, MAGNIFIER, GtkWidget)

GtkWidget *belay_magnifier_new        (void);
void       belay_magnifier_set_screen (BelayMagnifier *self,
                                       BelayScreen    *screen);
void       belay_magnifier_set_step   (BelayMagnifier *self,
                                       BelayStep      *step);
void       belay_magnifier_set_draft  (BelayMagnifier *self,
                                       BelayAction    *draft);

G_END_DECLS
