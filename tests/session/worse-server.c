/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worse-server.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

struct _TestWorseSandbox
{
  BelaySandbox        parent_instance;

  WorseHow            how;
  BelaySandbox       *inside;
  GSocketConnectable *address;
  GSocketService     *service;
  char               *directory;
  char               *path;
};

G_DEFINE_FINAL_TYPE (TestWorseSandbox, test_worse_sandbox, BELAY_TYPE_SANDBOX)

/* The server: RFC 6143, one thread for each direction. What it does not expect ends the connection. */

typedef struct
{
  WorseHow           how;
  GSocketConnection *client;
  GSocketConnection *server;
} Relay;

static gboolean
take (GSocketConnection *from,
      gpointer           bytes,
      gsize              length)
{
  gsize n;

  return g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (from)), bytes, length, &n, NULL, NULL) &&
         n == length;
}

static gboolean
give (GSocketConnection *to,
      gconstpointer      bytes,
      gsize              length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (to)), bytes, length, NULL, NULL, NULL);
}

static gboolean
pass (GSocketConnection *from,
      GSocketConnection *to,
      gpointer           bytes,
      gsize              length)
{
  return take (from, bytes, length) && give (to, bytes, length);
}

static guint32
number (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* Version 3.8 and no authentication. */
static gboolean
shake_hands (Relay *relay)
{
  guint8 bytes[256];

  return pass (relay->server, relay->client, bytes, 12) && pass (relay->client, relay->server, bytes, 12) &&
         pass (relay->server, relay->client, bytes, 1) && pass (relay->server, relay->client, bytes + 1, bytes[0]) &&
         pass (relay->client, relay->server, bytes, 1) && pass (relay->server, relay->client, bytes, 4) &&
         pass (relay->client, relay->server, bytes, 1) && pass (relay->server, relay->client, bytes, 24) &&
         number (bytes + 20) < sizeof bytes - 24 &&
         pass (relay->server, relay->client, bytes + 24, number (bytes + 20));
}

/* Whatever encodings were asked for, raw ones it gets. */
static gboolean
ask_for_raw (Relay *relay)
{
  static const guint8 raw[] = { 2, 0, 0, 1, 0, 0, 0, 0 };
  guint8 header[3], encodings[4 * 64];
  gsize n;

  if (!take (relay->client, header, sizeof header))
    return FALSE;

  n = (gsize) (header[1] << 8 | header[2]);

  return n <= 64 && take (relay->client, encodings, 4 * n) && give (relay->server, raw, sizeof raw);
}

static gboolean
pass_key (Relay *relay)
{
  guint8 key[8] = { 4 };

  if (!take (relay->client, key + 1, sizeof key - 1))
    return FALSE;
  if (relay->how & WORSE_LAYOUT)
    key[7] = key[7] == 'a' ? 'b' : 'a';

  return (relay->how & WORSE_KEYS) || give (relay->server, key, sizeof key);
}

static gboolean
pass_question (Relay *relay)
{
  guint8 bytes[20], type;

  if (!take (relay->client, &type, 1))
    return FALSE;
  if (type == 2)
    return ask_for_raw (relay);
  if (type == 4)
    return pass_key (relay);

  return give (relay->server, &type, 1) &&
         ((type == 0 && pass (relay->client, relay->server, bytes, 19)) ||
          (type == 3 && pass (relay->client, relay->server, bytes, 9)) ||
          (type == 5 && pass (relay->client, relay->server, bytes, 5)));
}

/* One rectangle of raw pixels, four bytes each. */
static gboolean
pass_rectangle (Relay *relay)
{
  guint8 header[12];
  g_autofree guint8 *pixels = NULL;
  gsize length;

  if (!pass (relay->server, relay->client, header, sizeof header) || number (header + 8) != 0)
    return FALSE;

  length = (gsize) (header[4] << 8 | header[5]) * (gsize) (header[6] << 8 | header[7]) * 4;
  pixels = g_malloc (length);
  if (!take (relay->server, pixels, length))
    return FALSE;

  for (gsize i = 0; (relay->how & WORSE_COLOURS) && i < length; i++)
    pixels[i] &= 0xf8;

  return give (relay->client, pixels, length);
}

static gboolean
pass_answer (Relay *relay)
{
  guint8 header[4];
  gboolean passed;

  if (!pass (relay->server, relay->client, header, 1))
    return FALSE;
  if (header[0] == 2)
    return TRUE;

  passed = header[0] == 0 && pass (relay->server, relay->client, header + 1, 3);
  for (guint n = passed ? (guint) (header[2] << 8 | header[3]) : 0; passed && n > 0; n--)
    passed = pass_rectangle (relay);

  return passed;
}

static gpointer
answer_questions (gpointer data)
{
  Relay *relay = data;

  while (pass_question (relay))
    ;

  g_io_stream_close (G_IO_STREAM (relay->server), NULL, NULL);

  return NULL;
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection      *client,
        GObject                *source,
        gpointer                user_data)
{
  TestWorseSandbox *self = user_data;
  g_autoptr(GSocketClient) dialler = g_socket_client_new ();
  g_autoptr(GSocketConnection) server = g_socket_client_connect (dialler, self->address, NULL, NULL);
  Relay relay = { self->how, client, server };
  GThread *thread;

  if (server == NULL || !shake_hands (&relay))
    return TRUE;

  thread = g_thread_new ("questions", answer_questions, &relay);
  while (pass_answer (&relay))
    ;
  g_socket_shutdown (g_socket_connection_get_socket (client), TRUE, TRUE, NULL);
  g_thread_join (thread);

  return TRUE;
}

/* The sandbox. */

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TestWorseSandbox *self = g_task_get_source_object (task);
  g_autoptr(GSocketAddress) address = NULL;
  GError *error = NULL;

  self->address = belay_sandbox_start_finish (BELAY_SANDBOX (source), result, &error);
  if (self->address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->directory = g_dir_make_tmp ("belay-worse-XXXXXX", NULL);
  self->path = g_build_filename (self->directory, "vnc", NULL);
  address = g_unix_socket_address_new (self->path);
  self->service = g_threaded_socket_service_new (4);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);
  g_task_return_pointer (task, g_steal_pointer (&address), g_object_unref);
}

