/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process-tree.h"
#include "vm-machine.h"

/* Real libvirt, real QEMU, and a system of 512 bytes that counts on its screen. */

#define QEMU "qemu-system-x86"  /* as much of its name as the kernel keeps */

static char *name;              /* of the sandbox */

static void
stop (Machine *machine)
{
  vm_machine_stop (machine);
  process_tree_await_none (getpid ());
}

/* The tests. */

static void
test_life (void)
{
  g_autoptr(GArray) processes = NULL;
  Machine machine;
  int qemu, stood;
  struct stat status;
  g_autofree char *path = NULL;
  g_autofree char *network = NULL;
  g_autofree char *mine = g_file_read_link ("/proc/self/ns/net", NULL);
  g_autofree char *its = NULL;
  guint generation;

  if (!vm_machine_start (&machine, name))
    return;

  g_assert_true (belay_sandbox_is_own (machine.sandbox));
  generation = belay_screen_get_generation (machine.screen);

  /* It is nobody's who could do harm, and has no network but one of its own. */
  processes = process_tree_below (geteuid () == 0 ? getpid () : 1);
  qemu = process_tree_find (processes, QEMU);
  g_assert_cmpint (qemu, >, 0);
  path = g_strdup_printf ("/proc/%d", qemu);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_uid, !=, 0);
  network = g_strdup_printf ("/proc/%d/ns/net", qemu);
  its = g_file_read_link (network, NULL);
  g_assert_nonnull (its);
  g_assert_cmpstr (its, !=, mine);

  vm_machine_await_counting (&machine);
  vm_machine_show_digit (&machine, "1");

  /* Standing still. */
  g_assert_true (belay_sandbox_freeze (machine.sandbox, &machine.error));
  g_assert_true (belay_sandbox_is_frozen (machine.sandbox));
  stood = vm_machine_await_standing (&machine);
  g_assert_true (belay_sandbox_thaw (machine.sandbox, &machine.error));
  AWAIT (vm_screen_read (machine.screen, 0) > stood);

  /* Going back, with the connection to the screen as it was. */
  vm_machine_take_snapshot (&machine, "step-1");
  g_assert_no_error (machine.error);
  vm_machine_show_digit (&machine, "2");
  vm_machine_take_snapshot (&machine, "step-2");
  g_assert_no_error (machine.error);
  vm_machine_show_digit (&machine, "3");
  vm_machine_go_back (&machine, "step-1");
  g_assert_no_error (machine.error);
  AWAIT (vm_screen_read (machine.screen, 1) == 1);
  vm_machine_await_counting (&machine);
  vm_machine_show_digit (&machine, "2");
  vm_machine_show_digit (&machine, "3");

  /* To a later one as well, and while it stands still it goes on standing. */
  g_assert_true (belay_sandbox_freeze (machine.sandbox, &machine.error));
  vm_machine_await_standing (&machine);
  vm_machine_go_back (&machine, "step-2");
  g_assert_no_error (machine.error);
  AWAIT (vm_screen_read (machine.screen, 1) == 2);
  vm_machine_await_standing (&machine);
  g_assert_true (belay_sandbox_thaw (machine.sandbox, &machine.error));
  vm_machine_await_counting (&machine);

  /* What there is not. */
  belay_sandbox_forget_snapshot (machine.sandbox, "step-1");
  vm_machine_go_back (&machine, "step-1");
  g_assert_error (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_SNAPSHOT);
  vm_machine_await_counting (&machine);

  g_assert_cmpint (belay_screen_get_generation (machine.screen), ==, generation);
  g_assert_false (machine.ended);
  g_assert_null (machine.trouble);
  stop (&machine);
}

/* The machine switches itself off; QEMU is killed; libvirt is. */
static void
test_ended (gconstpointer data)
{
  const char *way = data;
  g_autoptr(GArray) processes = NULL;
  Machine machine;

  if (g_str_equal (way, "libvirtd") && geteuid () != 0)
    {
      g_test_skip ("libvirt's daemon is the person's");
      return;
    }

  if (!vm_machine_start (&machine, name))
    return;

  processes = process_tree_below (geteuid () == 0 ? getpid () : 1);

  if (g_str_equal (way, "off"))
    {
      PRESS (&machine, "q", machine.ended);
    }
  else
    {
      g_assert_cmpint (kill (process_tree_find (processes, way), SIGKILL), ==, 0);
      AWAIT (machine.ended);
    }

  g_test_message ("%s", machine.error->message);
  g_assert_error (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED);
  g_assert_false (belay_sandbox_can_freeze (machine.sandbox));
  g_assert_false (belay_sandbox_can_rewind (machine.sandbox));

  stop (&machine);
}

