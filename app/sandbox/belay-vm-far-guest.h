/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-channel.h"
#include "belay-vm-start.h"

G_BEGIN_DECLS

/* Has belay-guest in a machine on another computer: waits for its guest agent, then for its desktop. @plan: what it was made of.
 * @channel: (out) (transfer full) (nullable): what brings what is said, to be freed before the machine is. Not for the main thread.
 * Returns: as belay_vm_guest_open() */
int      belay_vm_far_guest_open      (BelayVmRun      *run,
                                       BelayVmPlan     *plan,
                                       BelayVmChannel **channel,
                                       GCancellable    *cancellable);

G_END_DECLS
