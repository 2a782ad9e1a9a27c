/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "belay-vm-directory.h"

G_BEGIN_DECLS

/* Brings libvirt's events to the main loop and keeps it from writing to the standard error. On the main thread, before all else. */
void          belay_vm_host_prepare (void);

/* A connection to the libvirt of this computer, on which machines run as an ordinary user: the person's session daemon, or, when the
 * program is root, a daemon of our own that has stepped down and lives in @directory, as long as there is a connection. Not for
 * the main thread, but its loop has to run. @daemon: (out) (nullable) (transfer full): that daemon. (nullable): or a BELAY_SANDBOX_ERROR in the person's words */
virConnectPtr belay_vm_host_open    (BelayVmDirectory  *directory,
                                     GCancellable      *cancellable,
                                     GSubprocess      **daemon,
                                     GError           **error);
/* Ends a daemon of our own and whatever it has started, at once. @daemon: (nullable): as belay_vm_host_open() set it */
void          belay_vm_host_end_daemon (GSubprocess    *daemon);

/* What libvirt said last on this thread, after a sentence of ours. */
void          belay_vm_host_set_error (GError     **error,
                                       int          code,
                                       const char  *sentence);

G_END_DECLS
