/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* A guard that crashed, hung or has not finished has found nothing, and that says nothing: until it works again slack does not
 * decide on what it should have looked at. The person may; they are told why they are asked, and when it is over. */

static void
tell (BelaySession *self,
      const char   *sentence)
{
  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/**
 * belay_session_set_trouble:
 * @self: a session with a trail
 * @guard: a guard's name; static
 * @why: (nullable): a sentence on why it does not work; %NULL if it does
 *
 * Says that automatic approval is off when the first guard fails, and that it is on again when the last one works.
 */
void
belay_session_set_trouble (BelaySession *self,
                           const char   *guard,
                           const char   *why)
{
  guint before = g_hash_table_size (self->troubled), now;

  if (self->state == BELAY_SESSION_CLOSED)
    return;

  if (why != NULL)
    g_hash_table_add (self->troubled, (gpointer) guard);
  else
    g_hash_table_remove (self->troubled, guard);

  now = g_hash_table_size (self->troubled);

  if (before == 0 && now > 0)
    {
      g_autofree char *sentence = NULL;

      /* Translators: %s is a sentence that says why */
      sentence = g_strdup_printf (_("Automatic approval is off. %s"), why);
      tell (self, sentence);
    }
  else if (before > 0 && now == 0)
    {
      tell (self, _("The guards work again. Automatic approval is as you set it."));
    }

  if ((before == 0) != (now == 0))
    belay_session_notify (self, BELAY_SESSION_PROP_STATUS);
}

gboolean
belay_session_is_troubled (BelaySession *self)
{
  return g_hash_table_size (self->troubled) > 0;
}
