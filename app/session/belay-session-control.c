/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* The person in control: taking over, handing back, and doing so privately. */

static void
record (BelaySession *self,
        const char   *what)
{
  belay_trail_append (self->trail, "person.control", belay_record_string ("what", what));
}

/* The lease. */

/**
 * belay_session_follow_lease:
 * @self: a session whose state has changed
 *
 * The person's lease lasts for as long as they are in control, and for as long as they look at what they leave behind.
 */
void
belay_session_follow_lease (BelaySession *self)
{
  gboolean due = (self->state == BELAY_SESSION_READY || self->state == BELAY_SESSION_TAKEN_OVER) && self->gate != NULL;

  if (!due)
    {
      g_clear_pointer (&self->lease, belay_lease_free);
      return;
    }

  if (self->lease != NULL)
    return;

  self->was_private = belay_privacy_is_on (self->privacy);
  if (self->state == BELAY_SESSION_TAKEN_OVER)
    belay_gate_keep (self->gate, "took over");
  self->lease = belay_lease_new (self);
}

/**
 * belay_session_tell_lease:
 * @self: a session
 * @begin: a sentence
 *
 * Returns: (transfer full): @begin, and what the person did with the mouse and the keyboard, for the model
 */
char *
belay_session_tell_lease (BelaySession *self,
                          const char   *begin)
{
  g_autoptr(GString) words = g_string_new (begin);
  g_autofree char *done = NULL;

  if (self->lease == NULL)
    return g_string_free (g_steal_pointer (&words), FALSE);

  done = belay_lease_tell (self->lease);

  if (done != NULL)
    g_string_append_printf (words, " While they had the mouse and keyboard, they %s.", done);
  if (self->was_private)
    g_string_append (words, done != NULL ? " After that they" : " They");
  if (self->was_private)
    g_string_append (words, " worked privately: what they did then is neither recorded nor shown to you.");
  else if (done == NULL)
    g_string_append (words, " They sent no input meanwhile.");

  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Where handing back will lead. A session that was about to look after an earlier hand-back, or could not, still goes
 * where that was to lead. */
static BelaySessionState
find_way_back (BelaySession *self)
{
  if (self->looking || self->look_is_due)
    return self->before_take_over;

  switch ((int) self->state)
    {
    case BELAY_SESSION_THINKING:
    case BELAY_SESSION_WAITING:
    case BELAY_SESSION_COUNTDOWN:
    case BELAY_SESSION_RUNNING:
    case BELAY_SESSION_PAUSED:
      return BELAY_SESSION_CLOSED;

    default:
      return self->state;
    }
}

static gboolean
can_take_over (BelaySession *self)
{
  return self->gate != NULL && self->state != BELAY_SESSION_OPENING && self->state != BELAY_SESSION_READY &&
         self->state != BELAY_SESSION_TAKEN_OVER &&
         self->state != BELAY_SESSION_STOPPING && self->state != BELAY_SESSION_FAILED &&
         self->state != BELAY_SESSION_CLOSED;
}

static void
take_over (BelaySession *self,
           const char   *sentence)
{
  self->before_take_over = find_way_back (self);
  self->unattended = FALSE;
  record (self, "took over");
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, sentence);

  if (self->before_take_over == BELAY_SESSION_CLOSED)
    {
      belay_session_halt (self, BELAY_SESSION_TAKEN_OVER);
    }
  else
    {
      belay_gate_set_control (self->gate, BELAY_CONTROL_PERSON);
      belay_session_set_state (self, BELAY_SESSION_TAKEN_OVER);
    }
}

/**
 * belay_session_take_over:
 * @self: a session
 * @error: return location for an error
 *
 * The person takes the mouse and the keyboard. The agent is stopped first: the state is STOPPING until that is true. Where
 * something private may be left on the screen they go on privately.
 *
 * Returns: %FALSE if there is nothing to take over
 */
gboolean
belay_session_take_over (BelaySession  *self,
                         GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (!can_take_over (self))
    return belay_session_refuse_now (error);

  if (belay_privacy_is_on (self->privacy))
    return belay_session_begin_private (self, error);

  take_over (self, _("You took over."));
  return TRUE;
}

static void
hand_back (BelaySession *self,
           const char   *what,
           const char   *sentence,
           const char   *begin)
{
  g_autofree char *note = belay_session_tell_lease (self, begin);

  belay_gate_set_control (self->gate, BELAY_CONTROL_AGENT);
  record (self, what);
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, sentence);
  belay_session_look_again (self, note);
}

