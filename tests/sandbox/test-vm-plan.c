/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-guest-wire.h"
#include "belay-sandbox.h"
#include "belay-vm-address.h"
#include "belay-vm-domain.h"
#include "belay-vm-far-run.h"
#include "belay-vm-far.h"
#include "belay-vm-limits.h"
#include "belay-vm-agent.h"
#include "belay-vm-plan.h"

/* What is asked of libvirt, and what is taken over from a machine that it knows. */

#define EVIL "a' <b> & \"c\"]]>"

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "<%s>", name);
  for (; *names != NULL; names++, values++)
    g_string_append_printf (seen, "[%s=%s]", *names, *values);
}

static void
on_text (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  g_string_append_printf (user_data, "{%.*s}", (int) length, text);
}

/* As a reader of XML sees it. */
static char *
read_xml (BelayVmPlan *plan)
{
  static const GMarkupParser parser = { .start_element = on_element, .text = on_text };
  GString *seen = g_string_new (NULL);
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, seen, NULL);
  g_autofree char *xml = belay_vm_plan_to_xml (plan);
  g_autoptr(GError) error = NULL;

  g_markup_parse_context_parse (context, xml, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);

  return g_string_free (seen, FALSE);
}

static BelayVmPlan *
new_plan (void)
{
  BelayVmPlan *plan = belay_vm_plan_new ();

  plan->name = g_strdup ("belay-1");
  plan->uuid = g_uuid_string_random ();
  plan->emulator = g_strdup ("/x/" EVIL "/belay-machine");
  plan->memory = 512;
  plan->cpus = 2;
  plan->disk = g_strdup ("/disks/" EVIL ".qcow2");
  plan->screen = g_strdup ("/run/" EVIL "/screen");
  plan->agent = g_strdup ("/run/agent");

  return plan;
}

/* Only what makes sense is taken from a command line, and nothing by half. */
static void
test_limits (void)
{
  static const int wrong[][3] = { { 255, -1, -1 }, { 1048577, -1, -1 }, { 0, 4, -1 }, { 512, 0, -1 }, { 512, 65, -1 }, { 512, 2, -2 },
                                  { 512, 2, 4097 }, { -512, -1, -1 } };
  BelayVmLimits limits, before;

  belay_vm_limits_init (&limits);
  g_assert_true (belay_vm_limits_override (&limits, -1, -1, -1, NULL));
  g_assert_false (limits.own_memory || limits.own_cpus);
  before = limits;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (belay_vm_limits_override (&limits, wrong[i][0], wrong[i][1], wrong[i][2], &error));
      g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME);
      g_assert_cmpmem (&limits, sizeof limits, &before, sizeof before);
    }

  g_assert_true (belay_vm_limits_override (&limits, 4096, 3, 7, NULL));
  g_assert_cmpuint (limits.memory, ==, 4096);
  g_assert_cmpuint (limits.cpus, ==, 3);
  g_assert_cmpuint (limits.disk, ==, 7 * 1024);
  g_assert_true (limits.own_memory && limits.own_cpus);

  g_assert_true (belay_vm_limits_fit (&limits, 4096, 3, NULL));
  g_assert_false (belay_vm_limits_fit (&limits, 4095, 3, NULL));
  g_assert_false (belay_vm_limits_fit (&limits, 4096, 2, NULL));
  limits.own_cpus = FALSE;
  g_assert_true (belay_vm_limits_fit (&limits, 4096, 2, NULL));
  g_assert_cmpuint (limits.cpus, ==, 2);
}

