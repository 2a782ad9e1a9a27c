/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The way of the steps: ask the agent, take its proposals, let each be decided, pass it through the gate, answer. */

/* One ask; compared with self->asking when the reply comes, because the session may have moved on. */
typedef struct
{
  BelaySession *session;
  GCancellable *cancellable;
} Ask;

static void on_passed (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

/* Shows what is to be decided next: the first step nobody has decided on, unless slack lets it run by itself. */
void
belay_session_follow (BelaySession *self)
{
  BelayStep *step = self->turn != NULL ? belay_turn_get_undecided (self->turn) : NULL;

  if (step != NULL && belay_step_get_state (step) == BELAY_STEP_EXAMINED &&
      self->slack.kind != BELAY_SLACK_AUTO && belay_slack_allows (&self->slack, belay_step_get_action (step)))
    step = NULL;

  if (g_set_object (&self->current, step))
    belay_session_notify (self, BELAY_SESSION_PROP_CURRENT);
}

void
belay_session_end_countdown (BelaySession *self)
{
  g_clear_handle_id (&self->countdown, g_source_remove);

  if (self->deadline != 0)
    {
      self->deadline = 0;
      belay_session_notify (self, BELAY_SESSION_PROP_DEADLINE);
    }
}

/* A step that will never pass the gate has ended: on the record like any other. */
static void
end_step (BelaySession   *self,
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
        end_step (self, step, BELAY_STEP_NOT_RUN, outcome);
    }

  belay_session_follow (self);
}

/* What is wrong with a proposal before anybody looks at it; NULL: nothing. */
static const char *
refuse (BelayProposal *proposal)
{
  BelayAction *action = belay_proposal_get_action (proposal);

  if (action == NULL)
    return belay_proposal_get_error (proposal)->message;

  if (!belay_action_is_computer (action))
    return "This sandbox has no shell channel: commands and files cannot be reached except through its screen.";

  return NULL;
}

/* The guards' turn. What the agent refers to may have changed since it looked; later steps of a turn expect that. */
static void
examine (BelaySession *self,
         BelayStep    *step)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  BelayAction *action = belay_step_get_action (step);
  BelayFrame *rest = belay_gate_get_rest (self->gate);
  g_autoptr(BelayFinding) moved = NULL;
  g_autoptr(GError) error = NULL;

  if (belay_step_get_index (step) == 1 && rest != NULL && belay_action_sends_pointer (action))
    moved = belay_gate_compare (self->gate, step, rest);

  if (moved != NULL)
    {
      BelayRect region;
      gboolean placed = belay_finding_get_region (moved, &region);

      g_ptr_array_add (findings, belay_finding_new ("changed-since-look", BELAY_FINDING_WARN,
                                                    _("What is there has changed since the agent looked."),
                                                    placed ? &region : NULL));
    }

  if (!belay_step_examine (step, findings, &error))
    g_critical ("A new step could not be examined: %s", error->message);

  belay_trail_append (self->trail, "scan", belay_record_scan (step));
}

static void
on_proposal (BelayAgent    *agent,
             BelayProposal *proposal,
             BelaySession  *self)
{
  g_autoptr(BelayStep) step = NULL;
  const char *refusal = refuse (proposal);

  if (self->state != BELAY_SESSION_THINKING)
    return;

  step = belay_step_new (proposal, &self->geometry, belay_turn_get_number (self->turn),
                         g_list_model_get_n_items (belay_turn_get_steps (self->turn)) + 1);
  belay_step_set_number (step, ++self->n_steps);
  belay_trail_append (self->trail, "tool.proposed", belay_record_proposed (step));
  belay_turn_add (self->turn, step);

  if (refusal != NULL)
    end_step (self, step, BELAY_STEP_FAILED, refusal);
  else
    examine (self, step);

  belay_timeline_add_step (self->timeline, step);
  belay_session_follow (self);
}

static void
on_thinking (BelayAgent   *agent,
             const char   *delta,
             BelaySession *self)
{
  belay_timeline_stream (self->timeline, BELAY_ENTRY_THINKING, delta);
}

static void
on_text (BelayAgent   *agent,
         const char   *delta,
         BelaySession *self)
{
  belay_session_set_status (self, NULL);
  belay_timeline_stream (self->timeline, BELAY_ENTRY_TEXT, delta);
}