/**
 * belay_session_hand_back:
 * @self: a session the person has taken over
 * @error: return location for an error
 *
 * What the person holds down is released, a fresh picture is taken, and the agent is told; it goes on if it was at work
 * before. After private input that is only the first half: the person looks at the screen, and
 * belay_session_show_screen() is the other.
 *
 * Returns: %FALSE if the person has not taken over
 */
gboolean
belay_session_hand_back (BelaySession  *self,
                         GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (belay_privacy_is_on (self->privacy))
    return belay_session_end_private (self, error);

  if (self->state != BELAY_SESSION_TAKEN_OVER)
    return belay_session_refuse_now (error);

  hand_back (self, "handed back", _("You handed back."),
             "The person supervising took over the mouse and keyboard for a while and has handed back.");
  return TRUE;
}

/* Idleness. */

/**
 * belay_session_return_idle:
 * @self: a session whose person took over and has gone
 *
 * Hands back for them. Nobody may be watching now, so from here on the agent asks before whatever is not a look, whatever
 * it was allowed before, until the person does something.
 */
void
belay_session_return_idle (BelaySession *self)
{
  if (self->state != BELAY_SESSION_TAKEN_OVER || belay_privacy_is_on (self->privacy))
    return;

  self->unattended = TRUE;
  belay_session_shorten_slack (self);
  hand_back (self, "handed back when idle",
             _("You did nothing for a while, so control went back to the agent. It asks before it does anything."),
             "The person supervising took over the mouse and keyboard, then did nothing for a while, and control came "
             "back to you by itself. They may be away: what needs them may wait for long.");
}

/**
 * belay_session_stay:
 * @self: a session
 *
 * The person is still there: control does not go back for now.
 */
void
belay_session_stay (BelaySession *self)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  if (self->lease != NULL)
    belay_lease_touch (self->lease);
}

/**
 * belay_session_get_idle_deadline:
 * @self: a session
 *
 * Returns: when control goes back to the agent unless the person does something, monotonic, in microseconds; 0: it does
 *   not
 */
gint64
belay_session_get_idle_deadline (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), 0);

  return self->lease != NULL ? belay_lease_get_deadline (self->lease) : 0;
}

/**
 * belay_session_set_idle:
 * @self: a session
 * @idle: after how many milliseconds without input a person who has taken over counts as gone; 0: never
 * @notice: for how many more this is announced before control goes back
 */
void
belay_session_set_idle (BelaySession *self,
                        guint         idle,
                        guint         notice)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  self->idle_ms = idle;
  self->idle_notice_ms = notice;
  belay_session_stay (self);
}

/* Private input. */

static void
notify_privacy (BelaySession *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  belay_session_notify (self, BELAY_SESSION_PROP_PRIVACY);
  belay_session_notify (self, BELAY_SESSION_PROP_STATUS);
  belay_session_notify (self, BELAY_SESSION_PROP_CONTROL);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * belay_session_watch_privacy:
 * @self: a session that is being made
 */
void
belay_session_watch_privacy (BelaySession *self)
{
  self->privacy = belay_privacy_new ();
  g_signal_connect_object (self->privacy, "notify::phase", G_CALLBACK (notify_privacy), self, G_CONNECT_SWAPPED);
}

/* The person goes on after having looked: something private is left. */
static void
go_on_privately (BelaySession *self)
{
  belay_privacy_set_check (self->privacy, FALSE);

  if (can_take_over (self))
    take_over (self, _("You took over privately."));
  else if (self->state != BELAY_SESSION_STOPPING)
    belay_gate_set_control (self->gate, BELAY_CONTROL_PERSON);

  belay_session_stay (self);
  notify_privacy (self);
}

/**
 * belay_session_begin_private:
 * @self: a session
 * @error: return location for an error
 *
 * From now on nothing is recorded and nothing reaches the agent: no picture, no key, nothing of the clipboard. Takes over
 * where the person has not yet; from the check that follows private input it leads back to it.
 *
 * Returns: %FALSE if this is not possible now
 */
gboolean
belay_session_begin_private (BelaySession  *self,
                             GError       **error)
{
  gboolean in_control;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  in_control = self->gate != NULL &&
               (self->state == BELAY_SESSION_READY || self->state == BELAY_SESSION_TAKEN_OVER ||
                (self->state == BELAY_SESSION_STOPPING && self->after_stop == BELAY_SESSION_TAKEN_OVER));

  if (belay_privacy_get_phase (self->privacy) == BELAY_PRIVACY_INPUT || (!in_control && !can_take_over (self)))
    return belay_session_refuse_now (error);

  if (belay_privacy_is_on (self->privacy))
    {
      go_on_privately (self);
      return TRUE;
    }

  if (self->lease != NULL)
    belay_lease_flush (self->lease);
  self->was_private = TRUE;
  self->private_since = g_get_monotonic_time ();
  belay_privacy_begin (self->privacy, belay_screen_get_frame (self->screen));
  if (!in_control)
    take_over (self, _("You took over privately."));
  record (self, "private input began");
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, _("Private input. Nothing is recorded."));
  belay_session_stay (self);
  notify_privacy (self);

  return TRUE;
}

