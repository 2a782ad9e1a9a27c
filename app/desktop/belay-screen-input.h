/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-input-plan.h"
#include "belay-screen.h"

G_BEGIN_DECLS

/*
 * The last function before the wire. Only the hands of BelayExecutor (which only the gate owns) may include this
 * header; a test reads the sources and holds everybody to that.
 *
 * Each returns FALSE, and sends nothing, unless the screen is live.
 */

gboolean belay_screen_send_pointer       (BelayScreen *self,
                                          int          x,
                                          int          y,
                                          guint        buttons);
gboolean belay_screen_send_key           (BelayScreen *self,
                                          guint32      keysym,
                                          gboolean     down);
gboolean belay_screen_send_clipboard     (BelayScreen *self,
                                          const char  *text);
gboolean belay_screen_takes_clipboard    (BelayScreen *self);

/* How many events have been sent and have not left for the server yet. */
guint    belay_screen_get_n_pending      (BelayScreen *self);

G_END_DECLS
