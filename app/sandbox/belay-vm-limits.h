/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a machine is given. A machine that libvirt knows says how much memory and how many processors it has itself: that counts
 * but for what the person has said of this very run, which is "own". */
typedef struct
{
  guint    memory;              /* MiB */
  guint    cpus;
  guint    disk;                /* MiB that its disk may grow to, snapshots included; 0: no limit */
  int      wait;                /* seconds for a desktop that is no image of ours; -1: some minutes */
  gboolean own_memory;
  gboolean own_cpus;
} BelayVmLimits;

#define BELAY_VM_MIN_MEMORY     256     /* MiB */
#define BELAY_VM_MAX_MEMORY     (1024 * 1024)
#define BELAY_VM_DEFAULT_MEMORY 1024
#define BELAY_VM_MAX_CPUS       64
#define BELAY_VM_DEFAULT_CPUS   2
#define BELAY_VM_MAX_DISK       (4096 * 1024)   /* MiB */
#define BELAY_VM_MAX_WAIT       3600            /* seconds */
#define BELAY_VM_DEFAULT_DISK   (20 * 1024)

/* As a machine is started when nobody has said anything. */
void     belay_vm_limits_init     (BelayVmLimits  *self);

/* Puts what was given on a command line in, each of them -1 for what was not. @disk: GiB. FALSE with a BELAY_SANDBOX_ERROR_NAME in the
 * person's words if it makes no sense; nothing is changed then. */
gboolean belay_vm_limits_override (BelayVmLimits  *self,
                                   int             memory,
                                   int             cpus,
                                   int             disk,
                                   GError        **error);

/* Whether a computer of @memory MiB and @cpus processors can give it that. Processors that nobody asked for by number are made
 * fewer. FALSE with a BELAY_SANDBOX_ERROR_REFUSED in the person's words. */
gboolean belay_vm_limits_fit      (BelayVmLimits  *self,
                                   guint64         memory,
                                   guint           cpus,
                                   GError        **error);

/* How many seconds are waited for whoever is to be in a machine that has to boot. @kvm: it is not emulated */
int      belay_vm_limits_get_wait (const BelayVmLimits *self,
                                   gboolean        kvm);

G_END_DECLS
