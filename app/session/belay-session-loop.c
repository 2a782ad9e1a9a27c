/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The way of the steps: each is decided, passes the gate, and the next one follows, until all are answered. */

static void on_passed (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

/* Shows what is to be decided next: the first step nobody has decided on, unless a rule or slack lets it run by itself. */
void
belay_session_follow (BelaySession *self)
{
  BelayStep *step = self->turn != NULL ? belay_turn_get_undecided (self->turn) : NULL;

  if (step != NULL && belay_step_get_state (step) != BELAY_STEP_WAITING &&
      belay_session_runs_by_itself (self, step, FALSE))
    step = NULL;

  if (g_set_object (&self->current, step))
    belay_session_notify (self, BELAY_SESSION_PROP_CURRENT);
}

void
belay_session_end_countdown (BelaySession *self)
{
  g_clear_handle_id (&self->countdown, g_source_remove);
  belay_session_cease_awaiting (self);

  if (self->deadline != 0)
    {
      self->deadline = 0;
      belay_session_notify (self, BELAY_SESSION_PROP_DEADLINE);
    }
}

/**
 * belay_session_end_step:
 * @self: a session
 * @step: a step that will never pass the gate
 * @state: how it ends
 * @outcome: (nullable): why, for the model
 *
 * On the record like any other ending.
 */
void
belay_session_end_step (BelaySession   *self,
                        BelayStep      *step,
                        BelayStepState  state,
                        const char     *outcome)
{
  g_autoptr(GError) error = NULL;

  if (!belay_step_finish (step, state, outcome, &error))
    {
      g_critical ("A step could not be ended: %s", error->message);
      return;
    }

  belay_trail_append (self->trail, "action.result", belay_record_result (step, state, outcome, 0, 0, NULL));
}

/**
 * belay_session_drop_steps:
 * @self: a session
 * @outcome: why, for the model
 *
 * Ends every step of the turn that has not ended and is not inside the gate.
 */
void
belay_session_drop_steps (BelaySession *self,
                          const char   *outcome)
{
  GListModel *steps;

  belay_session_end_countdown (self);
  if (self->turn == NULL)
    return;

  steps = belay_turn_get_steps (self->turn);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (steps, i);

      if (step != self->passing && !belay_step_state_is_final (belay_step_get_state (step)))
        belay_session_end_step (self, step, BELAY_STEP_NOT_RUN, outcome);
    }

  belay_session_follow (self);
}

static gboolean
is_measured (BelaySession *self)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  return frame == NULL || (belay_frame_get_width (frame) == self->geometry.screen_width &&
                           belay_frame_get_height (frame) == self->geometry.screen_height);
}

/* The proposals refer to pictures of a screen that has another size now. Their coordinates are never rescaled. */
static void
start_over (BelaySession *self)
{
  belay_session_drop_steps (self, "Not executed: the screen changed its size, so the coordinates no longer hold.");
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                      _("The screen changed its size. What was proposed for the old one is not run."));
  g_clear_pointer (&self->outgoing, belay_message_unref);
  self->outgoing = belay_turn_to_message (self->turn);
  belay_session_look_again (self, "The screen changed its size.");
}

static void
pass (BelaySession *self,
      BelayStep    *step)
{
  g_autoptr(GError) problem = NULL;

  if (!belay_budget_check (&self->budget, &self->usage, self->n_run, self->started, &problem))
    {
      belay_session_pause (self, problem);
      return;
    }

  if (belay_session_keep_machine (self, step))
    return;

  /* Not before: until it passes, the person may take their approval back. */
  if (belay_step_get_decision (step)->by == BELAY_DECIDER_PERSON)
    {
      belay_session_act_on_hidden (self, step);
      belay_session_note_secrets (self, step);
      belay_session_act_on_words (self, step);
    }

  self->passing = g_object_ref (step);
  self->last_passed = belay_step_get_number (step);
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_follow (self);
  belay_gate_run_async (self->gate, step, on_passed, g_object_ref (self));
}

/* Lets @rule decide or, where that is NULL, slack. The decision is bound to what the agent was shown last: if the target has changed since, the gate
 * holds the step and the person is asked. */
static void
decide_by_itself (BelaySession    *self,
                  BelayStep       *step,
                  const BelayRule *rule)
{
  g_autofree char *slack = belay_slack_to_string (&self->slack);
  g_autoptr(GError) error = NULL;
  BelayDecision decision = {
    .verdict = BELAY_VERDICT_APPROVE,
    .by = rule != NULL ? BELAY_DECIDER_RULE : BELAY_DECIDER_SLACK,
    .rule = (BelayRule *) rule,
    .action = belay_step_get_action (step),
    .frame = belay_session_get_agents_frame (self, step),
    .time = g_get_monotonic_time (),
    .visible_ms = -1,
  };

  if (!belay_step_decide (step, &decision, &error))
    {
      g_critical ("Nothing could decide by itself: %s", error->message);
      return;
    }

  belay_trail_append (self->trail, "decision", belay_record_decision (step, slack));

  if (rule == NULL && self->slack.kind == BELAY_SLACK_NEXT && !belay_action_is_look (decision.action))
    {
      if (--self->slack.remaining == 0)
        self->slack.kind = BELAY_SLACK_LOOKS;
      belay_session_notify (self, BELAY_SESSION_PROP_SLACK);
    }
}

