/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-domain.h"

G_BEGIN_DECLS

/* Why nobody of ours is in a machine. */
typedef enum
{
  BELAY_VM_AGENT_THERE,
  BELAY_VM_AGENT_ABSENT,        /* no guest agent has opened its port */
  BELAY_VM_AGENT_REFUSES,       /* it may not run programs */
  BELAY_VM_AGENT_NO_DESKTOP,    /* what was put in has not found an ordinary user's desktop, or may not run */
} BelayVmAgent;

/* As belay_vm_guest_open(), for a machine that knows nothing of Belay and boots: waits until its guest agent is there, asks it what
 * it may do, and has belay-guest put in. Not for the main thread; ends early when the machine does. @seconds: how long at most;
 * @state: (out). Returns: a stream, close-on-exec, or -1 */
int         belay_vm_agent_await   (BelayVmDomain *domain,
                                    const char    *path,
                                    int            seconds,
                                    GCancellable  *cancellable,
                                    BelayVmAgent  *state);

/* Waits until the guest agent of a machine that boots has opened its port; to ask before is an error at once. FALSE: it is not there in
 * time, or the machine has ended, or nobody wants to know any more. */
gboolean    belay_vm_agent_await_port (BelayVmDomain *domain,
                                       int            seconds,
                                       GCancellable  *cancellable);

/* Whether @answer to “guest-info” says that programs may be run. */
gboolean    belay_vm_agent_can_run (const char    *answer);

/* (transfer none) (nullable): what is said of it, and what to do. */
const char *belay_vm_agent_explain (BelayVmAgent   state);

G_END_DECLS
