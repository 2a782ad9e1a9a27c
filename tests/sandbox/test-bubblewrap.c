/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-bubblewrap-check.h"
#include "belay-sandbox.h"
#include "inside.h"
#include "process-tree.h"
#include "screen-peer.h"

#define CANARY       "canary-7f3b1c"
#define ORDINARY_ID  61998      /* some user without an account and without rights */
#define STEP_DOWN_ID 61999      /* whom a sandbox of root's runs as */
#define WAIT_USEC    (20 * G_USEC_PER_SEC)

static const char *program;
static char *child_program;

typedef struct
{
  BelaySandbox       *sandbox;
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
begin (Start        *start,
       GCancellable *cancellable)
{
  *start = (Start) { .sandbox = belay_sandbox_new ("bubblewrap", NULL) };
  belay_sandbox_start_async (start->sandbox, cancellable, on_started, start);
}

static void
await (Start *start)
{
  while (!start->done)
    g_main_context_iteration (NULL, TRUE);
}

/* A machine that does not allow a sandbox says so; then there is nothing to test but that. */
static gboolean
has_started (Start *start)
{
  await (start);

  if (g_error_matches (start->error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING) ||
      g_error_matches (start->error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED))
    {
      g_test_skip (start->error->message);
      g_clear_error (&start->error);
      g_clear_object (&start->sandbox);
      return FALSE;
    }

  g_assert_no_error (start->error);

  return TRUE;
}

static char *
directory_of (Start *start)
{
  return g_path_get_dirname (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (start->connectable)));
}

/* Stops it and sees that no directory and no reference is left. */
static void
stop (Start *start)
{
  g_autofree char *directory = directory_of (start);

  belay_sandbox_stop (start->sandbox);
  g_assert_false (g_file_test (directory, G_FILE_TEST_EXISTS));

  g_clear_object (&start->connectable);
  g_assert_finalize_object (g_steal_pointer (&start->sandbox));
}

/* The same when it is the only one: no process is left either. */
static void
end (Start *start)
{
  g_autoptr(GArray) processes = process_tree_below (getpid ());

  g_assert_cmpint (processes->len, >, 5);
  stop (start);
  process_tree_await_none (getpid ());
}

