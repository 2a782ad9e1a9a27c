/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is checked before the first step: on the real sandbox all is fine, and whatever is broken on purpose is red, is on the
 * record, and keeps a task from beginning until the person has taken it on. */

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <string.h>
#include <unistd.h>

#include "belay-doorway-wire.h"
#include "belay-session-files.h"
#include "belay-session.h"
#include "far-peer.h"
#include "scripted-agent.h"
#include "worse-server.h"

#define WAIT_USEC (60 * G_USEC_PER_SEC)

/* What bubblewrap gets besides, in each container that is started meanwhile; the linker puts the function below in the place of
 * GLib's. */
static const char * const *spoiled;

GSubprocess *__wrap_g_subprocess_launcher_spawnv (GSubprocessLauncher  *self,
                                                  const char * const   *argv,
                                                  GError              **error);
GSubprocess *__real_g_subprocess_launcher_spawnv (GSubprocessLauncher  *self,
                                                  const char * const   *argv,
                                                  GError              **error);

GSubprocess *
__wrap_g_subprocess_launcher_spawnv (GSubprocessLauncher  *self,
                                     const char * const   *argv,
                                     GError              **error)
{
  g_autoptr(GPtrArray) worse = g_ptr_array_new ();

  for (gsize i = 0; argv[i] != NULL; i++)
    {
      g_ptr_array_add (worse, (gpointer) argv[i]);

      /* Behind the number of the descriptor with its arguments. */
      if (i > 0 && g_str_equal (argv[i - 1], "--args"))
        {
          for (gsize j = 0; spoiled != NULL && spoiled[j] != NULL; j++)
            g_ptr_array_add (worse, (gpointer) spoiled[j]);
        }
    }

  g_ptr_array_add (worse, NULL);

  return __real_g_subprocess_launcher_spawnv (self, (const char * const *) worse->pdata, error);
}

/* A session. */

typedef struct
{
  BelaySession *session;
  char         *root;
} Fixture;

static void
delete_below (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (g_file_test (below, G_FILE_TEST_IS_DIR) && !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        delete_below (below);
      else
        g_unlink (below);
    }

  g_rmdir (path);
}

