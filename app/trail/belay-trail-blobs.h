/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-digest.h"
#include "belay-trail-folder.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_BLOBS_NAME "blobs"
#define BELAY_TRAIL_MAX_BLOB   (64 * 1024 * 1024)

#define BELAY_TRAIL_PNG_SUFFIX  ".png"
#define BELAY_TRAIL_WEBP_SUFFIX ".webp"

/* Where the picture @sha256 is, below the directory of its session; (transfer full). */
char     *belay_trail_blob_get_name (const char        *sha256);

/* Durable on return. @is_new: (out): FALSE if it was there already. */
gboolean  belay_trail_blob_store    (BelayTrailFolder  *folder,
                                     BelayTrailDigest  *digest,
                                     GBytes            *bytes,
                                     const char        *sha256,
                                     gboolean          *is_new,
                                     GError           **error);

/* The same for a WebP that is to take the place of the PNG @sha256. */
gboolean  belay_trail_blob_store_webp (BelayTrailFolder *folder,
                                       GBytes           *bytes,
                                       const char       *sha256,
                                       GError          **error);

/* A file of a picture as it is. BELAY_TRAIL_ERROR_NOT_FOUND, or BELAY_TRAIL_ERROR_BROKEN if its bytes do not have the
 * SHA-256 @expected. */
GBytes   *belay_trail_blob_read     (const char        *directory,
                                     const char        *sha256,
                                     const char        *suffix,
                                     const char        *expected,
                                     GError           **error);

/* The picture as PNG, also where upkeep has put a WebP in its place: its bytes need not have @sha256 then, but its pixels
 * are the same. The same errors. */
GBytes   *belay_trail_blob_load     (const char        *directory,
                                     const char        *sha256,
                                     GError           **error);

G_END_DECLS
