/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <unistd.h>

#include "belay-guest-wire.h"
#include "belay-step-down.h"
#include "belay-vm-channel.h"
#include "far-computer.h"
#include "vm-machine.h"

/* A machine on another computer: a real sshd, and behind it real libvirt and real QEMU. See far-host.sh. */

#define AGENT "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"

/* A machine there that is not started itself. @libvirt: a URI, as seen from there. @channel: XML */
static void
define (const char *libvirt,
        const char *machine,
        const char *disk,
        const char *channel)
{
  g_autofree char *head = g_markup_printf_escaped ("<domain type='qemu'><name>%s</name><memory unit='MiB'>288</memory><vcpu>1</vcpu><os>"
                                                  "<type arch='x86_64' machine='q35'>hvm</type></os><devices><disk type='file' "
                                                  "device='disk'><driver name='qemu' type='raw'/><source file='%s'/><target dev='vda' "
                                                  "bus='virtio'/></disk>", machine, disk);
  g_autofree char *xml = g_strconcat (head, channel, "</devices></domain>", NULL);

  far_computer_define (libvirt, xml);
}

static char *
list_disks (void)
{
  return far_computer_run ("ls ~/disks");
}

static char *
list_machines (void)
{
  return far_computer_run ("virsh --quiet --connect qemu:///session list --name; virsh --quiet --connect qemu:///session pool-list --name");
}

/* Until there is nothing there but what was before. */
static void
await_clean (void)
{
  for (int i = 0; ; i++)
    {
      g_autofree char *disks = list_disks ();
      g_autofree char *machines = list_machines ();

      if (g_strcmp0 (disks, "it's a <disk>.img\n") == 0 && g_strcmp0 (g_strstrip (machines), "") == 0)
        return;

      if (i > 100)
        g_error ("Left: %s %s", disks, machines);

      vm_machine_pass (100);
    }
}

/* The tests. */

#define NAME "qemu+ssh://far/session#counter & co"

static void
test_life (void)
{
  g_autofree char *disks = NULL;
  g_autofree char *network = NULL;
  Machine machine;
  guint generation;

  if (!vm_machine_start (&machine, NAME))
    return;

  g_assert_true (belay_sandbox_is_own (machine.sandbox));
  g_assert_cmpstr (belay_sandbox_vm_get_host (BELAY_SANDBOX_VM (machine.sandbox)), ==, "far");
  g_assert_null (belay_sandbox_get_egress (machine.sandbox));
  g_assert_cmpuint (belay_sandbox_vm_get_given (BELAY_SANDBOX_VM (machine.sandbox))->memory, ==, 288);
  generation = belay_screen_get_generation (machine.screen);

  /* A disk of its own, and nothing it could reach anything by. */
  disks = list_disks ();
  g_assert_nonnull (strstr (disks, "belay-"));
  network = far_computer_run ("tr '\\0' ' ' </proc/$(pgrep -f guest=belay- | head -n 1)/cmdline");
  g_assert_nonnull (strstr (network, "guest=belay-"));
  g_assert_null (strstr (network, "netdev"));
  g_assert_null (strstr (network, "net-pci"));

  vm_machine_await_counting (&machine);
  vm_machine_show_digit (&machine, "1");
  g_assert_true (belay_sandbox_freeze (machine.sandbox, &machine.error));
  vm_machine_await_standing (&machine);
  g_assert_true (belay_sandbox_thaw (machine.sandbox, &machine.error));
  vm_machine_await_counting (&machine);

  vm_machine_take_snapshot (&machine, "step-1");
  g_assert_no_error (machine.error);
  vm_machine_show_digit (&machine, "2");
  vm_machine_go_back (&machine, "step-1");
  g_assert_no_error (machine.error);
  AWAIT (vm_screen_read (machine.screen, 1) == 1);
  vm_machine_await_counting (&machine);

  g_assert_cmpint (belay_screen_get_generation (machine.screen), ==, generation);
  g_assert_false (machine.ended);
  vm_machine_stop (&machine);
  await_clean ();
}