static void
test_start_stop (void)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr(GSocketConnection) peer = NULL;
  g_autofree char *directory = NULL;
  struct stat status;
  Start start;
  int width, height;

  begin (&start, NULL);
  if (!has_started (&start))
    return;

  g_test_message ("Desktop painted after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
  g_assert_true (belay_sandbox_is_own (start.sandbox));

  directory = directory_of (&start);
  g_assert_cmpint (stat (directory, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (start.connectable)), &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  peer = screen_peer_connect (start.connectable, &width, &height);
  g_assert_cmpint (width, ==, 1280);
  g_assert_cmpint (height, ==, 800);

  end (&start);
}

/* As proc(5) has it: 'T' is stopped. */
static char
state_of (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return strrchr (text, ')')[2];
}

static void
await_state (const char *name,
             gboolean    stopped)
{
  g_autoptr(GArray) processes = process_tree_below (getpid ());
  int pid = process_tree_find (processes, name);

  g_assert_cmpint (pid, >, 0);
  while ((state_of (pid) == 'T') != stopped)
    g_usleep (1000);
}

/* All that draws and listens stands still, and the screen can be looked at all the same. */
static void
test_freeze (void)
{
  g_autoptr(GSocketConnection) peer = NULL;
  g_autoptr(GArray) processes = NULL;
  g_autoptr(GError) error = NULL;
  gint64 begun;
  Start start;
  int width, height;

  begin (&start, NULL);
  g_assert_false (belay_sandbox_can_freeze (start.sandbox));
  if (!has_started (&start))
    return;

  g_assert_true (belay_sandbox_can_freeze (start.sandbox));
  begun = g_get_monotonic_time ();
  g_assert_true (belay_sandbox_freeze (start.sandbox, &error));
  g_assert_no_error (error);
  g_test_message ("Frozen after %d us", (int) (g_get_monotonic_time () - begun));
  g_assert_true (belay_sandbox_is_frozen (start.sandbox));

  await_state ("openbox", TRUE);
  await_state ("tint2", TRUE);
  processes = process_tree_below (getpid ());
  g_assert_cmpint (state_of (process_tree_find (processes, "Xtigervnc")), !=, 'T');
  peer = screen_peer_connect (start.connectable, &width, &height);

  g_assert_true (belay_sandbox_thaw (start.sandbox, &error));
  g_assert_no_error (error);
  g_assert_false (belay_sandbox_is_frozen (start.sandbox));
  await_state ("openbox", FALSE);
  await_state ("tint2", FALSE);

  /* A frozen one ends like any other. */
  g_assert_true (belay_sandbox_freeze (start.sandbox, NULL));
  end (&start);
}

static void
test_two (void)
{
  g_autoptr(GSocketConnection) peer_a = NULL;
  g_autoptr(GSocketConnection) peer_b = NULL;
  Start a, b;
  int width, height;

  begin (&a, NULL);
  begin (&b, NULL);
  if (!has_started (&a))
    {
      has_started (&b);
      return;
    }

  g_assert_true (has_started (&b));
  peer_a = screen_peer_connect (a.connectable, &width, &height);
  stop (&a);
  peer_b = screen_peer_connect (b.connectable, &width, &height);
  end (&b);
}

/* The same object again, and once more while it runs. */
static void
test_again (void)
{
  Start first, second;
  BelaySandbox *sandbox;

  begin (&first, NULL);
  if (!has_started (&first))
    return;

  second = (Start) { 0 };
  belay_sandbox_start_async (first.sandbox, NULL, on_started, &second);
  await (&second);
  g_assert_error (second.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED);
  g_clear_error (&second.error);

  sandbox = g_object_ref (first.sandbox);
  belay_sandbox_stop (sandbox);
  belay_sandbox_stop (sandbox);
  g_clear_object (&first.connectable);
  g_clear_object (&first.sandbox);

  second = (Start) { .sandbox = sandbox };
  belay_sandbox_start_async (sandbox, NULL, on_started, &second);
  g_assert_true (has_started (&second));
  end (&second);
}

/* Dropped without having been stopped. */
static void
test_dropped (void)
{
  Start start;

  begin (&start, NULL);
  if (!has_started (&start))
    return;

  g_clear_object (&start.connectable);
  g_assert_finalize_object (g_steal_pointer (&start.sandbox));
  process_tree_await_none (getpid ());
}

/* Cancelled, or stopped, once there are so many processes. */
static void
test_interrupted (gconstpointer data)
{
  guint n_processes = GPOINTER_TO_UINT (data);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GArray) processes = g_array_new (FALSE, TRUE, sizeof (Process));
  Start start;

  begin (&start, cancellable);

  while (!start.done && processes->len < n_processes)
    {
      g_main_context_iteration (NULL, FALSE);
      g_array_unref (processes);
      processes = process_tree_below (getpid ());
    }

  if (start.done && !has_started (&start))
    return;

  if (n_processes % 2 == 0)
    g_cancellable_cancel (cancellable);
  else
    belay_sandbox_stop (start.sandbox);

  await (&start);
  g_assert_error (start.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&start.error);
  process_tree_await_none (getpid ());
  g_assert_finalize_object (g_steal_pointer (&start.sandbox));
}

static void
on_checked (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  belay_bubblewrap_check_finish (result, NULL);
  *(gboolean *) user_data = TRUE;
}

/* Cancelled at its worst moment, with the container half made: nothing of it may wait for ever. */
static void
test_check_cancelled (void)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GArray) processes = g_array_new (FALSE, TRUE, sizeof (Process));
      gboolean done = FALSE;

      belay_bubblewrap_check_async (cancellable, on_checked, &done);

      while (!done && processes->len < 2)
        {
          g_array_unref (processes);
          processes = process_tree_below (getpid ());
          if (processes->len < 2)
            g_main_context_iteration (NULL, FALSE);
        }

      g_cancellable_cancel (cancellable);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }

  process_tree_await_none (getpid ());
}

static void
on_ended (BelaySandbox *sandbox,
          const GError *error,
          gpointer      user_data)
{
  GError **ended = user_data;

  g_assert_null (*ended);
  *ended = g_error_copy (error);
  /* The last reference may go from within. */
  g_object_unref (sandbox);
}

