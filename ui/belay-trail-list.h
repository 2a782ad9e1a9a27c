/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-index.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_LIST (belay_trail_list_get_type ())

/*
 * All recorded sessions, and what is found in them. Signal: "opened" (char *session, guint64 seq): the person wants to see
 * that session, from that record on; 0: from its beginning.
 */
G_DECLARE_FINAL_TYPE (BelayTrailList, belay_trail_list, BELAY, TRAIL_LIST, GtkWidget)

void        belay_trail_list_set_root (BelayTrailList *self,
                                       const char     *root);
void        belay_trail_list_refresh  (BelayTrailList *self);
void        belay_trail_list_search   (BelayTrailList *self,
                                       const char     *query);
void        belay_trail_list_focus    (BelayTrailList *self);
/* Marks it as the one that is open; "opened" is not emitted. */
void        belay_trail_list_select   (BelayTrailList *self,
                                       const char     *session);
/* "loading", "list", "empty", "nothing" (found), "wrong" (query) or "error"; for the list of lines, see "model". */
const char *belay_trail_list_get_state (BelayTrailList *self);
GListModel *belay_trail_list_get_model (BelayTrailList *self);

G_END_DECLS
