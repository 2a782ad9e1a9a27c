/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-flatten.h"

/* What the person cannot see can be hidden from the agent, too. It is on the record from when to when. */

guint
belay_session_get_flatten (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), 0);

  return self->flatten;
}

static const char *
describe (guint flatten)
{
  if (flatten == 0)
    return _("From now on the agent sees all that is on the screen.");

  if (flatten <= BELAY_FLATTEN_UNSEEN)
    return _("From now on what you cannot see is hidden from the agent.");

  return _("From now on what you can hardly see is hidden from the agent.");
}

/**
 * belay_session_record_flatten:
 * @self: a session that has a trail
 *
 * Says on the record what is hidden from now on, unless it does already.
 */
void
belay_session_record_flatten (BelaySession *self)
{
  if (self->recorded_flatten == self->flatten)
    return;

  self->recorded_flatten = self->flatten;
  belay_trail_append (self->trail, "note", belay_record_flatten (describe (self->flatten), self->flatten));
}

/**
 * belay_session_set_flatten:
 * @self: a session
 * @flatten: up to which difference from its background something is hidden from the agent, 0: nothing is
 *
 * Before the session is opened this is how it begins, and part of its first record. Later it is a note of its own, in
 * the timeline as well, and holds for the pictures taken from then on.
 */
void
belay_session_set_flatten (BelaySession *self,
                           guint         flatten)
{
  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (flatten <= BELAY_FLATTEN_HARDLY_SEEN);

  if (self->flatten == flatten || self->state == BELAY_SESSION_CLOSED)
    return;

  self->flatten = flatten;

  if (self->opening != NULL)
    belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, describe (flatten));

  if (self->gate != NULL)
    {
      belay_session_record_flatten (self);
      belay_gate_set_flatten (self->gate, flatten);
    }

  belay_session_notify (self, BELAY_SESSION_PROP_FLATTEN);
}