static void
on_notice (BelayAgent   *agent,
           const char   *sentence,
           BelaySession *self)
{
  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/* What was streamed of this reply is void: its steps must not run, even those decided ahead. */
static void
on_reset (BelayAgent   *agent,
          BelaySession *self)
{
  belay_session_drop_steps (self, "Not executed: the reply that proposed it was cut off.");
  belay_timeline_rewind (self->timeline);
  g_clear_object (&self->turn);
  self->turn = belay_turn_new (++self->n_turns);
  belay_session_follow (self);
}

static void
on_retrying (BelayAgent   *agent,
             const char   *reason,
             guint         seconds,
             guint         attempt,
             BelaySession *self)
{
  g_autofree char *status = NULL;

  /* Translators: %s is a sentence such as “The service is overloaded.” */
  status = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%s Trying again in %u second.",
                                         "%s Trying again in %u seconds.", seconds),
                            reason, seconds);
  belay_session_set_status (self, status);
}

void
belay_session_connect_agent (BelaySession *self)
{
  g_signal_connect_object (self->agent, "proposal", G_CALLBACK (on_proposal), self, 0);
  g_signal_connect_object (self->agent, "thinking", G_CALLBACK (on_thinking), self, 0);
  g_signal_connect_object (self->agent, "text", G_CALLBACK (on_text), self, 0);
  g_signal_connect_object (self->agent, "notice", G_CALLBACK (on_notice), self, 0);
  g_signal_connect_object (self->agent, "reset", G_CALLBACK (on_reset), self, 0);
  g_signal_connect_object (self->agent, "retrying", G_CALLBACK (on_retrying), self, 0);
}

/**
 * belay_session_measure:
 * @self: a session with a live screen and an agent
 *
 * Fits the pictures to the screen as it is now.
 */
void
belay_session_measure (BelaySession *self)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  belay_geometry_init (&self->geometry, belay_agent_get_tier (self->agent),
                       belay_frame_get_width (frame), belay_frame_get_height (frame));
  belay_gate_set_geometry (self->gate, &self->geometry);
  belay_agent_set_screen (self->agent, self->geometry.picture_width, self->geometry.picture_height);
}

static gboolean
is_measured (BelaySession *self)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  return frame == NULL || (belay_frame_get_width (frame) == self->geometry.screen_width &&
                           belay_frame_get_height (frame) == self->geometry.screen_height);
}

/* The model has said all it wanted to for now. A question is a question: it waits for an answer. */
static void
end_reply (BelaySession *self,
           const char   *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  belay_session_drop_steps (self, "Not executed: the reply that proposed it ended without asking for it.");
  g_clear_pointer (&self->outgoing, belay_message_unref);

  if (g_str_has_suffix (stripped, "?") || g_str_has_suffix (stripped, "？"))
    {
      belay_session_set_question (self, stripped);
      belay_session_set_state (self, BELAY_SESSION_ASKING);
    }
  else
    {
      belay_session_set_state (self, BELAY_SESSION_FINISHED);
    }
}

/* A reply whose proposals must not run, and which the agent has not kept: the same can be asked again. */
static void
refuse_reply (BelaySession *self,
              BelayReply   *reply)
{
  const char *detail = belay_reply_get_stop_detail (reply);
  g_autoptr(GError) problem = NULL;
  g_autofree char *sentence = NULL;

  switch (belay_reply_get_stop_reason (reply))
    {
    case BELAY_STOP_MAX_TOKENS:
      sentence = g_strdup (_("The reply was cut off because it grew too long. Nothing of it was run."));
      break;

    case BELAY_STOP_REFUSAL:
      sentence = g_strdup_printf (_("The model declined to go on. %s"), detail != NULL ? detail : "");
      break;

    case BELAY_STOP_CONTEXT:
      sentence = g_strdup (_("The conversation has grown too long for this model."));
      break;

    case BELAY_STOP_TOOL_USE:
    case BELAY_STOP_END_TURN:
    case BELAY_STOP_OTHER:
    default:
      /* Translators: %s is a word of the protocol */
      sentence = g_strdup_printf (_("The reply ended in an unexpected way (%s). Nothing of it was run."),
                                  detail != NULL ? detail : "?");
      break;
    }

  belay_session_drop_steps (self, "Not executed: the reply that proposed it did not end properly.");
  problem = g_error_new_literal (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_REPLY, g_strstrip (sentence));
  belay_session_pause (self, problem);
}