static void
test_worse_sandbox_start_async (BelaySandbox        *sandbox,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  TestWorseSandbox *self = TEST_WORSE_SANDBOX (sandbox);

  belay_sandbox_start_async (self->inside, cancellable, on_started, g_task_new (self, cancellable, callback, user_data));
}

static GSocketConnectable *
test_worse_sandbox_start_finish (BelaySandbox  *sandbox,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_worse_sandbox_stop (BelaySandbox *sandbox)
{
  TestWorseSandbox *self = TEST_WORSE_SANDBOX (sandbox);

  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
      g_unlink (self->path);
      g_rmdir (self->directory);
    }

  g_clear_object (&self->service);
  belay_sandbox_stop (self->inside);
}

static BelayEgress *
test_worse_sandbox_get_egress (BelaySandbox *sandbox)
{
  return belay_sandbox_get_egress (TEST_WORSE_SANDBOX (sandbox)->inside);
}

static BelayProbe *
test_worse_sandbox_get_probe (BelaySandbox *sandbox)
{
  return belay_sandbox_get_probe (TEST_WORSE_SANDBOX (sandbox)->inside);
}

static pid_t
test_worse_sandbox_get_process (BelaySandbox *sandbox)
{
  return belay_sandbox_get_process (TEST_WORSE_SANDBOX (sandbox)->inside);
}

static void
test_worse_sandbox_dispose (GObject *object)
{
  TestWorseSandbox *self = TEST_WORSE_SANDBOX (object);

  if (self->inside != NULL)
    test_worse_sandbox_stop (BELAY_SANDBOX (self));
  g_clear_object (&self->inside);
  g_clear_object (&self->address);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (test_worse_sandbox_parent_class)->dispose (object);
}

static void
test_worse_sandbox_class_init (TestWorseSandboxClass *klass)
{
  BelaySandboxClass *sandbox_class = BELAY_SANDBOX_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = test_worse_sandbox_dispose;

  sandbox_class->start_async = test_worse_sandbox_start_async;
  sandbox_class->start_finish = test_worse_sandbox_start_finish;
  sandbox_class->stop = test_worse_sandbox_stop;
  sandbox_class->get_egress = test_worse_sandbox_get_egress;
  sandbox_class->get_probe = test_worse_sandbox_get_probe;
  sandbox_class->get_process = test_worse_sandbox_get_process;
}

static void
test_worse_sandbox_init (TestWorseSandbox *self)
{
}

BelaySandbox *
test_worse_sandbox_new (WorseHow how)
{
  TestWorseSandbox *self = g_object_new (TEST_TYPE_WORSE_SANDBOX, "name", "bubblewrap", "title", "Worse", "own", TRUE, NULL);

  self->how = how;
  self->inside = belay_sandbox_new ("bubblewrap", NULL);

  return BELAY_SANDBOX (self);
}

GSocketConnectable *
test_worse_sandbox_get_inside (TestWorseSandbox *self)
{
  return self->address;
}
