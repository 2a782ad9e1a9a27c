/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-upkeep-log.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-hex.h"

struct _BelayTrailUpkeepLog
{
  char             *session;
  BelayTrailDigest *digest;
  char             *text;               /* (nullable) what the notes point into */
  GArray           *notes;              /* of BelayTrailUpkeepNote, in order */
  guint8            last[BELAY_TRAIL_DIGEST_SIZE];
  goffset           size;               /* of the whole lines */

  GHashTable       *webps;              /* SHA-256 of a PNG to its BelayTrailKeptPicture in the notes */
  GHashTable       *pruned;             /* the same to its BelayTrailUpkeepNote */
  char             *problem;
};

static void
clear_note (gpointer data)
{
  belay_trail_upkeep_note_clear (data);
}

static char *
find_problem (BelayTrailUpkeepLog        *self,
              const BelayTrailUpkeepNote *note,
              guint                       number)
{
  if (!belay_trail_span_equal (note->session, self->session))
    return g_strdup_printf (_("The note %u on pictures belongs to another session."), number);

  if (memcmp (note->prev, self->last, sizeof self->last) != 0)
    return g_strdup_printf (_("The note %u on pictures does not follow on what is before it."), number);

  if (!belay_trail_upkeep_note_verify (note))
    return g_strdup_printf (_("The note %u on pictures does not have the signature of the key it names."), number);

  return NULL;
}

/* @line: its newline follows it. */
static gboolean
take_line (BelayTrailUpkeepLog *self,
           const char          *line,
           gsize                length)
{
  BelayTrailUpkeepNote note;
  guint number = self->notes->len + 1;

  if (!belay_trail_upkeep_note_parse (line, length, &note))
    {
      self->problem = g_strdup_printf (_("The note %u on pictures is not written as one is."), number);
      return FALSE;
    }

  g_array_append_val (self->notes, note);
  self->problem = find_problem (self, &note, number);
  if (self->problem != NULL)
    return FALSE;

  belay_trail_digest_compute (self->digest, line, length + 1, self->last);
  self->size += (goffset) length + 1;

  return TRUE;
}

/**
 * belay_trail_upkeep_log_new:
 * @directory: the directory of a session
 * @session: its name
 * @end: where its records end
 *
 * Returns: (transfer full): the notes, none of them believed yet
 */
BelayTrailUpkeepLog *
belay_trail_upkeep_log_new (const char          *directory,
                            const char          *session,
                            const BelayTrailEnd *end)
{
  BelayTrailUpkeepLog *self = g_new0 (BelayTrailUpkeepLog, 1);
  const char *line, *newline;
  gsize length = 0;

  self->session = g_strdup (session);
  self->digest = belay_trail_digest_new ();
  self->notes = g_array_new (FALSE, FALSE, sizeof (BelayTrailUpkeepNote));
  g_array_set_clear_func (self->notes, clear_note);
  self->webps = g_hash_table_new (g_str_hash, g_str_equal);
  self->pruned = g_hash_table_new (g_str_hash, g_str_equal);
  memcpy (self->last, end->head, sizeof self->last);
  self->text = belay_trail_note_load_file (directory, BELAY_TRAIL_UPKEEP_NAME, &length, &self->problem);

  /* Half a line at the end is one that was never finished. */
  for (line = self->text; self->text != NULL && line < self->text + length; line = newline + 1)
    {
      newline = memchr (line, '\n', length - (gsize) (line - self->text));

      if (newline == NULL || !take_line (self, line, (gsize) (newline - line)))
        break;
    }

  if (self->notes->len > 0 && (!end->closed || end->torn != NULL) && self->problem == NULL)
    self->problem = g_strdup (_("There are notes on pictures, but the session was not closed."));

  return self;
}

/**
 * belay_trail_upkeep_log_free:
 * @self: (transfer full) (nullable): notes
 */
void
belay_trail_upkeep_log_free (BelayTrailUpkeepLog *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->webps);
  g_hash_table_unref (self->pruned);
  g_array_unref (self->notes);
  belay_trail_digest_free (self->digest);
  g_free (self->session);
  g_free (self->text);
  g_free (self->problem);
  g_free (self);
}

/**
 * belay_trail_upkeep_log_get_problem:
 * @self: notes
 *
 * Returns: (nullable): what is wrong with them, a translated sentence
 */
const char *
belay_trail_upkeep_log_get_problem (BelayTrailUpkeepLog *self)
{
  return self->problem;
}

/* What a later note says of a picture counts, not what an earlier one does. */
static void
believe_note (BelayTrailUpkeepLog  *self,
              BelayTrailUpkeepNote *note)
{
  for (guint i = 0; i < note->pictures->len; i++)
    {
      BelayTrailKeptPicture *picture = &g_array_index (note->pictures, BelayTrailKeptPicture, i);

      if (note->kind == BELAY_TRAIL_PRUNE)
        g_hash_table_insert (self->pruned, picture->sha256, note);
      else
        g_hash_table_insert (self->webps, picture->sha256, picture);
    }
}

