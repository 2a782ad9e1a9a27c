/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_PUBLIC_KEY_SIZE 32  /* bytes of an Ed25519 public key, RFC 8032 */
#define BELAY_TRAIL_SIGNATURE_SIZE  64

/*
 * The key of this installation: it certifies the keys of sessions and signs what is done to closed ones. Its secret part
 * is in the Secret Service, or in a file of mode 0600 where there is none. Immutable once loaded; any thread.
 */
typedef struct _BelayTrailIdentity BelayTrailIdentity;

/* The one of this user, made if there is none. Blocks on the disk and the session bus, never on a question to the person. */
BelayTrailIdentity *belay_trail_identity_load       (GError                   **error);
/* A new one in place of it, because a person asked for that. */
BelayTrailIdentity *belay_trail_identity_renew      (GError                   **error);
BelayTrailIdentity *belay_trail_identity_ref        (BelayTrailIdentity        *self);
void                belay_trail_identity_unref      (BelayTrailIdentity        *self);

const guint8       *belay_trail_identity_get_public (BelayTrailIdentity        *self);
gboolean            belay_trail_identity_sign       (BelayTrailIdentity        *self,
                                                     gconstpointer              data,
                                                     gsize                      length,
                                                     guint8                     signature[BELAY_TRAIL_SIGNATURE_SIZE],
                                                     GError                   **error);

/* The public part alone, hexadecimal, as it was kept when the key was made; (transfer full) (nullable): there is none. */
char               *belay_trail_identity_get_known  (void);

gboolean            belay_trail_signature_verify    (const guint8               public_key[BELAY_TRAIL_PUBLIC_KEY_SIZE],
                                                     gconstpointer              data,
                                                     gsize                      length,
                                                     const guint8               signature[BELAY_TRAIL_SIGNATURE_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailIdentity, belay_trail_identity_unref)

G_END_DECLS
