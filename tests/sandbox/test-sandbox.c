/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "belay-bubblewrap-check.h"
#include "belay-sandbox.h"

typedef struct
{
  GSocketConnectable *connectable;
  GError             *error;
  gboolean            done;
} Start;

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Start *start = user_data;

  start->connectable = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &start->error);
  start->done = TRUE;
}

static void
run_start (BelaySandbox *sandbox,
           GCancellable *cancellable,
           Start        *start)
{
  *start = (Start) { 0 };
  belay_sandbox_start_async (sandbox, cancellable, on_started, start);

  while (!start->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_tcp (gconstpointer data)
{
  const char * const *expected = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new (expected[0], &error);
  g_autofree char *title = NULL;
  Start start;

  g_assert_no_error (error);
  g_assert_cmpstr (belay_sandbox_get_name (sandbox), ==, expected[0]);
  g_assert_false (belay_sandbox_is_own (sandbox));
  title = belay_sandbox_get_title (sandbox);
  g_assert_cmpstr (title, ==, expected[1]);

  run_start (sandbox, NULL, &start);
  g_assert_no_error (start.error);
  g_assert_cmpstr (g_network_address_get_hostname (G_NETWORK_ADDRESS (start.connectable)), ==, expected[2]);
  g_assert_cmpint (g_network_address_get_port (G_NETWORK_ADDRESS (start.connectable)), ==, atoi (expected[3]));

  belay_sandbox_stop (sandbox);
  g_assert_finalize_object (g_steal_pointer (&sandbox));
  g_assert_finalize_object (start.connectable);
}

static void
test_refused_name (gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (belay_sandbox_new (data, &error));
  g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME);
}

/* A password belongs nowhere where it could be shown. */
static void
test_password (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (belay_sandbox_new ("vnc://someone:hushhush@host", &error));
  g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME);
  g_assert_null (strstr (error->message, "hushhush"));
}

static void
test_unix (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("belay test XXXXXX", &error);
  g_autofree char *path = g_build_filename (dir, "screen", NULL);
  g_autofree char *name = g_strconcat ("vnc+unix://", path, NULL);
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new (name, &error);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GSocket) socket = NULL;
  Start start;

  g_assert_no_error (error);

  run_start (sandbox, NULL, &start);
  g_assert_error (start.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED);
  g_clear_error (&start.error);

  g_assert_true (g_file_set_contents (path, "", 0, &error));
  run_start (sandbox, NULL, &start);
  g_assert_error (start.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED);
  g_clear_error (&start.error);
  g_unlink (path);

  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, &error);
  g_assert_true (g_socket_bind (socket, address, FALSE, &error));
  run_start (sandbox, NULL, &start);
  g_assert_no_error (start.error);
  g_assert_cmpstr (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (start.connectable)), ==, path);
  g_assert_finalize_object (g_steal_pointer (&sandbox));
  g_assert_finalize_object (start.connectable);

  g_unlink (path);
  g_rmdir (dir);
}

static void
test_cancelled (void)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("vnc://127.0.0.1", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Start start;

  g_cancellable_cancel (cancellable);
  run_start (sandbox, cancellable, &start);
  g_assert_error (start.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&start.error);
}

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Somebody else's screen is not ours to stop, or to bring back. */
static void
test_unsupported (void)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("vnc://127.0.0.1", NULL);
  g_autoptr(GAsyncResult) snapshot = NULL;
  g_autoptr(GAsyncResult) rewind = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (belay_sandbox_can_freeze (sandbox));
  g_assert_false (belay_sandbox_freeze (sandbox, &error));
  g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (belay_sandbox_is_frozen (sandbox));
  g_assert_true (belay_sandbox_thaw (sandbox, &error));

  g_assert_false (belay_sandbox_can_rewind (sandbox));
  belay_sandbox_snapshot_async (sandbox, "step-1", NULL, on_answer, &snapshot);
  belay_sandbox_rewind_async (sandbox, "step-1", NULL, on_answer, &rewind);
  belay_sandbox_forget_snapshot (sandbox, "step-1");
  while (snapshot == NULL || rewind == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (belay_sandbox_snapshot_finish (sandbox, snapshot, &error));
  g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (belay_sandbox_rewind_finish (sandbox, rewind, &error));
  g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_UNSUPPORTED);
}

