/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CHANGED_TARGET (belay_changed_target_get_type ())

/* What was approved and what is there now, side by side at one scale, with the difference outlined. Out of sight unless
 * the step is held because its target has changed. */
G_DECLARE_FINAL_TYPE (BelayChangedTarget, belay_changed_target, BELAY, CHANGED_TARGET, GtkWidget)

/* @step: (nullable) */
void belay_changed_target_set_step (BelayChangedTarget *self,
                                    BelayStep          *step);

G_END_DECLS
