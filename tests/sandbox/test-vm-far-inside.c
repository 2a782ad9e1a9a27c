/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "belay-image.h"
#include "belay-step-down.h"
#include "far-computer.h"
#include "far-peer.h"
#include "vm-machine.h"

/* Who is in a machine on another computer. It takes an image as “belay image build” makes it: BELAY_TEST_IMAGE names it. Emulated,
 * it takes minutes to boot, so that all is asked of one. */

#define NAME         "qemu+ssh://far/session#desktop"
#define BOOT_MINUTES 15
#define MAX_FILE     (1024 * 1024)

static BelayImage *image;

static void
define_desktop (void)
{
  g_autofree char *disk = g_build_filename (far_computer_get_folder (), "home", "disks", "desktop.qcow2", NULL);
  g_autofree char *copy = g_strdup_printf ("mkdir ~/disks; cp %s ~/disks/desktop.qcow2", image->disk);
  g_autofree char *xml = g_markup_printf_escaped (
    "<domain type='qemu'><name>desktop</name><memory unit='MiB'>1024</memory><vcpu>2</vcpu><os>"
    "<type arch='x86_64' machine='q35'>hvm</type><kernel>%s</kernel><initrd>%s</initrd><cmdline>%s</cmdline></os><devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/><target dev='vda' bus='virtio'/></disk>"
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices></domain>",
    image->kernel, image->initrd, BELAY_IMAGE_COMMAND_LINE, disk);

  g_free (far_computer_run (copy));
  far_computer_define ("qemu:///session", xml);
}

/* What is asked, one at a time. */

typedef struct
{
  BelayShell *shell;
  gboolean    done;
  char       *text;
  GBytes     *content;
  GError     *error;
} Asked;

static void
on_run (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Asked *asked = user_data;
  g_autoptr(BelayShellOutput) output = belay_shell_run_finish (BELAY_SHELL (source), result, &asked->error);

  asked->text = output != NULL ? g_strdup (output->text) : NULL;
  asked->done = TRUE;
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Asked *asked = user_data;

  belay_shell_write_finish (BELAY_SHELL (source), result, &asked->error);
  asked->done = TRUE;
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Asked *asked = user_data;

  asked->content = belay_shell_read_finish (BELAY_SHELL (source), result, &asked->error);
  asked->done = TRUE;
}

static void
await_done (Asked *asked)
{
  AWAIT (asked->done);
  g_assert_no_error (asked->error);
  asked->done = FALSE;
}

static void
check_run (Asked      *asked,
           const char *command,
           const char *output)
{
  belay_shell_run_async (asked->shell, command, NULL, on_run, asked);
  await_done (asked);
  g_assert_cmpstr (asked->text, ==, output);
  g_clear_pointer (&asked->text, g_free);
}

/* In and out again, of a length that takes many packets and has an end of its own. */
static void
check_file (Asked *asked)
{
  g_autofree guint8 *bytes = g_malloc (MAX_FILE - 7);
  g_autoptr(GBytes) content = NULL;

  for (gsize i = 0; i < MAX_FILE - 7; i++)
    bytes[i] = (guint8) (i * 31 + i / 251);
  content = g_bytes_new (bytes, MAX_FILE - 7);

  belay_shell_write_async (asked->shell, "/home/agent/handed", FALSE, content, NULL, on_written, asked);
  await_done (asked);
  belay_shell_read_async (asked->shell, "/home/agent/handed", FALSE, MAX_FILE, on_read, asked);
  await_done (asked);
  g_assert_true (g_bytes_equal (asked->content, content));
  g_clear_pointer (&asked->content, g_bytes_unref);
}

static void
on_reported (BelayProbe             *probe,
             const BelayProbeReport *report,
             GString                *said)
{
  if (report->word == BELAY_PROBE_FINE || report->word == BELAY_PROBE_BAD)
    g_string_append_printf (said, "%s%s %s\n", belay_probe_checks[report->check], report->word == BELAY_PROBE_BAD ? " bad" : "",
                            report->word == BELAY_PROBE_BAD ? report->detail : "");
}

/* With the way out, which leads nowhere but to the trial. */
static void
check_probe (BelaySandbox *sandbox)
{
  g_autoptr(BelayEgressTrial) trial = belay_egress_trial_new ();
  BelayEgress *egress = belay_sandbox_get_egress (sandbox);
  BelayProbe *probe = belay_sandbox_get_probe (sandbox);
  g_autoptr(GString) said = g_string_new (NULL);

  belay_egress_try (egress, trial);
  g_signal_connect (probe, "reported", G_CALLBACK (on_reported), said);
  belay_probe_try (probe, NULL, 7177, NULL, belay_egress_trial_get_name (trial));
  AWAIT (strstr (said->str, "proxy") != NULL);
  g_test_message ("%s", said->str);
  g_assert_null (strstr (said->str, " bad"));
  g_assert_true (belay_egress_trial_has_heard (trial));
  g_assert_false (belay_egress_trial_has_leaked (trial));
  g_signal_handlers_disconnect_by_data (probe, said);
  belay_egress_end_trial (egress);
}

