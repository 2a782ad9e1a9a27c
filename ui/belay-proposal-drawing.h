/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-mark.h"
#include "belay-step.h"

G_BEGIN_DECLS

/* Where and how an action is drawn on a picture of the screen. */
typedef struct
{
  BelayMark            mark;
  const BelayViewport *viewport;        /* screen to view */
  const BelayGeometry *geometry;        /* picture to screen */
  const BelayPoint    *pointer;         /* (nullable): where the pointer is, screen pixels */
  const BelayPoint    *caret;           /* (nullable): where typed text goes, screen pixels */
  const char          *number;          /* (nullable): "3 of 5" */
  gboolean             grips;           /* the points can be dragged */
} BelayProposalDrawing;

void     belay_proposal_drawing_snapshot     (const BelayProposalDrawing *self,
                                              const BelayAction          *action);
gboolean belay_proposal_drawing_get_anchor   (const BelayProposalDrawing *self,
                                              const BelayAction          *action,
                                              double                     *x,
                                              double                     *y);
void     belay_proposal_drawing_findings     (const BelayProposalDrawing *self,
                                              GPtrArray                  *findings,
                                              const GdkRGBA              *warning,
                                              const GdkRGBA              *error);
char    *belay_proposal_drawing_text_markup  (const char                 *text);

G_END_DECLS