static void
take_reply (BelaySession *self,
            BelayReply   *reply)
{
  g_autoptr(GError) problem = NULL;

  switch (belay_reply_get_stop_reason (reply))
    {
    case BELAY_STOP_TOOL_USE:
      if (!belay_turn_matches (self->turn, belay_reply_get_proposals (reply)))
        {
          belay_session_drop_steps (self, "Not executed.");
          problem = g_error_new_literal (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_REPLY,
                                         _("The reply is not what was shown while it came. Nothing of it was run."));
          belay_session_fail (self, problem);
          return;
        }
      g_clear_pointer (&self->outgoing, belay_message_unref);
      belay_turn_complete (self->turn);
      belay_session_proceed (self);
      break;

    case BELAY_STOP_END_TURN:
      end_reply (self, belay_reply_get_text (reply));
      break;

    case BELAY_STOP_MAX_TOKENS:
    case BELAY_STOP_REFUSAL:
    case BELAY_STOP_CONTEXT:
    case BELAY_STOP_OTHER:
    default:
      refuse_reply (self, reply);
      break;
    }
}

static gboolean
is_ending (BelaySession *self)
{
  return self->state == BELAY_SESSION_STOPPING || self->closing != NULL;
}

/* If nothing is under way any more, STOPPING has come to its end. */
static void
stopped (BelaySession *self)
{
  if (self->asking != NULL || self->passing != NULL || self->looking)
    return;

  if (self->turn != NULL && belay_turn_is_complete (self->turn) && belay_turn_get_next (self->turn) == NULL &&
      self->outgoing == NULL)
    self->outgoing = belay_turn_to_message (self->turn);

  belay_gate_set_control (self->gate, self->after_stop == BELAY_SESSION_TAKEN_OVER ? BELAY_CONTROL_PERSON
                                                                                   : BELAY_CONTROL_NOBODY);

  if (self->after_stop == BELAY_SESSION_CLOSED)
    belay_session_finish_closing (self);
  else
    belay_session_set_state (self, self->after_stop);
}

/* It came whole in the moment of stopping: the agent has kept it, so each proposal must be answered. */
static void
keep_late_reply (BelaySession *self,
                 BelayReply   *reply)
{
  BelayStopReason reason = belay_reply_get_stop_reason (reply);

  if (reason == BELAY_STOP_TOOL_USE || reason == BELAY_STOP_END_TURN)
    g_clear_pointer (&self->outgoing, belay_message_unref);

  if (reason == BELAY_STOP_TOOL_USE)
    belay_turn_complete (self->turn);
}

static void
on_reply (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Ask *ask = user_data;
  g_autoptr(BelaySession) self = ask->session;
  g_autoptr(GCancellable) cancellable = ask->cancellable;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = belay_agent_ask_finish (BELAY_AGENT (source), result, &error);

  g_free (ask);

  if (self->asking != cancellable)
    return;

  g_clear_object (&self->asking);
  belay_session_set_status (self, NULL);

  if (reply != NULL)
    {
      belay_usage_add (&self->usage, belay_reply_get_usage (reply));
      belay_session_notify (self, BELAY_SESSION_PROP_USAGE);
      belay_trail_append (self->trail, "api.response", belay_record_response (reply));
    }

  if (is_ending (self))
    {
      if (reply != NULL)
        keep_late_reply (self, reply);
      stopped (self);
    }
  else if (reply != NULL)
    {
      take_reply (self, reply);
    }
  else
    {
      belay_session_drop_steps (self, "Not executed: the reply that proposed it was cut off.");
      belay_session_pause (self, error);
    }
}

/**
 * belay_session_ask:
 * @self: a session with an agent
 * @message: what to say; kept until it has been answered
 *
 * Asks the agent, unless a limit of the budget is reached.
 */
void
belay_session_ask (BelaySession *self,
                   BelayMessage *message)
{
  g_autoptr(GError) problem = NULL;
  Ask *ask;

  if (self->outgoing != message)
    {
      g_clear_pointer (&self->outgoing, belay_message_unref);
      self->outgoing = belay_message_ref (message);
    }

  if (!belay_budget_check (&self->budget, &self->usage, self->n_run, self->started, &problem))
    {
      belay_session_pause (self, problem);
      return;
    }

  g_clear_object (&self->turn);
  self->turn = belay_turn_new (++self->n_turns);
  belay_timeline_mark (self->timeline);
  belay_session_set_question (self, NULL);
  belay_session_follow (self);

  /* The one before may be answering its cancellation still: what it says is no longer listened to. */
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  ask = g_new (Ask, 1);
  ask->session = g_object_ref (self);
  ask->cancellable = g_object_ref (self->asking);

  belay_trail_append (self->trail, "api.request", belay_record_request (self->outgoing));
  belay_gate_set_control (self->gate, BELAY_CONTROL_AGENT);
  belay_session_set_state (self, BELAY_SESSION_THINKING);
  belay_agent_ask_async (self->agent, self->outgoing, self->asking, on_reply, ask);
}

