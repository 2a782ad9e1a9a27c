/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-trail-digest.h"

G_BEGIN_DECLS

/*
 * The same pixels in another file. The SHA-256 of the pixels is that of three bytes red, green, blue each, row by row
 * without padding. Any thread; blocks for as long as it takes.
 */

/* (nullable): the picture cannot be written as WebP without loss. */
GBytes *belay_trail_webp_from_png (GBytes *png,
                                   char    px_sha256[BELAY_TRAIL_DIGEST_HEX + 1]);
/* (nullable): it is no lossless WebP. */
GBytes *belay_trail_webp_to_png   (GBytes *webp,
                                   char    px_sha256[BELAY_TRAIL_DIGEST_HEX + 1]);

G_END_DECLS
