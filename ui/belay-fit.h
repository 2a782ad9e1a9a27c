/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_FIT (belay_fit_get_type ())

/*
 * As high as its child is at the width it is given, and scrolling beyond a limit. Properties: "child" (GtkWidget),
 * "min-height", "max-height" (application pixels).
 */
G_DECLARE_FINAL_TYPE (BelayFit, belay_fit, BELAY, FIT, GtkWidget)

G_END_DECLS