typedef struct
{
  BelayVmChannel *channel;
  int             fd;
  gboolean        done;         /* atomic */
} Dial;

static gpointer
dial (gpointer user_data)
{
  Dial *self = user_data;

  self->fd = belay_vm_channel_dial (self->channel);
  g_atomic_int_set (&self->done, TRUE);

  return NULL;
}

/* As the program does it: on another thread, while the main loop runs. */
static int
dial_there (BelayVmChannel *channel)
{
  Dial self = { .channel = channel };
  GThread *thread = g_thread_new ("dial", dial, &self);

  while (!g_atomic_int_get (&self.done))
    vm_machine_pass (20);
  g_thread_join (thread);

  return self.fd;
}

/* Whether libvirt lets one have the port of the only machine that runs there. @libvirt: a URI, as seen from there */
static void
check_port (const char *name,
            const char *libvirt)
{
  g_autoptr(BelayVmAddress) address = belay_vm_address_parse (name, NULL);
  g_autofree char *command = g_strdup_printf ("virsh --quiet --connect '%s' list --uuid", libvirt);
  g_autofree char *list = far_computer_run (command);
  g_autoptr(BelayVmChannel) channel = belay_vm_channel_new (address, g_strstrip (list), BELAY_GUEST_FAR_PORT);
  int fd = dial_there (channel);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
}

/* The system in there drives no port. What is said to it gets nowhere, and keeps nobody waiting who has to freeze the machine. */
static void
test_deaf (void)
{
  g_autoptr(BelayVmAddress) address = belay_vm_address_parse (NAME, NULL);
  g_autofree char *list = NULL;
  g_autofree char *much = g_malloc0 (1024 * 1024);
  BelayVmChannel *channel;
  Machine machine;
  gsize put = 0;
  gint64 begun;
  gssize n;
  int fd;

  if (!vm_machine_start (&machine, NAME))
    return;

  g_assert_null (belay_sandbox_get_shell (machine.sandbox));
  list = far_computer_run ("virsh --quiet --connect qemu:///session list --uuid");
  channel = belay_vm_channel_new (address, g_strstrip (list), BELAY_GUEST_FAR_PORT);
  fd = dial_there (channel);
  g_assert_cmpint (fd, >=, 0);
  close (fd);

  fd = dial_there (channel);
  g_assert_cmpint (fd, >=, 0);
  for (int i = 0; i < 20; i++, vm_machine_pass (20))
    while ((n = write (fd, much, 1024 * 1024)) > 0)
      put += (gsize) n;
  g_test_message ("%" G_GSIZE_FORMAT " bytes went out", put);
  g_assert_cmpuint (put, <, 64 * 1024 * 1024);

  vm_machine_await_counting (&machine);
  g_assert_true (belay_sandbox_freeze (machine.sandbox, &machine.error));
  vm_machine_await_standing (&machine);
  g_assert_true (belay_sandbox_thaw (machine.sandbox, &machine.error));
  vm_machine_await_counting (&machine);

  /* With the machine gone, nothing is left to wait for. */
  vm_machine_stop (&machine);
  begun = g_get_monotonic_time ();
  close (fd);
  belay_vm_channel_free (channel);
  g_test_message ("Hung up after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
  await_clean ();
}

/* The computer is switched off in the middle, and what it had is found when it is back. */
static void
test_lost (void)
{
  g_autofree char *disks = NULL;
  Machine machine;

  if (!vm_machine_start (&machine, NAME))
    return;

  far_computer_switch_off ();
  AWAIT (machine.ended);
  g_test_message ("%s", machine.error->message);
  g_assert_error (machine.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED);
  g_assert_nonnull (strstr (machine.error->message, "far"));
  g_assert_false (belay_sandbox_can_freeze (machine.sandbox));
  vm_machine_stop (&machine);

  far_computer_switch_on ();
  disks = list_disks ();
  g_assert_nonnull (strstr (disks, "belay-"));
  g_assert_true (vm_machine_start (&machine, NAME));
  vm_machine_stop (&machine);
  await_clean ();
}

/* Two at a time leave each other's alone. */
static void
test_two (void)
{
  Machine first, second;

  if (!vm_machine_start (&first, NAME))
    return;

  g_assert_true (vm_machine_start (&second, NAME));
  vm_machine_await_counting (&first);
  vm_machine_await_counting (&second);
  vm_machine_stop (&first);
  vm_machine_await_counting (&second);
  vm_machine_take_snapshot (&second, "step-1");
  g_assert_no_error (second.error);
  vm_machine_stop (&second);
  await_clean ();
}

/* Another program, which is killed: its machine ends there, and its disk goes with the next start. */
static void
test_killed (void)
{
  g_autoptr(GSubprocess) other = vm_machine_spawn_holder (NAME);
  g_autofree char *disks = NULL;
  g_autofree char *machines = NULL;
  Machine machine;

  g_subprocess_force_exit (other);
  g_subprocess_wait (other, NULL, NULL);

  do
    {
      g_clear_pointer (&machines, g_free);
      machines = far_computer_run ("virsh --quiet --connect qemu:///session list --name");
    }
  while (strstr (machines, "belay-") != NULL);

  disks = list_disks ();
  g_assert_nonnull (strstr (disks, "belay-"));
  g_assert_true (vm_machine_start (&machine, NAME));
  vm_machine_stop (&machine);
  await_clean ();
}

/* Whether the server of the screen lets nobody in without its password: RFC 6143 section 7.1. */
static gboolean
asks_for_password (GSocketConnectable *address)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = g_socket_client_connect (client, address, NULL, &error);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char version[12];
  guint8 types[2];
  gsize n;

  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (input, version, sizeof version, &n, NULL, &error));
  g_assert_true (g_output_stream_write_all (output, "RFB 003.008\n", sizeof version, &n, NULL, &error));
  g_assert_true (g_input_stream_read_all (input, types, sizeof types, &n, NULL, &error));
  g_assert_cmpuint (n, ==, sizeof types);

  return types[0] == 1 && types[1] == 2;
}

