/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

/* The actions of a window that are about what its sandbox reaches: "hosts", and "allow-host-once", "allow-host" and
 * "never-host" with the id of a contact. */
typedef struct _BelayNetworkActions BelayNetworkActions;

/* @map: a window; outlives it */
BelayNetworkActions *belay_network_actions_new         (GActionMap          *map);
void                 belay_network_actions_free        (BelayNetworkActions *self);
/* @session: (nullable) */
void                 belay_network_actions_set_session (BelayNetworkActions *self,
                                                        BelaySession        *session);

G_END_DECLS
