/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <string.h>

static void
on_thinking (BelayAgent *agent,
             const char *delta,
             gpointer    user_data)
{
  g_string_append (((Talk *) user_data)->thinking, delta);
}

static void
on_text (BelayAgent *agent,
         const char *delta,
         gpointer    user_data)
{
  g_string_append (((Talk *) user_data)->text, delta);
}

static void
on_proposal (BelayAgent    *agent,
             BelayProposal *proposal,
             gpointer       user_data)
{
  g_ptr_array_add (((Talk *) user_data)->proposals, g_object_ref (proposal));
}

static void
clear_heard (Talk *self)
{
  g_string_truncate (self->thinking, 0);
  g_string_truncate (self->text, 0);

  for (guint i = 0; i < self->proposals->len; i++)
    g_ptr_array_add (self->lost, g_object_ref (self->proposals->pdata[i]));

  g_ptr_array_set_size (self->proposals, 0);
}

static void
on_reset (BelayAgent *agent,
          gpointer    user_data)
{
  Talk *self = user_data;

  self->resets++;
  clear_heard (self);
}

static void
on_retrying (BelayAgent *agent,
             const char *reason,
             guint       seconds,
             guint       attempt,
             gpointer    user_data)
{
  Talk *self = user_data;

  g_assert_cmpstr (reason, !=, "");
  self->waits++;
  self->last_seconds = seconds;
  self->last_attempt = attempt;

  if (self->cancel_on_wait)
    g_cancellable_cancel (self->cancellable);
  else if (!self->patient)
    belay_agent_retry_now (agent);
}

static void
on_notice (BelayAgent *agent,
           const char *sentence,
           gpointer    user_data)
{
  g_string_append (((Talk *) user_data)->notices, sentence);
}

Talk *
talk_new_full (FakeApi                  *api,
               const char               *model,
               const BelayClaudeOptions *options)
{
  Talk *self = g_new0 (Talk, 1);
  g_autoptr(GError) error = NULL;
  BelayClaudeOptions used = *options;

  if (api != NULL)
    used.base_url = api->base_url;
  self->api = api;
  self->models = belay_models_new (NULL, &error);
  g_assert_no_error (error);
  self->claude = belay_claude_new (self->models, model, &used, &error);
  g_assert_no_error (error);

  self->thinking = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->notices = g_string_new (NULL);
  self->proposals = g_ptr_array_new_with_free_func (g_object_unref);
  self->lost = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (self->claude, "thinking", G_CALLBACK (on_thinking), self);
  g_signal_connect (self->claude, "text", G_CALLBACK (on_text), self);
  g_signal_connect (self->claude, "proposal", G_CALLBACK (on_proposal), self);
  g_signal_connect (self->claude, "reset", G_CALLBACK (on_reset), self);
  g_signal_connect (self->claude, "retrying", G_CALLBACK (on_retrying), self);
  g_signal_connect (self->claude, "notice", G_CALLBACK (on_notice), self);
  belay_agent_set_screen (BELAY_AGENT (self->claude), 1280, 800);

  return self;
}

Talk *
talk_new (FakeApi    *api,
          const char *model)
{
  BelayClaudeOptions options = { .api_key = TALK_KEY };

  return talk_new_full (api, model, &options);
}

void
talk_free (Talk *self)
{
  /* Nothing that was asked may hold on to it. */
  g_assert_finalize_object (self->claude);
  g_object_unref (self->models);
  g_clear_object (&self->cancellable);
  g_string_free (self->thinking, TRUE);
  g_string_free (self->text, TRUE);
  g_string_free (self->notices, TRUE);
  g_ptr_array_unref (self->proposals);
  g_ptr_array_unref (self->lost);
  g_free (self);
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

BelayReply *
talk_ask (Talk          *self,
          BelayMessage  *message,
          GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  BelayReply *reply;

  clear_heard (self);
  g_ptr_array_set_size (self->lost, 0);
  self->resets = self->waits = self->last_attempt = self->last_seconds = 0;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  belay_agent_ask_async (BELAY_AGENT (self->claude), message, self->cancellable, on_asked, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  reply = belay_agent_ask_finish (BELAY_AGENT (self->claude), result, error);
  g_assert_true ((reply != NULL) == (error == NULL || *error == NULL));

  return reply;
}

BelayReply *
talk_say (Talk        *self,
          const char  *text,
          GError     **error)
{
  g_autoptr(BelayMessage) message = belay_message_new ();

  belay_message_set_text (message, text);

  return talk_ask (self, message, error);
}

/* Enough of a PNG for the stand-in, which reads its head only. */
GBytes *
talk_make_png (int   width,
               int   height,
               guint seed)
{
  guint8 head[33] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                      0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 2 };
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < 500; i++)
    {
      guint32 word = g_rand_int (random);

      g_byte_array_append (bytes, (guint8 *) &word, sizeof word);
    }

  return g_byte_array_free_to_bytes (bytes);
}

BelayMessage *
talk_answer (BelayReply *reply)
{
  BelayMessage *message = belay_message_new ();
  GPtrArray *proposals = belay_reply_get_proposals (reply);
  static guint seed;
  g_autoptr(GBytes) png = talk_make_png (1280, 800, ++seed);

  for (guint i = 0; i < proposals->len; i++)
    belay_message_add_result (message, belay_proposal_get_id (proposals->pdata[i]),
                              belay_proposal_get_toolset_name (proposals->pdata[i]), FALSE, "OK");

  if (proposals->len > 0)
    belay_message_attach_picture (message, png, 1280, 800, "x");

  return message;
}
