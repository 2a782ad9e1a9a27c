/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* What the person decides on several steps of a turn with one press, and what they take back before it has run. Each step
 * gets a decision of its own. */

static gboolean
is_open (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);

  return state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING;
}

/* Whether a press that approves several steps approves @step: not where something was found, a rule asks, nobody has
 * looked yet, or it is no action. */
static gboolean
is_swept_along (BelaySession *self,
                BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);
  BelaySeverity worst;

  return is_open (step) && action != NULL &&
         !(belay_step_get_worst (step, &worst) && worst >= BELAY_FINDING_WARN) &&
         belay_session_ask_rules (self, step, action, NULL, NULL) < BELAY_RULES_ASK;
}

/* The steps of the turn as they are now: deciding may make others of them end. */
static GPtrArray *
list_steps (BelaySession *self)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = self->turn != NULL ? belay_turn_get_steps (self->turn) : NULL;

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (steps, g_list_model_get_item (model, i));

  return steps;
}

static gboolean
decide_all (BelaySession         *self,
            GPtrArray            *steps,
            const BelayDecision  *model,
            BelayVisibleFunc      visible,
            gpointer              user_data,
            GError              **error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      BelayStep *step = steps->pdata[i];
      BelayDecision decision = *model;

      decision.action = model->verdict == BELAY_VERDICT_APPROVE ? belay_step_get_action (step) : NULL;
      decision.visible_ms = visible (step, user_data);
      decision.together = steps->len;

      if (!belay_session_decide (self, step, &decision, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
approve_all (BelaySession      *self,
             GPtrArray         *steps,
             BelayVisibleFunc   visible,
             gpointer           user_data,
             GError           **error)
{
  const BelayDecision model = { .verdict = BELAY_VERDICT_APPROVE };

  if (steps->len == 0)
    return belay_session_refuse_now (error);

  if (!decide_all (self, steps, &model, visible, user_data, error))
    return FALSE;

  belay_session_go_on (self);
  return TRUE;
}

/**
 * belay_session_approve_turn:
 * @self: a session
 * @visible: says for how long a step has been in view, in milliseconds; -1: it was not
 * @user_data: for @visible
 * @error: return location for an error
 *
 * Approves what the turn still holds, but for steps with a finding of warn or hold, or about which a rule asks: each of those
 * asks for itself. So do steps that are proposed later: nobody has seen them yet.
 *
 * Returns: %FALSE if nothing could be approved
 */
gboolean
belay_session_approve_turn (BelaySession      *self,
                            BelayVisibleFunc   visible,
                            gpointer           user_data,
                            GError           **error)
{
  g_autoptr(GPtrArray) steps = NULL;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (visible != NULL, FALSE);

  if (!belay_session_can_decide (self, error))
    return FALSE;

  steps = list_steps (self);
  for (guint i = steps->len; i > 0; i--)
    {
      if (!is_swept_along (self, steps->pdata[i - 1]))
        g_ptr_array_remove_index (steps, i - 1);
    }

  return approve_all (self, steps, visible, user_data, error);
}

/* The open steps up to @last; ends before the first that asks for a decision of its own. */
static GPtrArray *
list_until (BelaySession  *self,
            BelayStep     *last,
            BelayStep    **stopped)
{
  g_autoptr(GPtrArray) all = list_steps (self);
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len && belay_step_get_index (all->pdata[i]) <= belay_step_get_index (last); i++)
    {
      BelayStep *step = all->pdata[i];
      BelayStepState state = belay_step_get_state (step);

      if (is_swept_along (self, step))
        {
          g_ptr_array_add (steps, g_object_ref (step));
        }
      else if (is_open (step) || state == BELAY_STEP_PROPOSED)
        {
          *stopped = g_object_ref (step);
          break;
        }
    }

  return steps;
}

/**
 * belay_session_approve_until:
 * @self: a session
 * @last: a step of the turn under way
 * @visible: says for how long a step has been in view, in milliseconds; -1: it was not
 * @user_data: for @visible
 * @stopped: (out) (transfer full) (nullable): the first step before which it stopped, because something was found or it
 *   is still being examined; also set where nothing could be approved
 * @error: return location for an error
 *
 * Approves the open steps of the turn up to @last, in order. Steps that were decided before stay as they are.
 *
 * Returns: %FALSE if nothing could be approved
 */
gboolean
belay_session_approve_until (BelaySession      *self,
                             BelayStep         *last,
                             BelayVisibleFunc   visible,
                             gpointer           user_data,
                             BelayStep        **stopped,
                             GError           **error)
{
  g_autoptr(GPtrArray) steps = NULL;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (last), FALSE);
  g_return_val_if_fail (visible != NULL && stopped != NULL, FALSE);

  *stopped = NULL;

  if (!belay_session_can_decide (self, error))
    return FALSE;

  if (self->turn == NULL || belay_step_get_turn (last) != belay_turn_get_number (self->turn))
    return belay_session_refuse_now (error);

  steps = list_until (self, last, stopped);

  return approve_all (self, steps, visible, user_data, error);
}

/**
 * belay_session_end_halted:
 * @self: a session
 *
 * Ends the steps that can never run, because an earlier one was rejected, without waiting for their turn.
 */
void
belay_session_end_halted (BelaySession *self)
{
  g_autoptr(GPtrArray) steps = list_steps (self);

  for (guint i = 0; i < steps->len; i++)
    {
      BelayStep *step = steps->pdata[i];

      if (step != self->passing && !belay_step_state_is_final (belay_step_get_state (step)) &&
          belay_turn_is_halted (self->turn, step))
        belay_session_end_step (self, step, BELAY_STEP_NOT_RUN, NULL);
    }
}

/* What was approved ahead is rejected with the rest: first the approval is taken back. */
static GPtrArray *
open_from (BelaySession *self,
           BelayStep    *first)
{
  GPtrArray *steps = list_steps (self);

  for (guint i = steps->len; i > 0; i--)
    {
      BelayStep *step = steps->pdata[i - 1];

      if (belay_step_get_index (step) >= belay_step_get_index (first) && belay_session_can_take_back (self, step))
        belay_session_take_back (self, step, NULL);

      if (belay_step_get_index (step) < belay_step_get_index (first) || !is_open (step))
        g_ptr_array_remove_index (steps, i - 1);
    }

  return steps;
}

/**
 * belay_session_reject_from:
 * @self: a session
 * @first: a step of the turn under way that has not run
 * @reason: (nullable): the person's words, told to the model
 * @visible: says for how long a step has been in view, in milliseconds; -1: it was not
 * @user_data: for @visible
 * @error: return location for an error
 *
 * Rejects @first and every later step of the turn, those approved ahead among them.
 *
 * Returns: %FALSE if there is nothing to reject
 */
gboolean
belay_session_reject_from (BelaySession      *self,
                           BelayStep         *first,
                           const char        *reason,
                           BelayVisibleFunc   visible,
                           gpointer           user_data,
                           GError           **error)
{
  const BelayDecision model = { .verdict = BELAY_VERDICT_REJECT, .reason = (char *) reason };
  g_autoptr(GPtrArray) steps = NULL;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (first), FALSE);
  g_return_val_if_fail (visible != NULL, FALSE);

  if (!belay_session_can_decide (self, error))
    return FALSE;

  if (self->turn == NULL || belay_step_get_turn (first) != belay_turn_get_number (self->turn) ||
      !(is_open (first) || belay_session_can_take_back (self, first)))
    return belay_session_refuse_now (error);

  steps = open_from (self, first);
  if (!decide_all (self, steps, &model, visible, user_data, error))
    return FALSE;

  belay_session_end_halted (self);
  belay_session_go_on (self);
  return TRUE;
}

