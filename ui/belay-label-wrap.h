/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How @label breaks lines while it shows @text: within words only where it must. */
void belay_label_wrap (GtkLabel   *label,
                       const char *text);

G_END_DECLS
