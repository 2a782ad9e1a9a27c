/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-entry.h"
#include "belay-session.h"
#include "belay-pictures.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TIMELINE_VIEW (belay_timeline_view_get_type ())

/*
 * What has happened so far, the newest at the bottom. Signals: "step-selected" (BelayStep *, nullable: none).
 */
G_DECLARE_FINAL_TYPE (BelayTimelineView, belay_timeline_view, BELAY, TIMELINE_VIEW, GtkWidget)

void belay_timeline_view_set_model     (BelayTimelineView *self,
                                        GListModel        *entries);
void belay_timeline_view_set_pictures  (BelayTimelineView *self,
                                        BelayPictures     *pictures);
void belay_timeline_view_set_speaker   (BelayTimelineView *self,
                                        const char        *speaker);
void belay_timeline_view_go_live       (BelayTimelineView *self);
/* Selects @entry and scrolls there. */
void belay_timeline_view_show_entry    (BelayTimelineView *self,
                                        BelayEntry        *entry);
void belay_timeline_view_set_presenter (BelayTimelineView *self,
                                        gboolean           presenter);

G_END_DECLS
