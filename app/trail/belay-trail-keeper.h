/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-kept.h"

G_BEGIN_DECLS

/*
 * A closed session that verifies, its lock held: takes pictures away or writes them anew, each time with a signed note
 * that is durable first. Blocks on the disk; one thread at a time.
 */
typedef struct _BelayTrailKeeper BelayTrailKeeper;

/* BELAY_TRAIL_ERROR_LOCKED, _BROKEN or _NOT_FOUND: the session is to be left alone. */
BelayTrailKeeper *belay_trail_keeper_open       (const char             *directory,
                                                 BelayTrailIdentity     *identity,
                                                 GError                **error);
void              belay_trail_keeper_free       (BelayTrailKeeper       *self);

/* Of the pictures @sha256s those that are there; how many: @n_done, (out). */
gboolean          belay_trail_keeper_prune      (BelayTrailKeeper       *self,
                                                 GHashTable             *sha256s,
                                                 BelayTrailPruneReason   reason,
                                                 guint                  *n_done,
                                                 GError                **error);
/* All that are there as PNG. */
gboolean          belay_trail_keeper_recompress (BelayTrailKeeper       *self,
                                                 GCancellable           *cancellable,
                                                 guint                  *n_done,
                                                 GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailKeeper, belay_trail_keeper_free)

G_END_DECLS
