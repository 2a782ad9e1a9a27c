/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-limits.h"

#include <glib/gi18n-lib.h>

#include "belay-sandbox.h"

#define KVM_WAIT      60        /* seconds */
#define EMULATED_WAIT 600

#define MIB_PER_GIB 1024

void
belay_vm_limits_init (BelayVmLimits *self)
{
  *self = (BelayVmLimits) {
    .memory = BELAY_VM_DEFAULT_MEMORY,
    .cpus = BELAY_VM_DEFAULT_CPUS,
    .disk = BELAY_VM_DEFAULT_DISK,
    .wait = -1,
  };
}

static gboolean
is_within (int          value,
           int          least,
           int          most,
           GError     **error,
           const char  *sentence)
{
  if (value == -1 || (value >= least && value <= most))
    return TRUE;

  g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME, sentence);

  return FALSE;
}

gboolean
belay_vm_limits_override (BelayVmLimits  *self,
                          int             memory,
                          int             cpus,
                          int             disk,
                          GError        **error)
{
  if (!is_within (memory, BELAY_VM_MIN_MEMORY, BELAY_VM_MAX_MEMORY, error,
                  /* Translators: “--memory” is to be typed as it is; the numbers are megabytes. */
                  _("“--memory” is in megabytes: 256 to 1048576.")) ||
      !is_within (cpus, 1, BELAY_VM_MAX_CPUS, error,
                  /* Translators: “--processors” is to be typed as it is. */
                  _("“--processors” is 1 to 64.")) ||
      !is_within (disk, 0, BELAY_VM_MAX_DISK / MIB_PER_GIB, error,
                  /* Translators: “--disk” is to be typed as it is; the numbers are gigabytes. */
                  _("“--disk” is in gigabytes: 1 to 4096, or 0 for no limit.")))
    return FALSE;

  if (memory != -1)
    self->memory = memory;
  if (cpus != -1)
    self->cpus = cpus;
  if (disk != -1)
    self->disk = disk * MIB_PER_GIB;

  self->own_memory |= memory != -1;
  self->own_cpus |= cpus != -1;

  return TRUE;
}

gboolean
belay_vm_limits_fit (BelayVmLimits  *self,
                     guint64         memory,
                     guint           cpus,
                     GError        **error)
{
  if (self->memory > memory)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                   /* Translators: both are megabytes; “--memory” is to be typed as it is. */
                   _("The machine is to get %u MB of memory, and where it would run there are %u. Give it less, in the preferences "
                     "or with “--memory”."), self->memory, (guint) MIN (memory, G_MAXUINT));
      return FALSE;
    }

  if (self->cpus > cpus && self->own_cpus)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                   /* Translators: both are numbers of processors; “--processors” is to be typed as it is. */
                   _("The machine is to get %u processors, and where it would run there are %u. Give it fewer with "
                     "“--processors”."), self->cpus, cpus);
      return FALSE;
    }

  self->cpus = MIN (self->cpus, cpus);

  return TRUE;
}

int
belay_vm_limits_get_wait (const BelayVmLimits *self,
                          gboolean             kvm)
{
  return self->wait >= 0 ? self->wait : kvm ? KVM_WAIT : EMULATED_WAIT;
}
