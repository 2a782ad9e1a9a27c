/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ask.h"

#include <glib/gi18n-lib.h>

#include "belay-api-error.h"

#define ENLARGE  4              /* max_tokens, after a reply was cut off by it */
#define CONTINUE "Please continue"

/**
 * belay_ask_on_refused:
 * @self: an ask
 * @response: the head of an answer that is no reply
 */
void
belay_ask_on_refused (BelayAsk          *self,
                      BelayHttpResponse *response)
{
  BelayClaude *claude = self->claude;
  const BelayModel *model = claude->model;
  g_autoptr(BelayApiError) refusal = belay_api_error_new (response, self->error_body->str, self->error_body->len);

  g_debug ("The service answered with status %u, type “%s”, code “%s”, request %s", refusal->status, refusal->type,
           refusal->code, refusal->request_id);

  if (belay_api_error_is_shape (refusal) && claude->shape == model->shape && model->fallback != model->shape &&
      !belay_transcript_has_reply (claude->transcript))
    {
      claude->shape = model->fallback;
      g_signal_emit_by_name (claude, "notice",
                             _("The model does not take the newer form of computer use here. The older one is used."));
      belay_ask_send_again (self);
      return;
    }

  if (belay_api_error_is_signature (refusal) && !claude->drop_block && model->thinking != NULL)
    {
      claude->drop_block = TRUE;
      g_signal_emit_by_name (claude, "notice",
                             _("The service no longer accepts some of the model’s earlier thinking. The model goes on "
                               "without it."));
      belay_ask_send_again (self);
      return;
    }

  if (belay_api_error_may_retry (refusal))
    belay_ask_retry (self, belay_api_error_get_reason (refusal), refusal->wait, belay_api_error_to_error (refusal));
  else
    belay_ask_end_with_error (self, belay_api_error_to_error (refusal));
}

static BelayStopReason
parse_stop_reason (const char *reason)
{
  if (g_str_equal (reason, "tool_use"))
    return BELAY_STOP_TOOL_USE;
  if (g_str_equal (reason, "end_turn"))
    return BELAY_STOP_END_TURN;
  if (g_str_equal (reason, "max_tokens"))
    return BELAY_STOP_MAX_TOKENS;
  if (g_str_equal (reason, "refusal"))
    return BELAY_STOP_REFUSAL;
  if (g_str_equal (reason, "model_context_window_exceeded"))
    return BELAY_STOP_CONTEXT;

  return BELAY_STOP_OTHER;
}

/* Nothing was said and nothing proposed: the API's page on stop reasons tells not to keep it. */
static gboolean
is_empty (BelayStream *stream)
{
  GPtrArray *blocks = belay_stream_get_blocks (stream);

  for (guint i = 0; i < blocks->len; i++)
    {
      BelayBlock *block = blocks->pdata[i];

      if (block->kind != BELAY_BLOCK_THINKING && !belay_block_is_empty (block))
        return FALSE;
    }

  return TRUE;
}

static BelayReply *
make_reply (BelayAsk        *self,
            BelayStopReason  reason)
{
  BelayStream *stream = self->stream;
  const char *detail = belay_stream_get_stop_detail (stream);
  g_autofree char *text = belay_stream_get_text (stream);
  g_autofree char *content = belay_stream_get_content (stream);
  BelayUsage usage;

  belay_stream_get_usage (stream, &usage);
  belay_model_price (self->claude->model, &usage);
  belay_usage_add (&usage, &self->claude->spent);
  self->claude->spent = (BelayUsage) { 0 };

  if (reason == BELAY_STOP_OTHER)
    detail = belay_stream_get_stop_reason (stream);

  return belay_reply_new (belay_stream_get_id (stream), belay_stream_get_model (stream), reason, detail, text,
                          belay_stream_get_proposals (stream), content, &usage);
}

/* Keeps the reply in the conversation, or puts that back to where it was. */
static void
settle (BelayAsk        *self,
        BelayStopReason  reason)
{
  BelayTranscript *transcript = self->claude->transcript;
  GError *error = NULL;

  if (reason == BELAY_STOP_END_TURN && is_empty (self->stream))
    {
      if (self->nudged)
        belay_transcript_truncate (transcript, self->before_nudge);
    }
  else if (reason == BELAY_STOP_TOOL_USE || reason == BELAY_STOP_END_TURN)
    {
      if (!belay_transcript_add_reply (transcript, belay_stream_get_blocks (self->stream),
                                       reason == BELAY_STOP_TOOL_USE, &error))
        {
          belay_ask_book_stream (self);
          belay_ask_end_with_error (self, error);
          return;
        }
    }
  else
    {
      belay_transcript_truncate (transcript, self->mark);
    }

  belay_ask_end_with_reply (self, make_reply (self, reason));
}

