/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vm-machine.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <unistd.h>

BelayVmLimits vm_limits = { .memory = 256, .cpus = 1 };

static BelayScreen *shown;      /* what the last machine shows */

/* Waiting. */

gboolean
vm_machine_on_limit (gpointer user_data)
{
  if (shown != NULL)
    g_printerr ("Screen in state %d, showing %x %x\n", belay_screen_get_state (shown), vm_screen_read (shown, 0),
                vm_screen_read (shown, 1));
  g_error ("This has taken more than %d s.", VM_LIMIT_SECONDS);

  return G_SOURCE_REMOVE;
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
vm_machine_pass (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_time, &over);
  AWAIT (over);
}

/* Starting and stopping. */

void
vm_machine_on_started (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  Machine *machine = user_data;

  machine->address = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &machine->error);
  machine->done = TRUE;
}

static void
on_ended (BelaySandbox *sandbox,
          GError       *error,
          gpointer      user_data)
{
  Machine *machine = user_data;

  machine->error = g_error_copy (error);
  machine->ended = TRUE;
}

static void
on_trouble (BelaySandbox *sandbox,
            GError       *error,
            gpointer      user_data)
{
  Machine *machine = user_data;

  g_clear_error (&machine->trouble);
  machine->trouble = g_error_copy (error);
}

void
vm_machine_begin (Machine      *machine,
                  const char   *name,
                  GCancellable *cancellable)
{
  *machine = (Machine) { .sandbox = belay_sandbox_new (name, NULL) };
  g_signal_connect (machine->sandbox, "ended", G_CALLBACK (on_ended), machine);
  g_signal_connect (machine->sandbox, "trouble", G_CALLBACK (on_trouble), machine);
  belay_sandbox_vm_set_limits (BELAY_SANDBOX_VM (machine->sandbox), &vm_limits);
  belay_sandbox_start_async (machine->sandbox, cancellable, vm_machine_on_started, machine);
}

/* Where there is no libvirt, that is said, and there is nothing else to test. */
static gboolean
has_started (Machine *machine)
{
  AWAIT (machine->done);

  if (g_error_matches (machine->error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING))
    {
      g_test_skip (machine->error->message);
      g_clear_error (&machine->error);
      g_clear_object (&machine->sandbox);
      return FALSE;
    }

  g_assert_no_error (machine->error);

  return TRUE;
}

gboolean
vm_machine_start (Machine    *machine,
                  const char *name)
{
  gint64 begun = g_get_monotonic_time ();

  vm_machine_begin (machine, name, NULL);
  if (!has_started (machine))
    return FALSE;

  g_test_message ("Started after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
  machine->screen = belay_screen_new (machine->address);
  g_set_weak_pointer (&shown, machine->screen);
  if (belay_sandbox_vm_get_password (BELAY_SANDBOX_VM (machine->sandbox)) != NULL)
    belay_screen_set_password (machine->screen, belay_sandbox_vm_get_password (BELAY_SANDBOX_VM (machine->sandbox)));
  belay_screen_open (machine->screen);
  AWAIT (vm_screen_read (machine->screen, 0) > 0);
  g_test_message ("Counting after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));

  return TRUE;
}

void
vm_machine_stop (Machine *machine)
{
  g_autofree char *directory = g_path_get_dirname (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (machine->address)));

  if (machine->screen != NULL)
    belay_screen_close (machine->screen);
  g_clear_object (&machine->screen);
  belay_sandbox_stop (machine->sandbox);
  g_clear_object (&machine->address);
  g_assert_finalize_object (g_steal_pointer (&machine->sandbox));
  g_clear_error (&machine->error);
  g_clear_error (&machine->trouble);
  while (g_file_test (directory, G_FILE_TEST_EXISTS))
    vm_machine_pass (20);
}

/* Asking. */

static void
on_snapshot (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Machine *machine = user_data;

  belay_sandbox_snapshot_finish (BELAY_SANDBOX (object), result, &machine->error);
  machine->done = TRUE;
}

static void
on_rewind (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Machine *machine = user_data;

  belay_sandbox_rewind_finish (BELAY_SANDBOX (object), result, &machine->error);
  machine->done = TRUE;
}

void
vm_machine_take_snapshot (Machine    *machine,
                          const char *label)
{
  gint64 begun = g_get_monotonic_time ();

  g_clear_error (&machine->error);
  machine->done = FALSE;
  belay_sandbox_snapshot_async (machine->sandbox, label, NULL, on_snapshot, machine);
  AWAIT (machine->done);
  g_test_message ("Snapshot: %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
}

void
vm_machine_go_back (Machine    *machine,
                    const char *label)
{
  gint64 begun = g_get_monotonic_time ();

  g_clear_error (&machine->error);
  machine->done = FALSE;
  belay_sandbox_rewind_async (machine->sandbox, label, NULL, on_rewind, machine);
  AWAIT (machine->done);
  g_test_message ("Going back: %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
}

gboolean
vm_machine_on_again (gpointer user_data)
{
  Machine *machine = user_data;

  belay_screen_send_key (machine->screen, (guchar) *machine->key, TRUE);
  belay_screen_send_key (machine->screen, (guchar) *machine->key, FALSE);

  return G_SOURCE_CONTINUE;
}

void
vm_machine_show_digit (Machine    *machine,
                       const char *digit)
{
  PRESS (machine, digit, vm_screen_read (machine->screen, 1) == *digit - '0');
}

void
vm_machine_await_counting (Machine *machine)
{
  int before = vm_screen_read (machine->screen, 0);

  AWAIT (vm_screen_read (machine->screen, 0) > before);
}

/* Until nothing has changed for a while, which it never is when it counts. */
int
vm_machine_await_standing (Machine *machine)
{
  int before, after = vm_screen_read (machine->screen, 0);

  do
    {
      before = after;
      vm_machine_pass (400);
      after = vm_screen_read (machine->screen, 0);
    }
  while (after != before || after < 0);

  return after;
}


GSubprocess *
vm_machine_spawn_holder (const char *name)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "--hold", name, NULL);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));

  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
    }
  while (!g_str_equal (line, "counting"));

  return holder;
}

int
vm_machine_hold (const char *name)
{
  Machine machine;

  if (!vm_machine_start (&machine, name))
    return 1;

  g_print ("counting\n");
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

void
vm_machine_make_disk (const char *path)
{
  g_autofree char *boot = g_build_filename (g_getenv ("BELAY_TEST_BUILDDIR"), "boot.bin", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (boot, &text, &length, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, text, length, &error));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_cmpint (truncate (path, 64 * 1024 * 1024), ==, 0);
}
