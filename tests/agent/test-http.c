/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-http.h"

#include <string.h>

/*
 * A server that takes one request a connection and writes a fixed answer. "%" in the answer: wait for the peer to close
 * the connection. Its thread ends when it is cancelled.
 */
typedef struct
{
  GSocketListener *listener;
  GThread         *thread;
  GCancellable    *cancellable;
  const char      *answer;
  guint16          port;
  GMutex           lock;
  GString         *seen;        /* guarded by lock: the requests */
  guint            n_closed;    /* guarded by lock: connections the peer closed while we waited */
} Server;

static gsize
read_request (GInputStream *input,
              GString      *request)
{
  char buffer[65536];
  gsize expected = 0;

  for (;;)
    {
      gssize count = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);
      const char *end;

      if (count <= 0)
        return 0;

      g_string_append_len (request, buffer, count);
      end = strstr (request->str, "\r\n\r\n");
      if (end == NULL)
        continue;

      if (expected == 0)
        {
          const char *length = strstr (request->str, "Content-Length: ");

          expected = end + 4 - request->str;
          if (length != NULL && length < end)
            expected += g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10);
        }

      if (request->len >= expected)
        return request->len;
    }
}

static void
serve (Server            *self,
       GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr(GString) request = g_string_new (NULL);
  gsize plain = strcspn (self->answer, "%");
  char byte;

  if (read_request (input, request) == 0)
    return;

  g_mutex_lock (&self->lock);
  g_string_append_len (self->seen, request->str, request->len);
  g_mutex_unlock (&self->lock);

  g_output_stream_write_all (output, self->answer, plain, NULL, NULL, NULL);

  if (self->answer[plain] == '%')
    {
      while (g_input_stream_read (input, &byte, 1, NULL, NULL) > 0)
        ;
      g_mutex_lock (&self->lock);
      self->n_closed++;
      g_mutex_unlock (&self->lock);
    }
}

static gpointer
run_server (gpointer data)
{
  Server *self = data;

  for (;;)
    {
      g_autoptr(GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);

      if (connection == NULL)
        return NULL;

      serve (self, connection);
    }
}

static Server *
server_new (const char *answer)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;

  self->answer = answer;
  self->seen = g_string_new (NULL);
  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_mutex_init (&self->lock);
  g_assert_true (g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("server", run_server, self);

  return self;
}

static void
server_free (Server *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_string_free (self->seen, TRUE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

typedef struct
{
  BelayHttp         *http;
  GCancellable      *cancellable;
  GString           *body;
  gboolean           cancel_on_data;
  gboolean           fail_on_data;
  GAsyncResult      *result;
  BelayHttpResponse *response;
  GError            *error;
} Call;

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
}

static gboolean
on_data (BelayHttpResponse  *response,
         const char         *bytes,
         gsize               length,
         gpointer            user_data,
         GError            **error)
{
  Call *call = user_data;

  g_string_append_len (call->body, bytes, length);

  if (call->cancel_on_data)
    g_cancellable_cancel (call->cancellable);

  if (call->fail_on_data)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "No");

  return !call->fail_on_data;
}

static void
send_call (Call       *call,
           const char *url,
           GPtrArray  *body,
           guint       idle_timeout)
{
  const char *const headers[] = { "x-one: 1", NULL };
  BelayHttpRequest request = { .url = url, .headers = headers, .body = body, .max_response = 100000,
                               .idle_timeout = idle_timeout, .func = on_data, .user_data = call };

  call->http = call->http != NULL ? call->http : belay_http_new ();
  call->cancellable = g_cancellable_new ();
  call->body = g_string_new (NULL);
  belay_http_send_async (call->http, &request, call->cancellable, on_sent, call);
}