static void
test_ended (void)
{
  g_autoptr(GArray) processes = NULL;
  g_autoptr(GError) ended = NULL;
  g_autofree char *directory = NULL;
  Start start;

  begin (&start, NULL);
  if (!has_started (&start))
    return;

  g_signal_connect (start.sandbox, "ended", G_CALLBACK (on_ended), &ended);
  processes = process_tree_below (getpid ());
  directory = directory_of (&start);
  g_assert_cmpint (process_tree_find (processes, "Xtigervnc"), >, 0);
  kill (process_tree_find (processes, "Xtigervnc"), SIGKILL);

  while (ended == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (ended, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED);
  g_assert_false (g_file_test (directory, G_FILE_TEST_EXISTS));
  process_tree_await_none (getpid ());
  g_clear_object (&start.connectable);
}

/* A whole program with a sandbox is killed, as soon as it has so many descendants. */
static void
test_killed (gconstpointer data)
{
  guint n_processes = GPOINTER_TO_UINT (data);
  g_autoptr(GArray) processes = g_array_new (FALSE, TRUE, sizeof (Process));
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = NULL;
  int pid;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                            G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, child_program, NULL);
  g_assert_no_error (error);
  pid = atoi (g_subprocess_get_identifier (child));

  while (processes->len < n_processes && g_subprocess_get_identifier (child) != NULL)
    {
      g_main_context_iteration (NULL, FALSE);
      g_array_unref (processes);
      processes = process_tree_below (pid);
    }

  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  process_tree_await_none (getpid ());

  if (processes->len < n_processes)
    g_test_skip ("No sandbox can be started here");
}

/* The outer process is killed, for want of memory say, and the program with it. */
static void
test_outer_killed (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GArray) processes = NULL;
  g_autofree char *line = NULL;
  int pid, outer;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                            G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, child_program, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  if (line == NULL)
    {
      g_subprocess_wait (child, NULL, NULL);
      g_test_skip ("No sandbox can be started here");
      return;
    }

  /* It has no time to see what happens. */
  pid = atoi (g_subprocess_get_identifier (child));
  kill (pid, SIGSTOP);
  processes = process_tree_below (pid);
  outer = process_tree_find (processes, "bwrap");
  g_assert_cmpint (outer, >, 0);
  kill (outer, SIGKILL);
  while (process_tree_find (processes, "sh") > 0 && kill (outer, 0) == 0)
    {
      g_array_unref (processes);
      processes = process_tree_below (pid);
    }

  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  process_tree_await_none (getpid ());
}

static void
lead_a_group (gpointer user_data)
{
  setpgid (0, 0);
}

/* The program is killed with all of its process group, as a terminal or a test's time limit does it. */
static void
test_group_killed (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  g_subprocess_launcher_set_child_setup (launcher, lead_a_group, NULL, NULL);
  child = g_subprocess_launcher_spawn (launcher, &error, child_program, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);

  if (line == NULL)
    {
      g_subprocess_wait (child, NULL, NULL);
      g_test_skip ("No sandbox can be started here");
      return;
    }

  g_assert_cmpint (kill (-atoi (g_subprocess_get_identifier (child)), SIGKILL), ==, 0);
  g_subprocess_wait (child, NULL, NULL);
  process_tree_await_none (getpid ());
}

/* A killed program leaves its directory behind; the next one clears it away, but not one that is in use. */
static void
test_swept (void)
{
  g_autofree char *before = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));
  g_autofree char *runtime = g_dir_make_tmp ("belay-test-XXXXXX", NULL);
  g_autofree char *parent = g_build_filename (runtime, "belay", NULL);
  g_autofree char *stale = g_build_filename (parent, "belay-sandbox-stale", NULL);
  g_autofree char *stale_socket = g_build_filename (stale, "screen", NULL);
  g_autofree char *used = g_build_filename (parent, "belay-sandbox-used", NULL);
  Start start;
  int lock;

  g_assert_cmpint (g_mkdir_with_parents (stale, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (used, 0700), ==, 0);
  g_assert_true (g_file_set_contents (stale_socket, "", 0, NULL));
  lock = open (used, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (flock (lock, LOCK_EX | LOCK_NB), ==, 0);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);

  begin (&start, NULL);
  if (has_started (&start))
    {
      g_autofree char *directory = directory_of (&start);

      g_assert_true (g_str_has_prefix (directory, parent));
      g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
      g_assert_true (g_file_test (used, G_FILE_TEST_EXISTS));
      end (&start);
    }

  g_setenv ("XDG_RUNTIME_DIR", before, TRUE);

  close (lock);
  g_unlink (stale_socket);
  g_rmdir (stale);
  g_rmdir (used);
  g_rmdir (parent);
  g_rmdir (runtime);
}

