/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_BATCH_ROW (belay_batch_row_get_type ())

/* One step of a turn: its number, its sentence in one line, and what became of it. */
G_DECLARE_FINAL_TYPE (BelayBatchRow, belay_batch_row, BELAY, BATCH_ROW, GtkButton)

GtkWidget *belay_batch_row_new            (BelayStep     *step);
BelayStep *belay_batch_row_get_step       (BelayBatchRow *self);
/* Whether the card shows its step. */
void       belay_batch_row_set_shown      (BelayBatchRow *self,
                                           gboolean       shown);
/* Whether the person points at the step's mark on the screen. */
void       belay_batch_row_set_pointed    (BelayBatchRow *self,
                                           gboolean       pointed);
/* Whether the row can be seen now; says how long it could. */
void       belay_batch_row_set_in_view    (BelayBatchRow *self,
                                           gboolean       in_view);
gint64     belay_batch_row_get_visible_ms (BelayBatchRow *self);

G_END_DECLS