/* Through the libvirt for all there: its QEMU is another user's, whose sockets are of no use, so there is a port with a password. */
static void
test_system (void)
{
  g_autofree char *script = g_build_filename (g_getenv ("BELAY_TEST_SRCDIR"), "sandbox", "far-system.sh", NULL);
  g_autofree char *directory = g_build_filename (far_computer_get_folder (), "system", NULL);
  g_autofree char *disk = g_build_filename (directory, "counter.img", NULL);
  g_autofree char *socket_path = g_build_filename (directory, "run", "libvirt-sock", NULL);
  g_autofree char *libvirt = g_strdup_printf ("qemu+unix:///system?socket=%s", socket_path);
  g_autofree char *name = g_strdup_printf ("qemu+ssh://far/system?socket=%s#counter", socket_path);
  g_autofree char *here = g_strdup_printf ("%s#counter", libvirt);
  g_autofree char *look = g_strdup_printf ("virsh --quiet --connect '%s' list --name; ls %s | grep belay-", libvirt, directory);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) daemon = NULL;
  g_autofree char *left = NULL;
  Machine machine;
  const char *password;

  if (geteuid () != 0)
    {
      g_test_skip ("Only root can have a libvirt for all");
      return;
    }

  g_assert_cmpint (g_mkdir (directory, 0755), ==, 0);
  vm_machine_make_disk (disk);
  daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                             &error, script, directory, G_STRINGIFY (BELAY_STEP_DOWN_ID), NULL);
  g_assert_no_error (error);
  for (int i = 0; i < 200 && !g_file_test (socket_path, G_FILE_TEST_EXISTS); i++)
    g_usleep (50 * 1000);
  g_usleep (G_USEC_PER_SEC);
  define (libvirt, "counter", disk, "");

  g_assert_true (vm_machine_start (&machine, name));
  password = belay_sandbox_vm_get_password (BELAY_SANDBOX_VM (machine.sandbox));
  g_assert_nonnull (password);
  g_assert_cmpuint (strlen (password), ==, 8);
  g_assert_true (asks_for_password (machine.address));
  check_port (name, libvirt);
  vm_machine_show_digit (&machine, "1");
  vm_machine_take_snapshot (&machine, "step-1");
  g_assert_no_error (machine.error);
  vm_machine_show_digit (&machine, "2");
  vm_machine_go_back (&machine, "step-1");
  g_assert_no_error (machine.error);
  AWAIT (vm_screen_read (machine.screen, 1) == 1);
  vm_machine_stop (&machine);

  do
    {
      g_free (left);
      vm_machine_pass (100);
      left = far_computer_run (look);
    }
  while (*g_strstrip (left) != '\0');

  /* The same libvirt, as the one for all of this computer: it is handed the connections, and listens nowhere. */
  g_assert_true (vm_machine_start (&machine, here));
  g_assert_null (belay_sandbox_vm_get_password (BELAY_SANDBOX_VM (machine.sandbox)));
  g_assert_null (belay_sandbox_vm_get_host (BELAY_SANDBOX_VM (machine.sandbox)));
  g_assert_null (belay_sandbox_get_egress (machine.sandbox));
  check_port (here, libvirt);
  vm_machine_show_digit (&machine, "1");
  belay_screen_close (machine.screen);
  g_clear_object (&machine.screen);
  machine.screen = belay_screen_new (machine.address);
  belay_screen_open (machine.screen);
  AWAIT (vm_screen_read (machine.screen, 1) == 1);
  vm_machine_await_counting (&machine);
  vm_machine_stop (&machine);

  g_output_stream_close (g_subprocess_get_stdin_pipe (daemon), NULL, NULL);
  g_subprocess_wait (daemon, NULL, NULL);
}

