/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-digest.h"

G_BEGIN_DECLS

/*
 * The Merkle tree of RFC 6962, section 2.1, whose leaves are the SHA-256 of the lines of a record. It grows at its end
 * and keeps no more than one hash for each bit of its size. One thread at a time.
 */
typedef struct _BelayTrailMerkle BelayTrailMerkle;

BelayTrailMerkle *belay_trail_merkle_new      (void);
void              belay_trail_merkle_free     (BelayTrailMerkle *self);
void              belay_trail_merkle_append   (BelayTrailMerkle *self,
                                               const guint8      leaf[BELAY_TRAIL_DIGEST_SIZE]);
guint64           belay_trail_merkle_get_size (BelayTrailMerkle *self);
/* Of a tree with one leaf at least. */
void              belay_trail_merkle_get_root (BelayTrailMerkle *self,
                                               guint8            root[BELAY_TRAIL_DIGEST_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailMerkle, belay_trail_merkle_free)

G_END_DECLS
