/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_BATCH (belay_batch_get_type ())

/* The steps of a turn, each a button with its number, and which of them is looked at. Out of sight for a single step.
 * Signals: "picked" (BelayStep *). */
G_DECLARE_FINAL_TYPE (BelayBatch, belay_batch, BELAY, BATCH, GtkWidget)

void belay_batch_set_turn (BelayBatch *self,
                           GListModel *turn);
void belay_batch_set_step (BelayBatch *self,
                           BelayStep  *step);

G_END_DECLS
