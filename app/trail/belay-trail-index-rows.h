/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-database.h"
#include "belay-trail-scan.h"

G_BEGIN_DECLS

/* The rows of one session on their way into the index: what is said of a step in many records becomes one. */
typedef struct _BelayTrailIndexRows BelayTrailIndexRows;

BelayTrailIndexRows *belay_trail_index_rows_new   (BelayTrailDatabase      *db,
                                                   gint64                   session);
void                 belay_trail_index_rows_free  (BelayTrailIndexRows     *self);
gboolean             belay_trail_index_rows_add   (BelayTrailIndexRows     *self,
                                                   const BelayTrailRecord  *record,
                                                   GError                 **error);
/* How many wait for being written. */
guint                belay_trail_index_rows_count (BelayTrailIndexRows     *self);
gboolean             belay_trail_index_rows_flush (BelayTrailIndexRows     *self,
                                                   GError                 **error);

/* Takes all rows of a session out of the index. */
gboolean             belay_trail_index_rows_drop  (BelayTrailDatabase      *db,
                                                   gint64                   session,
                                                   GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailIndexRows, belay_trail_index_rows_free)

G_END_DECLS
