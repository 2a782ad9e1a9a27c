/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-trail-list.h"
#include "belay-trail-page.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_WINDOW (belay_trail_window_get_type ())

/* The trail browser: the recorded sessions, and one of them. A window of its own, so that no running session is disturbed. */
G_DECLARE_FINAL_TYPE (BelayTrailWindow, belay_trail_window, BELAY, TRAIL_WINDOW, AdwApplicationWindow)

/* @root: the directory of the sessions; (nullable): the default one */
BelayTrailWindow *belay_trail_window_new       (AdwApplication   *application,
                                                const char       *root);
/* @session: its name, or the path of its directory; (nullable): the list alone. @seq: as of belay_trail_page_open(). */
void              belay_trail_window_open      (BelayTrailWindow *self,
                                                const char       *session,
                                                guint64           seq);
BelayTrailList   *belay_trail_window_get_list  (BelayTrailWindow *self);
BelayTrailPage   *belay_trail_window_get_page  (BelayTrailWindow *self);

G_END_DECLS
