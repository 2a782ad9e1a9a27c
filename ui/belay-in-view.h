/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_IN_VIEW (belay_in_view_get_type ())

/*
 * Whether a person can see a part of a window, as far as GTK can tell. Signal: "changed": ask again. Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelayInView, belay_in_view, BELAY, IN_VIEW, GObject)

/* @widget: (transfer none): is not kept alive. */
BelayInView *belay_in_view_new  (GtkWidget   *widget);
/* Of @part, which lies in the widget or is it. */
gboolean     belay_in_view_sees (BelayInView *self,
                                 GtkWidget   *part);

G_END_DECLS
