/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-identity.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_SEED_SIZE 32        /* bytes of an Ed25519 secret key, RFC 8032 */

/*
 * An Ed25519 key whose secret part lies in locked memory, outside of core dumps, and is wiped when it is freed. Immutable
 * once made; any thread.
 */
typedef struct _BelayTrailSecret BelayTrailSecret;

BelayTrailSecret *belay_trail_secret_new        (const guint8       seed[BELAY_TRAIL_SEED_SIZE]);
void              belay_trail_secret_free       (BelayTrailSecret  *self);
const guint8     *belay_trail_secret_get_public (BelayTrailSecret  *self);
gboolean          belay_trail_secret_sign       (BelayTrailSecret  *self,
                                                 gconstpointer      data,
                                                 gsize              length,
                                                 guint8             signature[BELAY_TRAIL_SIGNATURE_SIZE],
                                                 GError           **error);

/* Memory of the same kind, all zeros; a seed fit for a key; both to be given back with the last function. */
gpointer          belay_trail_secret_alloc      (gsize              size);
guint8           *belay_trail_secret_draw_seed  (GError           **error);
void              belay_trail_secret_wipe       (gpointer           memory,
                                                 gsize              size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailSecret, belay_trail_secret_free)

G_END_DECLS
