/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-digest.h"

#include <openssl/evp.h>

#include "belay-hex.h"

struct _BelayTrailDigest
{
  EVP_MD     *algorithm;
  EVP_MD_CTX *context;
};

/**
 * belay_trail_digest_new:
 *
 * Returns: (transfer full): a SHA-256 that can be computed again and again
 */
BelayTrailDigest *
belay_trail_digest_new (void)
{
  BelayTrailDigest *self = g_new0 (BelayTrailDigest, 1);

  self->algorithm = EVP_MD_fetch (NULL, "SHA256", NULL);
  self->context = EVP_MD_CTX_new ();

  /* A libcrypto without SHA-256 cannot keep a record, and nothing may run without one. */
  if (self->algorithm == NULL || self->context == NULL)
    g_error ("libcrypto offers no SHA-256");

  return self;
}

/**
 * belay_trail_digest_free:
 * @self: (transfer full) (nullable): a digest
 */
void
belay_trail_digest_free (BelayTrailDigest *self)
{
  if (self == NULL)
    return;

  EVP_MD_CTX_free (self->context);
  EVP_MD_free (self->algorithm);
  g_free (self);
}

/**
 * belay_trail_digest_compute:
 * @self: a digest
 * @data: (array length=length): the message
 * @length: its length in bytes
 * @digest: (out caller-allocates): its SHA-256
 */
void
belay_trail_digest_compute (BelayTrailDigest *self,
                            gconstpointer     data,
                            gsize             length,
                            guint8            digest[BELAY_TRAIL_DIGEST_SIZE])
{
  if (EVP_DigestInit_ex2 (self->context, self->algorithm, NULL) != 1 ||
      EVP_DigestUpdate (self->context, data, length) != 1 ||
      EVP_DigestFinal_ex (self->context, digest, NULL) != 1)
    g_error ("libcrypto cannot compute a SHA-256");
}

/**
 * belay_trail_digest_to_hex:
 * @digest: a SHA-256
 * @hex: (out caller-allocates): 64 lower-case hexadecimal digits and a zero
 */
void
belay_trail_digest_to_hex (const guint8 digest[BELAY_TRAIL_DIGEST_SIZE],
                           char         hex[BELAY_TRAIL_DIGEST_HEX + 1])
{
  belay_hex_encode (digest, BELAY_TRAIL_DIGEST_SIZE, hex);
}

/**
 * belay_trail_digest_is_hex:
 * @text: (array length=length): some bytes
 * @length: how many
 *
 * Returns: %TRUE if they are exactly 64 lower-case hexadecimal digits
 */
gboolean
belay_trail_digest_is_hex (const char *text,
                           gsize       length)
{
  gboolean is_hex = length == BELAY_TRAIL_DIGEST_HEX;

  if (!is_hex)
    return FALSE;

  /* Every record is looked at, and no branch could be foretold: there is none. */
  for (gsize i = 0; i < BELAY_TRAIL_DIGEST_HEX; i++)
    is_hex &= ((guchar) (text[i] - '0') < 10) | ((guchar) (text[i] - 'a') < 6);

  return is_hex;
}
