/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Waits for what belay-doorway hands out. Main thread only. */
typedef struct _BelayDoorway BelayDoorway;

/* @listener: (transfer full): the listening socket of the sandbox, close-on-exec */
typedef void (* BelayDoorwayOpened) (int       listener,
                                     gpointer  user_data);

/* @socket: (transfer full): our end */
BelayDoorway *belay_doorway_new  (int                 socket,
                                  BelayDoorwayOpened  opened,
                                  gpointer            user_data);
void          belay_doorway_free (BelayDoorway       *self);

/* For who knows that it has come: the listening socket, the caller's, or -1. Any thread. */
int           belay_doorway_receive (int             socket);

G_END_DECLS
