/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PICTURE_PAIR (belay_picture_pair_get_type ())

/*
 * The screen before and after, as a trail has it, and where the two differ. A picture that is not there, or is not what
 * its name says, is NULL with an error of BELAY_TRAIL_ERROR; one that was never taken is NULL without. Immutable, any
 * thread.
 */
typedef struct _BelayPicturePair BelayPicturePair;

GType             belay_picture_pair_get_type         (void);

/* @recent: (nullable): a pair that may have one of the pictures already. Hashes: SHA-256; (nullable). */
void              belay_picture_pair_load_async       (const char          *directory,
                                                       const char          *before,
                                                       const char          *after,
                                                       BelayPicturePair    *recent,
                                                       GCancellable        *cancellable,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
BelayPicturePair *belay_picture_pair_load_finish      (GAsyncResult        *result,
                                                       GError             **error);
BelayPicturePair *belay_picture_pair_ref              (BelayPicturePair    *self);
void              belay_picture_pair_unref            (BelayPicturePair    *self);

BelayFrame       *belay_picture_pair_get_before       (BelayPicturePair    *self);
BelayFrame       *belay_picture_pair_get_after        (BelayPicturePair    *self);
const GError     *belay_picture_pair_get_before_error (BelayPicturePair    *self);
const GError     *belay_picture_pair_get_after_error  (BelayPicturePair    *self);
/* Screen areas that differ; NULL if there are not two pictures of one size. */
const BelayRect  *belay_picture_pair_get_changed      (BelayPicturePair    *self,
                                                       guint               *n_changed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayPicturePair, belay_picture_pair_unref)

G_END_DECLS
