/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-step.h"

G_BEGIN_DECLS

/* What belay-step.c (the object and its facts) and belay-step-life.c (its moves) share. */
struct _BelayStep
{
  GObject         parent_instance;

  BelayProposal  *proposal;
  BelayGeometry   geometry;
  guint           turn;
  guint           index;
  guint           turn_size;
  guint           number;
  gint64          time;

  BelayStepState  state;
  BelayDecision  *decision;
  GArray         *decisions;            /* of BelayReviewDecision */
  GPtrArray      *findings;
  BelayTarget    *target;               /* (nullable) */
  BelayAction    *target_action;        /* whose target that is */
  GPtrArray      *decided_on;   /* (nullable): the findings when it was decided */
  BelayFrame     *held_then;    /* (nullable): what it was decided on, while it is held */
  BelayFrame     *held_now;     /* (nullable): what was there when it was to be sent */
  GPtrArray      *origins;
  BelayFileEdit  *file_edit;    /* (nullable) */
  char           *outcome;
  char           *picture_before;
  char           *picture_after;
  char           *picture_shown;
  gboolean        abandoned;
};

typedef enum
{
  BELAY_STEP_PROP_STATE = 1,
  BELAY_STEP_PROP_DECISION,
  BELAY_STEP_PROP_OUTCOME,
  BELAY_STEP_PROP_FINDINGS,
  BELAY_STEP_PROP_ORIGINS,
  BELAY_STEP_PROP_PICTURE,
  BELAY_STEP_PROP_TARGET,
  BELAY_STEP_PROP_FILE_EDIT,
  BELAY_STEP_PROP_ABANDONED,
  BELAY_STEP_N_PROPS,
} BelayStepProp;

void belay_step_notify (BelayStep     *self,
                        BelayStepProp  prop);

G_END_DECLS
