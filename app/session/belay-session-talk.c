/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* The conversation: what is said to the agent, and what becomes of its reply. */

/* One ask; compared with self->asking when the reply comes, because the session may have moved on. */
typedef struct
{
  BelaySession *session;
  GCancellable *cancellable;
} Ask;

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

/* Whether somebody who says @text waits for an answer: the last paragraph asks, and perhaps adds how to answer. */
static gboolean
is_question (const char *text)
{
  static const char *const marks[] = { "?", "？", "؟" };
  const char *paragraph = g_strrstr (text, "\n");

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    for (const char *mark = strstr (paragraph != NULL ? paragraph : text, marks[i]); mark != NULL;
         mark = strstr (mark + 1, marks[i]))
      {
        const char *after = mark + strlen (marks[i]);

        if (*after == '\0' || g_ascii_isspace (*after) || *after == '*' || *after == '"' || *after == ')')
          return TRUE;
      }

  return FALSE;
}

/* The model has said all it wanted to for now. A question is a question: it waits for an answer. */
static void
end_reply (BelaySession *self,
           const char   *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  belay_session_drop_steps (self, "Not executed: the reply that proposed it ended without asking for it.");
  g_clear_pointer (&self->outgoing, belay_message_unref);
  belay_gate_set_control (self->gate, BELAY_CONTROL_NOBODY);

  if (is_question (stripped))
    {
      belay_session_set_question (self, stripped);
      belay_session_set_state (self, BELAY_SESSION_ASKING);
    }
  else
    {
      belay_session_set_state (self, BELAY_SESSION_FINISHED);
    }

  belay_session_await_words (self);
}

/* A reply whose proposals must not run, and which the agent has not kept: the same can be asked again. */
static void
refuse_reply (BelaySession *self,
              BelayReply   *reply)
{
  const char *detail = belay_reply_get_stop_detail (reply);
  g_autoptr(GError) problem = NULL;
  g_autofree char *sentence = NULL;

  belay_session_drop_steps (self, "Not executed: the reply that proposed it did not end properly.");

  switch (belay_reply_get_stop_reason (reply))
    {
    case BELAY_STOP_MAX_TOKENS:
      sentence = g_strdup (_("The reply was cut off because it grew too long. Nothing of it was run."));
      break;

    case BELAY_STOP_REFUSAL:
      sentence = g_strdup_printf (_("The model declined to go on. %s"), detail != NULL ? detail : "");
      break;

    case BELAY_STOP_CONTEXT:
      belay_session_pause_full (self, _("This conversation has grown too long for the model."));
      return;

    case BELAY_STOP_TOOL_USE:
    case BELAY_STOP_END_TURN:
    case BELAY_STOP_OTHER:
    default:
      /* Translators: %s is a word of the protocol */
      sentence = g_strdup_printf (_("The reply ended in an unexpected way (%s). Nothing of it was run."),
                                  detail != NULL ? detail : "?");
      break;
    }

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
      belay_story_add_words (self->story, BELAY_TELLER_AGENT, belay_reply_get_text (reply));
      g_clear_pointer (&self->outgoing, belay_message_unref);
      belay_turn_complete (self->turn);
      belay_session_proceed (self);
      break;

    case BELAY_STOP_END_TURN:
      belay_story_add_words (self->story, BELAY_TELLER_AGENT, belay_reply_get_text (reply));
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

/**
 * belay_session_is_ending:
 * @self: a session
 *
 * Returns: whether it was stopped and something that was under way is still ending
 */
gboolean
belay_session_is_ending (BelaySession *self)
{
  return self->state == BELAY_SESSION_STOPPING || self->closing != NULL;
}

/**
 * belay_session_keep_results:
 * @self: a session whose steps have all ended
 *
 * The results of its turn go with the next words, if nothing else does.
 */
void
belay_session_keep_results (BelaySession *self)
{
  if (self->turn != NULL && belay_turn_is_complete (self->turn) && belay_turn_get_next (self->turn) == NULL &&
      self->outgoing == NULL)
    self->outgoing = belay_turn_to_message (self->turn);
}

/**
 * belay_session_check_ended:
 * @self: a session that is ending
 *
 * If nothing is under way any more, STOPPING has come to its end.
 */
void
belay_session_check_ended (BelaySession *self)
{
  if (self->asking != NULL || self->passing != NULL || self->looking || self->returning != NULL)
    return;

  belay_session_keep_results (self);
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
    {
      belay_story_add_words (self->story, BELAY_TELLER_AGENT, belay_reply_get_text (reply));
      g_clear_pointer (&self->outgoing, belay_message_unref);
    }

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
      self->is_full = FALSE;
      belay_usage_add (&self->usage, belay_reply_get_usage (reply));
      belay_session_notify (self, BELAY_SESSION_PROP_USAGE);
      belay_trail_append (self->trail, "api.response", belay_record_response (reply));
    }

  if (belay_session_is_ending (self))
    {
      if (reply != NULL)
        keep_late_reply (self, reply);
      belay_session_check_ended (self);
    }
  else if (reply != NULL)
    {
      take_reply (self, reply);
    }
  else
    {
      belay_session_drop_steps (self, "Not executed: the reply that proposed it was cut off.");
      if (g_error_matches (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_FULL))
        belay_session_pause_full (self, error->message);
      else
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

  if (self->turn != NULL)
    belay_story_add_turn (self->story, self->turn, self->outgoing);
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

  belay_session_take_handed (self);
  belay_session_change_sight (self);
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
  /* Of the picture only where there is one: taking it may have failed. */
  const char *shown = self->fresh != NULL ? "This picture shows the screen as it is now." : NULL;
  const char *const parts[] = { unanswered, self->note, shown, text };
  const BelayMessagePicture *picture;
  g_autofree char *note = NULL;

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

  note = g_steal_pointer (&self->note);
  g_clear_pointer (&self->fresh, belay_picture_unref);
  belay_session_ask (self, message);
  belay_story_add_words (self->story, BELAY_TELLER_PROGRAM, note);
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

  if (belay_session_is_ending (self))
    {
      belay_session_check_ended (self);
      return;
    }

  if (self->state != BELAY_SESSION_RUNNING)
    return;

  self->look_is_due = picture == NULL;
  if (picture == NULL)
    {
      belay_session_pause (self, error);
      return;
    }

  g_clear_pointer (&self->fresh, belay_picture_unref);
  self->fresh = g_steal_pointer (&picture);
  belay_session_show_agent (self, self->fresh);

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
 * Takes a fresh picture and says @note with it: at once where the agent was at work, else with the next words. If that
 * fails the session pauses, and going on is looking once more.
 */
void
belay_session_look_again (BelaySession *self,
                          const char   *note)
{
  char *copy = g_strdup (note);

  g_free (self->note);
  self->note = copy;
  self->look_is_due = FALSE;

  belay_session_measure (self);
  self->looking = TRUE;
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Looking at the screen…"));
  belay_gate_look_async (self->gate, on_looked, g_object_ref (self));
}
