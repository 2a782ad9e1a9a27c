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

/* Opens the directory of pictures whose names begin alike. @made: (out): it was not there. */
static int
open_shelf (int         blobs,
            const char *sha256,
            gboolean   *made)
{
  char name[3] = { sha256[0], sha256[1], '\0' };

  *made = mkdirat (blobs, name, 0700) == 0;

  if (!*made && errno != EEXIST)
    return -1;

  return openat (blobs, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Under a passing name first: a picture is either there as a whole or not at all. On a journalling file system the
 * first sync brings the name of a new shelf along, so that the second costs next to nothing. */
static gboolean
write_blob (int         blobs,
            int         shelf,
            gboolean    shelf_is_new,
            GBytes     *bytes,
            const char *name)
{
  g_autofree char *passing = g_strconcat (name, ".new", NULL);
  gsize length, written;
  const char *data = g_bytes_get_data (bytes, &length);
  int fd = openat (shelf, passing, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  int error_number = 0;

  if (fd < 0)
    return FALSE;

  if (!belay_trail_write_all (fd, data, length, &written) ||
      fsync (fd) != 0 ||
      (shelf_is_new && fsync (blobs) != 0) ||
      renameat (shelf, passing, shelf, name) != 0 ||
      fsync (shelf) != 0)
    {
      error_number = errno;
      unlinkat (shelf, passing, 0);
    }

  close (fd);
  errno = error_number;

  return error_number == 0;
}

/* With errno set if it fails. */
static gboolean
store_blob (BelayTrailFolder *folder,
            GBytes           *bytes,
            const char       *sha256,
            const char       *suffix,
            gboolean         *is_new)
{
  g_autofree char *name = g_strconcat (sha256, suffix, NULL);
  int blobs = openat (belay_trail_folder_get_fd (folder), BELAY_TRAIL_BLOBS_NAME,
                      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int shelf = -1, error_number;
  gboolean made = FALSE, stored = FALSE;
  struct stat there;

  if (blobs >= 0)
    shelf = open_shelf (blobs, sha256, &made);

  if (shelf >= 0)
    {
      *is_new = fstatat (shelf, name, &there, AT_SYMLINK_NOFOLLOW) != 0 ||
                there.st_size != (goffset) g_bytes_get_size (bytes);
      stored = !*is_new || write_blob (blobs, shelf, made, bytes, name);
    }

  error_number = errno;

  if (shelf >= 0)
    close (shelf);

  if (blobs >= 0)
    close (blobs);

  errno = error_number;

  return stored;
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
  guint8 actual[BELAY_TRAIL_DIGEST_SIZE];
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  belay_trail_digest_compute (digest, data, length, actual);
  belay_trail_digest_to_hex (actual, hex);

  if (!g_str_equal (hex, sha256) || length > BELAY_TRAIL_MAX_BLOB)
    return belay_trail_folder_set_error (folder, "digest", EBADMSG, error);

  if (!store_blob (folder, bytes, sha256, BELAY_TRAIL_PNG_SUFFIX, is_new))
    return belay_trail_folder_set_error (folder, "picture", errno, error);

  return TRUE;
}

/**
 * belay_trail_blob_store_webp:
 * @folder: the directory of the session
 * @bytes: a picture as WebP
 * @sha256: the SHA-256 of the PNG it is to take the place of
 * @error: (nullable): return location for an error
 *
 * A file that no note speaks of is written over. Blocks on the disk.
 *
 * Returns: %TRUE if the picture is durable
 */
gboolean
belay_trail_blob_store_webp (BelayTrailFolder  *folder,
                             GBytes            *bytes,
                             const char        *sha256,
                             GError           **error)
{
  g_autofree char *name = g_strdup_printf (BELAY_TRAIL_BLOBS_NAME "/%.2s/%s" BELAY_TRAIL_WEBP_SUFFIX, sha256, sha256);
  gboolean is_new;

  if ((unlinkat (belay_trail_folder_get_fd (folder), name, 0) != 0 && errno != ENOENT) ||
      !store_blob (folder, bytes, sha256, BELAY_TRAIL_WEBP_SUFFIX, &is_new))
    return belay_trail_folder_set_error (folder, "picture", errno, error);

  return TRUE;
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
 * belay_trail_blob_read:
 * @directory: the directory of a session
 * @sha256: the SHA-256 of the picture
 * @suffix: %BELAY_TRAIL_PNG_SUFFIX or %BELAY_TRAIL_WEBP_SUFFIX
 * @expected: the SHA-256 its bytes have to have
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk. Any thread.
 *
 * Returns: (transfer full): the file as it is; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_BROKEN
 */
GBytes *
belay_trail_blob_read (const char  *directory,
                       const char  *sha256,
                       const char  *suffix,
                       const char  *expected,
                       GError     **error)
{
  g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
  g_autofree char *path = NULL;
  g_autoptr(GBytes) bytes = NULL;
  guint8 actual[BELAY_TRAIL_DIGEST_SIZE];
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  int fd;

  /* The name comes from a record, which may hold anything: it must not lead elsewhere. */
  if (!belay_trail_digest_is_hex (sha256, strlen (sha256)))
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND, _("This is not the name of a picture."));
      return NULL;
    }

  path = g_strdup_printf ("%s/" BELAY_TRAIL_BLOBS_NAME "/%.2s/%s%s", directory, sha256, sha256, suffix);
  fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      if (errno == ENOENT)
        g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                             _("The picture is not there any more."));
      else
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

  if (!g_str_equal (hex, expected))
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
                           _("The picture is not the one that was recorded."));
      return NULL;
    }

  return g_steal_pointer (&bytes);
}