static void
finish_call (Call *call)
{
  while (call->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  call->response = belay_http_send_finish (call->http, call->result, &call->error);
  g_assert_true ((call->response != NULL) == (call->error == NULL));
}

static void
clear_call (Call *call)
{
  g_clear_object (&call->result);
  g_clear_pointer (&call->response, belay_http_response_unref);
  g_clear_error (&call->error);
  g_clear_object (&call->cancellable);
  g_string_free (call->body, TRUE);
  g_assert_finalize_object (call->http);
}

static char *
get_url (Server *server)
{
  return g_strdup_printf ("http://127.0.0.1:%u/v1/x", server->port);
}

static void
test_get (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
                                         "HTTP/1.1 429 Slow down\r\nRetry-After:  7 \r\nX-Two: a\r\nX-Two: b\r\n"
                                         "Content-Length: 5\r\n\r\nhello");
  g_autofree char *url = get_url (server);
  Call call = { 0 };

  send_call (&call, url, NULL, 0);
  finish_call (&call);
  g_assert_no_error (call.error);
  g_assert_cmpuint (belay_http_response_get_status (call.response), ==, 429);
  g_assert_cmpstr (belay_http_response_get_header (call.response, "retry-after"), ==, "7");
  g_assert_cmpstr (belay_http_response_get_header (call.response, "x-two"), ==, "b");
  g_assert_null (belay_http_response_get_header (call.response, "x-early"));
  g_assert_cmpstr (call.body->str, ==, "hello");
  g_assert_nonnull (strstr (server->seen->str, "GET /v1/x HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (server->seen->str, "\r\nx-one: 1\r\n"));
  clear_call (&call);
}

/* A body in pieces arrives in one, of the right length. */
static void
test_post (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
  g_autofree char *url = get_url (server);
  g_autofree char *large = g_strnfill (3000000, 'x');
  g_autoptr(GPtrArray) body = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Call call = { 0 };

  g_ptr_array_add (body, g_bytes_new_static ("first,", 6));
  g_ptr_array_add (body, g_bytes_new_static ("", 0));
  g_ptr_array_add (body, g_bytes_new (large, 3000000));
  g_ptr_array_add (body, g_bytes_new_static (",last", 5));
  send_call (&call, url, body, 0);
  finish_call (&call);
  g_assert_no_error (call.error);
  g_assert_nonnull (strstr (server->seen->str, "\r\nContent-Length: 3000011\r\n"));
  g_assert_nonnull (strstr (server->seen->str, "\r\n\r\nfirst,xxx"));
  g_assert_true (g_str_has_suffix (server->seen->str, "xxx,last"));
  g_assert_null (strstr (server->seen->str, "Expect"));
  clear_call (&call);
}

static void
assert_error (const char *answer,
              guint       idle_timeout,
              int         code)
{
  g_autoptr(Server) server = server_new (answer);
  g_autofree char *url = get_url (server);
  Call call = { 0 };

  send_call (&call, url, NULL, idle_timeout);
  finish_call (&call);
  g_assert_error (call.error, BELAY_HTTP_ERROR, code);
  clear_call (&call);
}

static void
test_errors (void)
{
  g_autofree char *filler = g_strnfill (100001, 'x');
  g_autofree char *large = g_strdup_printf ("HTTP/1.1 200 OK\r\n\r\n%s", filler);

  assert_error ("", 0, BELAY_HTTP_ERROR_CUT);
  assert_error ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", 0, BELAY_HTTP_ERROR_CUT);
  assert_error ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 0, BELAY_HTTP_ERROR_CUT);
  assert_error ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello%", 200, BELAY_HTTP_ERROR_TIMEOUT);
  assert_error ("%", 200, BELAY_HTTP_ERROR_TIMEOUT);
  assert_error (large, 0, BELAY_HTTP_ERROR_TOO_LARGE);
}

static void
test_refused (void)
{
  Call call = { 0 };

  send_call (&call, "http://127.0.0.1:9/", NULL, 0);
  finish_call (&call);
  g_assert_error (call.error, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_CONNECT);
  clear_call (&call);
}

/* Redirects are answers; whoever redirects gets nothing sent on. */
static void
test_redirect (void)
{
  g_autoptr(Server) target = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  g_autofree char *answer = g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%u/\r\n"
                                             "Content-Length: 0\r\n\r\n", target->port);
  g_autoptr(Server) server = server_new (answer);
  g_autofree char *url = get_url (server);
  Call call = { 0 };

  send_call (&call, url, NULL, 0);
  finish_call (&call);
  g_assert_no_error (call.error);
  g_assert_cmpuint (belay_http_response_get_status (call.response), ==, 302);
  g_assert_cmpuint (target->seen->len, ==, 0);
  clear_call (&call);
}

