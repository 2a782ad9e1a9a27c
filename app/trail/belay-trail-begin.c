/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-begin.h"

#include "belay-hex.h"

/* What is recorded without a signature is better than nothing recorded, as long as it says so. */
static gboolean
seal (BelayTrailLog  *log,
      GError        **unsigned_why,
      GError        **error)
{
  g_autoptr(BelayTrailIdentity) identity = belay_trail_identity_load (unsigned_why);

  if (identity != NULL)
    return belay_trail_log_seal (log, identity, error);

  g_info ("The record is not signed: %s", (*unsigned_why)->message);

  return TRUE;
}

/* The first record says which key vouches for the session, so that taking its signatures away shows. */
static char *
add_key (BelayTrailLog *log,
         const char    *payload)
{
  const guint8 *key = belay_trail_log_get_key (log);
  char hex[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];

  if (key == NULL)
    return g_strdup (payload);

  belay_hex_encode (key, BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);

  return g_strdup_printf ("%s,\"key\":\"%s\"", payload, hex);
}

/**
 * belay_trail_begin:
 * @log: its log, without a segment
 * @stamp: when the session began
 * @payload: the members of session.open, from belay_trail_payload_format()
 * @unsigned_why: (out): why the session is not signed, untouched if it is
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk and the keyring.
 *
 * Returns: %TRUE if session.open is durable
 */
gboolean
belay_trail_begin (BelayTrailLog          *log,
                   const BelayTrailStamp  *stamp,
                   const char             *payload,
                   GError                **unsigned_why,
                   GError                **error)
{
  g_autofree char *members = NULL;

  if (!belay_trail_log_begin (log, error) || !seal (log, unsigned_why, error))
    return FALSE;

  members = add_key (log, payload);

  return belay_trail_log_append (log, stamp, "session.open", members, NULL, error) &&
         belay_trail_log_sync (log, error) &&
         belay_trail_log_note (log, error);
}
