/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A public internet of the test's own: a network namespace in which this machine has a public address, and names for it. */

#define FAR_ADDRESS "203.0.113.7"

/* FALSE if this machine does not let one make namespaces. Before any thread. */
gboolean        far_peer_enter      (void);
/* From now on @name is looked up as @address; names that are not known do not exist. */
void            far_peer_name       (const char *name,
                                     const char *address);
/* How often a name has been looked up. */
guint           far_peer_get_lookups (void);
/* (transfer full): a server at FAR_ADDRESS that keeps what it is sent, and answers “port N” once to each connection */
GSocketService *far_peer_serve      (guint16     port);
/* (transfer full): what all of them were sent so far, a dot for each zero byte */
char           *far_peer_get_heard  (void);
guint           far_peer_get_visits (void);