static void
await_state (Fixture           *fixture,
             BelaySessionState  state)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;

  while (belay_session_get_state (fixture->session) != state)
    {
      if (belay_session_get_state (fixture->session) == BELAY_SESSION_FAILED)
        g_error ("%s", belay_session_get_problem (fixture->session)->message);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
open_session (Fixture      *fixture,
              BelaySandbox *sandbox,
              const char   *root)
{
  fixture->root = root != NULL ? g_strdup (root) : g_dir_make_tmp ("belay-preflight-XXXXXX", NULL);
  fixture->session = belay_session_new (sandbox, fixture->root);
  belay_session_open (fixture->session);
  await_state (fixture, BELAY_SESSION_READY);
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_true (belay_session_close_finish (BELAY_SESSION (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
close_session (Fixture *fixture)
{
  gboolean closed = FALSE;

  belay_session_close_async (fixture->session, on_closed, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);

  g_clear_object (&fixture->session);
  delete_below (fixture->root);
  g_clear_pointer (&fixture->root, g_free);
}

/* How often the text occurs in the record. */
static guint
count (Fixture    *fixture,
       const char *text)
{
  const char *directory = belay_trail_get_directory (belay_session_get_trail (fixture->session));
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autofree char *all = NULL;

      if (!g_str_has_suffix (name, ".jsonl") || !g_file_get_contents (path, &all, NULL, NULL))
        continue;
      for (const char *at = strstr (all, text); at != NULL; at = strstr (at + 1, text))
        n++;
    }

  return n;
}

static void
await_record (Fixture    *fixture,
              const char *text)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;

  while (count (fixture, text) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
check_item (Fixture             *fixture,
            const char          *check,
            BelayPreflightState  state)
{
  BelayPreflightItem *item = belay_preflight_find (belay_session_get_preflight (fixture->session), check);

  if (belay_preflight_item_get_state (item) != state)
    g_error ("%s: %s", check, belay_preflight_item_get_sentence (item));
}

/* These are red, and no others. @checks: commas between them. */
static void
check_red (Fixture    *fixture,
           const char *checks)
{
  BelayPreflight *preflight = belay_session_get_preflight (fixture->session);
  GListModel *items = belay_preflight_get_items (preflight);
  g_auto(GStrv) red = g_strsplit (checks, ",", -1);

  g_assert_true (belay_preflight_is_done (preflight));
  g_assert_cmpuint (belay_preflight_count (preflight, BELAY_PREFLIGHT_PENDING), ==, 0);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BelayPreflightItem) item = g_list_model_get_item (items, i);
      const char *check = belay_preflight_item_get_check (item);

      if (belay_preflight_item_get_state (item) == BELAY_PREFLIGHT_RED)
        g_test_message ("%s", belay_preflight_item_get_sentence (item));
      check_item (fixture, check, g_strv_contains ((const char * const *) red, check) ? BELAY_PREFLIGHT_RED
                                                                                      : BELAY_PREFLIGHT_FINE);
    }

  g_assert_cmpint (belay_session_is_blocked (fixture->session), ==, *checks != '\0');
}

/* Whether a sandbox can be made at all here. */
static gboolean
is_possible (void)
{
  static int possible = -1;

  if (possible < 0)
    possible = access ("/usr/bin/bwrap", X_OK) == 0 && access ("/usr/bin/Xtigervnc", X_OK) == 0;
  if (!possible)
    g_test_skip ("no sandbox can be made here");

  return possible;
}

/* What nothing is wrong with. */

/* Not a pixel of what was drawn is left. */
static void
check_no_traces (Fixture *fixture)
{
  BelayFrame *frame = belay_screen_get_frame (belay_session_get_screen (fixture->session));
  const BelayRect area = { belay_frame_get_width (frame) / 8, belay_frame_get_height (frame) / 8, 96, 64 };
  guint32 pixels[64][96];

  belay_frame_read (frame, &area, (guint8 *) pixels, sizeof pixels[0]);
  for (guint y = 0; y < 64; y++)
    for (guint x = 0; x < 96; x++)
      g_assert_cmphex (pixels[y][x], ==, 0xff4a6478);
}

static void
check_fine (Fixture *fixture)
{
  check_red (fixture, "");
  g_assert_cmpuint (belay_preflight_count (belay_session_get_preflight (fixture->session), BELAY_PREFLIGHT_FINE), ==, 15);
  check_no_traces (fixture);
  await_record (fixture, "\"kind\":\"preflight\"");
  g_assert_cmpuint (count (fixture, "\"kind\":\"preflight.key\""), ==, 1);
  g_assert_cmpuint (count (fixture, "\"kind\":\"net."), ==, 0);
  g_assert_cmpuint (count (fixture, "\"state\":\"fine\""), ==, 15);
}

static void
test_fine (void)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  Fixture fixture;

  if (!is_possible ())
    return;

  open_session (&fixture, sandbox, NULL);
  check_fine (&fixture);
  close_session (&fixture);
}

/* Somebody else's screen is looked at, and nothing more. */
static void
test_attached (void)
{
  g_autoptr(BelaySandbox) sandbox = test_worse_sandbox_new (WORSE_NOT);
  GSocketAddress *address;
  g_autoptr(BelaySandbox) attached = NULL;
  g_autofree char *name = NULL;
  Fixture fixture, other;

  if (!is_possible ())
    return;

  open_session (&fixture, sandbox, NULL);
  check_red (&fixture, "");
  address = G_SOCKET_ADDRESS (test_worse_sandbox_get_inside (TEST_WORSE_SANDBOX (sandbox)));
  name = g_strconcat ("vnc+unix://", g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)), NULL);
  attached = belay_sandbox_new (name, NULL);
  open_session (&other, attached, NULL);
  g_assert_cmpuint (belay_preflight_count (belay_session_get_preflight (other.session), BELAY_PREFLIGHT_UNKNOWN), ==, 14);
  check_item (&other, "trail", BELAY_PREFLIGHT_FINE);
  g_assert_false (belay_session_is_blocked (other.session));
  await_record (&other, "\"kind\":\"preflight\"");
  g_assert_cmpuint (count (&other, "preflight.key"), ==, 0);
  close_session (&other);
  close_session (&fixture);
}

