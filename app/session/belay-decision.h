/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-frame.h"
#include "belay-rule.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_VERDICT_APPROVE,
  BELAY_VERDICT_EDIT,
  BELAY_VERDICT_SKIP,
  BELAY_VERDICT_REJECT,
  BELAY_VERDICT_LOOK_AGAIN,     /* what was approved has changed: it does not run, the agent gets a fresh picture */
} BelayVerdict;

typedef enum
{
  BELAY_DECIDER_PERSON,
  BELAY_DECIDER_SLACK,
  BELAY_DECIDER_RULE,
} BelayDecider;

/* Who decided what, when, seeing which frame. */
typedef struct
{
  BelayVerdict  verdict;
  BelayDecider  by;
  BelayAction  *action;         /* what may run: the proposed one, or the edited one; NULL for the other verdicts */
  BelayRule    *rule;           /* (nullable) the rule that decided */
  char         *reason;         /* (nullable) the person's words, of a rejection, or of the rule that denies */
  BelayFrame   *frame;          /* (nullable) the frame on screen when it was decided */
  gint64        time;           /* g_get_monotonic_time() */
  gint64        visible_ms;     /* how long the card had been in view; -1: it was not */
  gboolean      ahead;          /* decided before its turn came */
  gboolean      named;          /* the person pressed the button that names the risk */
  guint         together;       /* how many steps were decided with the same press; 0 and 1: this one */
} BelayDecision;

BelayDecision *belay_decision_copy          (const BelayDecision *decision);
void           belay_decision_free          (BelayDecision       *decision);

/* "approve", …: its word in the trail; not translated. */
const char    *belay_verdict_get_name       (BelayVerdict         verdict);
/* "person", "slack", "rule" */
const char    *belay_decider_get_name       (BelayDecider         decider);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayDecision, belay_decision_free)

G_END_DECLS