/* What a rule or slack decides is bound to what the agent has seen. Before it has looked that is nothing. */
static gboolean
is_blind (BelaySession *self,
          BelayStep    *step)
{
  return !belay_action_is_look (belay_step_get_action (step)) && belay_session_get_agents_frame (self, step) == NULL;
}

/* Whether the rules and slack, as they are now, let @step run if there is a screen to run on. */
static gboolean
is_cleared (BelaySession *self,
            BelayStep    *step)
{
  BelaySeverity worst;

  /* Whatever else allows it: nobody is there to see it. */
  if (self->unattended && !belay_action_is_look (belay_step_get_action (step)))
    return FALSE;
  if (is_blind (self, step))
    return FALSE;

  return belay_session_runs_by_itself (self, step, TRUE) &&
         !(belay_step_get_worst (step, &worst) && worst >= BELAY_FINDING_WARN);
}

static gboolean
on_countdown (gpointer user_data)
{
  BelaySession *self = user_data;
  BelayStep *step = belay_turn_get_next (self->turn);
  const BelayRule *rule = NULL;

  self->countdown = 0;
  belay_session_end_countdown (self);

  if (self->state == BELAY_SESSION_COUNTDOWN && step != NULL)
    {
      /* What the rules speak of may have changed meanwhile: then it is considered anew. */
      if (is_cleared (self, step))
        {
          belay_session_ask_rules (self, step, belay_step_get_action (step), &rule, NULL);
          decide_by_itself (self, step, rule);
        }
      belay_session_proceed (self);
    }

  return G_SOURCE_REMOVE;
}

/* How long a step that @rule or, where that is NULL, slack allows is announced, in milliseconds; at least until it is known whether what the agent has seen was
 * there for it alone. */
static guint
get_announcement (BelaySession    *self,
                  BelayStep       *step,
                  const BelayRule *rule)
{
  if (belay_action_is_look (belay_step_get_action (step)))
    return 0;

  return MAX (rule == NULL && self->slack.kind == BELAY_SLACK_AUTO ? belay_session_get_pause (self, step) : 0,
              belay_session_get_doubt (self));
}

/* A step whose turn it is: a rule or slack decides, announces, or asks. Returns TRUE if it is decided. */
static gboolean
consider (BelaySession *self,
          BelayStep    *step)
{
  const BelayRule *rule = NULL;
  BelayStep *parked;
  guint pause;
  g_autoptr(GError) error = NULL;

  if (!belay_session_apply_rules (self, step))
    return TRUE;

  if (is_cleared (self, step) && belay_session_await_reading (self, step))
    return FALSE;

  parked = is_cleared (self, step) ? step : NULL;

  if (parked != NULL && belay_session_is_screen_live (self))
    {
      belay_session_ask_rules (self, step, belay_step_get_action (step), &rule, NULL);
      pause = get_announcement (self, step, rule);
      if (pause == 0)
        {
          decide_by_itself (self, step, rule);
          return TRUE;
        }

      belay_session_follow (self);
      self->deadline = g_get_monotonic_time () + (gint64) pause * 1000;
      belay_session_notify (self, BELAY_SESSION_PROP_DEADLINE);
      g_clear_handle_id (&self->countdown, g_source_remove);
      self->countdown = g_timeout_add (pause, on_countdown, self);
      belay_session_set_state (self, BELAY_SESSION_COUNTDOWN);
      return FALSE;
    }

  if (is_blind (self, step) && belay_slack_allows (&self->slack, belay_step_get_action (step)))
    belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                        _("The agent has not looked at the screen yet, so you are asked."));

  /* Only the screen is missing: when it is back, slack decides after all. */
  g_set_object (&self->parked, parked);
  if (belay_step_get_state (step) == BELAY_STEP_EXAMINED && !belay_step_wait (step, &error))
    g_critical ("A step could not wait: %s", error->message);

  belay_session_follow (self);
  belay_session_set_state (self, BELAY_SESSION_WAITING);

  return FALSE;
}

/**
 * belay_session_is_parked:
 * @self: a session
 * @step: (nullable): a step of its turn
 *
 * Returns: whether @step waited for nothing but a lost screen, and that is back
 */
gboolean
belay_session_is_parked (BelaySession *self,
                         BelayStep    *step)
{
  return step != NULL && step == self->parked && belay_step_get_state (step) == BELAY_STEP_WAITING &&
         belay_session_is_screen_live (self);
}

