/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-pictures.h"
#include "belay-trail-history.h"

G_BEGIN_DECLS

#define BELAY_TYPE_MOMENT_LIST (belay_moment_list_get_type ())

/* The moments of a recorded session, one of them selected. Property: "position" (guint; notified). */
G_DECLARE_FINAL_TYPE (BelayMomentList, belay_moment_list, BELAY, MOMENT_LIST, GtkWidget)

void  belay_moment_list_set_history  (BelayMomentList   *self,
                                      BelayTrailHistory *history,
                                      BelayPictures     *pictures);
guint belay_moment_list_get_position (BelayMomentList   *self);
/* Scrolls there as well. */
void  belay_moment_list_set_position (BelayMomentList   *self,
                                      guint              position);

G_END_DECLS
