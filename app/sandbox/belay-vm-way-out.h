/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-channel.h"

G_BEGIN_DECLS

/* The way out of a machine on another computer, where there is no network card: belay-guest brings connections by a port of the machine,
 * and each becomes one here, to a socket that belay-egress accepts from. A thread of its own serves them. */
typedef struct _BelayVmWayOut BelayVmWayOut;

/* Waits until the machine has answered, so not for the main thread. @path: where that socket is made, in a directory that only we can
 * enter. @listener: (out): the socket, listening, close-on-exec. (nullable): nobody in the machine brings any. */
BelayVmWayOut *belay_vm_way_out_new  (const BelayVmAddress  *address,
                                      const char            *uuid,
                                      const char            *path,
                                      int                   *listener);
/* Ends all connections, and waits for that. */
void           belay_vm_way_out_free (BelayVmWayOut         *self);

/* The machine is about to go back: ends all connections, and believes nothing; afterwards, it begins anew. Any thread. */
void           belay_vm_way_out_hold (BelayVmWayOut         *self);
void           belay_vm_way_out_renew (BelayVmWayOut        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmWayOut, belay_vm_way_out_free)

G_END_DECLS
