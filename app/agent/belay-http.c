/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-http.h"

#include <glib-unix.h>

#include "belay-http-transfer.h"

struct _BelayHttp
{
  GObject       parent_instance;

  GMainContext *context;
  CURLM        *multi;
  GSource      *timer;
  GPtrArray    *tasks;          /* of GTask: the transfers under way */
};

G_DEFINE_FINAL_TYPE (BelayHttp, belay_http, G_TYPE_OBJECT)

static void pump (BelayHttp     *self,
                  curl_socket_t  fd,
                  int            events);

/* Takes the transfer away from libcurl, which closes a connection that is in use. Never from a callback of libcurl. */
static void
detach (BelayHttp         *self,
        BelayHttpTransfer *transfer)
{
  if (!transfer->attached)
    return;

  transfer->attached = FALSE;
  belay_http_clear_source (&transfer->cancel_source);
  belay_http_clear_source (&transfer->idle_source);
  curl_multi_remove_handle (self->multi, transfer->easy);
}

/* Consumes the reference that @self->tasks held. */
static void
fail (BelayHttp *self,
      GTask     *task,
      GError    *error)
{
  BelayHttpTransfer *transfer = g_task_get_task_data (task);
  g_autoptr(GTask) keep = g_object_ref (task);

  detach (self, transfer);
  transfer->returned = TRUE;
  g_ptr_array_remove (self->tasks, task);
  g_task_return_error (task, error);
}

static void
complete (BelayHttp *self,
          GTask     *task)
{
  BelayHttpTransfer *transfer = g_task_get_task_data (task);
  g_autoptr(GTask) keep = g_object_ref (task);

  if (transfer->result != CURLE_OK)
    {
      fail (self, task, belay_http_transfer_get_error (transfer));
      return;
    }

  transfer->returned = TRUE;
  g_ptr_array_remove (self->tasks, task);
  g_task_return_pointer (task, belay_http_response_ref (transfer->response),
                         (GDestroyNotify) belay_http_response_unref);
}

/* Hands what libcurl has read to the caller, who may do anything but destroy @self. */
static void
deliver (BelayHttp *self,
         GTask     *task)
{
  BelayHttpTransfer *transfer = g_task_get_task_data (task);
  g_autoptr(GByteArray) bytes = NULL;
  g_autoptr(GError) error = NULL;

  if (transfer->returned || transfer->pending->len == 0)
    return;

  bytes = g_steal_pointer (&transfer->pending);
  transfer->pending = g_byte_array_new ();

  if (g_task_return_error_if_cancelled (task))
    {
      detach (self, transfer);
      transfer->returned = TRUE;
      g_ptr_array_remove (self->tasks, task);
      return;
    }

  if (!transfer->func (transfer->response, (const char *) bytes->data, bytes->len, transfer->user_data, &error))
    fail (self, task, g_steal_pointer (&error));
}

/* The only place where libcurl does its work. What the caller is told is told afterwards: a request that is started
 * from within a callback of libcurl would hang. */
static void
pump (BelayHttp     *self,
      curl_socket_t  fd,
      int            events)
{
  g_autoptr(BelayHttp) keep = g_object_ref (self);
  g_autoptr(GPtrArray) tasks = NULL;
  CURLMsg *message;
  int ignored;

  curl_multi_socket_action (self->multi, fd, events, &ignored);

  while ((message = curl_multi_info_read (self->multi, &ignored)) != NULL)
    {
      GTask *task = NULL;
      BelayHttpTransfer *transfer;

      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, (char **) &task);
      transfer = g_task_get_task_data (task);
      transfer->result = message->data.result;
      transfer->finished = TRUE;
      detach (self, transfer);
    }

  /* The callers change the list while they are told. */
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->tasks->len; i++)
    g_ptr_array_add (tasks, g_object_ref (self->tasks->pdata[i]));

  for (guint i = 0; i < tasks->len; i++)
    {
      BelayHttpTransfer *transfer = g_task_get_task_data (tasks->pdata[i]);

      deliver (self, tasks->pdata[i]);

      if (transfer->finished && !transfer->returned)
        complete (self, tasks->pdata[i]);
    }
}

static gboolean
on_socket (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  int events = 0;

  if (condition & (G_IO_IN | G_IO_HUP))
    events |= CURL_CSELECT_IN;
  if (condition & G_IO_OUT)
    events |= CURL_CSELECT_OUT;
  if (condition & (G_IO_ERR | G_IO_NVAL))
    events |= CURL_CSELECT_ERR;

  pump (user_data, fd, events);

  /* pump() has destroyed or replaced the source where libcurl wanted that. */
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer user_data)
{
  BelayHttp *self = user_data;

  belay_http_clear_source (&self->timer);
  pump (self, CURL_SOCKET_TIMEOUT, 0);

  return G_SOURCE_REMOVE;
}

