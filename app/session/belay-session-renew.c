/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* A conversation ends before its session does: pictures are never taken out of what has been said, and one day the
 * service takes no more. Then the person is asked, and the session goes on in a new conversation. */

/**
 * belay_session_pause_full:
 * @self: a session
 * @why: a sentence for the person: what is too large
 *
 * Asks the person whether to begin a new conversation.
 */
void
belay_session_pause_full (BelaySession *self,
                          const char   *why)
{
  g_autoptr(GError) problem = NULL;

  self->is_full = TRUE;
  problem = g_error_new (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_FULL,
                         /* Translators: %s is a sentence such as “This conversation is as large as the service takes.” */
                         _("%s Go on in a new one? It begins with your task and with what was said and done so far, in "
                           "words; then the screen is looked at anew."), why);
  belay_session_pause (self, problem);
}

/**
 * belay_session_renew:
 * @self: a session whose conversation is full
 * @text: (nullable): the person's words
 *
 * Begins a new conversation with an account of the old one. The results that could not be said any more are part of the
 * account, and a picture waits until the agent asks for one: coordinates refer to pictures of results.
 */
void
belay_session_renew (BelaySession *self,
                     const char   *text)
{
  g_autofree char *account = belay_story_tell (self->story, self->task);

  self->is_full = FALSE;
  belay_trail_append (self->trail, "note", belay_record_string ("text", "A new conversation begins."));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                      _("A new conversation begins, with an account of the earlier one."));

  belay_session_forget_returns (self);
  belay_agent_begin_anew (self->agent);
  g_clear_pointer (&self->fresh, belay_picture_unref);
  g_clear_pointer (&self->outgoing, belay_message_unref);
  self->outgoing = belay_message_new ();
  belay_message_set_text (self->outgoing, account);
  belay_session_say (self, text);
}