/* What the person does about it: nothing is asked of the agent before. */
/* A shell that stands still would never answer, and be taken for gone. */
static void
test_frozen (void)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  if (!is_possible ())
    return;

  open_session (&fixture, sandbox, NULL);
  g_assert_true (belay_session_can_move_files (fixture.session));
  g_assert_true (belay_sandbox_freeze (sandbox, &error));
  g_assert_no_error (error);
  g_assert_false (belay_session_can_move_files (fixture.session));
  g_assert_true (belay_sandbox_thaw (sandbox, &error));
  g_assert_no_error (error);
  g_assert_true (belay_session_can_move_files (fixture.session));
  close_session (&fixture);
}

static void
check_accept (Fixture *fixture)
{
  g_autoptr(BelayAgent) agent = test_scripted_agent_new ("{\"replies\":[{\"text\":\"Done.\",\"actions\":[],\"stop\":\"end_turn\"}]}");
  g_autoptr(GError) error = NULL;

  belay_session_begin (fixture->session, agent, "Do something");
  for (guint i = 0; i < 200; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }

  g_assert_cmpint (belay_session_get_state (fixture->session), ==, BELAY_SESSION_READY);
  g_assert_true (belay_session_is_blocked (fixture->session));
  g_assert_cmpuint (count (fixture, "\"kind\":\"task\""), ==, 0);

  g_assert_true (belay_session_accept_preflight (fixture->session, &error));
  g_assert_no_error (error);
  await_state (fixture, BELAY_SESSION_FINISHED);
  await_record (fixture, "\"kind\":\"preflight.accepted\"");
  g_assert_false (belay_session_accept_preflight (fixture->session, &error));
  g_assert_error (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE);
}

/* What is broken. */

static void
try_spoiled (const char * const *arguments,
             const char         *red)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  Fixture fixture;

  if (!is_possible ())
    return;

  spoiled = arguments;
  open_session (&fixture, sandbox, NULL);
  spoiled = NULL;
  check_red (&fixture, red);
  close_session (&fixture);
}

/* A variable, a folder and keys of this computer. */
static void
test_leaks (void)
{
  g_autofree char *directory = g_dir_make_tmp ("belay-leak-XXXXXX", NULL);
  const char *arguments[] = { "--setenv", "GITHUB_TOKEN", "planted", "--ro-bind", directory, "/home/agent/Documents",
                              "--dir", "/home/agent/.ssh", NULL };

  try_spoiled (arguments, "environment,files,home");
  g_rmdir (directory);
}

static void
test_network (void)
{
  static const char * const arguments[] = { "--share-net", NULL };
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  Fixture fixture;

  if (!is_possible ())
    return;

  spoiled = arguments;
  open_session (&fixture, sandbox, NULL);
  spoiled = NULL;
  check_item (&fixture, "direct", BELAY_PREFLIGHT_RED);
  check_item (&fixture, "local", BELAY_PREFLIGHT_RED);
  check_item (&fixture, "desktop", BELAY_PREFLIGHT_RED);
  g_assert_true (belay_session_is_blocked (fixture.session));
  close_session (&fixture);
}

static void
on_run (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(BelayShellOutput **) user_data = belay_shell_run_finish (BELAY_SHELL (source), result, &error);
  g_assert_no_error (error);
}

