/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-verify.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_BANNER (belay_trail_banner_get_type ())

/*
 * What the verification of a record came to, always in view, and in plain words what that proves and what it does not.
 * Verifies on another thread. Property: "verdict" (int, -1 while there is none; notified). Signal: "record-activated"
 * (guint64: the number of the first bad record; take me there).
 */
G_DECLARE_FINAL_TYPE (BelayTrailBanner, belay_trail_banner, BELAY, TRAIL_BANNER, GtkWidget)

void                    belay_trail_banner_reset      (BelayTrailBanner *self,
                                                       gboolean          busy);
void                    belay_trail_banner_verify     (BelayTrailBanner *self,
                                                       const char       *directory);
/* (nullable): not known yet */
const BelayTrailReport *belay_trail_banner_get_report (BelayTrailBanner *self);

G_END_DECLS
