/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-freeze.h"

#include <glib/gi18n-lib.h>

#include "belay-session-private.h"

/* A sandbox that stands still: because the person has stopped the session, or because something is wrong with it. */

static void
tell (BelaySession *self,
      const char   *sentence)
{
  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/* Whoever is in control is to find it at work. */
static void
on_control (BelaySession *self)
{
  g_autoptr(GError) error = NULL;

  if (belay_session_get_control (self) == BELAY_CONTROL_NOBODY || !belay_sandbox_is_frozen (self->sandbox))
    return;

  if (belay_sandbox_thaw (self->sandbox, &error))
    tell (self, _("The sandbox goes on."));
  else
    belay_session_fail (self, error);
}

/* The sandbox is there and does not do what it should. Nothing more is done to it until the person has seen to that. */
static void
on_trouble (BelaySandbox *sandbox,
            const GError *error,
            BelaySession *self)
{
  gboolean at_work = self->state != BELAY_SESSION_READY && self->state != BELAY_SESSION_STOPPED &&
                     self->state != BELAY_SESSION_STOPPING && self->state != BELAY_SESSION_TAKEN_OVER;

  if (self->trail == NULL || self->gate == NULL || self->closing != NULL || self->state == BELAY_SESSION_OPENING ||
      self->state == BELAY_SESSION_FAILED || self->state == BELAY_SESSION_CLOSED)
    return;

  belay_trail_append (self->trail, "problem", belay_record_problem (error));
  belay_timeline_add (self->timeline, BELAY_ENTRY_PROBLEM, error->message);

  if (!at_work)
    return;

  g_free (self->note);
  self->note = belay_session_tell_lease (self, "Something was wrong with the sandbox, and it stood still.");
  self->look_is_due = FALSE;
  self->before_take_over = BELAY_SESSION_CLOSED;
  belay_session_drop_steps (self, "Not executed: something was wrong with the sandbox.");
  belay_session_halt (self, BELAY_SESSION_STOPPED);
}

/**
 * belay_session_watch_freeze:
 * @self: a session that is being opened
 *
 * From now on the sandbox goes on when somebody is in control, and what is wrong with it ends what is under way.
 */
void
belay_session_watch_freeze (BelaySession *self)
{
  g_signal_connect_object (self->sandbox, "trouble", G_CALLBACK (on_trouble), self, 0);
  g_signal_connect (self, "notify::control", G_CALLBACK (on_control), NULL);
}

/**
 * belay_session_freeze:
 * @self: a session that the person stops, after the last input has gone out
 *
 * Makes the sandbox stand still, if that is what the person wants Stop to do.
 */
void
belay_session_freeze (BelaySession *self)
{
  g_autoptr(GError) error = NULL;

  /* Frozen, the shell could not end its command: that comes first, see on_passed(). */
  if (self->passing != NULL && !belay_action_is_computer (belay_step_get_action (self->passing)))
    return;

  if (!self->stop_freezes || !belay_sandbox_can_freeze (self->sandbox) || belay_sandbox_is_frozen (self->sandbox))
    return;

  if (belay_sandbox_freeze (self->sandbox, &error))
    tell (self, _("The sandbox stands still until you go on."));
  else
    tell (self, error->message);
}

void
belay_session_set_stop_freezes (BelaySession *self,
                                gboolean      freezes)
{
  g_return_if_fail (BELAY_IS_SESSION (self));

  self->stop_freezes = freezes;
}
