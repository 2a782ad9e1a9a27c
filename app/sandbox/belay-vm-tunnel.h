/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The way to the screen of a machine on another computer: a socket here, and each connection to it is handed to a program of its own
 * that reaches the screen. Any thread. */
typedef struct _BelayVmTunnel BelayVmTunnel;

/* @path: where the socket is made, in a directory that only we can enter. @command: (transfer full): what has a connection as its
 * standard input and output. (nullable): or an error */
BelayVmTunnel *belay_vm_tunnel_new  (const char     *path,
                                     char          **command,
                                     GError        **error);
/* Ends all connections. Waits for nobody. */
void           belay_vm_tunnel_free (BelayVmTunnel  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmTunnel, belay_vm_tunnel_free)

G_END_DECLS
