/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-sandbox-vm.h"

/* What is checked between the screen's first picture and the first step, and that the person may take on what is red. */

static void
on_done (gint64   ms,
         gpointer user_data)
{
  BelaySession *self = user_data;

  g_clear_pointer (&self->preflight_run, belay_preflight_run_free);

  if (self->state != BELAY_SESSION_OPENING)
    return;

  belay_trail_append (self->trail, "preflight", belay_preflight_record (self->preflight, ms));
  belay_session_be_ready (self);
}

static void
run (BelaySession *self)
{
  belay_session_set_status (self, _("Checking the sandbox…"));
  self->preflight_run = belay_preflight_run_new (self->preflight, self->sandbox, self->screen, self->trail, self->gate,
                                                 on_done, self);
}

static void
on_guest (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  const char *absence = belay_sandbox_vm_await_guest_finish (BELAY_SANDBOX_VM (object), result);

  /* Or the session has gone on to something else. */
  if (self->state != BELAY_SESSION_OPENING || self->closing != NULL || self->preflight_run != NULL)
    return;

  belay_preflight_set_absence (self->preflight, absence);
  run (self);
}

/**
 * belay_session_begin_preflight:
 * @self: a session whose sandbox, screen, record and gate are there
 *
 * It is ready when all that can be known is.
 */
void
belay_session_begin_preflight (BelaySession *self)
{
  if (!BELAY_IS_SANDBOX_VM (self->sandbox) || !belay_sandbox_vm_wants_guest (BELAY_SANDBOX_VM (self->sandbox)))
    {
      run (self);
      return;
    }

  belay_session_set_status (self, _("Waiting for the desktop of the machine…"));
  belay_sandbox_vm_await_guest_async (BELAY_SANDBOX_VM (self->sandbox), on_guest, g_object_ref (self));
}

/**
 * belay_session_get_preflight:
 * @self: a session
 *
 * Returns: (transfer none): what is checked before its first step
 */
BelayPreflight *
belay_session_get_preflight (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->preflight;
}

/**
 * belay_session_is_blocked:
 * @self: a session
 *
 * Returns: whether it is ready but for the person, who has to take on what is red
 */
gboolean
belay_session_is_blocked (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->state == BELAY_SESSION_READY && belay_preflight_is_blocking (self->preflight);
}

/**
 * belay_session_accept_preflight:
 * @self: a session that is blocked
 * @error: return location for %BELAY_SESSION_ERROR_STATE
 *
 * The person takes on what is red, which is recorded. What is allowed can be reached, and a task that waited begins.
 */
gboolean
belay_session_accept_preflight (BelaySession  *self,
                                GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  if (!belay_session_is_blocked (self))
    return belay_session_refuse_now (error);

  belay_trail_append (self->trail, "preflight.accepted", belay_preflight_record_accepted (self->preflight));
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, _("You took on what the check of the sandbox found."));
  belay_preflight_accept (self->preflight);
  belay_session_open_network (self);
  belay_session_notify (self, BELAY_SESSION_PROP_STATUS);

  if (self->agent != NULL && !belay_privacy_is_on (self->privacy))
    belay_session_begin_now (self);

  return TRUE;
}
