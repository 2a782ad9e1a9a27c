/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-history.h"

G_BEGIN_DECLS

#define BELAY_TYPE_MOMENT_DETAILS (belay_moment_details_get_type ())

/* What is on record about one moment, in words: who decided, what the guards saw, what was said and sent. */
G_DECLARE_FINAL_TYPE (BelayMomentDetails, belay_moment_details, BELAY, MOMENT_DETAILS, GtkWidget)

/* @history: (nullable): none is shown */
void belay_moment_details_show (BelayMomentDetails *self,
                                BelayTrailHistory  *history,
                                guint               position);

G_END_DECLS
