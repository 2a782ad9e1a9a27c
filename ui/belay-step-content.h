/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_STEP_CONTENT (belay_step_content_get_type ())

/* What a step would run, in full, or how it would change a file: line by line, in a fixed width. Of another step it is not there. */
G_DECLARE_FINAL_TYPE (BelayStepContent, belay_step_content, BELAY, STEP_CONTENT, GtkWidget)

/* Whether it shows the whole of a command, so that a sentence need not. */
gboolean belay_step_content_holds (BelayStep *step);

/* @step: (nullable) */
void belay_step_content_set_step (BelayStepContent *self,
                                  BelayStep        *step);

G_END_DECLS
