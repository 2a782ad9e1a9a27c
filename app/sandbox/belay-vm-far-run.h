/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-start.h"

G_BEGIN_DECLS

/* Starts a run whose address is on another computer, with a directory here. Not for the main thread. See belay_vm_run_start(). */
gboolean belay_vm_far_run_start    (BelayVmRun    *self,
                                    GCancellable  *cancellable,
                                    GError       **error);

/* Whether there is room for its disk over there. */
gboolean belay_vm_far_run_has_room (BelayVmFarRun *self);

/* It is about to go back: its connections end. Then it has, or not, and has to begin anew. */
void     belay_vm_far_run_hold     (BelayVmFarRun *self);
void     belay_vm_far_run_renew    (BelayVmFarRun *self);

/* Ends the ways to its screen and to whoever is in it, and so their use of the machine. */
void     belay_vm_far_run_close    (BelayVmFarRun *self);
/* Removes its disk; its machine has ended. */
void     belay_vm_far_run_free     (BelayVmFarRun *self);

/* Where the screen of a running machine is: a path of a socket, or a port; from libvirt's description of it. @path: (out)
 * (transfer full) (nullable). FALSE if neither is there. */
gboolean belay_vm_far_find_screen  (const char    *xml,
                                    char         **path,
                                    guint         *port);

G_END_DECLS
