/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-address.h"
#include "belay-vm-directory.h"
#include "belay-vm-domain.h"
#include "belay-vm-limits.h"
#include "belay-vm-plan.h"

G_BEGIN_DECLS

typedef struct _BelayVmFarRun BelayVmFarRun;

/* One run of a machine: what is started, and what of it has to go at the end. Reference counted, as several threads work with it;
 * the last reference must not be dropped by the main thread. */
typedef struct
{
  BelayVmAddress   *address;
  BelayVmLimits     limits;     /* after the start: what it was given */
  /* Whom events go to, for each machine that is tried: see belay_vm_domain_create(). @data is a #GObject. */
  BelayVmHeard      heard;
  GObject          *data;

  BelayVmDirectory *directory;
  GSubprocess      *daemon;     /* (nullable) see belay_vm_host_open() */
  BelayVmFarRun    *far;        /* (nullable) what of it is on another computer */
  BelayVmDomain    *domain;     /* set before the start returns, not changed afterwards */
  char             *screen;     /* path of the socket of its VNC server, or of the way there */
  char             *password;   /* (nullable) of that server */
  int               lifeline;   /* or -1: closed, the machine here ends, libvirt or not */
  int               guest;      /* belay-guest, which answers; or -1: whoever takes it sets this to -1 */
  pid_t             process;    /* that is QEMU, or 0 */
  int               doorway;    /* a listening socket, or -1: whoever takes it sets this to -1 */
  gboolean          kvm;
  gboolean          clock_due;  /* the machine has gone back, and its clock with it: of the thread that does that */
  gboolean          was_ready;  /* it was waiting, and has not been booted */
  GHashTable       *labels;     /* of the snapshots there are: of the thread that makes them */
  char             *ready_key;  /* (nullable) what kind of machine waits for it, see BelayImage */
} BelayVmRun;

BelayVmRun *belay_vm_run_new   (const BelayVmAddress *address,
                                const BelayVmLimits  *limits,
                                BelayVmHeard          heard,
                                GObject              *data);
BelayVmRun *belay_vm_run_ref   (BelayVmRun           *self);
void        belay_vm_run_unref (BelayVmRun           *self);

/* Starts it and waits until its desktop is there, where that can be known. May take minutes. Returns FALSE with a
 * BELAY_SANDBOX_ERROR in the person's words or with G_IO_ERROR_CANCELLED. */
gboolean    belay_vm_run_start (BelayVmRun           *self,
                                GCancellable         *cancellable,
                                GError              **error);

/* Whether there is room for its disk where that lies; with less than a little, what fails fails for that. */
gboolean    belay_vm_run_has_room  (BelayVmRun       *self);

/* What of its limits counts is put into the plan, if the computer has it. */
gboolean    belay_vm_run_fit       (BelayVmRun       *self,
                                    BelayVmPlan      *plan,
                                    virConnectPtr     connection,
                                    GError          **error);

/* Starts an image anew, waits for its desktop, and keeps the machine as one that waits from now on. */
gboolean    belay_vm_run_make_ready (BelayVmRun      *self,
                                     GCancellable    *cancellable,
                                     GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmRun, belay_vm_run_unref)

G_END_DECLS
