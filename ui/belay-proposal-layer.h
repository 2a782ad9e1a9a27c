/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-proposal-drawing.h"

G_BEGIN_DECLS

/* Everything the drawing depends on; borrowed. */
typedef struct
{
  BelayStep           *step;            /* (nullable): none is drawn */
  BelayAction         *draft;           /* (nullable): drawn instead of the step's */
  const BelayViewport *viewport;
  const BelayPoint    *pointer;         /* (nullable) */
  const BelayPoint    *caret;           /* (nullable) */
  gboolean             past;            /* a picture taken before the step is shown, whatever became of it */
  gboolean             editing;
} BelayProposalScene;

/*
 * The proposal over the screen. What is drawn is kept until it would look different, so that a screen that changes
 * below it costs nothing here. A new proposal draws the eye to itself for two seconds; after that nothing moves.
 */
typedef struct _BelayProposalLayer BelayProposalLayer;

BelayProposalLayer *belay_proposal_layer_new        (GtkWidget                *widget);
void                belay_proposal_layer_free       (BelayProposalLayer       *self);
void                belay_proposal_layer_invalidate (BelayProposalLayer       *self);
void                belay_proposal_layer_attract    (BelayProposalLayer       *self);
void                belay_proposal_layer_rest       (BelayProposalLayer       *self);
gboolean            belay_proposal_layer_is_moving  (BelayProposalLayer       *self);
void                belay_proposal_layer_snapshot   (BelayProposalLayer       *self,
                                                     const BelayProposalScene *scene,
                                                     GtkSnapshot              *snapshot);
const GArray       *belay_proposal_layer_list_occupied
                                                    (BelayProposalLayer       *self,
                                                     const BelayProposalScene *scene);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayProposalLayer, belay_proposal_layer_free)

G_END_DECLS
