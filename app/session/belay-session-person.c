/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* What the person may do in a session: decide, stop, answer, go on. What they do in the sandbox is in
 * belay-session-control.c. */

/* What the batch uses as well: belay-session-private.h. */

gboolean
belay_session_refuse_now (GError **error)
{
  g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE, _("This is not possible right now."));
  return FALSE;
}

gboolean
belay_session_can_decide (BelaySession  *self,
                          GError       **error)
{
  if (self->state != BELAY_SESSION_THINKING && self->state != BELAY_SESSION_WAITING &&
      self->state != BELAY_SESSION_COUNTDOWN && self->state != BELAY_SESSION_RUNNING)
    return belay_session_refuse_now (error);

  if (!belay_session_is_screen_live (self))
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_SCREEN,
                           _("The connection to the sandbox’s screen is lost; it is being restored."));
      return FALSE;
    }

  return TRUE;
}

/* Records what the person decided on @step; fills in who, when and on which frame. The session does not go on by itself. */
gboolean
belay_session_decide (BelaySession   *self,
                      BelayStep      *step,
                      BelayDecision  *decision,
                      GError        **error)
{
  g_autofree char *slack = belay_session_get_slack (self);

  if (!belay_session_can_decide (self, error))
    return FALSE;

  if (belay_step_get_state (step) == BELAY_STEP_PROPOSED)
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE,
                           _("This step is still being examined."));
      return FALSE;
    }

  if (!belay_session_may_decide (self, step, decision->action, error))
    return FALSE;

  self->unattended = FALSE;
  decision->by = BELAY_DECIDER_PERSON;
  decision->frame = belay_screen_get_frame (self->screen);
  decision->time = g_get_monotonic_time ();
  decision->ahead = !belay_turn_is_complete (self->turn) || belay_turn_get_next (self->turn) != step;

  if (!belay_step_decide (step, decision, error))
    return FALSE;

  belay_trail_append (self->trail, "decision", belay_record_decision (step, slack));
  if (belay_step_state_is_final (belay_step_get_state (step)))
    belay_trail_append (self->trail, "action.result",
                        belay_record_result (step, belay_step_get_state (step), NULL, 0, 0, NULL));

  return TRUE;
}

/* After a decision: the turn goes on if it was waiting for one. */
void
belay_session_go_on (BelaySession *self)
{
  if (self->state == BELAY_SESSION_WAITING || self->state == BELAY_SESSION_COUNTDOWN ||
      belay_session_is_awaiting_words (self))
    belay_session_proceed (self);
  else
    belay_session_follow (self);
}

static gboolean
approve (BelaySession  *self,
         BelayStep     *step,
         gint64         visible_ms,
         gboolean       named,
         GError       **error)
{
  BelayDecision decision = {
    .verdict = BELAY_VERDICT_APPROVE,
    .action = belay_step_get_action (step),
    .visible_ms = visible_ms,
    .named = named,
  };

  if (decision.action == NULL)
    return belay_session_refuse_now (error);

  if (!belay_session_decide (self, step, &decision, error))
    return FALSE;

  belay_session_go_on (self);
  return TRUE;
}

gboolean
belay_session_approve (BelaySession  *self,
                       BelayStep     *step,
                       gint64         visible_ms,
                       GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  return approve (self, step, visible_ms, FALSE, error);
}

gboolean
belay_session_approve_named (BelaySession  *self,
                             BelayStep     *step,
                             gint64         visible_ms,
                             GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  return approve (self, step, visible_ms, TRUE, error);
}

/**
 * belay_session_edit:
 * @self: a session
 * @step: a step that is not decided
 * @action: what is to run instead, from the edit functions of #BelayAction
 * @visible_ms: how long the card has been in view
 * @error: return location for an error
 *
 * The person who edits has seen the risk and approves what they wrote.
 *
 * Returns: %TRUE if the decision was recorded
 */
gboolean
belay_session_edit (BelaySession  *self,
                    BelayStep     *step,
                    BelayAction   *action,
                    gint64         visible_ms,
                    GError       **error)
{
  BelayAction *proposed;
  BelayDecision decision = {
    .verdict = BELAY_VERDICT_EDIT,
    .action = action,
    .visible_ms = visible_ms,
    .named = TRUE,
  };

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);
  g_return_val_if_fail (action != NULL, FALSE);

  /* Nothing was changed: then it is an approval, and needs what an approval needs. */
  proposed = belay_step_get_action (step);
  if (proposed != NULL && belay_action_equal (proposed, action))
    return approve (self, step, visible_ms, FALSE, error);

  belay_session_offer_edited (self, step, action);
  if (!belay_session_decide (self, step, &decision, error))
    return FALSE;

  belay_session_examine_edit (self, step);
  belay_session_go_on (self);
  return TRUE;
}

gboolean
belay_session_skip (BelaySession  *self,
                    BelayStep     *step,
                    gint64         visible_ms,
                    GError       **error)
{
  BelayDecision decision = { .verdict = BELAY_VERDICT_SKIP, .visible_ms = visible_ms };

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  if (!belay_session_decide (self, step, &decision, error))
    return FALSE;

  belay_session_go_on (self);
  return TRUE;
}

/**
 * belay_session_reject:
 * @self: a session
 * @step: a step that is not decided
 * @reason: (nullable): the person's words, told to the model
 * @visible_ms: how long the card has been in view
 * @error: return location for an error
 *
 * Returns: %TRUE if the decision was recorded; the later computer actions of the turn do not run either
 */