/**
 * belay_session_proceed:
 * @self: a session whose reply has ended with tool_use
 *
 * Takes the next step of the turn as far as it may go. Strictly in order, one at a time.
 */
void
belay_session_proceed (BelaySession *self)
{
  BelayStep *step;

  belay_session_end_countdown (self);
  self->awaiting_guards = FALSE;
  self->awaiting_previews = FALSE;

  while ((step = belay_turn_get_next (self->turn)) != NULL)
    {
      if (belay_turn_is_halted (self->turn, step))
        {
          belay_session_end_step (self, step, BELAY_STEP_NOT_RUN, NULL);
          continue;
        }

      if (!is_measured (self))
        {
          start_over (self);
          return;
        }

      if (belay_session_await_guards (self, step) || belay_session_await_previews (self, step) ||
          !belay_session_check_recording (self, step) || belay_session_await_window (self, step))
        return;

      if ((belay_step_get_state (step) == BELAY_STEP_EXAMINED || belay_session_is_parked (self, step)) &&
          !consider (self, step))
        return;

      if (belay_step_get_state (step) == BELAY_STEP_WAITING)
        {
          belay_session_follow (self);
          belay_session_set_state (self, BELAY_SESSION_WAITING);
          return;
        }

      if (belay_step_get_state (step) == BELAY_STEP_DECIDED && belay_session_check_rules (self, step))
        {
          pass (self, step);
          return;
        }
    }

  belay_session_follow (self);

  if (!is_measured (self))
    {
      start_over (self);
      return;
    }

  {
    g_autoptr(BelayMessage) message = belay_turn_to_message (self->turn);

    belay_session_ask (self, message);
  }
}

/* A decision did not hold. */
static void
on_held (BelaySession *self,
         BelayStep    *step)
{
  gboolean computer = belay_action_is_computer (belay_step_get_action (step));

  belay_session_shorten_slack (self);
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                      computer ? _("The target changed before the step was sent, so it was held and you are asked again.")
                               : _("The file changed after you had seen what would change in it, so the step was held and you "
                                   "are asked again."));
  belay_session_follow (self);
  if (!belay_session_await_previews (self, step))
    belay_session_set_state (self, BELAY_SESSION_WAITING);
}

static void
on_passed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  g_autoptr(BelayStep) step = g_steal_pointer (&self->passing);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayOutcome) outcome = belay_gate_run_finish (BELAY_GATE (source), result, &error);

  if (outcome == NULL)
    {
      belay_session_fail (self, error);
      if (belay_session_is_ending (self))
        belay_session_check_ended (self);
      return;
    }

  if (outcome->picture != NULL)
    {
      BelayPicture *shown = outcome->shown != NULL ? outcome->shown : outcome->picture;

      belay_turn_set_picture (self->turn, step, shown);
      belay_session_compare (self, step, outcome->picture);
      if (belay_turn_is_picture_due (self->turn, step))
        belay_session_show_agent (self, shown);
    }
  belay_session_preview_rest (self);
  if (outcome->state == BELAY_STEP_DONE)
    {
      self->n_run++;
      belay_session_take_typed (self, step);
    }
  else if (outcome->state == BELAY_STEP_FAILED)
    {
      belay_session_tell_secret_problem (self);
    }

  if (belay_session_is_ending (self))
    {
      belay_session_drop_steps (self, "Not executed: the person supervising stopped the session.");
      if (self->after_stop == BELAY_SESSION_STOPPED && !belay_action_is_computer (belay_step_get_action (step)))
        belay_session_freeze (self);
      belay_session_check_ended (self);
    }
  else if (outcome->state == BELAY_STEP_WAITING)
    {
      on_held (self, step);
    }
  else if (belay_screen_get_state (self->screen) != BELAY_SCREEN_LIVE)
    {
      error = g_error_new_literal (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_SCREEN,
                                   _("The connection to the sandbox’s screen was lost. Go on when it is back?"));
      belay_session_pause (self, error);
    }
  else if (self->state == BELAY_SESSION_RUNNING)
    {
      belay_session_proceed (self);
    }
}

/**
 * belay_session_halt:
 * @self: a session
 * @after: %BELAY_SESSION_STOPPED, %BELAY_SESSION_TAKEN_OVER or %BELAY_SESSION_CLOSED
 *
 * Stops the agent at once: when this returns no further event of its goes out. Where something is still ending (the
 * request, the step inside the gate) the state is STOPPING until it has.
 */
void
belay_session_halt (BelaySession      *self,
                    BelaySessionState  after)
{
  self->after_stop = after;
  belay_gate_stop (self->gate);
  belay_session_end_countdown (self);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);

  belay_session_set_state (self, BELAY_SESSION_STOPPING);
  belay_session_drop_steps (self, after == BELAY_SESSION_TAKEN_OVER
                            ? "Not executed: the person supervising took over."
                            : "Not executed: the person supervising stopped the session.");
  belay_session_set_question (self, NULL);
  belay_session_check_ended (self);
}
