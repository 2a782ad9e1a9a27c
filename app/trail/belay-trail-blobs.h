/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-digest.h"
#include "belay-trail-folder.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_BLOBS_NAME "blobs"
#define BELAY_TRAIL_MAX_BLOB   (64 * 1024 * 1024)

/* Where the picture @sha256 is, below the directory of its session; (transfer full). */
char     *belay_trail_blob_get_name (const char        *sha256);

/* Durable on return. @is_new: (out): FALSE if it was there already. */
gboolean  belay_trail_blob_store    (BelayTrailFolder  *folder,
                                     BelayTrailDigest  *digest,
                                     GBytes            *bytes,
                                     const char        *sha256,
                                     gboolean          *is_new,
                                     GError           **error);

/* BELAY_TRAIL_ERROR_NOT_FOUND, or BELAY_TRAIL_ERROR_BROKEN if its content is not what its name says. */
GBytes   *belay_trail_blob_load     (const char        *directory,
                                     const char        *sha256,
                                     GError           **error);

G_END_DECLS
