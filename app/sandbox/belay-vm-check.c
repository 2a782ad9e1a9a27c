/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-check.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "belay-image-build.h"
#include "belay-vm-directory.h"
#include "belay-vm-host.h"
#include "belay-vm-kvm.h"

void
belay_vm_fact_free (BelayVmFact *self)
{
  g_free (self->what);
  g_free (self->advice);
  g_free (self);
}

static void
add (GPtrArray  *facts,
     gboolean    fine,
     const char *what,
     const char *advice)
{
  BelayVmFact *fact = g_new (BelayVmFact, 1);

  *fact = (BelayVmFact) { fine, g_strdup (what), g_strdup (advice) };
  g_ptr_array_add (facts, fact);
}

/* Returns: whether anything else is worth a look. */
static gboolean
check_programs (GPtrArray *facts)
{
  static const struct { const char *program; const char *package; } needs[] = {
    { "/usr/bin/qemu-system-x86_64", "qemu-system-x86" },
    { "/usr/bin/qemu-img", "qemu-utils" },
  };
  g_autoptr(GString) command = g_string_new ("sudo apt install");
  gsize length = command->len;

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (access (needs[i].program, X_OK) != 0)
      g_string_append_printf (command, " %s", needs[i].package);

  if (access ("/usr/sbin/libvirtd", X_OK) != 0 && access ("/usr/sbin/virtqemud", X_OK) != 0)
    g_string_append (command, " libvirt-daemon libvirt-daemon-driver-qemu");

  if (command->len == length)
    return TRUE;

  add (facts, FALSE, _("No virtual machine can be run on this computer."), command->str);

  return FALSE;
}

static void
check_libvirt (GPtrArray *facts)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayVmDirectory) directory = belay_vm_directory_new (NULL, &error);
  g_autoptr(GSubprocess) daemon = NULL;
  virConnectPtr connection = NULL;

  if (directory != NULL)
    connection = belay_vm_host_open (directory, NULL, &daemon, &error);

  if (connection != NULL)
    add (facts, TRUE, _("libvirt, which runs virtual machines, answers."), NULL);
  else
    add (facts, FALSE, _("No virtual machine can be run on this computer."), error->message);

  if (connection != NULL)
    virConnectClose (connection);

  belay_vm_host_end_daemon (daemon);
}

static void
check_kvm (GPtrArray *facts)
{
  g_autofree char *join = g_strdup_printf ("sudo usermod --append --groups kvm %s", g_get_user_name ());

  switch (belay_vm_kvm_look ())
    {
    case BELAY_VM_KVM_ABSENT:
      add (facts, FALSE, _("The processor does not help with virtual machines (no /dev/kvm): they are emulated, and slow."),
           _("Switch virtualization on in the setup of the computer, or allow it from outside if this is a machine itself."));
      break;

    case BELAY_VM_KVM_FORBIDDEN:
      add (facts, FALSE, _("/dev/kvm may not be used: virtual machines are emulated, and slow."), join);
      break;

    case BELAY_VM_KVM_BROKEN:
      add (facts, FALSE, _("No virtual machine has started with /dev/kvm since this computer was: they are emulated, and slow."),
           NULL);
      break;

    case BELAY_VM_KVM_UNTRIED:
      add (facts, TRUE, _("/dev/kvm is there; whether virtual machines start with it will be seen with the first one."), NULL);
      break;

    case BELAY_VM_KVM_BOOTS:
      add (facts, TRUE, _("Virtual machines start with the processor’s help."), NULL);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
check_images (GPtrArray *facts)
{
  g_autoptr(GPtrArray) names = belay_image_list ();
  g_autofree char *lacks = belay_image_build_lacks ();
  g_autofree char *all = NULL;
  g_autofree char *what = NULL;

  if (names->len == 0)
    {
      add (facts, FALSE, _("There is no image for virtual machines."), lacks != NULL ? lacks : "belay image build");
      return;
    }

  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  /* Translators: %s are names. */
  what = g_strdup_printf (_("Images for virtual machines: %s."), all);
  add (facts, TRUE, what, NULL);
}

/* Of the other computer it is only known when it is tried. */
static void
check_far (GPtrArray *facts)
{
  g_autofree char *ssh = g_find_program_in_path ("ssh");

  if (ssh != NULL)
    add (facts, TRUE, _("Machines on other computers are reached by ssh; those need libvirt, and “nc” or “socat”."), NULL);
  else
    add (facts, FALSE, _("Machines on other computers cannot be reached without ssh."), "sudo apt install openssh-client");
}

static void
work (GTask        *task,
      gpointer      source,
      gpointer      data,
      GCancellable *cancellable)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_vm_fact_free);

  if (check_programs (facts))
    {
      check_libvirt (facts);
      check_kvm (facts);
      check_images (facts);
    }

  check_far (facts);

  g_task_return_pointer (task, facts, (GDestroyNotify) g_ptr_array_unref);
}

void
belay_vm_check_async (GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  belay_vm_host_prepare ();
  g_task_set_source_tag (task, belay_vm_check_async);
  g_task_run_in_thread (task, work);
}

GPtrArray *
belay_vm_check_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
