/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-compare-marks.h"

G_BEGIN_DECLS

#define BELAY_TYPE_COMPARE_VIEW (belay_compare_view_get_type ())

/*
 * Two recorded pictures of the screen, one over the other with a divider to drag, what was done drawn on them, and what
 * changed marked. Property: "fraction" (double, 0 to 1; notified): where the divider is.
 */
G_DECLARE_FINAL_TYPE (BelayCompareView, belay_compare_view, BELAY, COMPARE_VIEW, GtkWidget)

GtkWidget        *belay_compare_view_new          (void);
void              belay_compare_view_set_pair     (BelayCompareView        *self,
                                                   BelayPicturePair        *pair,
                                                   const BelayCompareMarks *marks);
BelayPicturePair *belay_compare_view_get_pair     (BelayCompareView        *self);
void              belay_compare_view_set_mode     (BelayCompareView        *self,
                                                   BelayCompareMode         mode);
BelayCompareMode  belay_compare_view_get_mode     (BelayCompareView        *self);
void              belay_compare_view_set_fraction (BelayCompareView        *self,
                                                   double                   fraction);
double            belay_compare_view_get_fraction (BelayCompareView        *self);

G_END_DECLS
