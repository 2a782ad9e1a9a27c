/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "belay-trail-blobs.h"
#include "belay-trail-record.h"
#include "belay-trail-upkeep.h"
#include "belay-trail-verify.h"
#include "belay-trail-webp.h"
#include "belay-trail.h"

/* Pictures of one note on recompression: what is lost when the program dies meanwhile. */
#define BATCH 64

struct _BelayTrailKeeper
{
  BelayTrailFolder   *folder;
  BelayTrailIdentity *identity;
  BelayTrailKept     *kept;
  BelayTrailDigest   *digest;
  guint8              last[BELAY_TRAIL_DIGEST_SIZE];    /* of the notes */
  goffset             size;
};

static gboolean
leave_alone (const char  *directory,
             GError     **error)
{
  g_autofree char *id = g_path_get_basename (directory);

  g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
               _("The session %s is left as it is: it is on hold, was not closed, or does not verify."), id);

  return FALSE;
}

static gboolean
is_clean (const char *directory)
{
  g_autoptr(BelayTrailReport) report = belay_trail_verify (directory, NULL);

  return report != NULL && belay_trail_report_is_clean (report);
}

/**
 * belay_trail_keeper_open:
 * @directory: the directory of a session
 * @identity: the key of this installation
 * @error: (nullable): return location for an error
 *
 * Takes the lock, and looks at everything only then. Any thread but the main one.
 *
 * Returns: (transfer full): the session; %NULL with %BELAY_TRAIL_ERROR_LOCKED, %BELAY_TRAIL_ERROR_NOT_FOUND or
 *   %BELAY_TRAIL_ERROR_BROKEN if it is to be left alone, %BELAY_TRAIL_ERROR_WRITE if its lock cannot be written
 */
BelayTrailKeeper *
belay_trail_keeper_open (const char          *directory,
                         BelayTrailIdentity  *identity,
                         GError             **error)
{
  g_autoptr(BelayTrailKeeper) self = NULL;

  /* What was never closed is for a recovery, which looks at whose lock it was. */
  if (!belay_trail_reader_is_closed (directory) || belay_trail_hold_get (directory))
    {
      leave_alone (directory, error);
      return NULL;
    }

  self = g_new0 (BelayTrailKeeper, 1);
  self->identity = belay_trail_identity_ref (identity);
  self->digest = belay_trail_digest_new ();
  self->folder = belay_trail_folder_open (directory, error);

  if (self->folder == NULL)
    return NULL;

  self->kept = is_clean (directory) ? belay_trail_kept_new (directory) : NULL;

  if (self->kept == NULL)
    {
      leave_alone (directory, error);
      return NULL;
    }

  self->size = belay_trail_upkeep_log_get_size (self->kept->log);
  memcpy (self->last, belay_trail_upkeep_log_get_last (self->kept->log), sizeof self->last);

  return g_steal_pointer (&self);
}

/**
 * belay_trail_keeper_free:
 * @self: (transfer full) (nullable): a session
 *
 * Lets go of the lock.
 */
void
belay_trail_keeper_free (BelayTrailKeeper *self)
{
  if (self == NULL)
    return;

  if (self->folder != NULL)
    {
      belay_trail_folder_clear_lock (self->folder);
      belay_trail_folder_free (self->folder);
    }

  belay_trail_kept_free (self->kept);
  belay_trail_digest_free (self->digest);
  belay_trail_identity_unref (self->identity);
  g_free (self);
}

