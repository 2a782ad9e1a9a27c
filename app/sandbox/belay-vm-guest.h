/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-domain.h"

G_BEGIN_DECLS

/* Has belay-guest in a machine, to be asked through the port that @path is the socket of: the one that is there from before, where it
 * is of this program, or one that the guest agent puts there. Waits, so not for the main thread; @seconds: how long at most for each.
 * Returns: a stream, close-on-exec, or -1: nobody is there who could be asked. */
int belay_vm_guest_open (BelayVmDomain *domain,
                         const char    *path,
                         int            seconds);

G_END_DECLS
