/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poll.h>

#include "belay-egress-wire.h"

G_BEGIN_DECLS

/* One connection out of the sandbox: what is asked for, the wait for an answer, and then the bytes both ways. */
typedef struct _EgressConnection EgressConnection;

/* What the program is to be told. */
typedef void (* EgressTell) (const BelayEgressPacket *packet);

/* @client: (transfer full): non-blocking */
EgressConnection *egress_connection_new     (guint32                  id,
                                             int                      client,
                                             EgressTell               tell);
void              egress_connection_free    (EgressConnection        *self);
guint32           egress_connection_get_id  (EgressConnection        *self);

/* @server: (transfer full): connected and non-blocking if it is allowed, else -1 */
void              egress_connection_answer  (EgressConnection        *self,
                                             BelayEgressVerdict       verdict,
                                             int                      server);

/* Fills two entries: the client's and the server's. Returns when it has to be looked at again, monotonic µs. */
gint64            egress_connection_prepare (EgressConnection        *self,
                                             struct pollfd            fds[2]);
/* Does what can be done without waiting. FALSE if it is over. */
gboolean          egress_connection_go_on   (EgressConnection        *self,
                                             const struct pollfd      fds[2],
                                             gint64                   now);

G_END_DECLS
