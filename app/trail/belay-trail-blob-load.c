/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-blobs.h"

#include <glib/gi18n-lib.h>

#include "belay-trail-upkeep-log.h"
#include "belay-trail-webp.h"
#include "belay-trail.h"

/* In a file of its own: who verifies looks at no pixels. */

/**
 * belay_trail_blob_load:
 * @directory: the directory of a session
 * @sha256: the SHA-256 of the picture
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk, and where the picture was recompressed for as long as decoding it takes. Any thread.
 *
 * Returns: (transfer full): the picture as PNG, checked against its name, or against what was noted when it was
 *   recompressed; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_BROKEN
 */
GBytes *
belay_trail_blob_load (const char  *directory,
                       const char  *sha256,
                       GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GBytes) webp = NULL;
  g_autoptr(GBytes) png = belay_trail_blob_read (directory, sha256, BELAY_TRAIL_PNG_SUFFIX, sha256, &local_error);
  BelayTrailKeptPicture kept;
  char px_sha256[BELAY_TRAIL_DIGEST_HEX + 1];

  if (png != NULL)
    return g_steal_pointer (&png);

  if (!g_error_matches (local_error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND) ||
      !belay_trail_upkeep_find_webp (directory, sha256, &kept))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  webp = belay_trail_blob_read (directory, sha256, BELAY_TRAIL_WEBP_SUFFIX, kept.webp_sha256, error);

  if (webp == NULL)
    return NULL;

  png = belay_trail_webp_to_png (webp, px_sha256);

  if (png != NULL && g_str_equal (px_sha256, kept.px_sha256))
    return g_steal_pointer (&png);

  g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
                       _("The picture is not the one that was recorded."));

  return NULL;
}
