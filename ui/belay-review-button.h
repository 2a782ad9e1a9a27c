/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_REVIEW_BUTTON (belay_review_button_get_type ())

/*
 * Tells how a recorded session was decided, when somebody asks: it is read on another thread then. Signal:
 * "record-activated" (guint64: the number of the first record of a step; take me there).
 */
G_DECLARE_FINAL_TYPE (BelayReviewButton, belay_review_button, BELAY, REVIEW_BUTTON, GtkWidget)

/* @directory: (nullable): of a session */
void belay_review_button_set_directory (BelayReviewButton *self,
                                        const char        *directory);
void belay_review_button_popup         (BelayReviewButton *self);

G_END_DECLS
