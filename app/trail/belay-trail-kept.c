/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-kept.h"

#include <string.h>
#include <sys/stat.h>

#include "belay-trail-blobs.h"
#include "belay-trail-known.h"
#include "belay-trail-pictures.h"

/* The file of a PNG or of a WebP; both belong to one picture. @index: SHA-256 to its place in the array, plus one. */
static void
take_file (BelayTrailKept *self,
           GHashTable     *index,
           const char     *shelf,
           const char     *name)
{
  g_autofree char *path = g_build_filename (shelf, name, NULL);
  g_autofree char *sha256 = g_strndup (name, BELAY_TRAIL_DIGEST_HEX);
  BelayTrailKeptFile *file;
  gpointer place;
  struct stat status;
  const char *suffix;

  if (!belay_trail_digest_is_hex (sha256, strlen (sha256)) || lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return;

  suffix = name + BELAY_TRAIL_DIGEST_HEX;

  if (!g_str_equal (suffix, BELAY_TRAIL_PNG_SUFFIX) && !g_str_equal (suffix, BELAY_TRAIL_WEBP_SUFFIX))
    return;

  place = g_hash_table_lookup (index, sha256);

  if (place == NULL)
    {
      BelayTrailKeptFile made = { 0 };

      g_strlcpy (made.sha256, sha256, sizeof made.sha256);
      g_array_append_val (self->files, made);
      place = GUINT_TO_POINTER (self->files->len);
      g_hash_table_insert (index, g_steal_pointer (&sha256), place);
    }

  file = &g_array_index (self->files, BelayTrailKeptFile, GPOINTER_TO_UINT (place) - 1);

  if (g_str_equal (suffix, BELAY_TRAIL_PNG_SUFFIX))
    file->png = status.st_size;
  else
    file->webp = status.st_size;
}

static void
list_files (BelayTrailKept *self)
{
  g_autoptr(GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 256; i++)
    {
      g_autofree char *shelf = g_strdup_printf ("%s/" BELAY_TRAIL_BLOBS_NAME "/%02x", self->directory, i);
      g_autoptr(GDir) dir = g_dir_open (shelf, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        take_file (self, index, shelf, name);
    }
}

static int
compare_files (gconstpointer a,
               gconstpointer b)
{
  const BelayTrailKeptFile *first = a, *second = b;

  if (first->seq != second->seq)
    return first->seq < second->seq ? -1 : 1;

  return strcmp (first->sha256, second->sha256);
}

/* The notes are believed as far as who verifies does. */
static void
read_notes (BelayTrailKept      *self,
            const BelayTrailEnd *end)
{
  g_auto(GStrv) own = belay_trail_known_list ();
  g_autoptr(BelayTrailProof) proof = belay_trail_proof_new (self->directory, (const char * const *) own);
  g_autofree char *by = NULL;

  self->log = belay_trail_upkeep_log_new (self->directory, self->id, end);
  belay_trail_upkeep_log_believe (self->log, proof, &by);
}

static void
describe_files (BelayTrailKept     *self,
                BelayTrailPictures *pictures)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      BelayTrailKeptFile *file = &g_array_index (self->files, BelayTrailKeptFile, i);

      file->seq = belay_trail_pictures_get_seq (pictures, file->sha256);
      file->is_pruned = belay_trail_upkeep_log_get_pruned (self->log, file->sha256) != 0;
      file->is_recompressed = file->webp > 0 && belay_trail_upkeep_log_get_webp (self->log, file->sha256) != NULL;
    }

  g_array_sort (self->files, compare_files);
}

/**
 * belay_trail_kept_new:
 * @directory: the directory of a session
 *
 * Reads all records. Any thread.
 *
 * Returns: (transfer full) (nullable): what there is of its pictures; %NULL if the session was not closed, or cannot be
 *   read
 */
BelayTrailKept *
belay_trail_kept_new (const char *directory)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (directory, NULL);
  g_autoptr(BelayTrailPictures) pictures = belay_trail_pictures_new (directory);
  g_autoptr(BelayTrailKept) self = NULL;
  g_autoptr(GError) error = NULL;
  BelayTrailRecord record;
  BelayTrailEnd end;

  if (reader == NULL)
    return NULL;

  while (belay_trail_reader_next (reader, &record, &error))
    belay_trail_pictures_take (pictures, &record);

  belay_trail_reader_get_end (reader, &end);

  if (error != NULL || !end.closed || end.torn != NULL)
    return NULL;

  self = g_new0 (BelayTrailKept, 1);
  self->directory = g_strdup (directory);
  self->id = g_path_get_basename (directory);
  self->closed = end.time;
  self->files = g_array_new (FALSE, FALSE, sizeof (BelayTrailKeptFile));
  list_files (self);
  read_notes (self, &end);
  describe_files (self, pictures);

  return g_steal_pointer (&self);
}

/**
 * belay_trail_kept_free:
 * @self: (transfer full) (nullable): the pictures of a session
 */
void
belay_trail_kept_free (BelayTrailKept *self)
{
  if (self == NULL)
    return;

  belay_trail_upkeep_log_free (self->log);
  g_array_unref (self->files);
  g_free (self->directory);
  g_free (self->id);
  g_free (self);
}
