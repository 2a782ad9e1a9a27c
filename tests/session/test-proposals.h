/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-step.h"

/* A step proposed as the toolset would, for tests: @input is verbatim. */
static inline BelayStep *
propose (const char *id,
         const char *name,
         const char *input,
         guint       index)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  BelayGeometry geometry;
  g_autoptr(BelayProposal) proposal = belay_proposal_new (&space, id, "computer", name, input);

  belay_geometry_init (&geometry, BELAY_TIER_HIGH, 1280, 800);

  return belay_step_new (proposal, &geometry, 1, index);
}

static inline void
decide (BelayStep    *step,
        BelayVerdict  verdict)
{
  gboolean runs = verdict == BELAY_VERDICT_APPROVE || verdict == BELAY_VERDICT_EDIT;
  BelayDecision decision = {
    .verdict = verdict,
    .by = BELAY_DECIDER_PERSON,
    .action = runs ? belay_step_get_action (step) : NULL,
    .named = TRUE,
  };
  g_autoptr(GError) error = NULL;

  belay_step_decide (step, &decision, &error);
  g_assert_no_error (error);
}