/* Behind the last whole line. */
static gboolean
append_line (BelayTrailKeeper  *self,
             const char        *line,
             GError           **error)
{
  int folder = belay_trail_folder_get_fd (self->folder);
  int fd = openat (folder, BELAY_TRAIL_UPKEEP_NAME, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  gsize length = strlen (line), written;
  gboolean done = fd >= 0 && ftruncate (fd, self->size) == 0 && lseek (fd, self->size, SEEK_SET) == self->size &&
                  belay_trail_write_all (fd, line, length, &written) && fdatasync (fd) == 0;
  int error_number = errno;

  if (fd >= 0)
    close (fd);

  if (!done)
    return belay_trail_folder_set_error (self->folder, "upkeep", error_number, error);

  if (!belay_trail_folder_sync (self->folder, error))
    return FALSE;

  belay_trail_digest_compute (self->digest, line, length, self->last);
  self->size += (goffset) length;

  return TRUE;
}

/* Durable on return. @pictures: of BelayTrailKeptPicture. */
static gboolean
write_note (BelayTrailKeeper      *self,
            BelayTrailUpkeepKind   kind,
            BelayTrailPruneReason  reason,
            GArray                *pictures,
            GError               **error)
{
  const char *id = self->kept->id;
  BelayTrailUpkeepNote note = { .kind = kind, .reason = reason, .session = { id, strlen (id) }, .pictures = pictures };
  g_autofree char *line = NULL;
  BelayTrailStamp now;

  belay_trail_stamp_now (&now);
  note.time = now.real;
  memcpy (note.prev, self->last, sizeof note.prev);
  line = belay_trail_upkeep_note_sign (&note, self->identity, error);

  if (line == NULL)
    return FALSE;

  /* A file nobody would read any more. */
  if (self->size + (goffset) strlen (line) > BELAY_TRAIL_NOTES_MAX_SIZE)
    return belay_trail_folder_set_error (self->folder, "upkeep", EFBIG, error);

  return append_line (self, line, error);
}

static gboolean
remove_file (BelayTrailKeeper  *self,
             const char        *sha256,
             const char        *suffix,
             GError           **error)
{
  g_autofree char *name = g_strdup_printf (BELAY_TRAIL_BLOBS_NAME "/%.2s/%s%s", sha256, sha256, suffix);

  if (unlinkat (belay_trail_folder_get_fd (self->folder), name, 0) != 0 && errno != ENOENT)
    return belay_trail_folder_set_error (self->folder, "remove", errno, error);

  return TRUE;
}

static gboolean
remove_picture (BelayTrailKeeper    *self,
                BelayTrailKeptFile  *file,
                GError             **error)
{
  if (!remove_file (self, file->sha256, BELAY_TRAIL_PNG_SUFFIX, error) ||
      !remove_file (self, file->sha256, BELAY_TRAIL_WEBP_SUFFIX, error))
    return FALSE;

  file->png = file->webp = 0;

  return TRUE;
}

/**
 * belay_trail_keeper_prune:
 * @self: a session
 * @sha256s: (element-type utf8 utf8): a set of pictures
 * @reason: why
 * @n_done: (out): how many were taken away
 * @error: (nullable): return location for an error
 *
 * A picture that an earlier note speaks of, and that is still there because the program died in between, gets no other.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_WRITE or %BELAY_TRAIL_ERROR_KEY
 */
gboolean
belay_trail_keeper_prune (BelayTrailKeeper       *self,
                          GHashTable             *sha256s,
                          BelayTrailPruneReason   reason,
                          guint                  *n_done,
                          GError                **error)
{
  g_autoptr(GArray) pictures = g_array_new (FALSE, FALSE, sizeof (BelayTrailKeptPicture));
  g_autoptr(GPtrArray) files = g_ptr_array_new ();

  *n_done = 0;

  for (guint i = 0; i < self->kept->files->len; i++)
    {
      BelayTrailKeptFile *file = &g_array_index (self->kept->files, BelayTrailKeptFile, i);
      BelayTrailKeptPicture picture = { 0 };

      if ((file->png == 0 && file->webp == 0) || !g_hash_table_contains (sha256s, file->sha256))
        continue;

      g_strlcpy (picture.sha256, file->sha256, sizeof picture.sha256);
      g_ptr_array_add (files, file);

      if (!file->is_pruned)
        g_array_append_val (pictures, picture);
    }

  if (pictures->len > 0 && !write_note (self, BELAY_TRAIL_PRUNE, reason, pictures, error))
    return FALSE;

  for (guint i = 0; i < files->len; i++, (*n_done)++)
    if (!remove_picture (self, files->pdata[i], error))
      return FALSE;

  return TRUE;
}

/* Writes the WebP of a picture. FALSE without an error: there cannot be one, and the PNG stays. */
static gboolean
write_webp (BelayTrailKeeper       *self,
            BelayTrailKeptFile     *file,
            BelayTrailKeptPicture  *picture,
            GError                **error)
{
  BelayTrailDigest *digest = self->digest;
  guint8 hash[BELAY_TRAIL_DIGEST_SIZE];
  g_autoptr(GBytes) png = belay_trail_blob_read (self->kept->directory, file->sha256, BELAY_TRAIL_PNG_SUFFIX,
                                                 file->sha256, NULL);
  g_autoptr(GBytes) webp = png != NULL ? belay_trail_webp_from_png (png, picture->px_sha256) : NULL;

  if (webp == NULL)
    return FALSE;

  belay_trail_digest_compute (digest, g_bytes_get_data (webp, NULL), g_bytes_get_size (webp), hash);
  belay_trail_digest_to_hex (hash, picture->webp_sha256);
  g_strlcpy (picture->sha256, file->sha256, sizeof picture->sha256);

  return belay_trail_blob_store_webp (self->folder, webp, file->sha256, error);
}

/* A note for all of @pictures, and then their PNGs go. */
static gboolean
settle (BelayTrailKeeper  *self,
        GArray            *pictures,
        guint             *n_done,
        GError           **error)
{
  if (pictures->len > 0 && !write_note (self, BELAY_TRAIL_RECOMPRESS, 0, pictures, error))
    return FALSE;

  for (guint i = 0; i < pictures->len; i++, (*n_done)++)
    if (!remove_file (self, g_array_index (pictures, BelayTrailKeptPicture, i).sha256, BELAY_TRAIL_PNG_SUFFIX, error))
      return FALSE;

  g_array_set_size (pictures, 0);

  return TRUE;
}

/* The PNG is still there because the program died after the note; the session verifies, so the WebP is what it says. */
static gboolean
finish_earlier (BelayTrailKeeper    *self,
                BelayTrailKeptFile  *file,
                guint               *n_done,
                GError             **error)
{
  (*n_done)++;

  return remove_file (self, file->sha256, BELAY_TRAIL_PNG_SUFFIX, error);
}

/**
 * belay_trail_keeper_recompress:
 * @self: a session
 * @cancellable: (nullable): a cancellable; what was begun is finished
 * @n_done: (out): how many are there as WebP and not as PNG any more
 * @error: (nullable): return location for an error
 *
 * Pictures that cannot be written as WebP without loss stay as they are.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_WRITE or %BELAY_TRAIL_ERROR_KEY
 */
gboolean
belay_trail_keeper_recompress (BelayTrailKeeper  *self,
                               GCancellable      *cancellable,
                               guint             *n_done,
                               GError           **error)
{
  g_autoptr(GArray) pictures = g_array_new (FALSE, FALSE, sizeof (BelayTrailKeptPicture));

  *n_done = 0;

  for (guint i = 0; i < self->kept->files->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      BelayTrailKeptFile *file = &g_array_index (self->kept->files, BelayTrailKeptFile, i);
      BelayTrailKeptPicture picture = { 0 };
      g_autoptr(GError) local_error = NULL;

      if (file->png == 0 || file->is_pruned)
        continue;

      if (file->is_recompressed)
        {
          if (!finish_earlier (self, file, n_done, error))
            return FALSE;
        }
      else if (write_webp (self, file, &picture, &local_error))
        {
          g_array_append_val (pictures, picture);
        }
      else if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      if (pictures->len == BATCH && !settle (self, pictures, n_done, error))
        return FALSE;
    }

  return settle (self, pictures, n_done, error);
}