/* What virsh takes, with a name behind it. */
static void
test_far_addresses (void)
{
  static const char * const wrong[] = {
    "qemu+ssh://host/system", "qemu+ssh://host/system#", "qemu+ssh:///system#a", "qemu+ssh://-oProxyCommand=x/system#a",
    "qemu+ssh://-l@host/system#a", "qemu+ssh://host/other#a", "qemu+ssh://host#a", "qemu+ssh://host/system?no_verify=1#a",
    "qemu+ssh://host/system?command=/tmp/x#a", "qemu+ssh://host/system?socket#a", "qemu+ssh://ann:secret@host/system#a",
    "qemu+ssh://host/system#a\nb", "qemu+ssh://h;ost/system#a", "qemu+tcp://host/system#a", "qemu+tls://host/system#a",
    "qemu:///session#a", "qemu:///systemx#a", "qemu:///system", "vm:qemu+ssh://host/system",
    "qemu+ssh://$(x)@host/system#a", "qemu+ssh://host:99999/system#a",
  };
  g_autoptr(BelayVmAddress) plain = belay_vm_address_parse ("qemu+ssh://host/system#web & mail #2", NULL);
  g_autoptr(BelayVmAddress) full = belay_vm_address_parse ("vm:qemu+ssh://ann@far.example:2222/session?socket=/run/x&keyfile=/k%20y#a",
                                                           NULL);
  g_autoptr(BelayVmAddress) here = belay_vm_address_parse ("qemu+unix:///system?socket=/run/s#a", NULL);
  g_autoptr(BelayVmAddress) copy = belay_vm_address_copy (full);

  g_assert_nonnull (plain);
  g_assert_cmpstr (plain->uri, ==, "qemu+ssh://host/system");
  g_assert_cmpstr (plain->name, ==, "web & mail #2");
  g_assert_cmpstr (plain->host, ==, "host");
  g_assert_null (plain->user);
  g_assert_cmpint (plain->port, ==, -1);
  g_assert_true (plain->system);

  g_assert_null (here->host);
  g_assert_cmpstr (here->uri, ==, "qemu+unix:///system?socket=/run/s");
  g_assert_true (here->system);

  g_assert_cmpstr (copy->uri, ==, "qemu+ssh://ann@far.example:2222/session?socket=/run/x&keyfile=/k%20y");
  g_assert_cmpstr (copy->host, ==, "far.example");
  g_assert_cmpstr (copy->user, ==, "ann");
  g_assert_cmpstr (copy->keyfile, ==, "/k y");
  g_assert_cmpint (copy->port, ==, 2222);
  g_assert_false (copy->system);

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      BelayVmAddress *address = belay_vm_address_parse (wrong[i], &error);

      g_test_message ("%s: %s", wrong[i], error != NULL ? error->message : "-");
      g_assert_null (address);
      g_assert_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_far_commands (void)
{
  g_autoptr(BelayVmAddress) address = belay_vm_address_parse ("qemu+ssh://ann@far:2222/system?keyfile=/k#a", NULL);
  g_auto(GStrv) runs = belay_vm_far_build_command (address, NULL, "true");
  g_auto(GStrv) forwards = belay_vm_far_build_command (address, "127.0.0.1:5900", NULL);
  g_autofree char *run = g_strjoinv (" ", runs + 1);
  g_autofree char *forward = g_strjoinv (" ", forwards + 1);

  g_assert_true (g_str_has_suffix (runs[0], "/belay-ssh"));
  g_assert_cmpstr (run, ==, "-p 2222 -l ann -i /k -T -e none -- far true");
  g_assert_cmpstr (forward, ==, "-p 2222 -l ann -i /k -W 127.0.0.1:5900 -T -e none -- far");
}

static void
test_far_words (void)
{
  static const struct { const char *said; const char *words; int code; } cases[] = {
    { "Cannot recv data: ann@far: Permission denied (publickey).: Connection reset by peer", "ssh-copy-id", BELAY_SANDBOX_ERROR_REFUSED },
    { "virt-ssh-helper: cannot connect to '/run/libvirt/libvirt-sock': Failed to connect: Permission denied", "group “libvirt”",
      BELAY_SANDBOX_ERROR_REFUSED },
    { "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'", "group “libvirt”",
      BELAY_SANDBOX_ERROR_REFUSED },
    { "cannot connect to '/var/run/libvirt/virtqemud-sock': No such file or directory", "does not run", BELAY_SANDBOX_ERROR_REFUSED },
    { "ssh: connect to host far port 22: No route to host", "does not answer", BELAY_SANDBOX_ERROR_FAILED },
    { "bash: line 1: nc: command not found", "not installed on far", BELAY_SANDBOX_ERROR_MISSING },
    { "belay-ssh: ssh: No such file or directory", "openssh-client", BELAY_SANDBOX_ERROR_MISSING },
    { "cannot fill file '/pool/x': No space left on device", "no room left", BELAY_SANDBOX_ERROR_NO_SPACE },
    { "something\x1b[2J new\xff", "It failed. (far: something", BELAY_SANDBOX_ERROR_FAILED },
  };
  g_autoptr(BelayVmAddress) address = belay_vm_address_parse ("qemu+ssh://far/system#a", NULL);
  g_autoptr(GError) old = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = belay_vm_far_explain (address, "It failed.", cases[i].said);

      g_test_message ("%s", error->message);
      g_assert_error (error, BELAY_SANDBOX_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strchr (error->message, '\x1b'));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }

  g_assert_true (belay_vm_far_check_version (address, 9000000, NULL));
  g_assert_true (belay_vm_far_check_version (address, 7001000, NULL));
  g_assert_false (belay_vm_far_check_version (address, 7000099, &old));
  g_assert_nonnull (strstr (old->message, "7.0.99"));
}

