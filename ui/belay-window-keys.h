/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes the keys of the decision card work all over @window: Enter, Shift+Enter, E, S, R, T; and Escape, always. */
void belay_window_keys_install (GtkWindow *window);

G_END_DECLS
