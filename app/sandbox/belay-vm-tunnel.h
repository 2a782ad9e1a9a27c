/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The way to the screen of a machine that makes no socket which we could connect to: a socket here, and each connection to it is handed
 * on. Any thread. */
typedef struct _BelayVmTunnel BelayVmTunnel;

/* Hands a connection on, on a thread of the tunnel's. The descriptor stays the caller's. */
typedef void (* BelayVmTunnelHand) (int       fd,
                                    gpointer  user_data);

/* As below, but each connection is handed to a function. */
BelayVmTunnel *belay_vm_tunnel_new_for_function (const char         *path,
                                                 BelayVmTunnelHand   hand,
                                                 gpointer            user_data,
                                                 GDestroyNotify      destroy,
                                                 GError            **error);

/* @path: where the socket is made, in a directory that only we can enter. @command: (transfer full): what has a connection as its
 * standard input and output. (nullable): or an error */
BelayVmTunnel *belay_vm_tunnel_new  (const char     *path,
                                     char          **command,
                                     GError        **error);
/* Ends all connections. Waits for nobody. */
void           belay_vm_tunnel_free (BelayVmTunnel  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmTunnel, belay_vm_tunnel_free)

G_END_DECLS
