/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_DIGEST_SIZE 32      /* bytes of a SHA-256 */
#define BELAY_TRAIL_DIGEST_HEX  64      /* characters of one in hexadecimal */

/* SHA-256 over whole messages, the cost of looking the algorithm up paid once. One thread at a time. */
typedef struct _BelayTrailDigest BelayTrailDigest;

BelayTrailDigest *belay_trail_digest_new     (void);
void              belay_trail_digest_free    (BelayTrailDigest *self);
void              belay_trail_digest_compute (BelayTrailDigest *self,
                                              gconstpointer     data,
                                              gsize             length,
                                              guint8            digest[BELAY_TRAIL_DIGEST_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailDigest, belay_trail_digest_free)

/* Lower case, zero-terminated. */
void              belay_trail_digest_to_hex  (const guint8      digest[BELAY_TRAIL_DIGEST_SIZE],
                                              char              hex[BELAY_TRAIL_DIGEST_HEX + 1]);

/* TRUE if @text is exactly 64 lower-case hexadecimal digits. */
gboolean          belay_trail_digest_is_hex  (const char       *text,
                                              gsize             length);

G_END_DECLS
