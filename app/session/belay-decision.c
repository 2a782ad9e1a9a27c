/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-decision.h"

/**
 * belay_decision_copy:
 * @decision: a decision
 *
 * Returns: (transfer full): a copy that shares the action and the frame, which do not change
 */
BelayDecision *
belay_decision_copy (const BelayDecision *decision)
{
  BelayDecision *copy;

  g_return_val_if_fail (decision != NULL, NULL);

  copy = g_new (BelayDecision, 1);
  *copy = *decision;
  copy->action = decision->action != NULL ? belay_action_ref (decision->action) : NULL;
  copy->rule = decision->rule != NULL ? belay_rule_ref (decision->rule) : NULL;
  copy->reason = g_strdup (decision->reason);
  copy->frame = decision->frame != NULL ? belay_frame_ref (decision->frame) : NULL;

  return copy;
}

/**
 * belay_decision_free:
 * @decision: a decision made by belay_decision_copy()
 */
void
belay_decision_free (BelayDecision *decision)
{
  g_clear_pointer (&decision->action, belay_action_unref);
  g_clear_pointer (&decision->rule, belay_rule_unref);
  g_clear_pointer (&decision->reason, g_free);
  g_clear_pointer (&decision->frame, belay_frame_unref);
  g_free (decision);
}

/**
 * belay_verdict_get_name:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its word in the trail
 */
const char *
belay_verdict_get_name (BelayVerdict verdict)
{
  static const char *const names[] = { "approve", "edit", "skip", "reject", "look-again" };

  return names[verdict];
}

/**
 * belay_decider_get_name:
 * @decider: who decided
 *
 * Returns: (transfer none): its word in the trail
 */
const char *
belay_decider_get_name (BelayDecider decider)
{
  static const char *const names[] = { "person", "slack", "rule" };

  return names[decider];
}