/* More than it may write. */
static void
test_limit (void)
{
  BelayVmLimits before = vm_limits;
  Machine machine;

  vm_limits = (BelayVmLimits) { .memory = 256, .cpus = 1, .disk = 8, .own_memory = TRUE, .wait = -1 };

  if (vm_machine_start (&machine, NAME))
    {
      g_assert_cmpuint (belay_sandbox_vm_get_given (BELAY_SANDBOX_VM (machine.sandbox))->memory, ==, 256);
      PRESS (&machine, "w", machine.trouble != NULL);
      g_test_message ("%s", machine.trouble->message);
      g_assert_error (machine.trouble, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (machine.trouble->message, "8.0"));
      g_assert_true (belay_sandbox_is_frozen (machine.sandbox));
      vm_machine_stop (&machine);
    }

  vm_limits = before;
  await_clean ();
}

/* What can be in the way of starting one. */

static void
check_refused (const char *name,
               int         code,
               const char *words)
{
  Machine machine;

  vm_machine_begin (&machine, name, NULL);
  AWAIT (machine.done);
  g_assert_null (machine.address);
  g_test_message ("%s", machine.error->message);
  g_assert_error (machine.error, BELAY_SANDBOX_ERROR, code);
  g_assert_nonnull (strstr (machine.error->message, words));
  g_clear_error (&machine.error);
  g_assert_finalize_object (g_steal_pointer (&machine.sandbox));
}

