/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-upkeep-note.h"

#include "belay-hex.h"
#include "belay-trail-record.h"

/* In a file of its own: who verifies needs no key. */

static void
append_pictures (GString                    *line,
                 const BelayTrailUpkeepNote *note)
{
  g_string_append (line, ",\"pictures\":[");

  for (guint i = 0; i < note->pictures->len; i++)
    {
      const BelayTrailKeptPicture *picture = &g_array_index (note->pictures, BelayTrailKeptPicture, i);
      const char *comma = i > 0 ? "," : "";

      if (note->kind == BELAY_TRAIL_PRUNE)
        g_string_append_printf (line, "%s\"%s\"", comma, picture->sha256);
      else
        g_string_append_printf (line, "%s{\"sha256\":\"%s\",\"px_sha256\":\"%s\",\"webp_sha256\":\"%s\"}", comma,
                                picture->sha256, picture->px_sha256, picture->webp_sha256);
    }

  g_string_append_c (line, ']');
}

/**
 * belay_trail_upkeep_note_sign:
 * @note: what was, or is about to be, done; @by is filled in
 * @identity: the key of this installation
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): a line; %NULL with %BELAY_TRAIL_ERROR_KEY
 */
char *
belay_trail_upkeep_note_sign (const BelayTrailUpkeepNote  *note,
                              BelayTrailIdentity          *identity,
                              GError                     **error)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autoptr(GString) message = NULL;
  guint8 signature[BELAY_TRAIL_SIGNATURE_SIZE];
  char prev[BELAY_TRAIL_DIGEST_HEX + 1], by[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];

  belay_trail_digest_to_hex (note->prev, prev);
  belay_hex_encode (belay_trail_identity_get_public (identity), BELAY_TRAIL_PUBLIC_KEY_SIZE, by);
  g_string_printf (line, "{\"v\":%d,\"t\":%" G_GINT64_FORMAT ",\"sess\":\"%.*s\",\"kind\":\"%s\",\"prev\":\"%s\"",
                   BELAY_TRAIL_VERSION, note->time, (int) note->session.length, note->session.at,
                   belay_trail_upkeep_note_name_kind (note->kind), prev);

  if (note->kind == BELAY_TRAIL_PRUNE)
    g_string_append_printf (line, ",\"reason\":\"%s\"", belay_trail_upkeep_note_name_reason (note->reason));

  append_pictures (line, note);
  g_string_append_printf (line, ",\"by\":\"%s\"", by);
  message = belay_trail_note_make_message (BELAY_TRAIL_UPKEEP_DOMAIN, (BelayTrailSpan) { line->str, line->len });

  if (!belay_trail_identity_sign (identity, message->str, message->len, signature, error))
    return NULL;

  return belay_trail_note_finish (line, signature);
}
