/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The little of a VNC client that a test needs: to see that a server answers, and to type. Blocks. */
GSocketConnection *screen_peer_connect (GSocketConnectable *address,
                                        int                *width,
                                        int                *height);
void               screen_peer_click   (GSocketConnection  *peer,
                                        int                 x,
                                        int                 y);
void               screen_peer_chord   (GSocketConnection  *peer,
                                        const guint32      *keysyms,
                                        guint               n_keysyms);
void               screen_peer_type    (GSocketConnection  *peer,
                                        const char         *ascii);

G_END_DECLS