/**
 * belay_session_end_private:
 * @self: a session
 * @error: return location for an error
 *
 * The person has done what was private, and looks at what is left on the screen. Nobody is in control meanwhile.
 *
 * Returns: %FALSE if this is not possible now
 */
gboolean
belay_session_end_private (BelaySession  *self,
                           GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (belay_privacy_get_phase (self->privacy) != BELAY_PRIVACY_INPUT || self->lease == NULL)
    return belay_session_refuse_now (error);

  belay_gate_set_control (self->gate, BELAY_CONTROL_NOBODY);
  belay_privacy_set_check (self->privacy, TRUE);
  notify_privacy (self);

  return TRUE;
}

/**
 * belay_session_record_gap:
 * @self: a session
 * @reason: why it ends
 *
 * If the session is private, records that there is a gap up to now.
 */
void
belay_session_record_gap (BelaySession *self,
                          const char   *reason)
{
  gint64 seconds = (g_get_monotonic_time () - self->private_since) / G_TIME_SPAN_SECOND;

  if (belay_privacy_is_on (self->privacy) && self->trail != NULL)
    belay_trail_append (self->trail, "person.control", belay_record_gap (reason, seconds));
}

/**
 * belay_session_show_screen:
 * @self: a session after private input
 * @error: return location for an error
 *
 * The person has looked, and lets the agent see the screen: privacy ends. If they had taken over, this hands back.
 *
 * Returns: %FALSE if they have not looked at it, or cannot
 */
gboolean
belay_session_show_screen (BelaySession  *self,
                          GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (belay_privacy_get_phase (self->privacy) != BELAY_PRIVACY_CHECK || self->state == BELAY_SESSION_STOPPING ||
      self->state == BELAY_SESSION_FAILED || self->state == BELAY_SESSION_CLOSED)
    return belay_session_refuse_now (error);

  if (!belay_session_is_screen_live (self))
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_SCREEN,
                           _("The connection to the sandbox’s screen is lost; it is being restored."));
      return FALSE;
    }

  belay_session_record_gap (self, "the person looked at the screen");
  belay_privacy_end (self->privacy, belay_screen_get_frame (self->screen));
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, _("Private input has ended. The agent may see the screen."));

  if (self->state == BELAY_SESSION_TAKEN_OVER)
    belay_session_hand_back (self, NULL);
  else if (self->state == BELAY_SESSION_READY && self->agent != NULL && !belay_session_is_blocked (self))
    belay_session_begin_now (self);
  else if (self->state == BELAY_SESSION_READY)
    belay_gate_set_control (self->gate, BELAY_CONTROL_PERSON);

  notify_privacy (self);

  return TRUE;
}

BelayPrivacyPhase
belay_session_get_privacy (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), BELAY_PRIVACY_CHECK);

  return belay_privacy_get_phase (self->privacy);
}

/* What is typed. */

gboolean
belay_session_get_records_typing (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->records_typing;
}

/**
 * belay_session_set_records_typing:
 * @self: a session
 * @records_typing: whether the keys the person presses are written into the record and told to the agent; %FALSE at first,
 *   and never in force in private input
 */
void
belay_session_set_records_typing (BelaySession *self,
                                  gboolean      records_typing)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  if (self->records_typing == records_typing)
    return;

  self->records_typing = records_typing;
  if (self->lease != NULL)
    belay_lease_flush (self->lease);
  if (self->trail != NULL && self->state != BELAY_SESSION_CLOSED)
    record (self, records_typing ? "typing is recorded" : "typing is not recorded");
  belay_session_notify (self, BELAY_SESSION_PROP_RECORDS_TYPING);
}

/* Hands. */

void
belay_session_person_pointer (BelaySession *self,
                              BelayPoint    point,
                              guint         buttons)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  if (self->gate != NULL && belay_gate_person_pointer (self->gate, point, buttons) && self->lease != NULL)
    belay_lease_take_pointer (self->lease, point, buttons);
}

/* Which key it was is not recorded unless the person wants it to be: people type passwords. */
void
belay_session_person_key (BelaySession *self,
                          guint32       keysym,
                          gboolean      down)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  if (self->gate != NULL && belay_gate_person_key (self->gate, keysym, down) && self->lease != NULL)
    belay_lease_take_key (self->lease, keysym, down);
}
