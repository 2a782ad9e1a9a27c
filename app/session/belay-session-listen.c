/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* What the agent says while its reply comes: words, thoughts, and proposals, which become steps at once. */

/* What is wrong with a proposal before anybody looks at it; NULL: nothing. */
static const char *
refuse (BelaySession  *self,
        BelayProposal *proposal)
{
  BelayAction *action = belay_proposal_get_action (proposal);

  if (action == NULL)
    return belay_proposal_get_error (proposal)->message;

  if (!belay_action_is_computer (action) && self->shell == NULL)
    return "There is no shell in this session: commands and files cannot be reached except through the screen.";

  return NULL;
}

static void
on_proposal (BelayAgent    *agent,
             BelayProposal *proposal,
             BelaySession  *self)
{
  g_autoptr(BelayStep) step = NULL;
  const char *refusal = refuse (self, proposal);
  g_autofree char *secret_refusal = NULL;

  if (self->state != BELAY_SESSION_THINKING)
    return;

  step = belay_step_new (proposal, &self->geometry, belay_turn_get_number (self->turn),
                         g_list_model_get_n_items (belay_turn_get_steps (self->turn)) + 1);
  belay_step_set_number (step, ++self->n_steps);
  belay_trail_append (self->trail, "tool.proposed", belay_record_proposed (step));
  belay_turn_add (self->turn, step);

  if (refusal == NULL)
    refusal = secret_refusal = belay_session_refuse_secrets (self, belay_proposal_get_action (proposal));

  if (refusal != NULL)
    belay_session_end_step (self, step, BELAY_STEP_FAILED, refusal);
  else
    belay_session_examine (self, step);

  belay_timeline_add_step (self->timeline, step);
  belay_session_follow (self);
}

static void
on_thinking (BelayAgent   *agent,
             const char   *delta,
             BelaySession *self)
{
  belay_timeline_stream (self->timeline, BELAY_ENTRY_THINKING, delta);
}

static void
on_text (BelayAgent   *agent,
         const char   *delta,
         BelaySession *self)
{
  belay_session_set_status (self, NULL);
  belay_timeline_stream (self->timeline, BELAY_ENTRY_TEXT, delta);
}

static void
on_notice (BelayAgent   *agent,
           const char   *sentence,
           BelaySession *self)
{
  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/* What was streamed of this reply is void: its steps must not run, even those decided ahead. */
static void
on_reset (BelayAgent   *agent,
          BelaySession *self)
{
  belay_session_drop_steps (self, "Not executed: the reply that proposed it was cut off.");
  belay_timeline_rewind (self->timeline);
  g_clear_object (&self->turn);
  self->turn = belay_turn_new (++self->n_turns);
  belay_session_follow (self);
}

static void
on_retrying (BelayAgent   *agent,
             const char   *reason,
             guint         seconds,
             guint         attempt,
             BelaySession *self)
{
  g_autofree char *status = NULL;

  /* Translators: %s is a sentence such as “The service is overloaded.” */
  status = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%s Trying again in %u second.",
                                         "%s Trying again in %u seconds.", seconds),
                            reason, seconds);
  belay_session_set_status (self, status);
}

void
belay_session_connect_agent (BelaySession *self)
{
  g_signal_connect_object (self->agent, "proposal", G_CALLBACK (on_proposal), self, 0);
  g_signal_connect_object (self->agent, "thinking", G_CALLBACK (on_thinking), self, 0);
  g_signal_connect_object (self->agent, "text", G_CALLBACK (on_text), self, 0);
  g_signal_connect_object (self->agent, "notice", G_CALLBACK (on_notice), self, 0);
  g_signal_connect_object (self->agent, "reset", G_CALLBACK (on_reset), self, 0);
  g_signal_connect_object (self->agent, "retrying", G_CALLBACK (on_retrying), self, 0);
}
