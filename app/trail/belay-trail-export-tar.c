/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail-folder.h"
#include "belay-trail-record.h"
#include "belay-trail-upkeep.h"

#define PIECE_SIZE (128 * 1024)

#define HOW_TO_VERIFY "/io/github/belay_desktop/Belay/export/VERIFY.txt"
#define FORMAT_PAGE   "/io/github/belay_desktop/Belay/export/trail-format.md"

/* Folders below the session's that are followed: blobs, and a shelf of two digits. */
#define MAX_DEPTH 3

typedef struct
{
  BelayExport    *export;
  struct archive *archive;
  const char     *top;          /* the folder everything is in */
  time_t          time;         /* of what has no time of its own */
  GPtrArray      *names;        /* of char, below the session's directory; folders end in a slash */
} Tar;

/* An error of the archive or the disk, in words. */
G_GNUC_PRINTF (3, 4)
static gboolean
fail (GError    **error,
      int         error_number,
      const char *format,
      ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (error_number), "%s: %s", text, g_strerror (error_number));

  return FALSE;
}

/* The output knows when it has failed; libarchive is not told, because it loses memory then. */
static la_ssize_t
on_write (struct archive *archive,
          void           *user_data,
          const void     *data,
          size_t          length)
{
  Tar *self = user_data;

  belay_export_output_add_data (self->export->output, data, length);

  return (la_ssize_t) length;
}

/* The lock names a process of another machine, the reserve holds nothing, and a hold binds nobody elsewhere. */
static gboolean
is_evidence (const char *name,
             gboolean    is_top)
{
  return !is_top ||
         (!g_str_equal (name, BELAY_TRAIL_LOCK_NAME) && !g_str_equal (name, BELAY_TRAIL_RESERVE_NAME) &&
          !g_str_equal (name, BELAY_TRAIL_HOLD_NAME));
}

/* Symbolic links and whatever else is no file of a session are passed over: an archive must not lead out of itself. */
static gboolean
list_folder (Tar         *self,
             const char  *below,
             guint        depth,
             GError     **error)
{
  g_autofree char *path = g_build_filename (self->export->directory, below, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_strconcat (below, name, NULL);
      g_autofree char *child_path = g_build_filename (self->export->directory, child, NULL);
      struct stat status;

      if (!is_evidence (name, depth == 1) || lstat (child_path, &status) != 0)
        continue;

      if (S_ISREG (status.st_mode))
        {
          g_ptr_array_add (self->names, g_steal_pointer (&child));
        }
      else if (S_ISDIR (status.st_mode) && depth < MAX_DEPTH)
        {
          g_autofree char *folder = g_strconcat (child, G_DIR_SEPARATOR_S, NULL);

          g_ptr_array_add (self->names, g_strdup (folder));
          if (!list_folder (self, folder, depth + 1, error))
            return FALSE;
        }
    }

  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* What is the same on every machine: no user, no group, whole seconds. */
static gboolean
begin_entry (Tar         *self,
             const char  *name,
             mode_t       type,
             gint64       size,
             time_t       time,
             GError     **error)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean begun;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, type);
  archive_entry_set_perm (entry, type == AE_IFDIR ? 0755 : 0644);
  archive_entry_set_uid (entry, 0);
  archive_entry_set_gid (entry, 0);
  archive_entry_set_size (entry, size);
  archive_entry_set_mtime (entry, time, 0);
  begun = archive_write_header (self->archive, entry) >= ARCHIVE_WARN;
  archive_entry_free (entry);

  return begun || fail (error, archive_errno (self->archive), _("“%s” cannot be put into the archive"), name);
}

static gboolean
add_piece (Tar           *self,
           gconstpointer  data,
           gsize          length,
           GError       **error)
{
  if (archive_write_data (self->archive, data, length) == (la_ssize_t) length)
    return TRUE;

  return fail (error, archive_errno (self->archive), _("The archive cannot be written"));
}

/* Exactly as many bytes as there were when it began: a session that is being recorded grows. */
static gboolean
add_bytes (Tar         *self,
           const char  *path,
           int          fd,
           goffset      size,
           GError     **error)
{
  g_autofree char *piece = g_malloc (PIECE_SIZE);

  while (size > 0 && belay_export_output_is_good (self->export->output))
    {
      ssize_t length = read (fd, piece, (size_t) MIN (size, PIECE_SIZE));

      if (length < 0 && errno == EINTR)
        continue;

      if (length <= 0)
        return fail (error, length < 0 ? errno : EIO, _("“%s” cannot be read"), path);

      if (!add_piece (self, piece, (gsize) length, error))
        return FALSE;

      size -= length;
      belay_export_output_advance (self->export->output, length);
    }

  return TRUE;
}

static gboolean
add_file (Tar         *self,
          const char  *below,
          GError     **error)
{
  g_autofree char *path = g_build_filename (self->export->directory, below, NULL);
  g_autofree char *name = g_build_filename (self->top, self->export->id, below, NULL);
  struct stat status;
  gboolean added;
  int fd;

  if (g_str_has_suffix (below, G_DIR_SEPARATOR_S))
    return begin_entry (self, name, AE_IFDIR, 0, self->time, error);

  fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  /* A picture that upkeep took away meanwhile. */
  if (fd < 0 && errno == ENOENT)
    return TRUE;

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      int error_number = errno;

      if (fd >= 0)
        close (fd);
      return fail (error, error_number, _("“%s” cannot be read"), path);
    }

  added = begin_entry (self, name, AE_IFREG, status.st_size, status.st_mtim.tv_sec, error) &&
          add_bytes (self, path, fd, status.st_size, error);
  close (fd);

  return added;
}

