/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_STEP_EDITOR (belay_step_editor_get_type ())

/*
 * Changes a step before it runs: by its coordinates and text, or as JSON. Properties: "draft" (BelayAction, nullable:
 * what was entered is not valid; read only, notified). Signals: "finished" (gboolean apply).
 */
G_DECLARE_FINAL_TYPE (BelayStepEditor, belay_step_editor, BELAY, STEP_EDITOR, GtkWidget)

void         belay_step_editor_set_step  (BelayStepEditor *self,
                                          BelayStep       *step);
BelayStep   *belay_step_editor_get_step  (BelayStepEditor *self);
BelayAction *belay_step_editor_get_draft (BelayStepEditor *self);
void         belay_step_editor_set_point (BelayStepEditor *self,
                                          BelayPoint       point,
                                          gboolean         start);

G_END_DECLS