/* What a program inside finds; each line starts with a word that the test looks for. */
static const char probe[] =
  "env | sed 's/^/env /'\n"
  "tr '\\0' '\\n' </proc/1/environ | sed 's/^/environ1 /'\n"
  "tr '\\0' '\\n' </proc/1/cmdline | sed 's/^/cmdline1 /'\n"
  "for p in /proc/[0-9]*; do ls -l $p/fd; done | sed 's/^/fd /'\n"
  "sed 's/^/mount /' /proc/self/mountinfo\n"
  "sed 1d /proc/net/route | sed 's/^/route /'\n"
  "grep @ /proc/net/unix | grep -v '@/tmp/.X11-unix/X0$' | sed 's/^/abstract /'\n"
  "ls -A / /home /usr/local /run | sed 's/^/list /'\n"
  "(: >/dev/tcp/192.0.2.1/80) && echo open tcp\n"
  "getent ahosts example.org && echo open dns\n"
  "cat /etc/shadow /etc/hostname && echo open shadow\n"
  "unshare -U true && echo open unshare\n"
  "unshare -r -m true && echo open unshare-mount\n"
  "mount -t tmpfs x /tmp && echo open mount\n"
  "echo x >/proc/sys/kernel/core_pattern && echo open core_pattern\n"
  "echo x >/opt/x && echo open opt\n"
  "echo x >/etc/x && echo open etc\n"
  "echo x >/usr/local/x && echo open local\n"
  "echo x >/opt/belay/session.sh && echo open session\n"
  "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\t' | sed 's/^/status /'\n"
  "echo limit $(ulimit -u) $(ulimit -c)\n"
  "cd /opt/belay/examples && ls | sed 's/^/example /'\n";

static gboolean
has_line (char       **lines,
          const char  *line)
{
  return g_strv_contains ((const char * const *) lines, line);
}

/* None of these may start a line. */
static void
check_absent (char **lines)
{
  static const char * const absent[] = { "open ", "route ", "abstract ", "env DBUS_SESSION_BUS_ADDRESS=unix:abstract" };

  for (char **line = lines; *line != NULL; line++)
    for (gsize i = 0; i < G_N_ELEMENTS (absent); i++)
      if (g_str_has_prefix (*line, absent[i]))
        g_error ("The sandbox has: %s", *line);
}

static void
test_probe (void)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_auto(GStrv) lines = NULL;
  int leaked;
  Start start;

  /* What a careless program would hand down: a variable, and an open file that is not close-on-exec. */
  g_setenv ("ANTHROPIC_API_KEY", CANARY, TRUE);
  leaked = g_file_open_tmp (CANARY "-XXXXXX", &name, NULL);
  g_assert_cmpint (fcntl (leaked, F_SETFD, 0), ==, 0);

  begin (&start, NULL);
  if (has_started (&start))
    {
      text = inside_run (start.connectable, probe);
      g_test_message ("%s", text);
      lines = g_strsplit (text, "\n", -1);
      g_assert_null (strstr (text, CANARY));
      check_absent (lines);
      g_assert_true (has_line (lines, "env HOME=/home/agent"));
      g_assert_true (has_line (lines, "environ1 PATH=/usr/bin:/bin"));
      g_assert_true (has_line (lines, "status CapEff:0000000000000000"));
      g_assert_true (has_line (lines, "status CapBnd:0000000000000000"));
      g_assert_true (has_line (lines, "status NoNewPrivs:1"));
      g_assert_true (has_line (lines, "status Seccomp:2"));
      g_assert_true (has_line (lines, "limit 512 0"));
      g_assert_true (has_line (lines, "example index.html"));
      g_assert_true (has_line (lines, "example form.html"));
      g_assert_true (has_line (lines, "example form-sent.html"));
      g_assert_true (has_line (lines, "example recipe.html"));
      g_assert_true (has_line (lines, "example notes.txt"));
      end (&start);
    }

  close (leaked);
  g_unlink (name);
  g_unsetenv ("ANTHROPIC_API_KEY");
}

