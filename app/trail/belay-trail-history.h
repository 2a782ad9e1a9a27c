/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-moment.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_HISTORY (belay_trail_history_get_type ())

/*
 * A recorded session as a person goes through it: a list model of BelayMoment, in the order of the records; the records
 * of one step are one moment, at the place of its proposal. Immutable once loaded. What could be read of a broken trail is
 * there too. Main thread, but for belay_trail_history_load().
 */
G_DECLARE_FINAL_TYPE (BelayTrailHistory, belay_trail_history, BELAY, TRAIL_HISTORY, GObject)

/* Blocks on the disk: for worker threads and commands without a window. */
BelayTrailHistory *belay_trail_history_load            (const char           *directory,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
void               belay_trail_history_load_async      (const char           *directory,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
BelayTrailHistory *belay_trail_history_load_finish     (GAsyncResult         *result,
                                                        GError              **error);

const char        *belay_trail_history_get_directory   (BelayTrailHistory    *self);
const char        *belay_trail_history_get_id          (BelayTrailHistory    *self);
guint              belay_trail_history_get_n_moments   (BelayTrailHistory    *self);
BelayMoment       *belay_trail_history_get_moment      (BelayTrailHistory    *self,
                                                        guint                 position);
/* (nullable): the record at which reading ended, because it does not follow from the one before. */
const GError      *belay_trail_history_get_error       (BelayTrailHistory    *self);

/* From the first task: (nullable) where there was none. */
const char        *belay_trail_history_get_task        (BelayTrailHistory    *self);
const char        *belay_trail_history_get_agent       (BelayTrailHistory    *self);
const char        *belay_trail_history_get_sandbox     (BelayTrailHistory    *self);
gboolean           belay_trail_history_is_rehearsal    (BelayTrailHistory    *self);
gint64             belay_trail_history_get_begin       (BelayTrailHistory    *self);
gint64             belay_trail_history_get_end         (BelayTrailHistory    *self);
gint64             belay_trail_history_get_cost        (BelayTrailHistory    *self);

/* The last moment that had begun at @time (UTC, ns); 0 if all are later. Moments[0] exists if there is any record. */
guint              belay_trail_history_find_time       (BelayTrailHistory    *self,
                                                        gint64                time);
/* The moment that record @seq belongs to. */
guint              belay_trail_history_find_seq        (BelayTrailHistory    *self,
                                                        guint64               seq);

G_END_DECLS
