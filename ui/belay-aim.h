/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-action.h"

G_BEGIN_DECLS

#define BELAY_TYPE_AIM (belay_aim_get_type ())

/*
 * Moves the points of an action by hand: with the mouse, or with the arrow keys (one picture pixel, ten with Shift; with
 * Control the start of a drag).
 *
 * Signal: "moved" (int x, int y, gboolean start: picture pixels): the person wants the point there.
 */
G_DECLARE_FINAL_TYPE (BelayAim, belay_aim, BELAY, AIM, GObject)

BelayAim *belay_aim_new        (GtkWidget           *widget);
void      belay_aim_set_target (BelayAim            *self,
                                BelayAction         *action,
                                const BelayViewport *viewport,
                                const BelayGeometry *geometry);

G_END_DECLS
