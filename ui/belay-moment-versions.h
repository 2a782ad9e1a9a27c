/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-moment.h"

G_BEGIN_DECLS

#define BELAY_TYPE_MOMENT_VERSIONS (belay_moment_versions_get_type ())

/* What was proposed, what was decided and what was sent, side by side. */
G_DECLARE_FINAL_TYPE (BelayMomentVersions, belay_moment_versions, BELAY, MOMENT_VERSIONS, GtkWidget)

GtkWidget *belay_moment_versions_new        (void);
void       belay_moment_versions_set_moment (BelayMomentVersions *self,
                                             BelayMoment         *moment);

G_END_DECLS