static void
test_far_screen (void)
{
  g_autofree char *path = NULL;
  guint number = 0;

  g_assert_true (belay_vm_far_find_screen ("<domain><devices><graphics type='vnc' socket='/run/it&apos;s'><listen type='socket' "
                                           "socket='/run/x'/></graphics></devices></domain>", &path, &number));
  g_assert_cmpstr (path, ==, "/run/it's");
  g_clear_pointer (&path, g_free);
  g_assert_true (belay_vm_far_find_screen ("<domain><graphics type='vnc' port='5901' autoport='yes'/></domain>", &path, &number));
  g_assert_null (path);
  g_assert_cmpuint (number, ==, 5901);
  g_assert_false (belay_vm_far_find_screen ("<domain><graphics type='vnc' port='-1'/></domain>", &path, &number));
}

/* Whether somebody has the port of the guest agent, and not another one. */
static void
test_agent_described (void)
{
  static const char text[] = "<domain><devices><channel type='unix'><target type='virtio' name='%s' state='%s'/></channel>"
                             "<channel type='unix'><target type='virtio' name='%s' state='%s'/></channel></devices></domain>";
  g_autofree char *there = g_strdup_printf (text, "x.0", "disconnected", "org.qemu.guest_agent.0", "connected");
  g_autofree char *gone = g_strdup_printf (text, "x.0", "connected", "org.qemu.guest_agent.0", "disconnected");

  g_assert_true (belay_vm_domain_is_agent_described (there));
  g_assert_false (belay_vm_domain_is_agent_described (gone));
  g_assert_false (belay_vm_domain_is_agent_described ("<domain"));
}

/* Ports of libvirt's own choice for who is in it, whose names are no longer than the agent's. */
static void
test_far_ports (void)
{
  g_autoptr(BelayVmPlan) plan = new_plan ();
  g_autofree char *before = read_xml (plan);
  g_autofree char *after = NULL;

  g_assert_null (strstr (before, BELAY_GUEST_FAR_PORT));
  g_clear_pointer (&plan->guest, g_free);
  plan->far_guest = TRUE;
  after = read_xml (plan);
  g_assert_nonnull (strstr (after, "<channel>[type=unix]{}<target>[type=virtio][name=" BELAY_GUEST_FAR_PORT "]"));
  g_assert_nonnull (strstr (after, "<channel>[type=unix]{}<target>[type=virtio][name=" BELAY_GUEST_WAY_PORT "]"));
  g_assert_cmpuint (strlen (BELAY_GUEST_FAR_PORT), <=, strlen (BELAY_VM_PLAN_AGENT_PORT));
  g_assert_cmpuint (strlen (BELAY_GUEST_WAY_PORT), <=, strlen (BELAY_VM_PLAN_AGENT_PORT));
}

