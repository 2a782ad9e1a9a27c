/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_COVER (belay_cover_get_type ())

/* Keeps its child, where it holds something private, from an audience until the person shows it.
 *
 * Properties: "child" (GtkWidget). */
G_DECLARE_FINAL_TYPE (BelayCover, belay_cover, BELAY, COVER, GtkWidget)

void     belay_cover_set_covered (BelayCover *self,
                                  gboolean    covered);
gboolean belay_cover_is_covered  (BelayCover *self);

G_END_DECLS
