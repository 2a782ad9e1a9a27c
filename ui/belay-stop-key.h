/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A dialog takes the keys of the window below it, but not this one: Escape stops. @parent: the session's window, which
 * outlives @dialog. */
void belay_stop_key_attach (GtkWidget *dialog,
                            GtkWindow *parent);

G_END_DECLS
