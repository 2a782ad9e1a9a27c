/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "belay-vm-address.h"

G_BEGIN_DECLS

/* A libvirt that a URI names: mostly of another computer, reached by the person's ssh. Not for the main thread, whose loop has to run. */

/* Checks that it will do, too. (nullable): or a BELAY_SANDBOX_ERROR in the person's words. */
virConnectPtr belay_vm_far_open         (const BelayVmAddress  *address,
                                         GError               **error);

/* What libvirt said last on this thread, as a BELAY_SANDBOX_ERROR in the person's words; @sentence if it is nothing known. */
void          belay_vm_far_set_error    (GError               **error,
                                         const BelayVmAddress  *address,
                                         const char            *sentence);
/* The same of any words. (transfer full) */
GError       *belay_vm_far_explain      (const BelayVmAddress  *address,
                                         const char            *sentence,
                                         const char            *said);

/* (transfer full): a command that by ssh either reaches @forward there, "HOST:PORT", or runs @command there; the other one is NULL. */
char        **belay_vm_far_build_command (const BelayVmAddress  *address,
                                          const char            *forward,
                                          const char            *command);

/* Runs a command there and waits for it. FALSE if it fails: then what it says is explained. */
gboolean      belay_vm_far_run_command  (const BelayVmAddress  *address,
                                         const char            *command,
                                         const char            *sentence,
                                         GError               **error);

/* Whether a libvirt can do what is asked of it. @version: as virConnectGetLibVersion() has it */
gboolean      belay_vm_far_check_version (const BelayVmAddress  *address,
                                          unsigned long          version,
                                          GError               **error);

/* (transfer full): by what machines and disks of this user of this computer are known there: 12 hexadecimal digits that say nothing
 * about either. */
char         *belay_vm_far_get_owner    (void);

G_END_DECLS
