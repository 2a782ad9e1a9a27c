/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-identity.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

/**
 * belay_trail_signature_verify:
 * @public_key: an Ed25519 public key
 * @data: (array length=length): what was signed
 * @length: its length in bytes
 * @signature: the signature
 *
 * Any thread.
 *
 * Returns: %TRUE if the signature is that of @data by the owner of @public_key
 */
gboolean
belay_trail_signature_verify (const guint8  public_key[BELAY_TRAIL_PUBLIC_KEY_SIZE],
                              gconstpointer data,
                              gsize         length,
                              const guint8  signature[BELAY_TRAIL_SIGNATURE_SIZE])
{
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, public_key, BELAY_TRAIL_PUBLIC_KEY_SIZE);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean valid = key != NULL && context != NULL &&
                   EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) == 1 &&
                   EVP_DigestVerify (context, signature, BELAY_TRAIL_SIGNATURE_SIZE, data, length) == 1;

  EVP_MD_CTX_free (context);
  EVP_PKEY_free (key);

  /* libcrypto keeps an error queue for each thread and frees it with the thread; those of GLib's pools outlive it. */
  OPENSSL_thread_stop ();

  return valid;
}