/* Where its disk ends. */
static void
test_disk_size (void)
{
  g_autoptr(BelayVmPlan) plan = new_plan ();
  g_autofree char *before = read_xml (plan);
  g_autofree char *after = NULL;

  g_assert_null (strstr (before, "<slice"));
  plan->disk_size = G_GUINT64_CONSTANT (21474836480);
  after = read_xml (plan);
  g_assert_nonnull (strstr (after, "<slices>{}<slice>[type=storage][offset=0][size=21474836480]"));
}

/* Whatever a path is, it stays a path. */
static void
test_escaped (void)
{
  g_autoptr(BelayVmPlan) plan = new_plan ();
  g_autofree char *seen = NULL;

  plan->kernel = g_strdup ("/k " EVIL);
  plan->command_line = g_strdup ("root=/dev/vda " EVIL);
  seen = read_xml (plan);
  g_assert_nonnull (strstr (seen, "<source>[file=/disks/" EVIL ".qcow2]"));
  g_assert_nonnull (strstr (seen, "<listen>[type=socket][socket=/run/" EVIL "/screen]"));
  g_assert_nonnull (strstr (seen, "<emulator>{/x/" EVIL "/belay-machine}"));
  g_assert_nonnull (strstr (seen, "<kernel>{/k " EVIL "}"));
  g_assert_nonnull (strstr (seen, "<cmdline>{root=/dev/vda " EVIL "}"));
}

/* A network card only with the way out at its other end. */
static void
test_network (void)
{
  g_autoptr(BelayVmPlan) plan = new_plan ();
  g_autofree char *without = read_xml (plan);
  g_autofree char *with = NULL;

  plan->doorway = g_strdup ("/run/doorway");
  with = read_xml (plan);
  g_assert_null (strstr (without, "<interface>"));
  g_assert_null (strstr (without, "qemu:env"));
  g_assert_nonnull (strstr (with, "<interface>[type=user]"));
  g_assert_nonnull (strstr (with, "<qemu:env>[name=BELAY_DOORWAY][value=/run/doorway]"));
}

static const char domain[] =
  "<domain type='kvm'><name>work</name><memory unit='KiB'>2097152</memory><vcpu placement='static'>3</vcpu>"
  "<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>"
  "<devices><emulator>/bin/evil</emulator>"
  "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/cd.iso'/><target dev='sdb' bus='sata'/></disk>"
  "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/work &amp; play.qcow2'/>"
  "<target dev='vda' bus='sata'/></disk>"
  "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/other'/><target dev='vdb' bus='virtio'/></disk>"
  "<filesystem type='mount'><source dir='/home'/><target dir='home'/></filesystem>"
  "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
  "<interface type='bridge'><source bridge='br0'/></interface><hostdev mode='subsystem' type='usb'/></devices></domain>";

