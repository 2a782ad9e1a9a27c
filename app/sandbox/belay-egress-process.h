/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-egress-wire.h"

G_BEGIN_DECLS

/* One process belay-egress and the socket to it. Main thread only. */
typedef struct _BelayEgressProcess BelayEgressProcess;

BelayEgressProcess *belay_egress_process_start  (int                  listener,
                                                 GError             **error);
void                belay_egress_process_kill   (BelayEgressProcess  *self);
int                 belay_egress_process_get_fd (BelayEgressProcess  *self);
gssize              belay_egress_process_read   (BelayEgressProcess  *self,
                                                 BelayEgressPacket   *packet);
void                belay_egress_process_answer (BelayEgressProcess  *self,
                                                 guint32              id,
                                                 BelayEgressVerdict   verdict,
                                                 int                  server);

G_END_DECLS
