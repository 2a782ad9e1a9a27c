/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-action.h"
#include "belay-picture-pair.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_COMPARE_BEFORE,
  BELAY_COMPARE_BOTH,           /* before on the left of the divider, after on its right */
  BELAY_COMPARE_AFTER,
} BelayCompareMode;

/* What is drawn on the pictures; borrowed. */
typedef struct
{
  BelayAction *proposed;        /* (nullable) */
  BelayAction *sent;            /* (nullable): the same, or another where it was edited */
  gboolean     ran;             /* FALSE: drawn as what did not happen */
  GPtrArray   *findings;        /* (nullable) of BelayFinding */
} BelayCompareMarks;

/* @mode: of the pictures that are there. (transfer full) (nullable): there is nothing to draw */
GskRenderNode *belay_compare_marks_draw (const BelayCompareMarks *self,
                                         GtkWidget               *widget,
                                         BelayPicturePair        *pair,
                                         BelayCompareMode         mode,
                                         const BelayViewport     *viewport);

G_END_DECLS
