/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ask.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-api-error.h"
#include "belay-request.h"

#define MAX_ATTEMPTS 10
#define MAX_CUTS     3                          /* retries after a reply had begun */
#define MAX_BODY     (64 * 1024 * 1024)
#define MAX_REQUEST  (30 * 1000 * 1000)         /* bytes; the API takes 32 MB, and does not say which MB */
#define MANY_TOKENS  200000                     /* models whose context is no larger take */
#define FEW_PICTURES 100                        /* so many pictures in a request, the others */
#define MAX_PICTURES 600
#define MAX_ERROR    (64 * 1024)                /* bytes of an answer that is no reply */

static void
clear_ask (BelayAsk *self)
{
  g_clear_pointer (&self->stream, belay_stream_free);
  g_clear_pointer (&self->countdown, belay_countdown_free);
  g_string_free (self->error_body, TRUE);
  g_free (self->reason);
  g_object_unref (self->task);
}

static void
release (BelayAsk *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear_ask);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayAsk, release)

/* Nothing of this ask happens after this; the task's callback may start the next one. Gives back the reference that
 * @self->claude held. */
static GTask *
end (BelayAsk *self)
{
  GTask *task = g_object_ref (self->task);

  g_clear_pointer (&self->countdown, belay_countdown_free);
  self->ended = TRUE;
  self->claude->ask = NULL;
  release (self);

  return task;
}

/* @error: (transfer full). The message is taken back. */
void
belay_ask_end_with_error (BelayAsk *self,
                          GError   *error)
{
  g_autoptr(GTask) task = NULL;

  belay_transcript_truncate (self->claude->transcript, self->mark);
  task = end (self);
  g_task_return_error (task, error);
}

/* @reply: (transfer full) */
void
belay_ask_end_with_reply (BelayAsk   *self,
                          BelayReply *reply)
{
  g_autoptr(GTask) task = end (self);

  g_task_return_pointer (task, reply, g_object_unref);
}

gboolean
belay_ask_is_cancelled (BelayAsk *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  return cancellable != NULL && g_cancellable_is_cancelled (cancellable);
}