/* What the way out says to somebody in the sandbox within two seconds. */
static char *
ask_way_out (BelaySandbox *sandbox)
{
  static const char command[] = "exec 3<>/dev/tcp/127.0.0.1/" G_STRINGIFY (BELAY_DOORWAY_PORT) "; "
                                "printf 'CONNECT held.example:443 HTTP/1.1\\r\\n\\r\\n' >&3; read -t 2 -r line <&3; echo \"$line\"";
  BelayShellOutput *output = NULL;
  char *text;

  belay_shell_run_async (belay_sandbox_get_shell (sandbox), command, NULL, on_run, &output);
  while (output == NULL)
    g_main_context_iteration (NULL, TRUE);

  text = g_strdup (output->text);
  belay_shell_output_free (output);

  return text;
}

/* A sandbox that did not pass reaches nothing, and asks for nothing, before the person has taken that on. */
static void
test_closed (void)
{
  static const char * const arguments[] = { "--setenv", "GITHUB_TOKEN", "planted", NULL };
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  g_autofree char *before = NULL, *after = NULL;
  GListModel *contacts = belay_egress_get_contacts (belay_sandbox_get_egress (sandbox));
  Fixture fixture;

  if (!is_possible ())
    return;

  spoiled = arguments;
  open_session (&fixture, sandbox, NULL);
  spoiled = NULL;
  check_red (&fixture, "environment");
  before = ask_way_out (sandbox);
  g_assert_true (g_str_has_prefix (before, "HTTP/1.1 403"));
  g_assert_cmpuint (g_list_model_get_n_items (contacts), ==, 0);

  g_assert_true (belay_session_accept_preflight (fixture.session, NULL));
  after = ask_way_out (sandbox);
  g_assert_cmpstr (after, ==, "\n");
  g_assert_cmpuint (g_list_model_get_n_items (contacts), ==, 1);
  close_session (&fixture);
}

static void
try_worse (WorseHow    how,
           const char *red)
{
  g_autoptr(BelaySandbox) sandbox = test_worse_sandbox_new (how);
  Fixture fixture;

  if (!is_possible ())
    return;

  open_session (&fixture, sandbox, NULL);
  check_red (&fixture, red);
  close_session (&fixture);
}

static void
test_lossy (void)
{
  try_worse (WORSE_COLOURS | WORSE_LAYOUT, "screen,input");
}

static void
test_no_keys (void)
{
  try_worse (WORSE_KEYS, "input");
}

/* A record on a disk that is almost full, and what the person does about it. */
static void
test_space (void)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  g_autofree char *root = g_dir_make_tmp ("belay-full-XXXXXX", NULL);
  Fixture fixture;

  if (!is_possible ())
    return;

  if (mount ("belay-test", root, "tmpfs", 0, "size=8m") != 0)
    {
      g_test_skip ("nothing can be mounted here");
      g_rmdir (root);
      return;
    }

  open_session (&fixture, sandbox, root);
  check_red (&fixture, "trail");
  check_accept (&fixture);
  close_session (&fixture);
  umount2 (root, MNT_DETACH);
  g_rmdir (root);
}

int
main (int    argc,
      char **argv)
{
  /* Before any thread: the network that a sandbox may get into, and what is mounted, are nobody else's. */
  if (!far_peer_enter ())
    {
      g_print ("1..0 # SKIP this machine does not let one make namespaces\n");
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  if (unshare (CLONE_NEWNS) == 0)
    mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);

  g_test_add_func ("/preflight/fine", test_fine);
  g_test_add_func ("/preflight/frozen", test_frozen);
  g_test_add_func ("/preflight/attached", test_attached);
  g_test_add_func ("/preflight/leaks", test_leaks);
  g_test_add_func ("/preflight/network", test_network);
  g_test_add_func ("/preflight/closed", test_closed);
  g_test_add_func ("/preflight/lossy", test_lossy);
  g_test_add_func ("/preflight/no-keys", test_no_keys);
  g_test_add_func ("/preflight/space", test_space);

  return g_test_run ();
}
