/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-blobs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail.h"

/**
 * belay_trail_blob_get_name:
 * @sha256: 64 lower-case hexadecimal digits
 *
 * Returns: (transfer full): `blobs/ab/abcd….png`
 */
char *
belay_trail_blob_get_name (const char *sha256)
{
  return g_strdup_printf (BELAY_TRAIL_BLOBS_NAME "/%.2s/%s.png", sha256, sha256);
}

/* Opens the directory of pictures whose names begin alike, making it durably if it is not there. */
static int
open_shelf (BelayTrailFolder  *folder,
            const char        *sha256,
            GError           **error)
{
  int blobs = openat (belay_trail_folder_get_fd (folder), BELAY_TRAIL_BLOBS_NAME,
                      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  char name[3] = { sha256[0], sha256[1], '\0' };
  gboolean made;
  int shelf = -1;

  if (blobs < 0)
    {
      belay_trail_folder_set_error (folder, "picture", errno, error);
      return -1;
    }

  made = mkdirat (blobs, name, 0700) == 0;

  if (made || errno == EEXIST)
    shelf = openat (blobs, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (shelf < 0 || (made && fsync (blobs) != 0))
    {
      belay_trail_folder_set_error (folder, "picture", errno, error);

      if (shelf >= 0)
        close (shelf);

      shelf = -1;
    }

  close (blobs);

  return shelf;
}

/* Under a passing name first: a picture is either there as a whole or not at all. */
static gboolean
write_blob (BelayTrailFolder  *folder,
            int                shelf,
            GBytes            *bytes,
            const char        *name,
            GError           **error)
{
  g_autofree char *passing = g_strconcat (name, ".new", NULL);
  gsize length, written;
  const char *data = g_bytes_get_data (bytes, &length);
  int fd = openat (shelf, passing, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean success;

  if (fd < 0)
    return belay_trail_folder_set_error (folder, "picture", errno, error);

  success = belay_trail_write_all (fd, data, length, &written) &&
            fsync (fd) == 0 &&
            renameat (shelf, passing, shelf, name) == 0 &&
            fsync (shelf) == 0;

  if (!success)
    {
      belay_trail_folder_set_error (folder, "picture", errno, error);
      unlinkat (shelf, passing, 0);
    }

  close (fd);

  return success;
}

/**
 * belay_trail_blob_store:
 * @folder: the directory of the session
 * @digest: a SHA-256
 * @bytes: the picture
 * @sha256: what its SHA-256 is said to be
 * @is_new: (out): %FALSE if the picture was there already
 * @error: (nullable): return location for an error
 *
 * A picture under a wrong name would look like a forged one to everybody who verifies; it is refused.
 *
 * Returns: %TRUE if the picture is durable
 */
gboolean
belay_trail_blob_store (BelayTrailFolder  *folder,
                        BelayTrailDigest  *digest,
                        GBytes            *bytes,
                        const char        *sha256,
                        gboolean          *is_new,
                        GError           **error)
{
  g_autofree char *name = g_strconcat (sha256, ".png", NULL);
  guint8 actual[BELAY_TRAIL_DIGEST_SIZE];
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  struct stat there;
  gboolean success = TRUE;
  gsize length;
  int shelf;

  belay_trail_digest_compute (digest, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), actual);
  belay_trail_digest_to_hex (actual, hex);
  length = g_bytes_get_size (bytes);

  if (!g_str_equal (hex, sha256) || length > BELAY_TRAIL_MAX_BLOB)
    return belay_trail_folder_set_error (folder, "digest", EBADMSG, error);

  shelf = open_shelf (folder, sha256, error);

  if (shelf < 0)
    return FALSE;

  *is_new = fstatat (shelf, name, &there, AT_SYMLINK_NOFOLLOW) != 0 || there.st_size != (goffset) length;

  if (*is_new)
    success = write_blob (folder, shelf, bytes, name, error);

  close (shelf);

  return success;
}

static GBytes *
read_blob (int      fd,
           GError **error)
{
  g_autofree char *data = NULL;
  struct stat status;
  goffset size = 0;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > BELAY_TRAIL_MAX_BLOB)
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
                           _("What is kept in place of the picture is none."));
      return NULL;
    }

  data = g_malloc (MAX (status.st_size, 1));

  while (size < status.st_size)
    {
      gssize n = read (fd, data + size, status.st_size - size);

      if (n < 0 && errno == EINTR)
        continue;

      if (n <= 0)
        {
          g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
                       _("The picture cannot be read: %s."), n < 0 ? g_strerror (errno) : g_strerror (EIO));
          return NULL;
        }

      size += n;
    }

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/**
 * belay_trail_blob_load:
 * @directory: the directory of a session
 * @sha256: the SHA-256 of the picture
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk. Any thread.
 *
 * Returns: (transfer full): the picture, checked against its name; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND or
 *   %BELAY_TRAIL_ERROR_BROKEN
 */
GBytes *
belay_trail_blob_load (const char  *directory,
                       const char  *sha256,
                       GError     **error)
{
  g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
  g_autofree char *name = belay_trail_blob_get_name (sha256);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr(GBytes) bytes = NULL;
  guint8 actual[BELAY_TRAIL_DIGEST_SIZE];
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                   _("The picture cannot be read: %s."), g_strerror (errno));
      return NULL;
    }

  bytes = read_blob (fd, error);
  close (fd);

  if (bytes == NULL)
    return NULL;

  belay_trail_digest_compute (digest, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), actual);
  belay_trail_digest_to_hex (actual, hex);

  if (!g_str_equal (hex, sha256))
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
                           _("The picture is not the one that was recorded."));
      return NULL;
    }

  return g_steal_pointer (&bytes);
}
