/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SESSION_ITEM (belay_session_item_get_type ())

/* One session of this program, and the window it is in. */
G_DECLARE_FINAL_TYPE (BelaySessionItem, belay_session_item, BELAY, SESSION_ITEM, GObject)

GtkWindow    *belay_session_item_get_window  (BelaySessionItem *self);
BelaySession *belay_session_item_get_session (BelaySessionItem *self);
/* Whether nothing goes on before the person does something. */
gboolean      belay_session_item_is_waiting  (BelaySessionItem *self);
/* Since when it is as it is; monotonic, µs. */
gint64        belay_session_item_get_since   (BelaySessionItem *self);

#define BELAY_TYPE_SESSIONS (belay_sessions_get_type ())

/*
 * All sessions of this program. Main thread only. Signals: "changed" (); "presenting" (): a window has got an audience, or has
 * none any more.
 */
G_DECLARE_FINAL_TYPE (BelaySessions, belay_sessions, BELAY, SESSIONS, GObject)

BelaySessions *belay_sessions_get_default (void);

void           belay_sessions_add         (BelaySessions *self,
                                           GtkWindow     *window,
                                           BelaySession  *session);
void           belay_sessions_remove      (BelaySessions *self,
                                           BelaySession  *session);
/* (element-type BelaySessionItem) (transfer container): those that wait first, of these the one that has waited longest. */
GPtrArray     *belay_sessions_list        (BelaySessions *self);
/* How many wait, those of @except (nullable) left out. */
guint          belay_sessions_get_waiting (BelaySessions *self,
                                           GtkWindow     *except);
guint          belay_sessions_get_n       (BelaySessions *self);
void           belay_sessions_stop_all    (BelaySessions *self);
/* @window has just got its audience, or lost it. */
void           belay_sessions_set_audience (BelaySessions *self,
                                           GtkWindow     *window,
                                           gboolean       audience);

/* Whether somebody else than the person looks at @window. */
gboolean       belay_sessions_has_audience (GtkWindow    *window);

G_END_DECLS