gboolean
belay_session_reject (BelaySession  *self,
                      BelayStep     *step,
                      const char    *reason,
                      gint64         visible_ms,
                      GError       **error)
{
  BelayDecision decision = {
    .verdict = BELAY_VERDICT_REJECT,
    .reason = (char *) reason,
    .visible_ms = visible_ms,
  };

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  if (!belay_session_decide (self, step, &decision, error))
    return FALSE;

  belay_session_end_halted (self);
  belay_session_go_on (self);
  return TRUE;
}

/* Stop, answer, go on. */

/* Nothing goes to the agent while something private may be on the screen: it could look. */
static gboolean
is_shown (BelaySession  *self,
          GError       **error)
{
  if (!belay_privacy_is_on (self->privacy))
    return TRUE;

  g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE,
                       _("Look first whether anything private is left on the screen."));
  return FALSE;
}

/**
 * belay_session_stop:
 * @self: a session
 *
 * Promise 3: when this returns no further input goes out and everything held down is released, whoever was in control.
 */
void
belay_session_stop (BelaySession *self)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  /* Before it is ready nothing is sent but one key, which is stopped too; what stops is the task that was to begin by itself. */
  if (self->gate == NULL || self->state == BELAY_SESSION_OPENING || self->state == BELAY_SESSION_CLOSED)
    {
      if (self->gate != NULL)
        belay_gate_stop (self->gate);
      g_clear_object (&self->agent);
      g_clear_pointer (&self->task, g_free);
      return;
    }

  belay_gate_stop (self->gate);

  /* What was private may still be on the screen, whoever looks at it next. */
  if (self->state != BELAY_SESSION_READY)
    belay_privacy_set_check (self->privacy, TRUE);

  if (self->state == BELAY_SESSION_READY || self->state == BELAY_SESSION_FAILED ||
      self->state == BELAY_SESSION_STOPPED)
    return;

  if (self->state == BELAY_SESSION_STOPPING)
    {
      if (self->after_stop == BELAY_SESSION_TAKEN_OVER)
        self->after_stop = BELAY_SESSION_STOPPED;
      return;
    }

  belay_session_freeze (self);
  belay_trail_append (self->trail, "interrupt", belay_record_string ("by", "person"));
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, _("You stopped the session."));
  g_free (self->note);
  self->note = belay_session_tell_lease (self, "The person supervising stopped the session.");
  self->look_is_due = FALSE;
  self->before_take_over = BELAY_SESSION_CLOSED;
  belay_session_halt (self, BELAY_SESSION_STOPPED);
}

/**
 * belay_session_answer:
 * @self: a session
 * @text: the person's words
 * @error: return location for an error
 *
 * Answers the agent's question, or gives a new instruction after it has finished, was stopped or was paused.
 *
 * Returns: %FALSE if nobody is waiting for words
 */
gboolean
belay_session_answer (BelaySession  *self,
                      const char    *text,
                      GError       **error)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0' || self->agent == NULL ||
      (self->state != BELAY_SESSION_ASKING && self->state != BELAY_SESSION_FINISHED &&
       self->state != BELAY_SESSION_STOPPED && self->state != BELAY_SESSION_PAUSED))
    return belay_session_refuse_now (error);
  if (!is_shown (self, error))
    return FALSE;

  /* Steps a pause left undecided are answered before the words: the person has moved on. */
  belay_session_drop_steps (self, "Not executed: the person supervising gave a new instruction first.");
  if (self->outgoing == NULL && self->turn != NULL && belay_turn_is_complete (self->turn))
    self->outgoing = belay_turn_to_message (self->turn);

  belay_session_offer_secrets (self, stripped);
  belay_trail_append (self->trail, "instruction", belay_record_string ("text", stripped));
  belay_timeline_add (self->timeline, self->state == BELAY_SESSION_ASKING ? BELAY_ENTRY_PERSON : BELAY_ENTRY_TASK,
                      stripped);
  belay_session_hear_person (self, stripped);
  self->look_is_due = FALSE;
  self->unattended = FALSE;
  self->before_take_over = BELAY_SESSION_CLOSED;
  if (self->is_full)
    belay_session_renew (self, stripped);
  else
    belay_session_say (self, stripped);
  belay_story_add_words (self->story, BELAY_TELLER_PERSON, stripped);

  return TRUE;
}

/**
 * belay_session_resume:
 * @self: a paused session
 * @error: return location for an error
 *
 * Goes on where it paused. A limit that was reached is raised by as much again.
 *
 * Returns: %FALSE if it is not paused, or what paused it has not passed
 */
gboolean
belay_session_resume (BelaySession  *self,
                      GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (self->state != BELAY_SESSION_PAUSED)
    return belay_session_refuse_now (error);
  if (!is_shown (self, error))
    return FALSE;

  if (belay_screen_get_state (self->screen) != BELAY_SCREEN_LIVE)
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_SCREEN,
                           _("The connection to the sandbox’s screen is still lost; it is being restored."));
      return FALSE;
    }

  self->unattended = FALSE;
  belay_budget_raise (&self->budget, &self->limits, &self->usage, self->n_run, self->started);
  belay_gate_set_control (self->gate, BELAY_CONTROL_AGENT);
  belay_trail_append (self->trail, "person.control", belay_record_string ("what", "resumed"));

  if (self->look_is_due)
    belay_session_look_again (self, self->note);
  else if (self->is_full)
    belay_session_renew (self, NULL);
  else if (self->outgoing != NULL)
    belay_session_say (self, NULL);
  else
    belay_session_proceed (self);

  return TRUE;
}

void
belay_session_get_budget (BelaySession *self,
                          BelayBudget  *budget)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  *budget = self->budget;
}

void
belay_session_set_budget (BelaySession      *self,
                          const BelayBudget *budget)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  self->limits = *budget;
  self->budget = *budget;
}