static void
test_urls (void)
{
  static const char *const good[] = {
    "https://api.anthropic.com", "https://example.com:8443/x", "http://127.0.0.1:1", "http://localhost/", "http://[::1]:8",
    "http://127.8.9.10/", "https://127.0.0.1/"
  };
  static const char *const bad[] = {
    "", "example.com", "http://example.com", "http://127.0.0.1.example.com", "http://localhost.example.com/",
    "http://127.0.0.1@example.com/", "https://a:b@example.com", "ftp://127.0.0.1", "file:///etc/passwd",
    "http://128.0.0.1", "http://[::2]/", "gopher://127.0.0.1", "https://"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (belay_http_check_url (good[i], NULL));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (belay_http_check_url (bad[i], &error));
      g_assert_error (error, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_URL);
    }
}

/* From within a piece of the body; the server sees the connection close. */
static void
test_cancel (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello%");
  g_autofree char *url = get_url (server);
  Call call = { .cancel_on_data = TRUE };
  guint n_closed = 0;

  send_call (&call, url, NULL, 0);
  finish_call (&call);
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (call.body->str, ==, "hello");

  while (n_closed == 0)
    {
      g_mutex_lock (&server->lock);
      n_closed = server->n_closed;
      g_mutex_unlock (&server->lock);
      g_thread_yield ();
    }

  clear_call (&call);
}

static void
test_failing_function (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello%");
  g_autofree char *url = get_url (server);
  Call call = { .fail_on_data = TRUE };

  send_call (&call, url, NULL, 0);
  finish_call (&call);
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  clear_call (&call);
}

static void
test_cancelled_before (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  g_autofree char *url = get_url (server);
  Call call = { 0 };

  send_call (&call, url, NULL, 0);
  g_cancellable_cancel (call.cancellable);
  finish_call (&call);
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  clear_call (&call);
}

/* What is for this machine does not go to a proxy, key and all. */
static void
test_no_proxy (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
  g_autofree char *url = get_url (server);
  Call call = { 0 };

  g_setenv ("http_proxy", "http://127.0.0.1:9", TRUE);
  g_setenv ("all_proxy", "http://127.0.0.1:9", TRUE);
  send_call (&call, url, NULL, 0);
  finish_call (&call);
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_assert_no_error (call.error);
  clear_call (&call);
}

/* Where TLS is due and something else answers, nothing of the request is told to it. */
static void
test_no_tls (void)
{
  g_autoptr(Server) server = server_new ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", server->port);
  Call call = { 0 };

  send_call (&call, url, NULL, 500);
  finish_call (&call);
  g_assert_nonnull (call.error);
  g_assert_null (strstr (server->seen->str, "x-one"));
  clear_call (&call);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http/get", test_get);
  g_test_add_func ("/http/post", test_post);
  g_test_add_func ("/http/errors", test_errors);
  g_test_add_func ("/http/refused", test_refused);
  g_test_add_func ("/http/redirect", test_redirect);
  g_test_add_func ("/http/urls", test_urls);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/failing-function", test_failing_function);
  g_test_add_func ("/http/cancelled-before", test_cancelled_before);
  g_test_add_func ("/http/no-proxy", test_no_proxy);
  g_test_add_func ("/http/no-tls", test_no_tls);

  return g_test_run ();
}
