/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-query.h"
#include "belay-trail-show.h"

G_BEGIN_DECLS

/*
 * The index of one directory of sessions, on whatever thread: one at a time, the others wait. A file that is damaged is
 * made anew; where none can be written, the index is in memory.
 */
typedef struct _BelayTrailEngine BelayTrailEngine;

BelayTrailEngine *belay_trail_engine_new    (const char             *root);
BelayTrailEngine *belay_trail_engine_ref    (BelayTrailEngine       *self);
void              belay_trail_engine_unref  (BelayTrailEngine       *self);

/* Blocks on the disk. GPtrArray of BelayTrailHit. */
GPtrArray        *belay_trail_engine_search (BelayTrailEngine       *self,
                                             const BelayTrailQuery  *query,
                                             guint                   limit,
                                             GCancellable           *cancellable,
                                             GError                **error);
/* GPtrArray of BelayTrailSummary. */
GPtrArray        *belay_trail_engine_list   (BelayTrailEngine       *self,
                                             GCancellable           *cancellable,
                                             GError                **error);
/* What nobody waits for; ends soon after @cancellable is cancelled. */
void              belay_trail_engine_tidy   (BelayTrailEngine       *self,
                                             GCancellable           *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailEngine, belay_trail_engine_unref)

G_END_DECLS
