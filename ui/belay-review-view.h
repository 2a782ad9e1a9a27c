/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-review.h"

G_BEGIN_DECLS

#define BELAY_TYPE_REVIEW_VIEW (belay_review_view_get_type ())

/*
 * How a session was decided, told to whoever decided it. Signal: "step-activated" (guint: the place of a flagged step in
 * the review; take me there).
 */
G_DECLARE_FINAL_TYPE (BelayReviewView, belay_review_view, BELAY, REVIEW_VIEW, GtkWidget)

GtkWidget         *belay_review_view_new        (void);
/* @review: (transfer full) (nullable): none is known, or there is nothing to tell: then it is not visible */
void               belay_review_view_set_review (BelayReviewView  *self,
                                                 BelayReview      *review,
                                                 BelayReviewWhose  whose);
/* (nullable) */
const BelayReview *belay_review_view_get_review (BelayReviewView  *self);

G_END_DECLS
