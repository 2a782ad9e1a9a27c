/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* How a session comes to be and how it ends. */

/* Opening: the sandbox and its screen, and the trail, come at the same time; the session is ready when both are there. */

/**
 * belay_session_begin_now:
 * @self: a session that is ready, with a task and an agent
 */
void
belay_session_begin_now (BelaySession *self)
{
  g_autofree char *slack = belay_session_get_slack (self);

  belay_gate_set_control (self->gate, BELAY_CONTROL_AGENT);
  self->started = g_get_monotonic_time ();
  belay_session_watch_replay (self);
  belay_session_connect_agent (self);
  belay_session_open_shell (self);
  belay_session_measure (self);
  belay_trail_append (self->trail, "task", belay_record_task (self->agent, self->task, slack, &self->budget, self->shell != NULL));
  belay_timeline_add (self->timeline, BELAY_ENTRY_TASK, self->task);
  belay_session_hear_person (self, self->task);
  belay_session_say (self, self->task);
}

/**
 * belay_session_check_ready:
 * @self: a session
 *
 * If it is being opened and all is there, it is checked.
 */
void
belay_session_check_ready (BelaySession *self)
{
  if (self->state != BELAY_SESSION_OPENING || self->trail == NULL || self->screen == NULL || self->gate != NULL ||
      self->finding_held ||
      belay_screen_get_state (self->screen) != BELAY_SCREEN_LIVE || belay_screen_get_frame (self->screen) == NULL)
    return;

  self->gate = belay_gate_new (self->screen, self->trail, self->privacy);
  belay_gate_set_offered (self->gate, self->offered);
  belay_gate_set_flatten (self->gate, self->flatten);
  belay_session_record_flatten (self);
  belay_session_watch_target (self);
  belay_session_release_held (self);
  belay_session_record_machine (self);
  belay_session_begin_preflight (self);
}

/**
 * belay_session_be_ready:
 * @self: a session whose sandbox has been checked
 *
 * The person is in control, the sandbox may reach what is allowed, and if there is a task it begins; unless what was found
 * keeps it from that.
 */
void
belay_session_be_ready (BelaySession *self)
{
  gboolean blocked = belay_preflight_is_blocking (self->preflight);

  belay_gate_set_control (self->gate, BELAY_CONTROL_PERSON);
  if (!blocked)
    belay_session_open_network (self);
  belay_session_notify (self, BELAY_SESSION_PROP_TRAIL);
  belay_session_set_state (self, BELAY_SESSION_READY);

  if (self->agent != NULL && !blocked)
    belay_session_begin_now (self);
}

static void
on_trail_failed (BelayTrail   *trail,
                 const GError *error,
                 BelaySession *self)
{
  belay_session_fail (self, error);
}

/* The record is kept all the same; what it lacks is said before anything is done. */
static void
tell_unsigned (BelaySession *self)
{
  const GError *why = belay_trail_get_unsigned (self->trail);
  g_autofree char *sentence = NULL;

  if (why == NULL)
    return;

  /* Translators: %s is a sentence that says why, such as “The key that signs records is in the keyring, which is locked.” */
  sentence = g_strdup_printf (_("The record of this session is not signed. %s"), why->message);
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

static void
on_trail (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = belay_trail_create_finish (result, &error);

  if (self->state != BELAY_SESSION_OPENING)
    return;

  if (trail == NULL)
    {
      belay_session_fail (self, error);
      return;
    }

  self->trail = g_steal_pointer (&trail);
  g_signal_connect_object (self->trail, "failed", G_CALLBACK (on_trail_failed), self, 0);
  belay_session_begin_rules (self);
  tell_unsigned (self);
  belay_session_check_ready (self);
}

static void
on_screen_state (BelaySession *self)
{
  if (belay_screen_get_state (self->screen) == BELAY_SCREEN_FAILED)
    belay_session_fail (self, belay_screen_get_error (self->screen));
  else
    belay_session_check_ready (self);

  belay_session_notify (self, BELAY_SESSION_PROP_STATUS);

  /* Nothing is counted down on a picture that is not the sandbox any more. */
  if (self->state == BELAY_SESSION_COUNTDOWN ||
      (self->state == BELAY_SESSION_WAITING && belay_session_is_parked (self, belay_turn_get_next (self->turn))))
    belay_session_proceed (self);
}

static void
on_frame (BelaySession *self)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  if (self->state == BELAY_SESSION_OPENING)
    belay_session_check_ready (self);
  else if (frame != NULL && (self->state == BELAY_SESSION_WAITING || self->state == BELAY_SESSION_COUNTDOWN) &&
           (belay_frame_get_width (frame) != self->geometry.screen_width ||
            belay_frame_get_height (frame) != self->geometry.screen_height))
    belay_session_proceed (self);
}

