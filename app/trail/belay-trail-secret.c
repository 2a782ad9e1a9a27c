/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-secret.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/random.h>

#include "belay-locked-memory.h"
#include "belay-trail.h"

struct _BelayTrailSecret
{
  EVP_PKEY *key;                /* libcrypto keeps the secret part of it in its secure heap */
  guint8    public_key[BELAY_TRAIL_PUBLIC_KEY_SIZE];
};

/**
 * belay_trail_secret_alloc:
 * @size: bytes, at least one
 *
 * Returns: (transfer full): zeros in locked memory, see belay_trail_secret_wipe()
 */
gpointer
belay_trail_secret_alloc (gsize size)
{
  gpointer memory = belay_locked_memory_alloc (size);

  if (memory == NULL)
    g_error ("There is no memory for %" G_GSIZE_FORMAT " secret bytes", size);

  return memory;
}

/**
 * belay_trail_secret_wipe:
 * @memory: (transfer full) (nullable): from belay_trail_secret_alloc()
 * @size: how much of it there is
 *
 * Overwrites and frees it.
 */
void
belay_trail_secret_wipe (gpointer memory,
                         gsize    size)
{
  belay_locked_memory_wipe (memory, size);
}

/* libcrypto keeps an error queue for each thread and frees it with the thread; but threads of GLib's pools outlive
 * libcrypto. */
static void
leave_nothing_behind (void)
{
  OPENSSL_thread_stop ();
}

static gboolean
set_error (GError **error)
{
  g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY,
                       _("The system's library of ciphers cannot sign."));

  return FALSE;
}

/**
 * belay_trail_secret_draw_seed:
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): %BELAY_TRAIL_SEED_SIZE random bytes in locked memory; %NULL with %BELAY_TRAIL_ERROR_KEY
 */
guint8 *
belay_trail_secret_draw_seed (GError **error)
{
  guint8 *seed = belay_trail_secret_alloc (BELAY_TRAIL_SEED_SIZE);

  /* The kernel's own: that of libcrypto keeps a state for each thread, and these threads come from a pool. So few bytes
   * come at once (getrandom(2)). */
  if (getrandom (seed, BELAY_TRAIL_SEED_SIZE, 0) == BELAY_TRAIL_SEED_SIZE)
    return seed;

  belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);
  set_error (error);

  return NULL;
}

/**
 * belay_trail_secret_new:
 * @seed: the secret part of a key; it is copied
 *
 * Returns: (transfer full) (nullable): the key; %NULL if libcrypto offers no Ed25519
 */
BelayTrailSecret *
belay_trail_secret_new (const guint8 seed[BELAY_TRAIL_SEED_SIZE])
{
  g_autoptr(BelayTrailSecret) self = g_new0 (BelayTrailSecret, 1);
  gsize length = sizeof self->public_key;

  belay_locked_memory_prepare ();
  self->key = EVP_PKEY_new_raw_private_key (EVP_PKEY_ED25519, NULL, seed, BELAY_TRAIL_SEED_SIZE);

  if (self->key == NULL || EVP_PKEY_get_raw_public_key (self->key, self->public_key, &length) != 1)
    g_clear_pointer (&self, belay_trail_secret_free);

  leave_nothing_behind ();

  return g_steal_pointer (&self);
}

/**
 * belay_trail_secret_free:
 * @self: (transfer full) (nullable): a key; its secret part is wiped
 */
void
belay_trail_secret_free (BelayTrailSecret *self)
{
  if (self == NULL)
    return;

  EVP_PKEY_free (self->key);
  g_free (self);
}

/**
 * belay_trail_secret_get_public:
 * @self: a key
 *
 * Returns: (transfer none): %BELAY_TRAIL_PUBLIC_KEY_SIZE bytes
 */
const guint8 *
belay_trail_secret_get_public (BelayTrailSecret *self)
{
  return self->public_key;
}

/**
 * belay_trail_secret_sign:
 * @self: a key
 * @data: (array length=length): what to sign; it says itself what it is good for
 * @length: its length in bytes
 * @signature: (out caller-allocates): an Ed25519 signature as of RFC 8032
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_KEY
 */
gboolean
belay_trail_secret_sign (BelayTrailSecret  *self,
                         gconstpointer      data,
                         gsize              length,
                         guint8             signature[BELAY_TRAIL_SIGNATURE_SIZE],
                         GError           **error)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gsize size = BELAY_TRAIL_SIGNATURE_SIZE;
  gboolean signed_it = context != NULL &&
                       EVP_DigestSignInit (context, NULL, NULL, NULL, self->key) == 1 &&
                       EVP_DigestSign (context, signature, &size, data, length) == 1 &&
                       size == BELAY_TRAIL_SIGNATURE_SIZE;

  EVP_MD_CTX_free (context);
  leave_nothing_behind ();

  return signed_it || set_error (error);
}
