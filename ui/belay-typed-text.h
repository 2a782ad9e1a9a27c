/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TYPED_TEXT (belay_typed_text_get_type ())

/* What a step would type, where that is more than a sentence can hold. Out of sight for all others. */
G_DECLARE_FINAL_TYPE (BelayTypedText, belay_typed_text, BELAY, TYPED_TEXT, GtkWidget)

/* Whether the text of @step is shown here, and the sentence need not hold it. */
gboolean belay_typed_text_holds    (BelayStep      *step);
/* @step: (nullable) */
void     belay_typed_text_set_step (BelayTypedText *self,
                                    BelayStep      *step);

G_END_DECLS
