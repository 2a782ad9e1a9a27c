/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-folder.h"
#include "belay-trail-record.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_SEGMENT_SIZE (16 * 1024 * 1024)
#define BELAY_TRAIL_SEGMENT_NAME "log.%04u.jsonl"
#define BELAY_TRAIL_NOTES_NAME   "checkpoints"

/*
 * The chain of records in its segments, as its only writer sees it. One thread at a time. After an error nothing but
 * belay_trail_log_fail() and free may follow.
 */
typedef struct _BelayTrailLog BelayTrailLog;

/* @folder must outlive the log. */
BelayTrailLog *belay_trail_log_new      (BelayTrailFolder       *folder);
void           belay_trail_log_free     (BelayTrailLog          *self);

/* Where a new chain begins, or one goes on that ended with record @seq in segment @segment. @torn: (nullable): the
 * members of the array "torn" of docs/trail-format.md. */
gboolean       belay_trail_log_begin    (BelayTrailLog          *self,
                                         GError                **error);
gboolean       belay_trail_log_continue (BelayTrailLog          *self,
                                         guint                   segment,
                                         guint64                 seq,
                                         const guint8            head[BELAY_TRAIL_DIGEST_SIZE],
                                         const char             *torn,
                                         GError                **error);

gboolean       belay_trail_log_append   (BelayTrailLog          *self,
                                         const BelayTrailStamp  *stamp,
                                         const char             *kind,
                                         const char             *payload,
                                         guint64                *seq,
                                         GError                **error);
gboolean       belay_trail_log_flush    (BelayTrailLog          *self,
                                         GError                **error);
gboolean       belay_trail_log_sync     (BelayTrailLog          *self,
                                         GError                **error);
gboolean       belay_trail_log_is_dirty (BelayTrailLog          *self);

/* After session.close: syncs and notes where the chain ends. */
gboolean       belay_trail_log_finish   (BelayTrailLog          *self,
                                         const BelayTrailStamp  *stamp,
                                         GError                **error);

/* After an error: releases the reserve and writes audit.failed, as far as that is still possible. */
void           belay_trail_log_fail     (BelayTrailLog          *self);

/* The member "torn", beginning with a comma; empty if no segment is torn. */
char          *belay_trail_log_take_torn (BelayTrailLog         *self);

/* The number of the last record appended. */
guint64        belay_trail_log_get_seq  (BelayTrailLog          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailLog, belay_trail_log_free)

G_END_DECLS