/**
 * belay_ask_on_complete:
 * @self: an ask whose reply is complete
 */
void
belay_ask_on_complete (BelayAsk *self)
{
  BelayStopReason reason = parse_stop_reason (belay_stream_get_stop_reason (self->stream));
  guint limit = self->claude->model->output_limit;

  if (belay_ask_is_cancelled (self))
    {
      belay_ask_book_stream (self);
      belay_ask_end_cancelled (self);
      return;
    }

  if (reason == BELAY_STOP_TOOL_USE && belay_stream_get_proposals (self->stream)->len == 0)
    {
      belay_ask_book_stream (self);
      belay_ask_end_with_error (self, g_error_new_literal (BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL,
                                                 _("The reply announces actions but holds none.")));
      return;
    }

  if (reason == BELAY_STOP_MAX_TOKENS && !self->enlarged && self->max_tokens < limit)
    {
      belay_ask_book_stream (self);
      self->enlarged = TRUE;
      self->max_tokens = MIN (limit, self->max_tokens * ENLARGE);
      belay_ask_send_again (self);
      return;
    }

  if (reason == BELAY_STOP_END_TURN && is_empty (self->stream) && !self->nudged)
    {
      belay_ask_book_stream (self);
      self->nudged = TRUE;
      self->before_nudge = belay_transcript_get_length (self->claude->transcript);
      belay_transcript_add_text (self->claude->transcript, CONTINUE);
      belay_ask_send_again (self);
      return;
    }

  if (self->claude->shape != self->claude->model->shape)
    belay_claude_remember_shape (self->claude);

  settle (self, reason);
}

/* Which error events are the kind that passes. */
static gboolean
is_final_error_type (const char *type)
{
  static const char *const final[] = {
    "invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error",
    "request_too_large", NULL
  };

  return g_strv_contains (final, type);
}

/**
 * belay_ask_on_broken:
 * @self: an ask
 * @error: (transfer full): why its reply broke off or cannot be read
 */
void
belay_ask_on_broken (BelayAsk *self,
                     GError   *error)
{
  const char *type = belay_stream_get_error_type (self->stream);
  g_autoptr(GError) cause = error;
  BelayAgentError code = BELAY_AGENT_ERROR_NETWORK;
  const char *sentence = _("The reply broke off.");
  GError *last_word;

  if (type != NULL && is_final_error_type (type))
    {
      code = BELAY_AGENT_ERROR_REQUEST;
      sentence = _("The service ended its reply with an error.");
    }
  else if (type != NULL)
    {
      code = BELAY_AGENT_ERROR_OVERLOADED;
      sentence = g_str_equal (type, "overloaded_error") ? _("The service is overloaded.")
                                                        : _("The service has a problem.");
    }
  else if (g_error_matches (cause, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL))
    {
      code = BELAY_AGENT_ERROR_PROTOCOL;
      sentence = _("The reply cannot be read.");
    }
  else if (g_error_matches (cause, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_TIMEOUT))
    {
      sentence = _("The service has gone silent.");
    }

  last_word = g_error_new (BELAY_AGENT_ERROR, code, "%s (%s)", sentence, cause->message);
  belay_ask_book_stream (self);

  if (code == BELAY_AGENT_ERROR_REQUEST)
    belay_ask_end_with_error (self, last_word);
  else
    belay_ask_retry (self, sentence, -1, last_word);
}

/**
 * belay_ask_on_no_answer:
 * @self: an ask
 * @error: (transfer full): why there was no answer, or not one that can be one
 */
void
belay_ask_on_no_answer (BelayAsk *self,
                        GError   *error)
{
  g_autoptr(GError) cause = error;

  if (cause->domain == BELAY_AGENT_ERROR)
    belay_ask_end_with_error (self, g_steal_pointer (&cause));
  else if (g_error_matches (cause, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_TLS))
    belay_ask_end_with_error (self, g_error_new (BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_NETWORK,
                                       _("The connection is not safe: the certificate of the service cannot be "
                                         "trusted. Nothing was sent. (%s)"), cause->message));
  else if (g_error_matches (cause, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_URL))
    belay_ask_end_with_error (self, g_error_new_literal (BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST, cause->message));
  else
    belay_ask_retry (self, _("The service cannot be reached."), -1,
           g_error_new (BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_NETWORK,
                        _("The service cannot be reached. (%s)"), cause->message));
}

