/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-input-plan.h"

/* What an earlier session that died may have left held down on somebody else's screen: it is looked for while this one
 * opens, and released before anything else is sent. */

static void
on_held (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) held = belay_trail_find_held_finish (result, &error);

  self->finding_held = FALSE;

  if (self->state != BELAY_SESSION_OPENING)
    return;

  if (held == NULL)
    g_warning ("What earlier sessions left held down is not known: %s", error->message);

  self->held = g_steal_pointer (&held);
  belay_session_check_ready (self);
}

/**
 * belay_session_find_held:
 * @self: a session that is being opened
 *
 * Looks for what is to be released. A sandbox of Belay's own is new: nothing is held there.
 */
void
belay_session_find_held (BelaySession *self)
{
  if (belay_sandbox_is_own (self->sandbox))
    return;

  self->finding_held = TRUE;
  belay_trail_find_held_async (self->trail_root, belay_sandbox_get_name (self->sandbox), self->opening,
                               on_held, g_object_ref (self));
}

static void
on_recorded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;

  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, NULL))
    return;

  for (guint i = 0; i < self->held->len; i++)
    belay_trail_forget_held (self->trail_root, ((BelayTrailHeld *) self->held->pdata[i])->session);
}

/**
 * belay_session_release_held:
 * @self: a session whose screen has just become live, with a gate
 *
 * Releases what was found. It is forgotten when that is on the record, and has been sent.
 */
void
belay_session_release_held (BelaySession *self)
{
  gboolean released = TRUE;

  if (self->held == NULL || self->held->len == 0)
    return;

  for (guint i = 0; i < self->held->len; i++)
    {
      const BelayTrailHeld *held = self->held->pdata[i];
      const BelayPoint point = { held->x, held->y };
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) keys = belay_input_plan_keys_from_json (held->keys, &error);

      if (keys == NULL)
        g_warning ("Keys the session %s left held down cannot be read: %s", held->session, error->message);

      belay_trail_append (self->trail, "input.released", belay_record_released (held));
      released &= belay_gate_release (self->gate, keys != NULL ? (guint32 *) keys->data : NULL,
                                      keys != NULL ? keys->len : 0, held->pressed ? &point : NULL);
    }

  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                      _("An earlier session on this screen ended unexpectedly. What it may have held down has been "
                        "released."));

  if (released)
    belay_trail_commit_async (self->trail, "note", belay_record_string ("text", "Everything held down was released."),
                              on_recorded, g_object_ref (self));
}
