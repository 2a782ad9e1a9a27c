/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/**
 * BelaySession:
 *
 * One task, one sandbox, one conversation, one trail: the object and what can be read of it.
 * The way of the steps is in belay-session-loop.c.
 */
static GParamSpec *properties[BELAY_SESSION_N_PROPS];

G_DEFINE_QUARK (belay-session-error-quark, belay_session_error)

G_DEFINE_ENUM_TYPE (BelaySessionState, belay_session_state,
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_THINKING, "thinking"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_COUNTDOWN, "countdown"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_STOPPING, "stopping"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_TAKEN_OVER, "taken-over"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (BELAY_SESSION_CLOSED, "closed"))

G_DEFINE_ENUM_TYPE (BelayControl, belay_control,
                    G_DEFINE_ENUM_VALUE (BELAY_CONTROL_NOBODY, "nobody"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTROL_AGENT, "agent"),
                    G_DEFINE_ENUM_VALUE (BELAY_CONTROL_PERSON, "person"))

G_DEFINE_FINAL_TYPE (BelaySession, belay_session, G_TYPE_OBJECT)

static void
belay_session_dispose (GObject *object)
{
  BelaySession *self = BELAY_SESSION (object);

  belay_session_end_countdown (self);
  g_clear_pointer (&self->lease, belay_lease_free);

  /* A session that was not closed ends as a crash would: nothing runs, the sandbox goes, the trail stays unclosed. */
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  if (self->gate != NULL)
    belay_gate_set_control (self->gate, BELAY_CONTROL_NOBODY);
  if (self->screen != NULL)
    belay_screen_close (self->screen);
  if (self->sandbox != NULL)
    {
      belay_sandbox_stop (self->sandbox);
      belay_session_close_network (self);
    }

  g_clear_pointer (&self->preflight_run, belay_preflight_run_free);
  g_clear_object (&self->preflight);
  g_clear_pointer (&self->glimpses, g_ptr_array_unref);
  g_clear_pointer (&self->replay, belay_session_free_replay);
  g_clear_pointer (&self->naming, belay_naming_free);
  belay_session_forget_window (self);
  g_clear_object (&self->opening);
  g_clear_object (&self->asking);
  g_clear_object (&self->gate);
  g_clear_object (&self->screen);
  g_clear_object (&self->sandbox);
  g_clear_object (&self->trail);
  g_clear_object (&self->agent);
  g_clear_object (&self->timeline);
  g_clear_object (&self->book);
  g_clear_object (&self->turn);
  g_clear_object (&self->current);
  g_clear_object (&self->parked);
  g_clear_object (&self->passing);
  g_clear_object (&self->without_return);
  g_clear_pointer (&self->returns, g_ptr_array_unref);
  g_clear_pointer (&self->examinations, g_ptr_array_unref);
  g_clear_object (&self->hidden_text);
  g_clear_object (&self->privacy);
  g_clear_object (&self->shell);
  g_clear_pointer (&self->words, belay_session_words_free);
  g_clear_pointer (&self->sight, belay_sight_unref);
  g_clear_pointer (&self->next_sight, belay_sight_unref);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->outgoing, belay_message_unref);
  g_clear_pointer (&self->fresh, belay_picture_unref);

  G_OBJECT_CLASS (belay_session_parent_class)->dispose (object);
}

static void
belay_session_finalize (GObject *object)
{
  BelaySession *self = BELAY_SESSION (object);

  belay_story_free (self->story);
  g_hash_table_unref (self->troubled);
  g_hash_table_unref (self->told);
  g_hash_table_unref (self->acted_on);
  g_hash_table_unref (self->told_contacts);
  g_hash_table_unref (self->offered);
  g_hash_table_unref (self->typed_into);
  g_free (self->trail_root);
  g_free (self->task);
  g_free (self->status);
  g_free (self->question);
  g_free (self->note);
  g_free (self->handed);
  g_clear_error (&self->problem);

  G_OBJECT_CLASS (belay_session_parent_class)->finalize (object);
}

