/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-database.h"
#include "belay-trail-segments.h"
#include "belay-trail-show.h"

G_BEGIN_DECLS

/* What keeps an index true: it follows the sessions below one directory. One thread at a time. */

/* The names of all sessions below @root, the newest first. */
GPtrArray         *belay_trail_indexer_find_names (const char          *root);

/* Reads what was recorded since the last time. What was read when it is cancelled stays. */
gboolean           belay_trail_indexer_update     (BelayTrailDatabase  *db,
                                                   const char          *root,
                                                   GCancellable        *cancellable,
                                                   GError             **error);

/* What a list says of the session @name, if its index is up to date; else NULL. */
BelayTrailSummary *belay_trail_indexer_summarise  (BelayTrailDatabase  *db,
                                                   const char          *root,
                                                   const char          *name);

/* Takes the words of sessions that are gone out of the file, a little at a time: TRUE if there is more to do. */
gboolean           belay_trail_indexer_purge      (BelayTrailDatabase  *db);

G_END_DECLS