/**
 * belay_session_can_take_back:
 * @self: a session
 * @step: a step
 *
 * Returns: whether the person has approved or changed @step, and it is not on its way to the sandbox
 */
gboolean
belay_session_can_take_back (BelaySession *self,
                             BelayStep    *step)
{
  const BelayDecision *decision;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  decision = belay_step_get_decision (step);

  return belay_step_get_state (step) == BELAY_STEP_DECIDED && step != self->passing && self->turn != NULL &&
         decision->by == BELAY_DECIDER_PERSON && belay_step_get_turn (step) == belay_turn_get_number (self->turn);
}

/**
 * belay_session_take_back:
 * @self: a session
 * @step: a step the person has approved or changed, and that waits for earlier ones
 * @error: return location for an error
 *
 * It waits for a decision again.
 *
 * Returns: %FALSE if it has run, or is about to
 */
gboolean
belay_session_take_back (BelaySession  *self,
                         BelayStep     *step,
                         GError       **error)
{
  g_autofree char *slack = NULL;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  if (!belay_session_can_take_back (self, step))
    return belay_session_refuse_now (error);

  if (!belay_step_take_back (step, error))
    return FALSE;

  slack = belay_session_get_slack (self);
  belay_trail_append (self->trail, "decision", belay_record_take_back (step, slack));
  belay_session_follow (self);

  return TRUE;
}

/* What a turn still holds when a changed target ends it: told apart from what failed. */
static void
end_rest (BelaySession *self)
{
  belay_session_end_halted (self);
  belay_session_drop_steps (self, "Not executed: the target of an earlier action in this turn changed after it had been "
                                  "approved.");
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON,
                      _("You had the agent look again, because the target had changed."));
  g_clear_pointer (&self->outgoing, belay_message_unref);
  self->outgoing = belay_turn_to_message (self->turn);
}

/**
 * belay_session_look_at_change:
 * @self: a session
 * @step: a step that is held because its target has changed
 * @visible_ms: how long the card has been in view
 * @error: return location for an error
 *
 * Does not run @step, nor what follows it in its turn: the agent is told that the target changed, gets a picture of how
 * the screen looks now, and proposes anew.
 *
 * Returns: %FALSE if @step is not held for that
 */
gboolean
belay_session_look_at_change (BelaySession  *self,
                              BelayStep     *step,
                              gint64         visible_ms,
                              GError       **error)
{
  BelayDecision decision = { .verdict = BELAY_VERDICT_LOOK_AGAIN, .visible_ms = visible_ms };
  BelayFrame *then, *now;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  if (self->state != BELAY_SESSION_WAITING || self->turn == NULL || belay_turn_get_next (self->turn) != step ||
      !belay_step_get_held (step, &then, &now))
    return belay_session_refuse_now (error);

  if (!belay_session_decide (self, step, &decision, error))
    return FALSE;

  end_rest (self);
  belay_session_look_again (self, "The target of an approved action had changed before it was sent. This is the screen "
                                  "as it is now.");
  return TRUE;
}