static gboolean
add_text (Tar         *self,
          const char  *below,
          const char  *text,
          GError     **error)
{
  g_autofree char *name = g_build_filename (self->top, below, NULL);

  return begin_entry (self, name, AE_IFREG, (gint64) strlen (text), self->time, error) &&
         add_piece (self, text, strlen (text), error);
}

/* In the language of the format, not of this machine: whoever gets the archive is somebody else. */
static char *
make_instructions (BelayExport  *export,
                   GError      **error)
{
  g_autoptr(GBytes) page = g_resources_lookup_data (HOW_TO_VERIFY, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  GString *text;
  g_autofree char *records = g_strdup_printf ("%" G_GUINT64_FORMAT, export->report->n_records);

  if (page == NULL)
    return NULL;

  text = g_string_new_len (g_bytes_get_data (page, NULL), (gssize) g_bytes_get_size (page));
  g_string_replace (text, "{{session}}", belay_export_call_session (export), 0);
  g_string_replace (text, "{{verdict}}", belay_trail_verdict_get_name (export->report->verdict), 0);
  g_string_replace (text, "{{records}}", records, 0);
  g_string_replace (text, "{{head}}", export->head[0] != '\0' ? export->head : "-", 0);
  g_string_replace (text, "{{signer}}", export->report->signer != NULL ? export->report->signer : "nobody", 0);

  return g_string_free (text, FALSE);
}

static gboolean
add_all (Tar     *self,
         GError **error)
{
  g_autofree char *instructions = make_instructions (self->export, error);
  g_autoptr(GBytes) format = NULL;
  g_autofree char *format_text = NULL;
  g_autofree char *folder = g_strconcat (self->top, "/", NULL);
  g_autofree char *session = g_build_filename (self->top, self->export->id, "/", NULL);

  if (instructions == NULL)
    return FALSE;

  format = g_resources_lookup_data (FORMAT_PAGE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (format == NULL)
    return FALSE;

  format_text = g_strndup (g_bytes_get_data (format, NULL), g_bytes_get_size (format));

  /* The verdict comes first: it is what a broken session says before anything else. */
  if (!begin_entry (self, folder, AE_IFDIR, 0, self->time, error) ||
      !add_text (self, "VERIFY.txt", instructions, error) ||
      !begin_entry (self, session, AE_IFDIR, 0, self->time, error))
    return FALSE;

  for (guint i = 0; i < self->names->len && belay_export_output_is_good (self->export->output); i++)
    if (!add_file (self, self->names->pdata[i], error))
      return FALSE;

  return add_text (self, "trail-format.md", format_text, error);
}

static goffset
measure (Tar *self)
{
  goffset total = 0;

  for (guint i = 0; i < self->names->len; i++)
    {
      g_autofree char *path = g_build_filename (self->export->directory, self->names->pdata[i], NULL);
      struct stat status;

      if (stat (path, &status) == 0 && S_ISREG (status.st_mode))
        total += status.st_size;
    }

  return total;
}

/* When the session began, which is in its name; the same archive is the same bytes. */
static time_t
read_time (const char *id)
{
  int year, month, day, hour, minute, second;
  g_autoptr(GDateTime) time = NULL;

  if (sscanf (id, "%4d-%2d-%2dT%2d-%2d-%2dZ", &year, &month, &day, &hour, &minute, &second) == 6)
    time = g_date_time_new_utc (year, month, day, hour, minute, second);

  return time != NULL ? (time_t) g_date_time_to_unix (time) : 0;
}

/**
 * belay_export_tar:
 * @self: an export
 * @error: return location for an error
 *
 * The session's directory as it is, in a folder with VERIFY.txt and the description of the format: POSIX tar, the
 * same bytes each time.
 *
 * Returns: %FALSE if the session cannot be read
 */
gboolean
belay_export_tar (BelayExport  *self,
                  GError      **error)
{
  g_autofree char *top = g_strconcat ("belay-", self->id, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Tar tar = { self, NULL, top, read_time (self->id), names };
  gboolean added;

  if (!list_folder (&tar, "", 1, error))
    return FALSE;

  g_ptr_array_sort (names, compare_names);
  belay_export_output_set_total (self->output, measure (&tar));

  tar.archive = archive_write_new ();
  archive_write_set_format_pax_restricted (tar.archive);
  archive_write_set_bytes_per_block (tar.archive, 0);
  added = archive_write_open (tar.archive, &tar, NULL, on_write, NULL) == ARCHIVE_OK ||
          fail (error, archive_errno (tar.archive), _("The archive cannot be written"));
  added = added && add_all (&tar, error);
  added = added && (archive_write_close (tar.archive) == ARCHIVE_OK ||
                    fail (error, archive_errno (tar.archive), _("The archive cannot be written")));
  archive_write_free (tar.archive);

  return added;
}