/* First libvirt is killed and then Belay, before it could do anything about that: who would end QEMU but the lifeline? */
static void
test_orphan (void)
{
  g_autoptr(GSubprocess) other = NULL;
  g_autoptr(GArray) processes = NULL;
  int qemu, pid;

  if (geteuid () != 0)
    {
      g_test_skip ("libvirt's daemon is the person's");
      return;
    }

  other = vm_machine_spawn_holder (name);
  pid = atoi (g_subprocess_get_identifier (other));
  processes = process_tree_below (pid);
  qemu = process_tree_find (processes, QEMU);
  g_assert_cmpint (qemu, >, 0);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  g_assert_cmpint (kill (process_tree_find (processes, "libvirtd"), SIGKILL), ==, 0);
  vm_machine_pass (300);
  g_assert_cmpint (kill (qemu, 0), ==, 0);
  g_subprocess_force_exit (other);
  g_subprocess_wait (other, NULL, NULL);
  process_tree_await_none (getpid ());
  g_assert_cmpint (kill (qemu, 0), ==, -1);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Machine machine;

  vm_machine_begin (&machine, name, cancellable);
  vm_machine_pass (300);
  g_cancellable_cancel (cancellable);
  AWAIT (machine.done);
  if (!g_error_matches (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING))
    g_assert_error (machine.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_error (&machine.error);
  g_clear_object (&machine.sandbox);
  process_tree_await_none (getpid ());
}

static void
test_absent (void)
{
  static const char * const names[] = { "vm:no-such-machine", "vm:/no/such/disk.qcow2" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Machine machine = { .sandbox = belay_sandbox_new (names[i], NULL) };

      belay_sandbox_start_async (machine.sandbox, NULL, vm_machine_on_started, &machine);
      AWAIT (machine.done);
      g_test_message ("%s", machine.error->message);
      g_assert_null (machine.address);
      g_assert_cmpint (machine.error->domain, ==, BELAY_SANDBOX_ERROR);
      g_clear_error (&machine.error);
      g_assert_finalize_object (g_steal_pointer (&machine.sandbox));
    }

  process_tree_await_none (getpid ());
}

/* On a disk of eight megabytes, which the machine fills. */
static void
test_full (void)
{
  g_autofree char *before = g_strdup (g_getenv ("XDG_DATA_HOME"));
  /* A short name, as sockets are below it. */
  g_autofree char *small = g_strdup ("/tmp/bXXXXXX");
  Machine machine;

  g_assert_nonnull (g_mkdtemp_full (small, 0755));
  if (mount ("belay", small, "tmpfs", 0, "size=8m,mode=0755") != 0)
    {
      g_test_skip ("No small disk can be made here");
      g_rmdir (small);
      return;
    }

  g_setenv ("XDG_DATA_HOME", small, TRUE);
  if (vm_machine_start (&machine, name))
    {
      PRESS (&machine, "w", machine.trouble != NULL);
      g_test_message ("%s", machine.trouble->message);
      g_assert_error (machine.trouble, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE);
      g_assert_true (belay_sandbox_is_frozen (machine.sandbox));
      vm_machine_await_standing (&machine);
      g_clear_error (&machine.trouble);

      vm_machine_take_snapshot (&machine, "step-1");
      g_assert_nonnull (machine.error);
      g_test_message ("%s", machine.error->message);
      g_assert_error (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE);
      g_clear_error (&machine.error);

      /* With room it goes on where it was. */
      g_assert_cmpint (mount ("belay", small, "tmpfs", MS_REMOUNT, "size=256m"), ==, 0);
      g_assert_true (belay_sandbox_thaw (machine.sandbox, &machine.error));
      vm_machine_await_counting (&machine);
      g_assert_false (machine.ended);
      stop (&machine);
    }

  g_setenv ("XDG_DATA_HOME", before, TRUE);
  umount2 (small, MNT_DETACH);
  g_rmdir (small);
}

static gboolean
was_told (GArray     *processes,
          const char *words)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", process_tree_find (processes, QEMU));
  g_autofree char *command = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &command, &length, NULL));
  for (gsize i = 0; i + 1 < length; i++)
    if (command[i] == '\0')
      command[i] = ' ';

  return strstr (command, words) != NULL;
}

