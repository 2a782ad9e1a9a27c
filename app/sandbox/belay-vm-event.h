/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is heard of a machine that runs. */
typedef enum
{
  BELAY_VM_SHUT_DOWN,           /* by itself */
  BELAY_VM_CRASHED,             /* the guest's system, or QEMU */
  BELAY_VM_DESTROYED,           /* by somebody else */
  BELAY_VM_LOST,                /* the connection to libvirt is closed */
  BELAY_VM_DISK_FULL,           /* it has been stopped for that, and goes on when told to */
  BELAY_VM_DISK_FAILED,         /* likewise */
} BelayVmEvent;

/* Whether it is over then. */
gboolean belay_vm_event_is_end (BelayVmEvent  event);

/* (transfer full): a BELAY_SANDBOX_ERROR in the person's words. @host: (nullable): the computer whose libvirt it is
 * lent by. @disk: MiB its disk may take, if it takes that much; 0 if it is not known to */
GError  *belay_vm_event_explain (BelayVmEvent  event,
                                 const char   *host,
                                 guint         disk);

G_END_DECLS