/**
 * belay_trail_upkeep_log_believe:
 * @self: notes
 * @proof: (nullable): what vouches for the records; %NULL: every note is believed
 * @by: (out) (transfer full) (nullable): the first installation that is not trusted, hexadecimal
 *
 * A note of an installation that is not known takes nothing off the account: otherwise whoever can write the files could
 * take pictures away in the name of any key.
 *
 * Returns: %FALSE if a note is of an installation that is not trusted
 */
gboolean
belay_trail_upkeep_log_believe (BelayTrailUpkeepLog  *self,
                                BelayTrailProof      *proof,
                                char                **by)
{
  *by = NULL;

  for (guint i = 0; i < self->notes->len; i++)
    {
      BelayTrailUpkeepNote *note = &g_array_index (self->notes, BelayTrailUpkeepNote, i);
      gboolean trusted = TRUE;

      if (proof == NULL || belay_trail_proof_knows (proof, note->by, &trusted))
        believe_note (self, note);

      if (!trusted && *by == NULL)
        {
          *by = g_malloc (2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1);
          belay_hex_encode (note->by, BELAY_TRAIL_PUBLIC_KEY_SIZE, *by);
        }
    }

  return *by == NULL;
}

/**
 * belay_trail_upkeep_log_get_webp:
 * @self: notes, as far as they are believed
 * @sha256: the SHA-256 of a PNG
 *
 * Returns: (transfer none) (nullable): the file that was written in its place
 */
const BelayTrailKeptPicture *
belay_trail_upkeep_log_get_webp (BelayTrailUpkeepLog *self,
                                 const char          *sha256)
{
  return g_hash_table_lookup (self->webps, sha256);
}

/**
 * belay_trail_upkeep_log_get_pruned:
 * @self: notes, as far as they are believed
 * @sha256: the SHA-256 of a PNG
 *
 * Returns: when it was taken away, nanoseconds since 1970, UTC; 0: it was not
 */
gint64
belay_trail_upkeep_log_get_pruned (BelayTrailUpkeepLog *self,
                                   const char          *sha256)
{
  const BelayTrailUpkeepNote *note = g_hash_table_lookup (self->pruned, sha256);

  return note != NULL ? note->time : 0;
}

/**
 * belay_trail_upkeep_log_foreach_pruned:
 * @self: notes, as far as they are believed
 * @func: called for each picture that was taken away, in no order
 * @user_data: for @func
 */
void
belay_trail_upkeep_log_foreach_pruned (BelayTrailUpkeepLog  *self,
                                       BelayTrailPrunedFunc  func,
                                       gpointer              user_data)
{
  GHashTableIter iter;
  gpointer sha256, note;

  g_hash_table_iter_init (&iter, self->pruned);

  while (g_hash_table_iter_next (&iter, &sha256, &note))
    func (sha256, ((const BelayTrailUpkeepNote *) note)->time, user_data);
}

/**
 * belay_trail_upkeep_log_get_size:
 * @self: notes
 *
 * Returns: bytes of the whole lines; what follows them in the file was never finished
 */
goffset
belay_trail_upkeep_log_get_size (BelayTrailUpkeepLog *self)
{
  return self->size;
}

/**
 * belay_trail_upkeep_log_get_last:
 * @self: notes
 *
 * Returns: what the next note has as its `prev`
 */
const guint8 *
belay_trail_upkeep_log_get_last (BelayTrailUpkeepLog *self)
{
  return self->last;
}

/**
 * belay_trail_upkeep_find_webp:
 * @directory: the directory of a session
 * @sha256: the SHA-256 of a PNG
 * @picture: (out caller-allocates): what the last note on it says
 *
 * Looks for one picture and nothing else: whether the notes are to be believed is for who verifies. Blocks on the disk.
 * Any thread.
 *
 * Returns: %FALSE if no note says that there is a WebP in its place
 */
gboolean
belay_trail_upkeep_find_webp (const char            *directory,
                              const char            *sha256,
                              BelayTrailKeptPicture *picture)
{
  g_autofree char *wanted = g_strdup_printf ("{\"sha256\":\"%s\",\"px_sha256\":\"", sha256);
  g_autofree char *problem = NULL;
  gsize length = 0;
  g_autofree char *text = belay_trail_note_load_file (directory, BELAY_TRAIL_UPKEEP_NAME, &length, &problem);
  const char *at = text, *end = text + length, *last = NULL;
  BelayTrailSpan rest;

  while (at != NULL && (at = memmem (at, (gsize) (end - at), wanted, strlen (wanted))) != NULL)
    last = at++;

  rest = (BelayTrailSpan) { last, last != NULL ? (gsize) (end - last) : 0 };

  return last != NULL && belay_trail_kept_picture_parse (&rest, picture);
}
