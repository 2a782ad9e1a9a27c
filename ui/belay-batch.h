/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_BATCH (belay_batch_get_type ())

/*
 * The queue: the steps of a turn in their order, what became of each, and what can be done with several of them. Out of
 * sight for a single step.
 *
 * Signals: "picked" (BelayStep *); "pointed" (BelayStep *, nullable): under the pointer, or the focus is on it.
 */
G_DECLARE_FINAL_TYPE (BelayBatch, belay_batch, BELAY, BATCH, GtkWidget)

void   belay_batch_set_turn       (BelayBatch *self,
                                   GListModel *turn);
void   belay_batch_set_step       (BelayBatch *self,
                                   BelayStep  *step);
/* @step: (nullable): whose mark on the screen is under the pointer */
void   belay_batch_set_pointed    (BelayBatch *self,
                                   BelayStep  *step);
/* Whether the window can be seen. */
/* How long the row of @step could be seen, in milliseconds; -1: never. */
gint64 belay_batch_get_visible_ms (BelayBatch *self,
                                   BelayStep  *step);
/* (transfer none) (nullable): the step @by places after @step; before it where that is negative */
BelayStep *belay_batch_get_beside (BelayBatch *self,
                                   BelayStep  *step,
                                   int         by);

G_END_DECLS
