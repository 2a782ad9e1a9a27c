/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_SPLIT (belay_split_get_type ())

/*
 * Two children side by side, or stacked where that is too narrow. Properties: "start", "end" (GtkWidget), "narrow"
 * (boolean, read only, notified).
 */
G_DECLARE_FINAL_TYPE (BelaySplit, belay_split, BELAY, SPLIT, GtkWidget)

gboolean belay_split_is_narrow (BelaySplit *self);

G_END_DECLS
