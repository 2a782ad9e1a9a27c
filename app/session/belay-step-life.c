/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a step moves from state to state: each function checks that there is such an arrow, and changes nothing if not. */

static gboolean
check (BelayStep       *self,
       BelayStepState   state,
       GError         **error)
{
  if (belay_step_state_leads_to (self->state, state))
    return TRUE;

  g_set_error (error, BELAY_STEP_ERROR, BELAY_STEP_ERROR_STATE,
               _("This step is %s and cannot become %s."),
               belay_step_state_get_name (self->state), belay_step_state_get_name (state));
  return FALSE;
}

static void
move (BelayStep      *self,
      BelayStepState  state)
{
  self->state = state;
  belay_step_notify (self, BELAY_STEP_PROP_STATE);
}

/* Frames are large, and steps stay for as long as the session. */
static void
clear_held (BelayStep *self)
{
  g_clear_pointer (&self->held_then, belay_frame_unref);
  g_clear_pointer (&self->held_now, belay_frame_unref);
}

static int
compare_severity (gconstpointer a,
                  gconstpointer b)
{
  return (int) belay_finding_get_severity (*(BelayFinding **) b) -
         (int) belay_finding_get_severity (*(BelayFinding **) a);
}

static void
add_finding (BelayStep    *self,
             BelayFinding *finding)
{
  g_ptr_array_add (self->findings, g_object_ref (finding));
  g_ptr_array_sort (self->findings, compare_severity);
}

/* "dangerous-text:destructive" is a finding of dangerous-text. */
static gboolean
is_of_guard (BelayFinding *finding,
             const char   *guard)
{
  const char *name = belay_finding_get_guard (finding);
  gsize length = strlen (guard);

  return g_str_has_prefix (name, guard) && (name[length] == '\0' || name[length] == ':');
}

/**
 * belay_step_replace_findings:
 * @self: a step
 * @guard: a guard's name
 * @findings: (element-type BelayFinding): what it finds now; copied
 *
 * Puts @findings in the place of what @guard found before.
 *
 * Returns: %FALSE if there is nothing and was nothing
 */
gboolean
belay_step_replace_findings (BelayStep  *self,
                             const char *guard,
                             GPtrArray  *findings)
{
  gboolean changed = FALSE;

  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);
  g_return_val_if_fail (guard != NULL && findings != NULL, FALSE);

  for (guint i = self->findings->len; i > 0; i--)
    {
      if (is_of_guard (self->findings->pdata[i - 1], guard))
        {
          g_ptr_array_remove_index (self->findings, i - 1);
          changed = TRUE;
        }
    }

  for (guint i = 0; i < findings->len; i++)
    add_finding (self, findings->pdata[i]);

  changed |= findings->len > 0;
  if (changed)
    belay_step_notify (self, BELAY_STEP_PROP_FINDINGS);

  return changed;
}

/**
 * belay_step_examine:
 * @self: a step
 * @findings: (element-type BelayFinding): what the guards found; copied
 * @error: return location for an error
 *
 * The guards have looked: proposed becomes examined.
 *
 * Returns: %TRUE unless the step is in a state that does not allow it
 */
gboolean
belay_step_examine (BelayStep  *self,
                    GPtrArray  *findings,
                    GError    **error)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  if (!check (self, BELAY_STEP_EXAMINED, error))
    return FALSE;

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    add_finding (self, findings->pdata[i]);

  move (self, BELAY_STEP_EXAMINED);
  belay_step_notify (self, BELAY_STEP_PROP_FINDINGS);

  return TRUE;
}

/**
 * belay_step_wait:
 * @self: a step
 * @error: return location for an error
 *
 * Asks the person: examined becomes waiting.
 *
 * Returns: %TRUE unless the step is in a state that does not allow it
 */
gboolean
belay_step_wait (BelayStep  *self,
                 GError    **error)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  if (!check (self, BELAY_STEP_WAITING, error))
    return FALSE;

  move (self, BELAY_STEP_WAITING);
  return TRUE;
}

/* What stays of a decision when it no longer holds: how the session was decided can be told in the end. */
static void
keep_decision (BelayStep           *self,
               const BelayDecision *decision)
{
  BelaySeverity worst;
  const BelayReviewDecision kept = {
    .verdict = belay_verdict_get_name (decision->verdict),
    .by = belay_decider_get_name (decision->by),
    .visible_ms = decision->visible_ms,
    .together = decision->together,
    .flagged = belay_step_get_worst (self, &worst) && worst >= BELAY_FINDING_WARN,
  };

  g_array_append_val (self->decisions, kept);
}

/**
 * belay_step_decide:
 * @self: a step
 * @decision: who decided what; copied
 * @error: return location for an error
 *
 * Records a decision. A step is decided once, unless belay_step_hold() asked again: a second call fails and changes
 * nothing. An approval of a step with a hold finding must have named the risk.
 *
 * Returns: %TRUE if the decision was recorded
 */