/* What the session is made of. Returns FALSE if the property is no object. */
static gboolean
get_object (BelaySession *self,
            guint         property_id,
            GValue       *value)
{
  gpointer object = NULL;

  if (property_id == BELAY_SESSION_PROP_CURRENT)
    object = self->current;
  else if (property_id == BELAY_SESSION_PROP_AGENT)
    object = self->agent;
  else if (property_id == BELAY_SESSION_PROP_SCREEN)
    object = self->screen;
  else if (property_id == BELAY_SESSION_PROP_TRAIL)
    object = self->trail;
  else
    return FALSE;

  g_value_set_object (value, object);
  return TRUE;
}

/* What it says. Returns FALSE if the property is no text. */
static gboolean
get_text (BelaySession *self,
          guint         property_id,
          GValue       *value)
{
  if (property_id == BELAY_SESSION_PROP_STATUS)
    g_value_set_string (value, belay_session_get_status (self));
  else if (property_id == BELAY_SESSION_PROP_QUESTION)
    g_value_set_string (value, self->question);
  else if (property_id == BELAY_SESSION_PROP_TASK)
    g_value_set_string (value, self->task);
  else
    return FALSE;

  return TRUE;
}

static void
belay_session_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BelaySession *self = BELAY_SESSION (object);

  switch (property_id)
    {
    case BELAY_SESSION_PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case BELAY_SESSION_PROP_CONTROL:
      g_value_set_enum (value, belay_session_get_control (self));
      break;

    case BELAY_SESSION_PROP_DEADLINE:
      g_value_set_int64 (value, self->deadline);
      break;

    case BELAY_SESSION_PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;

    case BELAY_SESSION_PROP_SLACK:
      g_value_take_string (value, belay_session_get_slack (self));
      break;

    case BELAY_SESSION_PROP_FLATTEN:
      g_value_set_uint (value, self->flatten);
      break;

    case BELAY_SESSION_PROP_USAGE:
      g_value_set_pointer (value, &self->usage);
      break;

    case BELAY_SESSION_PROP_PRIVACY:
      g_value_set_enum (value, belay_session_get_privacy (self));
      break;

    case BELAY_SESSION_PROP_IDLE_DEADLINE:
      g_value_set_int64 (value, belay_session_get_idle_deadline (self));
      break;

    case BELAY_SESSION_PROP_RECORDS_TYPING:
      g_value_set_boolean (value, self->records_typing);
      break;

    default:
      if (!get_text (self, property_id, value) && !get_object (self, property_id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_session_class_init (BelaySessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = belay_session_dispose;
  object_class->finalize = belay_session_finalize;
  object_class->get_property = belay_session_get_property;

  properties[BELAY_SESSION_PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BELAY_TYPE_SESSION_STATE, BELAY_SESSION_OPENING, flags);
  properties[BELAY_SESSION_PROP_CONTROL] =
    g_param_spec_enum ("control", NULL, NULL, BELAY_TYPE_CONTROL, BELAY_CONTROL_NOBODY, flags);
  properties[BELAY_SESSION_PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[BELAY_SESSION_PROP_CURRENT] = g_param_spec_object ("current", NULL, NULL, BELAY_TYPE_STEP, flags);
  properties[BELAY_SESSION_PROP_DEADLINE] = g_param_spec_int64 ("deadline", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[BELAY_SESSION_PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  properties[BELAY_SESSION_PROP_SLACK] = g_param_spec_string ("slack", NULL, NULL, "looks", flags);
  properties[BELAY_SESSION_PROP_FLATTEN] = g_param_spec_uint ("flatten", NULL, NULL, 0, G_MAXUINT8, 0, flags);
  properties[BELAY_SESSION_PROP_QUESTION] = g_param_spec_string ("question", NULL, NULL, NULL, flags);
  properties[BELAY_SESSION_PROP_TASK] = g_param_spec_string ("task", NULL, NULL, NULL, flags);
  properties[BELAY_SESSION_PROP_AGENT] = g_param_spec_object ("agent", NULL, NULL, BELAY_TYPE_AGENT, flags);
  properties[BELAY_SESSION_PROP_SCREEN] = g_param_spec_object ("screen", NULL, NULL, BELAY_TYPE_SCREEN, flags);
  properties[BELAY_SESSION_PROP_TRAIL] = g_param_spec_object ("trail", NULL, NULL, BELAY_TYPE_TRAIL, flags);
  properties[BELAY_SESSION_PROP_USAGE] = g_param_spec_pointer ("usage", NULL, NULL, flags);
  properties[BELAY_SESSION_PROP_PRIVACY] =
    g_param_spec_enum ("privacy", NULL, NULL, BELAY_TYPE_PRIVACY_PHASE, BELAY_PRIVACY_NONE, flags);
  properties[BELAY_SESSION_PROP_IDLE_DEADLINE] =
    g_param_spec_int64 ("idle-deadline", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[BELAY_SESSION_PROP_RECORDS_TYPING] = g_param_spec_boolean ("records-typing", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, BELAY_SESSION_N_PROPS, properties);
}

static void
belay_session_init (BelaySession *self)
{
  self->timeline = belay_timeline_new ();
  self->preflight = belay_preflight_new ();
  self->returns = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_return_free);
  belay_session_watch_rules (self);
  self->story = belay_story_new ();
  self->hidden_text = belay_hidden_text_new ();
  self->troubled = g_hash_table_new (g_str_hash, g_str_equal);
  self->words = belay_session_words_new ();
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->acted_on = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  belay_session_watch_privacy (self);
  self->told_contacts = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->typed_into = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->slack.kind = BELAY_SLACK_LOOKS;
  self->before_take_over = BELAY_SESSION_CLOSED;
}

/**
 * belay_session_new:
 * @sandbox: where the desktop lives; not started yet
 * @trail_root: the folder the session's trail goes below
 *
 * Returns: (transfer full): a session that has not been opened
 */
BelaySession *
belay_session_new (BelaySandbox *sandbox,
                   const char   *trail_root)
{
  BelaySession *self;

  g_return_val_if_fail (BELAY_IS_SANDBOX (sandbox), NULL);
  g_return_val_if_fail (trail_root != NULL, NULL);

  self = g_object_new (BELAY_TYPE_SESSION, NULL);
  self->sandbox = g_object_ref (sandbox);
  self->trail_root = g_strdup (trail_root);

  return self;
}

void
belay_session_notify (BelaySession     *self,
                      BelaySessionProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

/**
 * belay_session_set_state:
 * @self: a session
 * @state: where it is now
 *
 * The sentence of the state before, and the problem that caused it, no longer hold.
 */
void
belay_session_set_state (BelaySession      *self,
                         BelaySessionState  state)
{
  if (self->state == state)
    return;

  g_object_freeze_notify (G_OBJECT (self));

  self->state = state;
  belay_session_follow_lease (self);
  g_clear_pointer (&self->status, g_free);
  if (state != BELAY_SESSION_PAUSED && state != BELAY_SESSION_FAILED && state != BELAY_SESSION_CLOSED &&
      self->problem != NULL)
    {
      g_clear_error (&self->problem);
      belay_session_notify (self, BELAY_SESSION_PROP_PROBLEM);
    }

  belay_session_notify (self, BELAY_SESSION_PROP_STATE);
  belay_session_notify (self, BELAY_SESSION_PROP_STATUS);
  belay_session_notify (self, BELAY_SESSION_PROP_CONTROL);

  g_object_thaw_notify (G_OBJECT (self));
}

void
belay_session_set_status (BelaySession *self,
                          const char   *status)
{
  if (g_strcmp0 (self->status, status) == 0)
    return;

  g_free (self->status);
  self->status = g_strdup (status);
  belay_session_notify (self, BELAY_SESSION_PROP_STATUS);
}

void
belay_session_set_question (BelaySession *self,
                            const char   *question)
{
  if (g_strcmp0 (self->question, question) == 0)
    return;

  g_free (self->question);
  self->question = g_strdup (question);
  belay_session_notify (self, BELAY_SESSION_PROP_QUESTION);
}

static void
set_problem (BelaySession      *self,
             const GError      *problem,
             BelaySessionState  state)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_error (&self->problem);
  self->problem = g_error_copy (problem);
  belay_session_notify (self, BELAY_SESSION_PROP_PROBLEM);

  if (self->gate != NULL)
    belay_gate_set_control (self->gate, BELAY_CONTROL_NOBODY);
  if (self->trail != NULL)
    belay_trail_append (self->trail, "problem", belay_record_problem (problem));
  belay_timeline_add (self->timeline, BELAY_ENTRY_PROBLEM, problem->message);

  belay_session_set_state (self, state);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * belay_session_pause:
 * @self: a session
 * @problem: what the person must know
 *
 * Nothing runs until belay_session_resume().
 */
void
belay_session_pause (BelaySession *self,
                     const GError *problem)
{
  set_problem (self, problem, BELAY_SESSION_PAUSED);
}

/**
 * belay_session_fail:
 * @self: a session
 * @problem: why it cannot go on at all
 */
void
belay_session_fail (BelaySession *self,
                    const GError *problem)
{
  /* A session that is being closed says so itself, through the result of the closing. */
  if (self->state == BELAY_SESSION_FAILED || self->state == BELAY_SESSION_CLOSED || self->closing != NULL)
    return;

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);

  g_clear_pointer (&self->preflight_run, belay_preflight_run_free);
  belay_session_close_network (self);
  belay_session_end_countdown (self);
  set_problem (self, problem, BELAY_SESSION_FAILED);
  if (self->trail != NULL)
    belay_session_drop_steps (self, "Not executed: the session could not go on.");
}

/* What the face reads. */

BelaySessionState
belay_session_get_state (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), BELAY_SESSION_CLOSED);

  return self->state;
}

/**
 * belay_session_get_control:
 * @self: a session
 *
 * Returns: whose input reaches the sandbox now; the gate's own answer
 */
BelayControl
belay_session_get_control (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), BELAY_CONTROL_NOBODY);

  return self->gate != NULL ? belay_gate_get_control (self->gate) : BELAY_CONTROL_NOBODY;
}

const char *
belay_session_get_task (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->task;
}

BelayStep *
belay_session_get_current (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->current;
}

gint64
belay_session_get_deadline (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), 0);

  return self->deadline;
}