static void
test_refused (void)
{
  g_autofree char *unknown = g_strdup_printf ("qemu+ssh://127.0.0.1:%u/session#counter", far_computer_get_port ());
  g_autofree char *output = NULL;

  check_refused ("qemu+ssh://nowhere.invalid/session#counter", BELAY_SANDBOX_ERROR_FAILED, "no computer of the name nowhere.invalid");
  check_refused ("qemu+ssh://far:1/session#counter", BELAY_SANDBOX_ERROR_FAILED, "far does not answer to ssh");
  check_refused (unknown, BELAY_SANDBOX_ERROR_REFUSED, "does not know the key of 127.0.0.1");
  check_refused ("qemu+ssh://stranger@far/session#counter", BELAY_SANDBOX_ERROR_REFUSED, "ssh-copy-id");
  check_refused ("qemu+ssh://far/session?socket=/no/such-sock#counter", BELAY_SANDBOX_ERROR_REFUSED, "libvirt does not run on far");
  check_refused ("qemu+ssh://far/session?netcat=/no/nc&proxy=netcat#counter", BELAY_SANDBOX_ERROR_MISSING, "not installed on far");
  check_refused ("qemu+ssh://far/session#nobody", BELAY_SANDBOX_ERROR_NAME, "no machine called “nobody” on far");
  check_refused ("qemu+ssh://far/session#gone", BELAY_SANDBOX_ERROR_FAILED, "far");

  output = far_computer_run ("virsh --quiet --connect qemu:///session start 'counter & co' 2>&1");
  g_test_message ("%s", output);
  check_refused (NAME, BELAY_SANDBOX_ERROR_REFUSED, "runs");
  g_free (output);
  output = far_computer_run ("virsh --quiet --connect qemu:///session destroy 'counter & co'");

  await_clean ();
}

/* @seconds: until it is cancelled */
static void
check_cancelled (const char *name,
                 double      seconds)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Machine machine;

  vm_machine_begin (&machine, name, cancellable);
  vm_machine_pass ((guint) (seconds * 1000));
  g_assert_false (machine.done);
  g_cancellable_cancel (cancellable);
  AWAIT (machine.done);
  g_assert_error (machine.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&machine.error);
  g_clear_object (&machine.sandbox);
  await_clean ();
}

/* The second is waited for, as it may have a guest agent. */
static void
test_cancelled (void)
{
  check_cancelled (NAME, 0.7);
  check_cancelled ("qemu+ssh://far/session#silent", 7);
}

static void
set_up (void)
{
  g_autofree char *disks = NULL;
  g_autofree char *disk = NULL;
  g_autofree char *missing = NULL;

  far_computer_set_up ();
  vm_limits.wait = -1;
  g_free (far_computer_run ("mkdir ~/disks"));
  disks = g_build_filename (far_computer_get_folder (), "home", "disks", NULL);
  disk = g_build_filename (disks, "it's a <disk>.img", NULL);
  missing = g_build_filename (disks, "missing.img", NULL);
  vm_machine_make_disk (disk);
  if (belay_step_down_is_due ())
    g_assert_cmpint (chown (disk, BELAY_STEP_DOWN_ID, BELAY_STEP_DOWN_ID), ==, 0);
  define ("qemu:///session", "counter & co", disk, "");
  define ("qemu:///session", "silent", disk, AGENT);
  define ("qemu:///session", "gone", missing, "");
}

int
main (int    argc,
      char **argv)
{
  int result;

  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return vm_machine_hold (argv[2]);

  g_test_init (&argc, &argv, NULL);
  if (!far_computer_can_be ())
    return 0;

  set_up ();
  g_test_add_func ("/vm-far/life", test_life);
  g_test_add_func ("/vm-far/deaf", test_deaf);
  g_test_add_func ("/vm-far/two", test_two);
  g_test_add_func ("/vm-far/system", test_system);
  g_test_add_func ("/vm-far/limit", test_limit);
  g_test_add_func ("/vm-far/refused", test_refused);
  g_test_add_func ("/vm-far/cancelled", test_cancelled);
  g_test_add_func ("/vm-far/killed", test_killed);
  g_test_add_func ("/vm-far/lost", test_lost);
  result = g_test_run ();
  far_computer_tear_down ();

  return result;
}
