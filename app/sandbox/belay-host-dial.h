/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Looks @name up and connects to @port of the first public address that answers. The name is looked up once, so that what was
 * checked is what is connected to. Main thread only. Fails with %G_IO_ERROR_PERMISSION_DENIED if the name leads to this
 * machine or its network only, else with what the lookup or the connection failed with. */
void               belay_host_dial_async  (const char           *name,
                                           guint16               port,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* (transfer full) */
GSocketConnection *belay_host_dial_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
