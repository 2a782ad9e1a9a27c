/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-history.h"
#include "belay-trail-verify.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_PAGE (belay_trail_page_get_type ())

/*
 * One recorded session: whether it can be believed, its moments, and the screen at each of them. Properties: "history"
 * (BelayTrailHistory, nullable; notified), "position" (guint; notified), "folded" (boolean: there is a way back to the
 * list). Signal: "back".
 */
G_DECLARE_FINAL_TYPE (BelayTrailPage, belay_trail_page, BELAY, TRAIL_PAGE, GtkWidget)

/* @directory: (nullable): no session. @seq: the record to begin with; 0: the first. */
void                    belay_trail_page_open           (BelayTrailPage *self,
                                                         const char     *directory,
                                                         guint64         seq);
/* Reads it again: it may still be being recorded. */
void                    belay_trail_page_refresh        (BelayTrailPage *self);
const char             *belay_trail_page_get_directory  (BelayTrailPage *self);
BelayTrailHistory      *belay_trail_page_get_history    (BelayTrailPage *self);
const BelayTrailReport *belay_trail_page_get_report     (BelayTrailPage *self);
guint                   belay_trail_page_get_position   (BelayTrailPage *self);
void                    belay_trail_page_set_position   (BelayTrailPage *self,
                                                         guint           position);
void                    belay_trail_page_toggle_playing (BelayTrailPage *self);
/* How the session was decided. */
void                    belay_trail_page_show_decisions (BelayTrailPage *self);
/* "choose", "loading", "session" or "error" */
const char             *belay_trail_page_get_state      (BelayTrailPage *self);

G_END_DECLS