/* The container's user on this machine is never root. */
static void
test_user (void)
{
  g_autoptr(GArray) processes = NULL;
  Start start;

  begin (&start, NULL);
  if (!has_started (&start))
    return;

  processes = process_tree_below (getpid ());

  for (guint i = 0; i < processes->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%d", g_array_index (processes, Process, i).pid);
      struct stat status;

      g_assert_cmpint (stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_uid, !=, 0);
      g_assert_cmpint (status.st_uid, ==, geteuid () == 0 ? STEP_DOWN_ID : geteuid ());
    }

  end (&start);
}

/* Where another user may run it: the folder it was built in need not be open to everybody. */
static char *
copy_program (const char *path,
              const char *directory)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *copy = g_build_filename (directory, name, NULL);
  g_autoptr(GFile) from = g_file_new_for_path (path);
  g_autoptr(GFile) to = g_file_new_for_path (copy);
  g_autoptr(GError) error = NULL;

  g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (copy, 0755), ==, 0);

  return g_steal_pointer (&copy);
}

/* Everything once more as a user without rights. */
static void
run_as_ordinary_user (void)
{
  g_autofree char *directory = g_dir_make_tmp ("belay-test-XXXXXX", NULL);
  g_autofree char *copy = copy_program (program, directory);
  g_autofree char *child_copy = copy_program (child_program, directory);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *id = g_strdup_printf ("%d", ORDINARY_ID);
  g_autofree char *output = NULL;
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;
  const char *argv[] = { "setpriv", "--reuid", id, "--regid", id, "--clear-groups", copy,
                         "-p", "/bubblewrap", "-p", "/bubblewrap/interrupted", "-p", "/bubblewrap/killed", NULL };

  g_assert_cmpint (g_chmod (directory, 0755), ==, 0);
  g_subprocess_launcher_setenv (launcher, "HOME", "/nonexistent", TRUE);
  child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);

  g_unlink (copy);
  g_unlink (child_copy);
  g_rmdir (directory);

  g_test_message ("%s", output);
  g_assert_true (g_subprocess_get_successful (child));
}

static void
test_ordinary_user (void)
{
  if (geteuid () == 0)
    run_as_ordinary_user ();
  else
    g_test_skip ("The other tests run as an ordinary user already");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = NULL;
  g_autofree char *runtime = NULL;
  g_autofree char *command = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);

  /* Whoever loses its parent becomes a child of this program, and is found. */
  g_assert_cmpint (prctl (PR_SET_CHILD_SUBREAPER, 1), ==, 0);

  /* Programs that are killed leave their directories behind. */
  runtime = g_dir_make_tmp ("belay-test-XXXXXX", NULL);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);

  program = argv[0];
  directory = g_path_get_dirname (argv[0]);
  child_program = g_build_filename (directory, "sandbox-child", NULL);

  for (guint n = 0; n <= 8; n++)
    {
      g_autofree char *interrupted = g_strdup_printf ("/bubblewrap/interrupted/%u", n);
      g_autofree char *killed = g_strdup_printf ("/bubblewrap/killed/%u", n);

      g_test_add_data_func (interrupted, GUINT_TO_POINTER (n), test_interrupted);
      g_test_add_data_func (killed, GUINT_TO_POINTER (n), test_killed);
    }

  g_test_add_func ("/bubblewrap/start-stop", test_start_stop);
  g_test_add_func ("/bubblewrap/freeze", test_freeze);
  g_test_add_func ("/bubblewrap/two", test_two);
  g_test_add_func ("/bubblewrap/again", test_again);
  g_test_add_func ("/bubblewrap/dropped", test_dropped);
  g_test_add_func ("/bubblewrap/ended", test_ended);
  g_test_add_func ("/bubblewrap/outer-killed", test_outer_killed);
  g_test_add_func ("/bubblewrap/group-killed", test_group_killed);
  g_test_add_func ("/bubblewrap/swept", test_swept);
  g_test_add_func ("/bubblewrap/probe", test_probe);
  g_test_add_func ("/bubblewrap/check-cancelled", test_check_cancelled);
  g_test_add_func ("/bubblewrap/user", test_user);
  g_test_add_func ("/ordinary-user", test_ordinary_user);

  result = g_test_run ();

  command = g_strdup_printf ("rm -r '%s'", runtime);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);

  return result;
}