void
belay_ask_end_cancelled (BelayAsk *self)
{
  belay_ask_end_with_error (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Asking was cancelled"));
}

/**
 * belay_ask_book_stream:
 * @self: an ask
 *
 * Notes what a stream that came to nothing has cost: at least its input.
 */
void
belay_ask_book_stream (BelayAsk *self)
{
  BelayUsage usage;

  if (self->stream == NULL || !belay_stream_has_begun (self->stream))
    return;

  belay_stream_get_usage (self->stream, &usage);
  belay_model_price (self->claude->model, &usage);
  belay_usage_add (&self->claude->spent, &usage);
}

static void
on_tick (guint    seconds,
         gpointer user_data)
{
  BelayAsk *self = user_data;

  g_signal_emit_by_name (self->claude, "retrying", self->reason, seconds, self->attempts + 1);
}

static void
on_waited (gpointer user_data)
{
  BelayAsk *self = user_data;

  g_clear_pointer (&self->countdown, belay_countdown_free);
  belay_ask_send (self);
}

static void
on_wait_cancelled (gpointer user_data)
{
  belay_ask_end_cancelled (user_data);
}

static const BelayCountdownFuncs countdown_funcs = {
  .tick = on_tick,
  .done = on_waited,
  .cancelled = on_wait_cancelled,
};

/**
 * belay_ask_retry:
 * @self: an ask whose request failed; nothing of its reply has run
 * @reason: a sentence for the person
 * @asked_wait: ms the service asks for, -1: it does not
 * @error: (transfer full): the last word, if it was tried often enough
 */
void
belay_ask_retry (BelayAsk   *self,
                 const char *reason,
                 gint64      asked_wait,
                 GError     *error)
{
  if (self->attempts >= MAX_ATTEMPTS || (self->streaming && ++self->cuts > MAX_CUTS))
    {
      belay_ask_end_with_error (self, error);
      return;
    }

  g_error_free (error);

  if (belay_stream_has_begun (self->stream))
    g_signal_emit_by_name (self->claude, "reset");

  if (self->ended)
    return;

  g_free (self->reason);
  self->reason = g_strdup (reason);
  self->countdown = belay_countdown_new (asked_wait >= 0 ? asked_wait
                                                         : belay_api_back_off (self->attempts, g_random_double ()),
                                         g_task_get_cancellable (self->task), &countdown_funcs, self);
}

/**
 * belay_ask_send_again:
 * @self: an ask
 *
 * Sends at once what differs from the request before: there is nothing to wait for.
 */
void
belay_ask_send_again (BelayAsk *self)
{
  if (belay_stream_has_begun (self->stream))
    g_signal_emit_by_name (self->claude, "reset");

  if (!self->ended)
    belay_ask_send (self);
}

/* A sign-in page of a café answers with 200 as well. */
static gboolean
is_event_stream (BelayHttpResponse *response)
{
  const char *type = belay_http_response_get_header (response, "content-type");

  return belay_http_response_get_status (response) == 200 && type != NULL &&
         g_ascii_strncasecmp (type, "text/event-stream", strlen ("text/event-stream")) == 0;
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BelayAsk) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayHttpResponse) response = belay_http_send_finish (BELAY_HTTP (source), result, &error);

  if (self->ended)
    return;

  if (response != NULL)
    self->streaming = is_event_stream (response);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      belay_ask_book_stream (self);
      belay_ask_end_cancelled (self);
    }
  else if (belay_stream_is_complete (self->stream))
    belay_ask_on_complete (self);
  else if (g_error_matches (error, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_TOO_LARGE))
    {
      belay_ask_book_stream (self);
      belay_ask_end_with_error (self, g_error_new_literal (BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL,
                                                           _("The answer of the service is too large.")));
    }
  else if (self->streaming && error != NULL)
    belay_ask_on_broken (self, g_steal_pointer (&error));
  else if (self->streaming)
    belay_ask_on_broken (self, g_error_new_literal (BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_CUT, "It has no end"));
  else if (error != NULL)
    belay_ask_on_no_answer (self, g_steal_pointer (&error));
  else
    belay_ask_on_refused (self, response);
}

static gboolean
on_data (BelayHttpResponse  *response,
         const char         *bytes,
         gsize               length,
         gpointer            user_data,
         GError            **error)
{
  BelayAsk *self = user_data;

  if (belay_http_response_get_status (response) != 200)
    {
      g_string_append_len (self->error_body, bytes, MIN (length, MAX_ERROR - self->error_body->len));
      return TRUE;
    }

  self->streaming = is_event_stream (response);
  if (!self->streaming)
    {
      g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_NETWORK,
                           _("Something other than the model’s service answered. Is there a sign-in page on this "
                             "network?"));
      return FALSE;
    }

  return belay_stream_feed (self->stream, bytes, length, error);
}

/* The person has stopped: nothing more is shown of what is still in the buffers. */
static gboolean
is_heard (BelayAsk *self)
{
  return !self->ended && !belay_ask_is_cancelled (self);
}

static void
on_thinking (const char *delta,
             gpointer    user_data)
{
  BelayAsk *self = user_data;

  if (is_heard (self))
    g_signal_emit_by_name (self->claude, "thinking", delta);
}

static void
on_text (const char *delta,
         gpointer    user_data)
{
  BelayAsk *self = user_data;

  if (is_heard (self))
    g_signal_emit_by_name (self->claude, "text", delta);
}

static void
on_proposal (BelayProposal *proposal,
             gpointer       user_data)
{
  BelayAsk *self = user_data;

  if (is_heard (self))
    g_signal_emit_by_name (self->claude, "proposal", proposal);
}

static const BelayStreamFuncs stream_funcs = {
  .thinking = on_thinking,
  .text = on_text,
  .proposal = on_proposal,
};

static GPtrArray *
write_body (BelayAsk                  *self,
            const BelayRequestOptions *options)
{
  GPtrArray *chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  char *head = belay_request_write_head (options);

  g_ptr_array_add (chunks, g_bytes_new_take (head, strlen (head)));
  belay_transcript_write (self->claude->transcript, chunks);
  g_ptr_array_add (chunks, g_bytes_new_static ("}", 1));

  return chunks;
}