static void
test_explain (void)
{
  static const struct
  {
    const char *dir;
    const char *name;
    const char *value;
    const char *advice;
  } cases[] = {
    { "kernel", "apparmor_restrict_unprivileged_userns", "1\n", "kernel.apparmor_restrict_unprivileged_userns=0" },
    { "kernel", "unprivileged_userns_clone", "0\n", "kernel.unprivileged_userns_clone=1" },
    { "user", "max_user_namespaces", "0\n", "user.max_user_namespaces=15000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *root = g_dir_make_tmp ("belay-test-XXXXXX", NULL);
      g_autofree char *dir = g_build_filename (root, cases[i].dir, NULL);
      g_autofree char *path = g_build_filename (dir, cases[i].name, NULL);
      g_autofree char *before = belay_bubblewrap_explain_refusal (root, "bwrap: No permissions\n");
      g_autofree char *after = NULL;

      g_mkdir (dir, 0700);
      g_assert_true (g_file_set_contents (path, cases[i].value, -1, NULL));
      after = belay_bubblewrap_explain_refusal (root, "bwrap: No permissions\n");

      g_assert_nonnull (strstr (before, "bwrap: No permissions"));
      g_assert_null (strstr (before, cases[i].advice));
      g_assert_nonnull (strstr (after, cases[i].advice));

      g_unlink (path);
      g_rmdir (dir);
      g_rmdir (root);
    }
}

static void
test_explain_old (void)
{
  g_autofree char *text = belay_bubblewrap_explain_refusal ("/nonexistent", "bwrap: Unknown option --disable-userns\n");

  g_assert_nonnull (strstr (text, "0.8"));
}

int
main (int    argc,
      char **argv)
{
  static const char * const addresses[][4] = {
    { "vnc://localhost", "Screen at localhost:5900", "localhost", "5900" },
    { "vnc://host.example/", "Screen at host.example:5900", "host.example", "5900" },
    { "vnc://host:1", "Screen at host:1", "host", "1" },
    { "vnc://192.0.2.7:65535", "Screen at 192.0.2.7:65535", "192.0.2.7", "65535" },
    { "vnc://[::1]", "Screen at [::1]:5900", "::1", "5900" },
    { "vnc://[2001:db8::7]:5901", "Screen at [2001:db8::7]:5901", "2001:db8::7", "5901" },
  };
  static const char * const refused[] = {
    "", "bubble", "BUBBLEWRAP", "http://host", "vnc:host", "vnc://", "vnc://:5900", "vnc://host:0", "vnc://host:65536",
    "vnc://host:-1", "vnc://host:59x", "vnc://host/path", "vnc://host?a=b", "vnc://host#1", "vnc://[::1", "vnc+unix:",
    "vm", "vm:", "vm:/", "vm:-x", "vm:.x", "vm:a b", "vm:../x", "vm:a/b", "vm:a;b", "vm:/a\nb", "vm:/\xff",
    "vnc+unix://path", "vnc+unix:///", "vnc+unix:/path", "vnc+unix:///%00", "vnc+unix:///"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sandbox/address/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, addresses[i], test_tcp);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sandbox/refused-name/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, refused[i], test_refused_name);
    }

  g_test_add_func ("/sandbox/password", test_password);
  g_test_add_func ("/sandbox/unix", test_unix);
  g_test_add_func ("/sandbox/cancelled", test_cancelled);
  g_test_add_func ("/sandbox/unsupported", test_unsupported);
  g_test_add_func ("/sandbox/explain/settings", test_explain);
  g_test_add_func ("/sandbox/explain/old", test_explain_old);

  return g_test_run ();
}
