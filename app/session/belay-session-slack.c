/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

/* How far the agent may go before it must ask: what the person set, and what shortens it. */

char *
belay_session_get_slack (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return belay_slack_to_string (&self->slack);
}

/**
 * belay_session_set_slack:
 * @self: a session
 * @slack: as belay_slack_parse() takes it
 * @error: return location for an error
 *
 * A countdown under way ends: what it announced was allowed by a slack that no longer holds, so the step is considered
 * anew.
 *
 * Returns: %FALSE if @slack is no slack
 */
gboolean
belay_session_set_slack (BelaySession  *self,
                         const char    *slack,
                         GError       **error)
{
  BelaySlack parsed;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (!belay_slack_parse (slack, &parsed, error))
    return FALSE;

  if (parsed.kind == self->slack.kind && parsed.remaining == self->slack.remaining &&
      parsed.pause == self->slack.pause)
    return TRUE;

  self->slack = parsed;
  self->unattended = FALSE;
  if (self->trail != NULL && self->state != BELAY_SESSION_CLOSED)
    belay_trail_append (self->trail, "slack", belay_record_string ("slack", slack));
  belay_session_notify (self, BELAY_SESSION_PROP_SLACK);

  if (belay_session_is_awaiting_words (self))
    belay_session_end_awaiting (self);
  else if (self->state == BELAY_SESSION_COUNTDOWN)
    belay_session_proceed (self);

  return TRUE;
}

/**
 * belay_session_shorten_slack:
 * @self: a session
 *
 * Whatever the slack was, from here the person is asked.
 */
void
belay_session_shorten_slack (BelaySession *self)
{
  if (self->slack.kind == BELAY_SLACK_NEXT || self->slack.kind == BELAY_SLACK_AUTO)
    {
      self->slack.kind = BELAY_SLACK_LOOKS;
      belay_trail_append (self->trail, "slack", belay_record_string ("slack", "looks"));
      belay_session_notify (self, BELAY_SESSION_PROP_SLACK);
    }
}
