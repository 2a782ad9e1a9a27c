/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-moment.h"
#include "belay-pictures.h"

G_BEGIN_DECLS

#define BELAY_TYPE_MOMENT_ROW (belay_moment_row_get_type ())

/* One line of a recorded session. Rows are recycled: bound to a moment, then to another. */
G_DECLARE_FINAL_TYPE (BelayMomentRow, belay_moment_row, BELAY, MOMENT_ROW, GtkWidget)

GtkWidget *belay_moment_row_new    (void);
void       belay_moment_row_bind   (BelayMomentRow *self,
                                    BelayMoment    *moment,
                                    BelayPictures  *pictures);
void       belay_moment_row_unbind (BelayMomentRow *self);

G_END_DECLS
