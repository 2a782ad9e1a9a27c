/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-trail-scan.h"

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
/* After the last: hashes every picture. Blocks on the disk. @n_pictures: (out): named or kept; @n_missing: (out): of
 * these, not there. */
void                belay_trail_pictures_check    (BelayTrailPictures     *self,
                                                   guint                  *n_pictures,
                                                   guint                  *n_missing);
/* (nullable): what was changed, a sentence; @bad_seq: (out): the record that names the picture, 0: none. */
const char         *belay_trail_pictures_get_problem (BelayTrailPictures  *self,
                                                      guint64             *bad_seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailPictures, belay_trail_pictures_free)

G_END_DECLS
