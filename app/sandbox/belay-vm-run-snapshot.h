/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-start.h"

G_BEGIN_DECLS

/* What a machine that runs is kept as, and goes back to. Each waits for it, so not for the main thread, and one after the other. */

/* Keeps it under @label, in the place of what that was. Returns FALSE with a BELAY_SANDBOX_ERROR in the person's words. */
gboolean belay_vm_run_save      (BelayVmRun  *self,
                                 const char  *label,
                                 GError     **error);
/* Goes back to what was kept under @label. Its clock goes back with it: see belay_vm_run_set_clock(). */
gboolean belay_vm_run_load      (BelayVmRun  *self,
                                 const char  *label,
                                 GError     **error);
/* Makes room. */
void     belay_vm_run_forget    (BelayVmRun  *self,
                                 const char  *label);

/* Tells a machine that has gone back what time it is, if it has not been told: certificates are not valid yet where it is. One that
 * stands still cannot be told, and is when it goes on. */
void     belay_vm_run_set_clock (BelayVmRun  *self);

G_END_DECLS
