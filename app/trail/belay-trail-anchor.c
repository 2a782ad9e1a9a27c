/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-anchor.h"

#include <string.h>

#include "belay-hex.h"

static gboolean
is_trusted (const char * const *trusted,
            const guint8        key[BELAY_TRAIL_PUBLIC_KEY_SIZE])
{
  char hex[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];

  belay_hex_encode (key, BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);

  return g_strv_contains (trusted, hex);
}

/**
 * belay_trail_anchor_verify:
 * @anchor: an entry of the journal
 * @trusted: (array zero-terminated=1): public keys of installations, hexadecimal
 * @checkpoint: (out caller-allocates): what it says
 *
 * Anybody of this user may write to the journal; only what a trusted installation signed counts.
 *
 * Returns: %TRUE if it does
 */
gboolean
belay_trail_anchor_verify (const BelayTrailAnchor *anchor,
                           const char * const     *trusted,
                           BelayTrailCheckpoint   *checkpoint)
{
  BelayTrailCertificate certificate;

  return belay_trail_certificate_parse (anchor->certificate, strlen (anchor->certificate), &certificate) &&
         is_trusted (trusted, certificate.by) &&
         belay_trail_certificate_verify (&certificate) &&
         belay_trail_checkpoint_parse (anchor->checkpoint, strlen (anchor->checkpoint), checkpoint) &&
         checkpoint->is_signed &&
         checkpoint->session.length == certificate.session.length &&
         memcmp (checkpoint->session.at, certificate.session.at, certificate.session.length) == 0 &&
         belay_trail_checkpoint_verify (checkpoint, certificate.key);
}

/**
 * belay_trail_anchor_list_missing:
 * @trusted: (array zero-terminated=1): public keys of installations, hexadecimal
 * @names: (element-type utf8): the sessions there are
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of sessions that were recorded and are not there
 */
char **
belay_trail_anchor_list_missing (const char * const *trusted,
                                 GPtrArray          *names)
{
  g_autoptr(GPtrArray) entries = belay_trail_journal_read (NULL);
  g_autoptr(GStrvBuilder) missing = g_strv_builder_new ();
  BelayTrailCheckpoint checkpoint;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      g_autofree char *name = NULL;

      if (!belay_trail_anchor_verify (entries->pdata[i], trusted, &checkpoint))
        continue;

      name = g_strndup (checkpoint.session.at, checkpoint.session.length);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_strv_builder_add (missing, name);
    }

  return g_strv_builder_end (missing);
}