static int
watch_socket (CURL          *easy,
              curl_socket_t  fd,
              int            what,
              void          *user_data,
              void          *socket_data)
{
  BelayHttp *self = user_data;
  GSource *source = socket_data;
  GIOCondition condition = 0;

  belay_http_clear_source (&source);

  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    condition |= G_IO_IN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    condition |= G_IO_OUT;

  if (what != CURL_POLL_REMOVE)
    {
      source = g_unix_fd_source_new (fd, condition);
      g_source_set_callback (source, (GSourceFunc) (void (*) (void)) on_socket, self, NULL);
      g_source_attach (source, self->context);
    }

  curl_multi_assign (self->multi, fd, source);

  return 0;
}

static int
watch_timer (CURLM *multi,
             long   timeout_ms,
             void  *user_data)
{
  BelayHttp *self = user_data;

  belay_http_clear_source (&self->timer);

  if (timeout_ms >= 0)
    {
      self->timer = g_timeout_source_new (timeout_ms);
      g_source_set_callback (self->timer, on_timer, self, NULL);
      g_source_attach (self->timer, self->context);
    }

  return 0;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  BelayHttp *self = g_task_get_source_object (task);

  fail (self, task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled"));

  return G_SOURCE_REMOVE;
}

/* A source that is due at its ready time, and again whenever that is set anew; g_timeout_source_new() would wait a
 * whole interval more. */
static gboolean
dispatch_idle (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs idle_source_funcs = { .dispatch = dispatch_idle };

static gboolean
on_idle_timeout (gpointer user_data)
{
  GTask *task = user_data;
  BelayHttp *self = g_task_get_source_object (task);
  BelayHttpTransfer *transfer = g_task_get_task_data (task);
  gint64 deadline = transfer->last_byte + transfer->idle_timeout * G_GINT64_CONSTANT (1000);

  if (g_get_monotonic_time () < deadline)
    {
      g_source_set_ready_time (transfer->idle_source, deadline);
      return G_SOURCE_CONTINUE;
    }

  fail (self, task, g_error_new_literal (BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_TIMEOUT, "Nothing has come for too long"));

  return G_SOURCE_REMOVE;
}

static void
watch_transfer (BelayHttp *self,
                GTask     *task)
{
  BelayHttpTransfer *transfer = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  transfer->last_byte = g_get_monotonic_time ();

  if (cancellable != NULL)
    {
      transfer->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (transfer->cancel_source, (GSourceFunc) (void (*) (void)) on_cancelled, task, NULL);
      g_source_attach (transfer->cancel_source, self->context);
    }

  if (transfer->idle_timeout > 0)
    {
      transfer->idle_source = g_source_new (&idle_source_funcs, sizeof (GSource));
      g_source_set_ready_time (transfer->idle_source, transfer->last_byte + transfer->idle_timeout * G_GINT64_CONSTANT (1000));
      g_source_set_callback (transfer->idle_source, on_idle_timeout, task, NULL);
      g_source_attach (transfer->idle_source, self->context);
    }
}

/**
 * belay_http_send_async:
 * @self: an HTTP client
 * @request: what to send
 * @cancellable: (nullable): closes the connection
 * @callback: (scope async): called on the main context
 * @user_data: for @callback
 *
 * Sends a request. Any status is a success: the caller looks at it. Redirects
 * are answers like others. Certificates are always verified; the proxies of
 * the environment are used, but not for this machine.
 */
void
belay_http_send_async (BelayHttp              *self,
                       const BelayHttpRequest *request,
                       GCancellable           *cancellable,
                       GAsyncReadyCallback     callback,
                       gpointer                user_data)
{
  g_autoptr(GTask) task = NULL;
  BelayHttpTransfer *transfer;
  GError *error = NULL;

  g_return_if_fail (BELAY_IS_HTTP (self));
  g_return_if_fail (request != NULL && request->func != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_http_send_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  transfer = belay_http_transfer_new (request, &error);
  if (transfer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, transfer, (GDestroyNotify) belay_http_transfer_free);
  curl_easy_setopt (transfer->easy, CURLOPT_PRIVATE, task);
  watch_transfer (self, task);

  transfer->attached = TRUE;
  curl_multi_add_handle (self->multi, transfer->easy);
  g_ptr_array_add (self->tasks, g_steal_pointer (&task));
}

/**
 * belay_http_send_finish:
 * @self: an HTTP client
 * @result: what the callback got
 * @error: (nullable): %BELAY_HTTP_ERROR, %G_IO_ERROR_CANCELLED, or what the function set
 *
 * Returns: (transfer full) (nullable): the head of the answer
 */
BelayHttpResponse *
belay_http_send_finish (BelayHttp     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_http_finalize (GObject *object)
{
  BelayHttp *self = BELAY_HTTP (object);

  /* libcurl calls watch_socket() while it cleans up. */
  curl_multi_cleanup (self->multi);
  belay_http_clear_source (&self->timer);
  g_ptr_array_unref (self->tasks);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (belay_http_parent_class)->finalize (object);
}

static void
belay_http_class_init (BelayHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_http_finalize;

  curl_global_init (CURL_GLOBAL_DEFAULT);
}

static void
belay_http_init (BelayHttp *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->multi = curl_multi_init ();

  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, watch_timer);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
}

BelayHttp *
belay_http_new (void)
{
  return g_object_new (BELAY_TYPE_HTTP, NULL);
}
