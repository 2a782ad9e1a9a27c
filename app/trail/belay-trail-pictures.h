/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-trail-scan.h"
#include "belay-trail-upkeep-log.h"

G_BEGIN_DECLS

/*
 * The pictures of a session, as somebody reads it who believes none of it: which ones records name, and which ones are
 * there. One thread at a time.
 */
typedef struct _BelayTrailPictures BelayTrailPictures;

BelayTrailPictures *belay_trail_pictures_new      (const char             *directory);
void                belay_trail_pictures_free     (BelayTrailPictures     *self);

/* Each record in turn. */
void                belay_trail_pictures_take     (BelayTrailPictures     *self,
                                                   const BelayTrailRecord *record);
/* After the last: hashes every picture. Blocks on the disk. @upkeep: (nullable), must outlive the pictures; @n_pictures:
 * (out): named, kept or taken away; @n_missing: (out): of these, not there and not accounted for. */
void                belay_trail_pictures_check    (BelayTrailPictures     *self,
                                                   BelayTrailUpkeepLog    *upkeep,
                                                   guint                  *n_pictures,
                                                   guint                  *n_missing);
/* How many were taken away by the rules of retention; when: UTC, ns. */
guint               belay_trail_pictures_get_pruned  (BelayTrailPictures  *self,
                                                      gint64              *from,
                                                      gint64              *to);
/* The first record that names a picture; 0: none does. */
guint64             belay_trail_pictures_get_seq     (BelayTrailPictures  *self,
                                                      const char          *sha256);
/* (nullable): what was changed, a sentence; @bad_seq: (out): the record that names the picture, 0: none. */
const char         *belay_trail_pictures_get_problem (BelayTrailPictures  *self,
                                                      guint64             *bad_seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailPictures, belay_trail_pictures_free)

G_END_DECLS
