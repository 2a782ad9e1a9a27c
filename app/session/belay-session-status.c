/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* What the person reads of the state a session is in. */

static const char *
describe_thinking (BelaySession *self)
{
  if (self->replay != NULL)
    return _("The replay goes on…");

  if (self->agent != NULL && belay_agent_is_rehearsal (self->agent))
    return _("The rehearsal goes on…");

  return _("Claude is thinking…");
}

/**
 * belay_session_get_status:
 * @self: a session
 *
 * Returns: (transfer none): a sentence for the header
 */
const char *
belay_session_get_status (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  if (self->gate != NULL && !belay_session_is_screen_live (self) && self->state != BELAY_SESSION_FAILED &&
      self->state != BELAY_SESSION_CLOSED)
    return _("The sandbox’s screen is lost. Reconnecting…");

  if (belay_privacy_is_on (self->privacy) && self->state != BELAY_SESSION_STOPPING &&
      self->state != BELAY_SESSION_FAILED && self->state != BELAY_SESSION_CLOSED)
    return belay_privacy_get_phase (self->privacy) == BELAY_PRIVACY_INPUT
           ? _("Private input: nothing is recorded") : _("Private: look at the screen");

  if (self->status != NULL)
    return self->status;

  switch (self->state)
    {
    case BELAY_SESSION_OPENING:
      return _("Starting the sandbox…");
    case BELAY_SESSION_READY:
      if (belay_session_is_blocked (self))
        return _("Waiting for you: the sandbox did not pass its check");
      return _("The sandbox is ready. You are in control.");
    case BELAY_SESSION_THINKING:
      return describe_thinking (self);
    case BELAY_SESSION_WAITING:
      return belay_session_is_troubled (self) ? _("Waiting for you: automatic approval is off") : _("Waiting for you");
    case BELAY_SESSION_COUNTDOWN:
      return _("Runs in a moment unless you stop it");
    case BELAY_SESSION_RUNNING:
      return _("Running a step…");
    case BELAY_SESSION_ASKING:
      return _("Waiting for your answer");
    case BELAY_SESSION_FINISHED:
      return _("Finished");
    case BELAY_SESSION_PAUSED:
      return _("Paused");
    case BELAY_SESSION_STOPPING:
      return _("Stopping…");
    case BELAY_SESSION_STOPPED:
      return _("Stopped");
    case BELAY_SESSION_TAKEN_OVER:
      return _("You are in control");
    case BELAY_SESSION_FAILED:
      return _("The session cannot go on");
    case BELAY_SESSION_CLOSED:
    default:
      return _("Closed");
    }
}
