/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-folder.h"
#include "belay-trail-identity.h"
#include "belay-trail-merkle.h"
#include "belay-trail-record.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_SEGMENT_SIZE (16 * 1024 * 1024)
#define BELAY_TRAIL_SEGMENT_NAME "log.%04u.jsonl"

/*
 * The chain of records in its segments, as its only writer sees it. One thread at a time. After an error nothing but
 * belay_trail_log_fail() and free may follow.
 */
typedef struct _BelayTrailLog BelayTrailLog;

/* @folder must outlive the log. */
BelayTrailLog *belay_trail_log_new      (BelayTrailFolder       *folder);
void           belay_trail_log_free     (BelayTrailLog          *self);

/* Where a new chain begins, or one goes on that ended with record @seq in segment @segment. @lines: (transfer full): the
 * tree of its lines. @torn: (nullable): the members of the array "torn" of docs/trail-format.md. */
gboolean       belay_trail_log_begin    (BelayTrailLog          *self,
                                         GError                **error);
gboolean       belay_trail_log_continue (BelayTrailLog          *self,
                                         guint                   segment,
                                         guint64                 seq,
                                         const guint8            head[BELAY_TRAIL_DIGEST_SIZE],
                                         BelayTrailMerkle       *lines,
                                         const char             *torn,
                                         GError                **error);

/* Before anything is appended: the checkpoints are to be signed, with a key of their own that @identity certifies. */
gboolean       belay_trail_log_seal     (BelayTrailLog          *self,
                                         BelayTrailIdentity     *identity,
                                         GError                **error);
/* The public part of that key; (nullable): they are not signed. */
const guint8  *belay_trail_log_get_key  (BelayTrailLog          *self);

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

/* Writes a checkpoint for what is durable, if there is none yet. */
gboolean       belay_trail_log_note     (BelayTrailLog          *self,
                                         GError                **error);
/* In how many microseconds there will be something to do that nobody asks for, -1: nothing; and does what is due of it:
 * @idle: there is time. */
gint64         belay_trail_log_get_wait (BelayTrailLog          *self);
gboolean       belay_trail_log_attend   (BelayTrailLog          *self,
                                         gboolean                idle,
                                         GError                **error);

/* After session.close: syncs, and vouches for the end of the chain. */
gboolean       belay_trail_log_finish   (BelayTrailLog          *self,
                                         GError                **error);

/* After an error: releases the reserve and writes audit.failed, as far as that is still possible. */
void           belay_trail_log_fail     (BelayTrailLog          *self);

/* The member "torn", beginning with a comma; empty if no segment is torn. */
char          *belay_trail_log_take_torn (BelayTrailLog         *self);

/* The number of the last record appended. */
guint64        belay_trail_log_get_seq  (BelayTrailLog          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailLog, belay_trail_log_free)

G_END_DECLS