/* What it is given it gets, and its disk no more than it may. */
static void
test_limits (void)
{
  g_autoptr(GArray) processes = NULL;
  BelayVmLimits before = vm_limits;
  const BelayVmLimits *given;
  Machine machine;

  vm_limits = (BelayVmLimits) { .memory = 320, .cpus = 64, .disk = 8 };

  if (vm_machine_start (&machine, name))
    {
      given = belay_sandbox_vm_get_given (BELAY_SANDBOX_VM (machine.sandbox));
      g_assert_cmpuint (given->memory, ==, 320);
      g_assert_cmpuint (given->cpus, ==, MIN (g_get_num_processors (), 64));
      g_assert_cmpuint (given->disk, ==, 8);
      processes = process_tree_below (geteuid () == 0 ? getpid () : 1);
      g_assert_true (was_told (processes, "-m 320 ") || was_told (processes, "-m size=327680k"));

      vm_machine_take_snapshot (&machine, "step-1");
      g_assert_no_error (machine.error);
      PRESS (&machine, "w", machine.trouble != NULL);
      g_test_message ("%s", machine.trouble->message);
      g_assert_error (machine.trouble, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (machine.trouble->message, "8.0"));
      g_assert_true (belay_sandbox_is_frozen (machine.sandbox));

      /* Back to where there was room. */
      vm_machine_go_back (&machine, "step-1");
      g_assert_no_error (machine.error);
      g_assert_true (belay_sandbox_thaw (machine.sandbox, &machine.error));
      vm_machine_await_counting (&machine);
      stop (&machine);
    }

  vm_limits = before;
}

/* What there is not is not given, and a disk that does not begin is none. */
static void
test_too_much (void)
{
  static const struct { BelayVmLimits limits; const char *words; } cases[] = {
    { { .memory = BELAY_VM_MAX_MEMORY, .cpus = 1 }, "1048576 MB" },
    { { .memory = 256, .cpus = BELAY_VM_MAX_CPUS, .own_cpus = TRUE }, "64 processors" },
  };
  BelayVmLimits before = vm_limits;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Machine machine;

      vm_limits = cases[i].limits;
      vm_machine_begin (&machine, name, NULL);
      AWAIT (machine.done);

      if (!g_error_matches (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING))
        {
          g_test_message ("%s", machine.error->message);
          g_assert_error (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED);
          g_assert_nonnull (strstr (machine.error->message, cases[i].words));
        }

      g_clear_error (&machine.error);
      g_assert_finalize_object (g_steal_pointer (&machine.sandbox));
      process_tree_await_none (getpid ());
    }

  vm_limits = before;
}

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Machine *machine = user_data;

  machine->answer = belay_sandbox_vm_ask_finish (BELAY_SANDBOX_VM (object), result, &machine->error);
  machine->done = TRUE;
}

static const char *
ask (Machine    *machine,
     const char *question)
{
  machine->done = FALSE;
  g_clear_pointer (&machine->answer, g_free);
  belay_sandbox_vm_ask_async (BELAY_SANDBOX_VM (machine->sandbox), question, NULL, on_answer, machine);
  AWAIT (machine->done);
  g_assert_no_error (machine->error);

  return machine->answer;
}

#define PAST_MS 20000

/* What root in the machine does to get out of it; "open" is what it must not say. */
static const char probe[] =
  "echo now $(date +%s); "
  "for h in 10.0.2.2 10.0.2.3 127.0.0.1; do for p in 22 53 80 443 631 5900 6000; do "
  "timeout 2 bash -c 'exec 3<>/dev/tcp/'$h/$p 2>/dev/null && echo open $h $p; done; done; "
  "ip route add default via 10.0.2.2; timeout 2 bash -c 'exec 3<>/dev/tcp/192.0.2.1/80' 2>/dev/null && echo open route; "
  "getent ahosts example.org >/dev/null && echo open dns; "
  "timeout 5 bash -c 'exec 3<>/dev/tcp/10.0.2.2/3128' && echo proxy; echo done";

