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
void belay_changed_target_set_step   (BelayChangedTarget *self,
                                      BelayStep          *step);
/* What the two sides are called, translated, where it is not about now. */
void belay_changed_target_set_titles (BelayChangedTarget *self,
                                      const char         *then_title,
                                      const char         *now_title);
/* @then, @now: of one size; @region: (nullable): what was compared, @target: (nullable): where it is aimed; frame pixels */
void belay_changed_target_show       (BelayChangedTarget *self,
                                      BelayFrame         *then,
                                      BelayFrame         *now,
                                      const BelayRect    *region,
                                      const BelayPoint   *target);

G_END_DECLS