/* A copy of @from, whose results must be given again, with @text said after them. */
static BelayMessage *
copy_results (BelayMessage *from)
{
  BelayMessage *message = belay_message_new ();
  GPtrArray *results = from != NULL ? belay_message_get_results (from) : NULL;

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const BelayResult *result = results->pdata[i];

      belay_message_add_result (message, result->id, result->toolset_name, result->is_error, result->text);
      if (result->picture != NULL)
        belay_message_attach_picture (message, result->picture->png, result->picture->width,
                                      result->picture->height, result->picture->sha256);
    }

  return message;
}

/**
 * belay_session_say:
 * @self: a session with an agent
 * @text: (nullable): the person's words
 *
 * Says @text, after what has not been answered yet and after what the agent must hear first (self->note), with a fresh
 * picture where one was taken.
 */
void
belay_session_say (BelaySession *self,
                   const char   *text)
{
  g_autoptr(BelayMessage) message = copy_results (self->outgoing);
  g_autoptr(GString) words = g_string_new (NULL);
  const char *unanswered = self->outgoing != NULL ? belay_message_get_text (self->outgoing) : NULL;
  const char *const parts[] = { unanswered, self->note, text };
  const BelayMessagePicture *picture;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] != NULL && *parts[i] != '\0')
        g_string_append_printf (words, "%s%s", words->len > 0 ? "\n\n" : "", parts[i]);
    }

  if (words->len > 0)
    belay_message_set_text (message, words->str);

  if (self->fresh != NULL)
    belay_message_set_picture (message, belay_picture_get_png (self->fresh), belay_picture_get_width (self->fresh),
                               belay_picture_get_height (self->fresh), belay_picture_get_sha256 (self->fresh));
  else if (self->outgoing != NULL && (picture = belay_message_get_picture (self->outgoing)) != NULL)
    belay_message_set_picture (message, picture->png, picture->width, picture->height, picture->sha256);

  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->fresh, belay_picture_unref);
  belay_session_ask (self, message);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayPicture) picture = belay_gate_look_finish (BELAY_GATE (source), result, &error);

  self->looking = FALSE;

  if (is_ending (self))
    {
      stopped (self);
      return;
    }

  if (self->state != BELAY_SESSION_RUNNING)
    return;

  if (picture == NULL)
    {
      belay_session_pause (self, error);
      return;
    }

  g_clear_pointer (&self->fresh, belay_picture_unref);
  self->fresh = g_steal_pointer (&picture);

  if (self->before_take_over != BELAY_SESSION_CLOSED)
    {
      BelaySessionState state = self->before_take_over;

      self->before_take_over = BELAY_SESSION_CLOSED;
      belay_gate_set_control (self->gate, BELAY_CONTROL_NOBODY);
      belay_session_set_state (self, state);
    }
  else
    {
      belay_session_say (self, NULL);
    }
}

/**
 * belay_session_look_again:
 * @self: a session whose turn has ended or is void
 * @note: what the agent must hear with the picture
 *
 * Takes a fresh picture and says @note with it: at once where the agent was at work, else with the next words.
 */
void
belay_session_look_again (BelaySession *self,
                          const char   *note)
{
  g_free (self->note);
  self->note = g_strdup (note);

  belay_session_measure (self);
  self->looking = TRUE;
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Looking at the screen…"));
  belay_gate_look_async (self->gate, on_looked, g_object_ref (self));
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
  belay_session_look_again (self, "The screen changed its size. This picture shows it as it is now.");
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

  self->passing = g_object_ref (step);
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_follow (self);
  belay_gate_run_async (self->gate, step, on_passed, g_object_ref (self));
}

/* Lets slack decide. The decision is bound to what the agent was shown last: if the target has changed since, the gate
 * holds the step and the person is asked. */