/* A real image, named by the environment: takes minutes where machines are emulated. */
static void
test_image (void)
{
  g_autofree char *address = g_strconcat ("vm:", g_getenv ("BELAY_TEST_IMAGE"), NULL);
  g_autofree char *question = g_strdup_printf ("{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"/bin/bash\",\"arg\":"
                                               "[\"-c\",\"%s\"],\"capture-output\":true}}", probe);
  g_autofree char *status = NULL;
  g_autofree char *text = NULL;
  gint64 begun = g_get_monotonic_time ();
  Machine machine = { .sandbox = belay_sandbox_new (address, NULL) };
  const char *answer, *data;
  gint64 asked;
  gsize length;

  belay_sandbox_start_async (machine.sandbox, NULL, vm_machine_on_started, &machine);
  while (!machine.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (machine.error);
  g_test_message ("Desktop after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));

  machine.screen = belay_screen_new (machine.address);
  belay_screen_open (machine.screen);
  AWAIT (belay_screen_get_frame (machine.screen) != NULL);
  g_assert_cmpint (belay_frame_get_width (belay_screen_get_frame (machine.screen)), ==, 1280);
  g_test_message ("Seen after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));

  vm_machine_take_snapshot (&machine, "step-1");
  g_assert_no_error (machine.error);
  /* Its clock has not gone back with it. */
  vm_machine_pass (PAST_MS);
  vm_machine_go_back (&machine, "step-1");
  g_assert_no_error (machine.error);

  asked = g_get_real_time () / G_USEC_PER_SEC;
  answer = ask (&machine, question);
  g_assert_nonnull (strstr (answer, "\"pid\":"));
  status = g_strdup_printf ("{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":%d}}",
                            atoi (strstr (answer, "\"pid\":") + strlen ("\"pid\":")));
  do
    vm_machine_pass (1000);
  while (strstr ((answer = ask (&machine, status)), "\"exited\":true") == NULL);

  data = strstr (answer, "\"out-data\":\"");
  g_assert_nonnull (data);
  data += strlen ("\"out-data\":\"");
  text = g_strndup (data, strcspn (data, "\""));
  g_base64_decode_inplace (text, &length);
  text[length] = '\0';
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "now "));
  g_assert_cmpint (ABS (atoll (strstr (text, "now ") + 4) - asked), <, PAST_MS / 2000);
  g_assert_null (strstr (text, "open "));
  g_assert_nonnull (strstr (text, "proxy"));
  g_assert_nonnull (strstr (text, "done"));

  g_clear_pointer (&machine.answer, g_free);
  stop (&machine);
}

/* What libvirt-glib has to tell of each event would fill the log. */
static void
ignore (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *disk = NULL;
  int result;

  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return vm_machine_hold (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("libvirt-glib", G_LOG_LEVEL_DEBUG, ignore, NULL);

  /* Whoever loses its parent becomes a child of this program, and is found. */
  g_assert_cmpint (prctl (PR_SET_CHILD_SUBREAPER, 1), ==, 0);
  folder = g_dir_make_tmp ("belay-test-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  disk = g_build_filename (folder, "it's <a> disk & more.img", NULL);
  vm_machine_make_disk (disk);
  name = g_strconcat ("vm:", disk, NULL);

  g_test_add_func ("/vm/life", test_life);
  g_test_add_data_func ("/vm/ended/off", "off", test_ended);
  g_test_add_data_func ("/vm/ended/qemu", QEMU, test_ended);
  g_test_add_data_func ("/vm/ended/libvirt", "libvirtd", test_ended);
  g_test_add_func ("/vm/orphan", test_orphan);
  g_test_add_func ("/vm/cancelled", test_cancelled);
  g_test_add_func ("/vm/absent", test_absent);
  g_test_add_func ("/vm/full", test_full);
  g_test_add_func ("/vm/limits", test_limits);
  g_test_add_func ("/vm/too-much", test_too_much);

  if (g_getenv ("BELAY_TEST_IMAGE") != NULL)
    g_test_add_func ("/vm/image", test_image);

  result = g_test_run ();
  g_unlink (disk);
  g_rmdir (folder);
  g_free (name);

  return result;
}
