/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_RIPPLE (belay_ripple_get_type ())

/* A ring where something was just done with the pointer. Between two of them there is nothing to draw and no timer. */
G_DECLARE_FINAL_TYPE (BelayRipple, belay_ripple, BELAY, RIPPLE, GtkWidget)

GtkWidget *belay_ripple_new       (void);
void       belay_ripple_start     (BelayRipple *self,
                                   double       x,
                                   double       y);
void       belay_ripple_stop      (BelayRipple *self);
gboolean   belay_ripple_is_moving (BelayRipple *self);

G_END_DECLS