static void
decide_by_slack (BelaySession *self,
                 BelayStep    *step)
{
  g_autofree char *slack = belay_slack_to_string (&self->slack);
  g_autoptr(GError) error = NULL;
  BelayDecision decision = {
    .verdict = BELAY_VERDICT_APPROVE,
    .by = BELAY_DECIDER_SLACK,
    .action = belay_step_get_action (step),
    .frame = belay_gate_get_rest (self->gate),
    .time = g_get_monotonic_time (),
    .visible_ms = -1,
  };

  if (!belay_step_decide (step, &decision, &error))
    {
      g_critical ("Slack could not decide: %s", error->message);
      return;
    }

  belay_trail_append (self->trail, "decision", belay_record_decision (step, slack));

  if (self->slack.kind == BELAY_SLACK_NEXT && !belay_action_is_look (decision.action))
    {
      if (--self->slack.remaining == 0)
        self->slack.kind = BELAY_SLACK_LOOKS;
      belay_session_notify (self, BELAY_SESSION_PROP_SLACK);
    }
}

static gboolean
on_countdown (gpointer user_data)
{
  BelaySession *self = user_data;
  BelayStep *step = belay_turn_get_next (self->turn);

  self->countdown = 0;
  belay_session_end_countdown (self);

  if (self->state == BELAY_SESSION_COUNTDOWN && step != NULL)
    {
      decide_by_slack (self, step);
      belay_session_proceed (self);
    }

  return G_SOURCE_REMOVE;
}

/* An examined step whose turn it is: slack decides, announces, or asks. Returns TRUE if it is decided. */
static gboolean
consider (BelaySession *self,
          BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);
  BelaySeverity worst;
  g_autoptr(GError) error = NULL;

  if (belay_slack_allows (&self->slack, action) &&
      !(belay_step_get_worst (step, &worst) && worst >= BELAY_FINDING_WARN))
    {
      if (self->slack.kind != BELAY_SLACK_AUTO || belay_action_is_look (action))
        {
          decide_by_slack (self, step);
          return TRUE;
        }

      belay_session_follow (self);
      self->deadline = g_get_monotonic_time () + BELAY_SLACK_COUNTDOWN_MS * 1000;
      belay_session_notify (self, BELAY_SESSION_PROP_DEADLINE);
      g_clear_handle_id (&self->countdown, g_source_remove);
      self->countdown = g_timeout_add (BELAY_SLACK_COUNTDOWN_MS, on_countdown, self);
      belay_session_set_state (self, BELAY_SESSION_COUNTDOWN);
      return FALSE;
    }

  if (!belay_step_wait (step, &error))
    g_critical ("A step could not wait: %s", error->message);

  belay_session_follow (self);
  belay_session_set_state (self, BELAY_SESSION_WAITING);

  return FALSE;
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

  while ((step = belay_turn_get_next (self->turn)) != NULL)
    {
      if (belay_turn_is_halted (self->turn, step))
        {
          end_step (self, step, BELAY_STEP_NOT_RUN, NULL);
          continue;
        }

      if (!is_measured (self))
        {
          start_over (self);
          return;
        }

      if (belay_step_get_state (step) == BELAY_STEP_EXAMINED && !consider (self, step))
        return;

      if (belay_step_get_state (step) == BELAY_STEP_WAITING)
        {
          belay_session_follow (self);
          belay_session_set_state (self, BELAY_SESSION_WAITING);
          return;
        }

      if (belay_step_get_state (step) == BELAY_STEP_DECIDED)
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

/* A decision did not hold: whatever the slack was, from here the person is asked. */
static void
on_held (BelaySession *self)
{
  if (self->slack.kind == BELAY_SLACK_NEXT || self->slack.kind == BELAY_SLACK_AUTO)
    {
      self->slack.kind = BELAY_SLACK_LOOKS;
      belay_session_notify (self, BELAY_SESSION_PROP_SLACK);
    }

  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                      _("The target changed before the step was sent, so it was held and you are asked again."));
  belay_session_follow (self);
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
      if (is_ending (self))
        stopped (self);
      return;
    }

  if (outcome->picture != NULL)
    belay_turn_set_picture (self->turn, step, outcome->picture);
  if (outcome->state == BELAY_STEP_DONE)
    self->n_run++;

  if (is_ending (self))
    {
      belay_session_drop_steps (self, "Not executed: the person supervising stopped the session.");
      stopped (self);
    }
  else if (outcome->state == BELAY_STEP_WAITING)
    {
      on_held (self);
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
  stopped (self);
}