/* What the API would refuse is not sent: pictures that were sent are sent again with every request, for ever. */
static gboolean
is_full (BelayAsk  *self,
         GPtrArray *body)
{
  guint max_pictures = self->claude->model->context > MANY_TOKENS ? MAX_PICTURES : FEW_PICTURES;
  gsize size = 0;

  for (guint i = 0; i < body->len; i++)
    size += g_bytes_get_size (body->pdata[i]);

  return size > MAX_REQUEST || belay_transcript_get_n_pictures (self->claude->transcript) > max_pictures;
}

/**
 * belay_ask_send:
 * @self: an ask that waits for nothing
 *
 * Sends the conversation as it stands, unless it is larger than the API takes.
 */
void
belay_ask_send (BelayAsk *self)
{
  BelayClaude *claude = self->claude;
  BelayActionSpace space = { claude->shape, claude->width, claude->height };
  BelayRequestOptions options = {
    .model = claude->model,
    .shape = claude->shape,
    .effort = claude->effort,
    .system = claude->system,
    .max_tokens = self->max_tokens,
    .drop_block = claude->drop_block,
    .shell = claude->shell,
    .width = claude->width,
    .height = claude->height,
  };
  g_autoptr(GPtrArray) body = write_body (self, &options);
  g_autofree char *betas = belay_request_get_betas (&options);
  g_autofree char *url = g_strconcat (claude->base_url, "/v1/messages", NULL);
  BelayHttpRequest request = {
    .url = url,
    .body = body,
    .max_response = MAX_BODY,
    .idle_timeout = claude->idle_timeout,
    .func = on_data,
    .user_data = self,
  };
  char **headers;

  if (is_full (self, body))
    {
      belay_ask_end_with_error (self, g_error_new_literal (BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_FULL,
                                                           _("This conversation is as large as the service takes.")));
      return;
    }

  g_clear_pointer (&self->stream, belay_stream_free);
  self->stream = belay_stream_new (&space, &stream_funcs, self);
  g_string_truncate (self->error_body, 0);
  self->streaming = FALSE;
  self->attempts++;

  headers = belay_claude_build_headers (claude, betas);
  request.headers = (const char *const *) headers;
  belay_http_send_async (claude->http, &request, g_task_get_cancellable (self->task), on_answered,
                         g_rc_box_acquire (self));
  belay_claude_free_headers (headers);
}

/**
 * belay_ask_start:
 * @claude: an agent that is not being asked
 * @message: what to say
 * @cancellable: (nullable): ends it
 * @callback: (scope async): called when it has ended
 * @user_data: for @callback
 *
 * Asks, and asks again where that may help. The task returns a #BelayReply.
 */
void
belay_ask_start (BelayClaude         *claude,
                 BelayMessage        *message,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (claude, cancellable, callback, user_data);
  guint mark = belay_transcript_get_length (claude->transcript);
  GError *error = NULL;
  BelayAsk *self;

  g_task_set_source_tag (task, belay_ask_start);
  /* A reply that has been kept in the conversation must reach whoever asked. */
  g_task_set_check_cancellable (task, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, &error) ||
      !belay_transcript_add_message (claude->transcript, message, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self = g_rc_box_new0 (BelayAsk);
  self->claude = claude;
  self->task = g_steal_pointer (&task);
  self->mark = mark;
  self->max_tokens = claude->model->max_output;
  self->error_body = g_string_new (NULL);
  claude->ask = self;

  belay_ask_send (self);
}

void
belay_ask_retry_now (BelayAsk *self)
{
  if (self->countdown != NULL)
    belay_countdown_finish (self->countdown);
}

gboolean
belay_ask_abandon (BelayAsk *self)
{
  if (!belay_ask_is_cancelled (self))
    return FALSE;

  belay_ask_book_stream (self);
  belay_ask_end_cancelled (self);

  return TRUE;
}
