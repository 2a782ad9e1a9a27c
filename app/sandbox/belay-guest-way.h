/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-guest-wire.h"

G_BEGIN_DECLS

/*
 * Connections that are carried over a port, at either of its ends: in the machine those that programs make to their proxy, in the
 * program of Belay's those that take their place. What the other end says may be anything: there are not more connections than
 * %BELAY_GUEST_WAY_MAX, and of none is more kept than %BELAY_GUEST_WAY_WINDOW bytes each way. One thread only, except where it says.
 */
typedef struct _BelayGuestWay BelayGuestWay;

/* Makes what takes the place of a connection of the machine's. Returns: a stream, close-on-exec, that does not wait; or -1 */
typedef int (* BelayGuestWayDial) (gpointer user_data);

/* @port: a stream that does not wait; it stays the caller's. @listener: where connections come from, in the machine; there @dial is NULL.
 * Elsewhere it is -1. */
BelayGuestWay *belay_guest_way_new   (int                port,
                                      int                listener,
                                      BelayGuestWayDial  dial,
                                      gpointer           user_data);
void           belay_guest_way_free  (BelayGuestWay     *self);

/* Both not in the machine. The first ends all connections and believes nothing any more: the machine is about to go back. The second
 * greets the other end as well: it has gone back, or it is the beginning. */
void           belay_guest_way_hold  (BelayGuestWay     *self);
void           belay_guest_way_greet (BelayGuestWay     *self);
/* Whether the other end has been greeted. */
gboolean       belay_guest_way_is_open (BelayGuestWay   *self);

/* Waits for something to do and does it. @bell: a descriptor that ends the waiting when it can be read, or -1. Returns: 1; 0 when it is
 * @bell, whatever else there was; -1: the port has come to its end, or nobody is there for now. */
int            belay_guest_way_go_round (BelayGuestWay  *self,
                                         int             bell);

/* Connections that there are. */
guint          belay_guest_way_count (BelayGuestWay     *self);

G_END_DECLS
