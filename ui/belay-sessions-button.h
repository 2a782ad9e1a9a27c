/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_SESSIONS_BUTTON (belay_sessions_button_get_type ())

/*
 * The way to the other sessions: says how many of them wait, and lists them, those that wait first. Out of sight while there
 * are no others. The audience of the window it is in is told no more than that.
 */
G_DECLARE_FINAL_TYPE (BelaySessionsButton, belay_sessions_button, BELAY, SESSIONS_BUTTON, GtkWidget)

void belay_sessions_button_popup (BelaySessionsButton *self);

G_END_DECLS
