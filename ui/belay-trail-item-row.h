/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-item.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_ITEM_ROW (belay_trail_item_row_get_type ())

/* One line of the list of trails. Rows are recycled. */
G_DECLARE_FINAL_TYPE (BelayTrailItemRow, belay_trail_item_row, BELAY, TRAIL_ITEM_ROW, GtkWidget)

GtkWidget *belay_trail_item_row_new  (void);
void       belay_trail_item_row_bind (BelayTrailItemRow *self,
                                      BelayTrailItem    *item);

G_END_DECLS