static void
test_domain (void)
{
  g_autoptr(BelayVmPlan) plan = new_plan ();
  g_autoptr(GError) error = NULL;
  g_autofree char *format = NULL;
  g_autofree char *seen = NULL;

  g_clear_pointer (&plan->disk, g_free);
  g_assert_true (belay_vm_plan_take_domain (plan, domain, &format, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (plan->memory, ==, 2048);
  g_assert_cmpuint (plan->cpus, ==, 3);
  g_assert_true (plan->has_agent);
  g_assert_cmpstr (plan->machine, ==, "pc-q35-7.2");
  g_assert_cmpstr (plan->disk, ==, "/work & play.qcow2");
  g_assert_cmpstr (plan->bus, ==, "sata");
  g_assert_cmpstr (format, ==, "qcow2");

  /* Nothing that leads anywhere comes with it. */
  seen = read_xml (plan);
  g_assert_null (strstr (seen, "/home"));
  g_assert_null (strstr (seen, "br0"));
  g_assert_null (strstr (seen, "hostdev"));
  g_assert_null (strstr (seen, "/bin/evil"));
  g_assert_null (strstr (seen, "/cd.iso"));
}

static void
test_no_domain (gconstpointer data)
{
  g_autoptr(BelayVmPlan) plan = belay_vm_plan_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *format = NULL;

  g_assert_false (belay_vm_plan_take_domain (plan, data, &format, &error));
  g_assert_nonnull (error);
  g_assert_null (format);
}

static void
test_address (void)
{
  g_autoptr(BelayVmAddress) name = belay_vm_address_parse ("vm:debian-12", NULL);
  g_autoptr(BelayVmAddress) path = belay_vm_address_parse ("vm:/a/../b c.qcow2", NULL);

  g_assert_cmpstr (name->name, ==, "debian-12");
  g_assert_null (name->path);
  g_assert_cmpstr (path->path, ==, "/b c.qcow2");
  g_assert_null (path->name);
}

/* What a guest agent says that it may do; it may say anything. */
static void
test_agent_may (void)
{
  static const struct { const char *answer; gboolean can_run; } cases[] = {
    { "{\"return\":{\"version\":\"7.2.0\",\"supported_commands\":[{\"enabled\":true,\"name\":\"guest-ping\",\"success-response\":true},"
      "{\"enabled\":true,\"name\":\"guest-exec\",\"success-response\":true}]}}", TRUE },
    { "{\"return\":{\"supported_commands\":[{\"enabled\":false,\"name\":\"guest-exec\"}]}}", FALSE },
    { "{\"return\":{\"supported_commands\":[{\"enabled\":true,\"name\":\"guest-exec-status\"}]}}", FALSE },
    { "{\"return\":{\"supported_commands\":[{\"name\":\"guest-exec\"}]}}", FALSE },
    { "{\"return\":{\"supported_commands\":[{\"enabled\":\"yes\",\"name\":\"guest-exec\"}]}}", FALSE },
    { "{\"return\":{\"supported_commands\":[1,null,[],{}]}}", FALSE },
    { "{\"return\":{\"supported_commands\":{}}}", FALSE },
    { "{\"return\":[]}", FALSE }, { "[]", FALSE }, { "1", FALSE }, { "", FALSE }, { "{\"return", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (belay_vm_agent_can_run (cases[i].answer) != cases[i].can_run)
      g_error ("“%s” was understood otherwise", cases[i].answer);

  g_assert_null (belay_vm_agent_explain (BELAY_VM_AGENT_THERE));
  g_assert_nonnull (strstr (belay_vm_agent_explain (BELAY_VM_AGENT_ABSENT), "qemu-guest-agent"));
  g_assert_nonnull (strstr (belay_vm_agent_explain (BELAY_VM_AGENT_REFUSES), "guest-exec"));
}

int
main (int    argc,
      char **argv)
{
  static const char * const others[] = {
    "", "<domain>", "<domain><os><loader/></os></domain>",
    "<domain><os firmware='efi'/><devices><disk type='file' device='disk'><driver type='raw'/><source file='/x'/></disk>"
    "</devices></domain>",
    "<domain><devices><disk type='block' device='disk'><driver type='raw'/><source dev='/dev/sda'/></disk></devices></domain>",
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vm-plan/limits", test_limits);
  g_test_add_func ("/vm-plan/disk-size", test_disk_size);
  g_test_add_func ("/vm-plan/far/addresses", test_far_addresses);
  g_test_add_func ("/vm-plan/far/commands", test_far_commands);
  g_test_add_func ("/vm-plan/far/words", test_far_words);
  g_test_add_func ("/vm-plan/far/screen", test_far_screen);
  g_test_add_func ("/vm-plan/far/agent", test_agent_described);
  g_test_add_func ("/vm-plan/far/ports", test_far_ports);
  g_test_add_func ("/vm-plan/escaped", test_escaped);
  g_test_add_func ("/vm-plan/network", test_network);
  g_test_add_func ("/vm-plan/domain", test_domain);
  g_test_add_func ("/vm-plan/address", test_address);

  g_test_add_func ("/vm-plan/agent-may", test_agent_may);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_strdup_printf ("/vm-plan/no-domain/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, others[i], test_no_domain);
    }

  return g_test_run ();
}
