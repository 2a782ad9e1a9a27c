/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-note.h"

#include "belay-hex.h"
#include "belay-trail-record.h"

/* In a file of its own: who verifies needs no key. */

/**
 * belay_trail_note_finish:
 * @line: a line up to the comma before its signature; the signature is added
 * @signature: that signature
 *
 * Returns: (transfer full): the whole line, newline included
 */
char *
belay_trail_note_finish (GString      *line,
                         const guint8  signature[BELAY_TRAIL_SIGNATURE_SIZE])
{
  char hex[2 * BELAY_TRAIL_SIGNATURE_SIZE + 1];

  belay_hex_encode (signature, BELAY_TRAIL_SIGNATURE_SIZE, hex);
  g_string_append_printf (line, ",\"sig\":\"%s\"}\n", hex);

  return g_strdup (line->str);
}

/**
 * belay_trail_certificate_sign:
 * @certificate: what to certify; @by is filled in
 * @identity: the key of this installation
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): a line; %NULL with %BELAY_TRAIL_ERROR_KEY
 */
char *
belay_trail_certificate_sign (const BelayTrailCertificate  *certificate,
                              BelayTrailIdentity           *identity,
                              GError                      **error)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autoptr(GString) message = NULL;
  guint8 signature[BELAY_TRAIL_SIGNATURE_SIZE];
  char key[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1], by[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];

  belay_hex_encode (certificate->key, sizeof certificate->key, key);
  belay_hex_encode (belay_trail_identity_get_public (identity), BELAY_TRAIL_PUBLIC_KEY_SIZE, by);
  g_string_printf (line, "{\"v\":%d,\"cert\":%" G_GUINT64_FORMAT ",\"from\":%" G_GUINT64_FORMAT
                   ",\"t\":%" G_GINT64_FORMAT ",\"sess\":\"%.*s\",\"key\":\"%s\",\"by\":\"%s\"",
                   BELAY_TRAIL_VERSION, certificate->number, certificate->from, certificate->time,
                   (int) certificate->session.length, certificate->session.at, key, by);
  message = belay_trail_note_make_message (BELAY_TRAIL_CERTIFICATE_DOMAIN, (BelayTrailSpan) { line->str, line->len });

  if (!belay_trail_identity_sign (identity, message->str, message->len, signature, error))
    return NULL;

  return belay_trail_note_finish (line, signature);
}

/**
 * belay_trail_checkpoint_sign:
 * @checkpoint: where the chain is
 * @secret: (nullable): the key of the session
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): a line; %NULL with %BELAY_TRAIL_ERROR_KEY
 */
char *
belay_trail_checkpoint_sign (const BelayTrailCheckpoint  *checkpoint,
                             BelayTrailSecret            *secret,
                             GError                     **error)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autoptr(GString) message = NULL;
  guint8 signature[BELAY_TRAIL_SIGNATURE_SIZE];
  char head[BELAY_TRAIL_DIGEST_HEX + 1], root[BELAY_TRAIL_DIGEST_HEX + 1], prev[BELAY_TRAIL_DIGEST_HEX + 1];

  belay_trail_digest_to_hex (checkpoint->head, head);
  g_string_printf (line, "{\"v\":%d,\"seq\":%" G_GUINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT
                   ",\"sess\":\"%.*s\",\"head\":\"%s\"",
                   BELAY_TRAIL_VERSION, checkpoint->seq, checkpoint->time,
                   (int) checkpoint->session.length, checkpoint->session.at, head);

  if (secret == NULL)
    {
      g_string_append (line, "}\n");
      return g_strdup (line->str);
    }

  belay_trail_digest_to_hex (checkpoint->root, root);
  belay_trail_digest_to_hex (checkpoint->prev, prev);
  g_string_append_printf (line, ",\"root\":\"%s\",\"at\":%" G_GINT64_FORMAT ",\"prev\":\"%s\",\"cert\":%"
                          G_GUINT64_FORMAT, root, checkpoint->at, prev, checkpoint->certificate);
  message = belay_trail_note_make_message (BELAY_TRAIL_CHECKPOINT_DOMAIN, (BelayTrailSpan) { line->str, line->len });

  if (!belay_trail_secret_sign (secret, message->str, message->len, signature, error))
    return NULL;

  return belay_trail_note_finish (line, signature);
}
