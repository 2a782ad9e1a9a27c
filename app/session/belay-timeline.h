/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-entry.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TIMELINE (belay_timeline_get_type ())

/* The entries of a session, oldest first; what a reply says grows in place. Main thread only. */
G_DECLARE_FINAL_TYPE (BelayTimeline, belay_timeline, BELAY, TIMELINE, GObject)

BelayTimeline *belay_timeline_new       (void);
GListModel    *belay_timeline_get_model (BelayTimeline  *self);
void           belay_timeline_add       (BelayTimeline  *self,
                                         BelayEntryKind  kind,
                                         const char     *text);
/* (transfer full): the entry, whose text may still change */
BelayEntry    *belay_timeline_open      (BelayTimeline  *self,
                                         BelayEntryKind  kind,
                                         const char     *text);
void           belay_timeline_add_step  (BelayTimeline  *self,
                                         BelayStep      *step);
void           belay_timeline_add_contact (BelayTimeline *self,
                                           BelayContact  *contact);
void           belay_timeline_stream    (BelayTimeline  *self,
                                         BelayEntryKind  kind,
                                         const char     *delta);
void           belay_timeline_mark      (BelayTimeline  *self);
void           belay_timeline_rewind    (BelayTimeline  *self);

G_END_DECLS
