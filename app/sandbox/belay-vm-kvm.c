/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-kvm.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "belay-step-down.h"

#define DEVICE  "/dev/kvm"
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static char *
get_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "belay", "kvm", NULL);
}

static char *
get_boot_id (void)
{
  char *id = NULL;

  g_file_get_contents (BOOT_ID, &id, NULL, NULL);

  return id != NULL ? g_strstrip (id) : g_strdup ("");
}

/* What is written there: the boot it was seen in, and "boots" or "broken". */
static BelayVmKvm
recall (void)
{
  g_autofree char *path = get_path ();
  g_autofree char *id = get_boot_id ();
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || *id == '\0' || !g_str_has_prefix (text, id))
    return BELAY_VM_KVM_UNTRIED;

  return strstr (text, "broken") != NULL ? BELAY_VM_KVM_BROKEN : BELAY_VM_KVM_BOOTS;
}

BelayVmKvm
belay_vm_kvm_look (void)
{
  if (access (DEVICE, F_OK) != 0)
    return BELAY_VM_KVM_ABSENT;

  /* Machines of root's run as somebody else, who has no groups. */
  if (belay_step_down_is_due ())
    {
      GStatBuf status;

      if (g_stat (DEVICE, &status) != 0 || (status.st_mode & 0006) != 0006)
        return BELAY_VM_KVM_FORBIDDEN;
    }
  else if (access (DEVICE, R_OK | W_OK) != 0)
    return BELAY_VM_KVM_FORBIDDEN;

  return recall ();
}

void
belay_vm_kvm_remember (gboolean boots)
{
  g_autofree char *path = get_path ();
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *id = get_boot_id ();
  g_autofree char *text = g_strdup_printf ("%s %s\n", id, boots ? "boots" : "broken");

  g_mkdir_with_parents (directory, 0700);
  if (!g_file_set_contents (path, text, -1, NULL))
    g_debug ("It cannot be remembered whether KVM boots.");
}