gboolean
belay_step_decide (BelayStep            *self,
                   const BelayDecision  *decision,
                   GError              **error)
{
  BelayStepState state = BELAY_STEP_DECIDED;
  BelaySeverity worst;

  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);
  g_return_val_if_fail (decision != NULL, FALSE);

  if (decision->verdict == BELAY_VERDICT_SKIP)
    state = BELAY_STEP_SKIPPED;
  else if (decision->verdict == BELAY_VERDICT_REJECT)
    state = BELAY_STEP_REJECTED;
  else if (decision->verdict == BELAY_VERDICT_LOOK_AGAIN)
    state = BELAY_STEP_NOT_RUN;

  g_return_val_if_fail ((state == BELAY_STEP_DECIDED) == (decision->action != NULL), FALSE);

  if (!check (self, state, error))
    return FALSE;

  if (state == BELAY_STEP_DECIDED && !decision->named &&
      belay_step_get_worst (self, &worst) && worst == BELAY_FINDING_HOLD)
    {
      g_set_error_literal (error, BELAY_STEP_ERROR, BELAY_STEP_ERROR_STATE,
                           _("This step is held. Approve it with the button that names the risk."));
      return FALSE;
    }

  clear_held (self);
  g_clear_pointer (&self->decision, belay_decision_free);
  self->decision = belay_decision_copy (decision);
  keep_decision (self, decision);
  g_clear_pointer (&self->decided_on, g_ptr_array_unref);
  self->decided_on = g_ptr_array_copy (self->findings, (GCopyFunc) g_object_ref, NULL);
  g_object_freeze_notify (G_OBJECT (self));
  move (self, state);
  belay_step_notify (self, BELAY_STEP_PROP_DECISION);
  g_object_thaw_notify (G_OBJECT (self));

  return TRUE;
}

/**
 * belay_step_take_back:
 * @self: a step
 * @error: return location for an error
 *
 * Decided becomes waiting again: what the person had decided, and what was found in their own words, is void.
 *
 * Returns: %TRUE unless the step is in a state that does not allow it
 */
gboolean
belay_step_take_back (BelayStep  *self,
                      GError    **error)
{
  const BelayReviewDecision taken_back = { .verdict = "take-back", .by = "person", .visible_ms = -1 };

  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  if (!check (self, BELAY_STEP_WAITING, error))
    return FALSE;

  if (self->state != BELAY_STEP_DECIDED)
    {
      g_set_error_literal (error, BELAY_STEP_ERROR, BELAY_STEP_ERROR_STATE, _("There is no decision to take back."));
      return FALSE;
    }

  g_array_append_val (self->decisions, taken_back);
  g_clear_pointer (&self->decision, belay_decision_free);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = g_steal_pointer (&self->decided_on);

  g_object_freeze_notify (G_OBJECT (self));
  move (self, BELAY_STEP_WAITING);
  belay_step_notify (self, BELAY_STEP_PROP_FINDINGS);
  belay_step_notify (self, BELAY_STEP_PROP_DECISION);
  g_object_thaw_notify (G_OBJECT (self));

  return TRUE;
}

/**
 * belay_step_hold:
 * @self: a step
 * @finding: why the decision no longer holds
 * @then: (nullable): the screen it was decided on
 * @now: (nullable): the screen as it is
 * @error: return location for an error
 *
 * Takes a decision back before it ran: decided becomes waiting again, and the person is asked anew.
 *
 * Returns: %TRUE unless the step is in a state that does not allow it
 */
gboolean
belay_step_hold (BelayStep     *self,
                 BelayFinding  *finding,
                 BelayFrame    *then,
                 BelayFrame    *now,
                 GError       **error)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);
  g_return_val_if_fail (BELAY_IS_FINDING (finding), FALSE);

  if (!check (self, BELAY_STEP_WAITING, error))
    return FALSE;

  clear_held (self);
  self->held_then = then != NULL ? belay_frame_ref (then) : NULL;
  self->held_now = now != NULL ? belay_frame_ref (now) : NULL;
  g_clear_pointer (&self->decision, belay_decision_free);

  /* Held twice for the same reason is still one thing to know. */
  for (guint i = self->findings->len; i > 0; i--)
    {
      if (g_str_equal (belay_finding_get_guard (self->findings->pdata[i - 1]), belay_finding_get_guard (finding)))
        g_ptr_array_remove_index (self->findings, i - 1);
    }

  add_finding (self, finding);

  g_object_freeze_notify (G_OBJECT (self));
  move (self, BELAY_STEP_WAITING);
  belay_step_notify (self, BELAY_STEP_PROP_FINDINGS);
  belay_step_notify (self, BELAY_STEP_PROP_DECISION);
  g_object_thaw_notify (G_OBJECT (self));

  return TRUE;
}

/**
 * belay_step_run:
 * @self: a step
 * @error: return location for an error
 *
 * Its intent is durable and its first event goes out next: decided becomes running. Only the gate calls this.
 *
 * Returns: %TRUE unless the step is in a state that does not allow it
 */
gboolean
belay_step_run (BelayStep  *self,
                GError    **error)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  if (!check (self, BELAY_STEP_RUNNING, error))
    return FALSE;

  move (self, BELAY_STEP_RUNNING);
  return TRUE;
}

/**
 * belay_step_finish:
 * @self: a step
 * @state: a final state
 * @outcome: (nullable): one sentence on how it ended
 * @error: return location for an error
 *
 * Returns: %TRUE unless the step is in a state that does not allow it
 */
gboolean
belay_step_finish (BelayStep       *self,
                   BelayStepState   state,
                   const char      *outcome,
                   GError         **error)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);
  g_return_val_if_fail (belay_step_state_is_final (state), FALSE);

  if (!check (self, state, error))
    return FALSE;

  clear_held (self);
  g_object_freeze_notify (G_OBJECT (self));
  g_free (self->outcome);
  self->outcome = g_strdup (outcome);
  move (self, state);
  belay_step_notify (self, BELAY_STEP_PROP_OUTCOME);
  g_object_thaw_notify (G_OBJECT (self));

  return TRUE;
}