/* The way out. */

/* With its end left open, as browsers do. */
#define GET(host) "exec 9<>/dev/tcp/127.0.0.1/3128; printf 'GET http://" host "/ HTTP/1.1\\r\\nHost: " host "\\r\\n\\r\\n' >&9; " \
                  "head -n 1 <&9 | tr -d '\\r'; exec 9>&-"

static void
on_contact (BelayEgress  *egress,
            BelayContact *contact,
            guint         suppressed,
            gpointer      user_data)
{
  if (belay_contact_get_state (contact) == BELAY_CONTACT_HELD && g_str_equal (belay_contact_get_host (contact), "held.example"))
    belay_egress_allow_once (egress, contact);
  else if (belay_contact_get_state (contact) == BELAY_CONTACT_HELD)
    belay_egress_never (egress, contact);
}

static void
open_way_out (BelaySandbox *sandbox)
{
  BelayEgress *egress = belay_sandbox_get_egress (sandbox);

  far_peer_name ("plain.example", FAR_ADDRESS);
  far_peer_name ("held.example", FAR_ADDRESS);
  far_peer_name ("other.example", FAR_ADDRESS);
  g_assert_true (belay_allow_list_add (belay_egress_get_list (egress), "plain.example", NULL));
  g_signal_connect (egress, "contact", G_CALLBACK (on_contact), NULL);
  belay_egress_open (egress);
}

static void
check_way_out (Asked *asked)
{
  guint before = far_peer_get_visits ();

  check_run (asked, "echo $http_proxy $https_proxy", "http://127.0.0.1:3128 http://127.0.0.1:3128\n");
  check_run (asked, GET ("plain.example"), "port 80\n");
  check_run (asked, GET ("held.example"), "port 80\n");
  check_run (asked, GET ("other.example"), "HTTP/1.1 403 Forbidden\n");
  check_run (asked, GET (FAR_ADDRESS), "HTTP/1.1 403 Forbidden\n");
  g_assert_cmpuint (far_peer_get_visits (), ==, before + 2);
}

static void
test_inside (void)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr(GSocketService) server = far_peer_serve (80);
  Asked asked = { 0 };
  Machine machine;

  vm_limits = (BelayVmLimits) { .memory = 1024, .cpus = 2, .wait = -1 };
  vm_machine_begin (&machine, NAME, NULL);
  for (int i = 0; i < BOOT_MINUTES * 60 && !machine.done; i++)
    vm_machine_pass (1000);
  g_test_message ("Started after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
  g_assert_no_error (machine.error);

  asked.shell = belay_sandbox_get_shell (machine.sandbox);
  g_assert_nonnull (asked.shell);
  check_run (&asked, "id -un; KEPT=1; echo one >/var/tmp/file", "agent\n");
  check_file (&asked);
  check_probe (machine.sandbox);
  open_way_out (machine.sandbox);
  check_way_out (&asked);

  /* Whoever is in it goes back with it. */
  vm_machine_take_snapshot (&machine, "step-1");
  g_assert_no_error (machine.error);
  check_run (&asked, "KEPT=2; echo two >>/var/tmp/file; cat /var/tmp/file", "one\ntwo\n");
  vm_machine_go_back (&machine, "step-1");
  g_assert_no_error (machine.error);
  check_run (&asked, "echo $KEPT; cat /var/tmp/file", "1\none\n");
  check_way_out (&asked);

  vm_machine_stop (&machine);
}

int
main (int    argc,
      char **argv)
{
  const char *name = g_getenv ("BELAY_TEST_IMAGE");
  gboolean has_internet = far_peer_enter ();
  int result;

  g_test_init (&argc, &argv, NULL);

  /* Images are where people have them. */
  g_unsetenv ("XDG_DATA_HOME");
  image = name != NULL ? belay_image_new (name) : NULL;
  if (image == NULL || !belay_image_exists (image))
    {
      g_print ("1..0 # SKIP BELAY_TEST_IMAGE names no image that is here\n");
      return 0;
    }

  if (!has_internet)
    {
      g_print ("1..0 # SKIP this machine does not let one make namespaces\n");
      return 0;
    }

  if (!far_computer_can_be ())
    return 0;

  far_computer_set_up ();
  define_desktop ();
  g_test_add_func ("/vm-far-inside/inside", test_inside);
  result = g_test_run ();
  far_computer_tear_down ();
  belay_image_free (image);

  return result;
}