const GError *
belay_session_get_problem (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->problem;
}

const char *
belay_session_get_question (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->question;
}

BelayAgent *
belay_session_get_agent (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->agent;
}

BelaySandbox *
belay_session_get_sandbox (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->sandbox;
}

BelayScreen *
belay_session_get_screen (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->screen;
}

gboolean
belay_session_is_screen_live (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->screen != NULL && belay_screen_get_state (self->screen) == BELAY_SCREEN_LIVE;
}

BelayTrail *
belay_session_get_trail (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->trail;
}

GListModel *
belay_session_get_timeline (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return belay_timeline_get_model (self->timeline);
}

const BelayUsage *
belay_session_get_usage (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return &self->usage;
}

guint
belay_session_get_n_run (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), 0);

  return self->n_run;
}

/**
 * belay_session_get_turn:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the steps of the turn under way, a list of #BelayStep
 */
GListModel *
belay_session_get_turn (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->turn != NULL ? belay_turn_get_steps (self->turn) : NULL;
}

gboolean
belay_session_get_geometry (BelaySession  *self,
                            BelayGeometry *geometry)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (self->geometry.screen_width == 0)
    return FALSE;

  *geometry = self->geometry;
  return TRUE;
}

gboolean
belay_session_get_pointer (BelaySession *self,
                           BelayPoint   *pointer)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->gate != NULL && belay_gate_get_pointer (self->gate, pointer);
}

gboolean
belay_session_get_caret (BelaySession *self,
                         BelayPoint   *caret)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->gate != NULL && belay_gate_get_caret (self->gate, caret);
}
