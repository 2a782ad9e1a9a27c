/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "belay-vm-address.h"

G_BEGIN_DECLS

/* The way to a port of a machine whose sockets lie on another computer: libvirt brings what is said there and here. It has a connection
 * to that libvirt of its own, so that who does not listen to his port keeps nothing else waiting, freezing least of all. Not for the
 * main thread, whose loop has to run. */
typedef struct _BelayVmChannel BelayVmChannel;

/* @uuid: of the machine. @port: the name of a virtio-serial port of it that is a socket. */
BelayVmChannel *belay_vm_channel_new  (const BelayVmAddress  *address,
                                       const char            *uuid,
                                       const char            *port);
/* Ends the stream that was there before, and waits for that. Returns: a stream, close-on-exec, that does not wait and whose end is
 * that of the port; or -1 */
int             belay_vm_channel_dial (BelayVmChannel        *self);
/* Ends its stream, and waits for that. */
void            belay_vm_channel_free (BelayVmChannel        *self);

/* How much of what a machine says may wait here, in bytes, for somebody to take it: then it is given up. */
#define BELAY_VM_CHANNEL_MAX_WAITING (16 * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmChannel, belay_vm_channel_free)

G_END_DECLS