static void
on_sandbox_ended (BelaySandbox *sandbox,
                  const GError *error,
                  BelaySession *self)
{
  g_autoptr(GError) problem = NULL;

  problem = error != NULL ? g_error_copy (error)
                          : g_error_new_literal (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_SANDBOX,
                                                 _("The sandbox has ended."));
  belay_session_fail (self, problem);

  /* Nobody is there to be connected to again. */
  if (self->screen != NULL)
    belay_screen_close (self->screen);
}

static void
on_sandbox (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnectable) address = belay_sandbox_start_finish (BELAY_SANDBOX (source), result, &error);

  if (self->state != BELAY_SESSION_OPENING)
    return;

  if (address == NULL)
    {
      belay_session_fail (self, error);
      return;
    }

  self->screen = belay_screen_new (address);
  g_signal_connect_object (self->screen, "notify::state", G_CALLBACK (on_screen_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->screen, "notify::frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  belay_session_watch_clipboard (self);
  belay_session_unlock_screen (self);
  belay_session_notify (self, BELAY_SESSION_PROP_SCREEN);
  belay_screen_open (self->screen);
}

/**
 * belay_session_open:
 * @self: a session
 *
 * Starts the sandbox, connects its screen, makes the trail. The state becomes READY with the person in control, or
 * FAILED.
 */
void
belay_session_open (BelaySession *self)
{
  JsonObject *open;

  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (self->opening == NULL);

  open = belay_record_open (self->sandbox, self->flatten);
  belay_session_record_policy (self, open);
  self->opening = g_cancellable_new ();
  self->recorded_flatten = self->flatten;
  g_signal_connect_object (self->sandbox, "ended", G_CALLBACK (on_sandbox_ended), self, 0);
  belay_session_watch_freeze (self);
  belay_trail_create_async (self->trail_root, open, self->opening,
                            on_trail, g_object_ref (self));
  belay_session_prepare_guards (self);
  belay_session_find_held (self);
  belay_sandbox_start_async (self->sandbox, self->opening, on_sandbox, g_object_ref (self));
}

/**
 * belay_session_begin:
 * @self: a session without a task
 * @agent: who proposes
 * @task: what the person wants
 *
 * While the person who prepares the sandbox does so privately, it begins when that has ended.
 */
void
belay_session_begin (BelaySession *self,
                     BelayAgent   *agent,
                     const char   *task)
{
  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (BELAY_IS_AGENT (agent));
  g_return_if_fail (task != NULL);
  g_return_if_fail (self->agent == NULL);
  g_return_if_fail (self->state == BELAY_SESSION_OPENING || self->state == BELAY_SESSION_READY);

  self->agent = g_object_ref (agent);
  self->task = g_strdup (task);
  belay_session_forbid_model (self);
  belay_session_offer_secrets (self, task);
  belay_session_notify (self, BELAY_SESSION_PROP_AGENT);
  belay_session_notify (self, BELAY_SESSION_PROP_TASK);

  /* The first thing an agent does is to look. */
  if (self->state == BELAY_SESSION_READY && !belay_privacy_is_on (self->privacy) &&
      !belay_preflight_is_blocking (self->preflight))
    belay_session_begin_now (self);
}

/* Closing. */

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (belay_trail_close_finish (BELAY_TRAIL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * belay_session_finish_closing:
 * @self: a session that is being closed and in which nothing is under way any more
 */
void
belay_session_finish_closing (BelaySession *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->closing);

  g_clear_pointer (&self->preflight_run, belay_preflight_run_free);
  g_clear_pointer (&self->lease, belay_lease_free);
  belay_session_record_gap (self, "the session was closed");
  belay_session_close_network (self);
  if (self->gate != NULL)
    belay_gate_close (self->gate);
  if (self->screen != NULL)
    belay_screen_close (self->screen);
  belay_sandbox_stop (self->sandbox);
  belay_session_set_state (self, BELAY_SESSION_CLOSED);

  if (self->trail == NULL || belay_trail_get_error (self->trail) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    belay_trail_close_async (self->trail, "closed", on_closed, g_steal_pointer (&task));
}

/**
 * belay_session_close_async:
 * @self: a session
 * @callback: called when the trail is closed
 * @user_data: for @callback
 *
 * Stops, ends the sandbox, closes the trail. May be called once.
 */
void
belay_session_close_async (BelaySession        *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (self->closing == NULL && self->state != BELAY_SESSION_CLOSED);

  self->closing = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->closing, belay_session_close_async);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);

  if (self->gate != NULL)
    belay_session_halt (self, BELAY_SESSION_CLOSED);
  else
    belay_session_finish_closing (self);
}

gboolean
belay_session_close_finish (BelaySession  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
