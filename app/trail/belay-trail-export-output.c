/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-output.h"

#include <gio/gfiledescriptorbased.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE (256 * 1024)

/* Names to try for the file that is being written. */
#define MAX_NAMES 100

struct _BelayExportOutput
{
  GFile                 *file;
  GFile                 *unfinished;    /* (nullable): nothing to take away */
  GOutputStream         *stream;
  GCancellable          *cancellable;
  GFileProgressCallback  progress;
  gpointer               progress_data;
  goffset                current;
  goffset                total;
  GString               *buffer;
  GError                *error;         /* (nullable) the first failure */
};

/* In words that name the file, with the domain and code a caller decides by. */
static void
take_error (BelayExportOutput *self,
            GError            *error)
{
  g_autofree char *name = NULL;

  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }

  self->error = error;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  name = g_file_get_parse_name (self->file);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    g_prefix_error (&self->error, _("There is no room left for “%s”, and nothing was kept of it: "), name);
  else
    g_prefix_error (&self->error, _("“%s” cannot be written: "), name);
}

/* What is there and is no ordinary file stays what it is: a folder, a device, a pipe. */
static gboolean
check_target (BelayExportOutput *self)
{
  GFileType type = g_file_query_file_type (self->file, G_FILE_QUERY_INFO_NONE, self->cancellable);
  GError *error = NULL;

  if (type == G_FILE_TYPE_DIRECTORY || type == G_FILE_TYPE_MOUNTABLE)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("It is a folder"));
  else if (type == G_FILE_TYPE_SPECIAL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("It is not an ordinary file"));
  else if (!g_file_has_parent (self->file, NULL))
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("It is a folder"));
  else
    return TRUE;

  take_error (self, error);

  return FALSE;
}

static void
open_unfinished (BelayExportOutput *self)
{
  g_autoptr(GFile) parent = g_file_get_parent (self->file);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < MAX_NAMES && self->stream == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf (".belay-export-%08x", g_random_int ());
      g_autoptr(GFile) file = g_file_get_child (parent, name);

      g_clear_error (&error);
      self->stream = G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_PRIVATE, self->cancellable, &error));

      if (self->stream != NULL)
        self->unfinished = g_steal_pointer (&file);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        break;
    }

  if (self->stream == NULL)
    take_error (self, g_steal_pointer (&error));
}

/**
 * belay_export_output_new:
 * @file: what is to be written; what it holds stays until the commit
 * @cancellable: (nullable): asked before each piece is written
 * @progress: (nullable) (scope notified): called in this thread by belay_export_output_advance()
 * @progress_data: for @progress
 * @error: (nullable): return location for an error
 *
 * Only the owner may read the file: it shows what was on a screen.
 *
 * Returns: (transfer full): an output; %NULL with an error of %G_IO_ERROR
 */
BelayExportOutput *
belay_export_output_new (GFile                  *file,
                         GCancellable           *cancellable,
                         GFileProgressCallback   progress,
                         gpointer                progress_data,
                         GError                **error)
{
  g_autoptr(BelayExportOutput) self = g_new0 (BelayExportOutput, 1);

  self->file = g_object_ref (file);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->progress = progress;
  self->progress_data = progress_data;
  self->buffer = g_string_sized_new (BUFFER_SIZE + 4096);

  if (check_target (self))
    open_unfinished (self);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * belay_export_output_free:
 * @self: (transfer full) (nullable): an output
 *
 * Without a commit, takes away what was written.
 */
void
belay_export_output_free (BelayExportOutput *self)
{
  if (self == NULL)
    return;

  if (self->stream != NULL)
    g_output_stream_close (self->stream, NULL, NULL);

  if (self->unfinished != NULL)
    g_file_delete (self->unfinished, NULL, NULL);

  g_clear_object (&self->stream);
  g_clear_object (&self->unfinished);
  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

static void
write_out (BelayExportOutput *self,
           gconstpointer      data,
           gsize              length)
{
  GError *error = NULL;

  if (belay_export_output_is_good (self) &&
      !g_output_stream_write_all (self->stream, data, length, NULL, self->cancellable, &error))
    take_error (self, error);
}

static void
flush (BelayExportOutput *self)
{
  write_out (self, self->buffer->str, self->buffer->len);
  g_string_truncate (self->buffer, 0);
}

/**
 * belay_export_output_add_data:
 * @self: an output
 * @data: bytes
 * @length: how many
 */
void
belay_export_output_add_data (BelayExportOutput *self,
                              gconstpointer      data,
                              gsize              length)
{
  if (length >= BUFFER_SIZE)
    {
      flush (self);
      write_out (self, data, length);
      return;
    }

  g_string_append_len (self->buffer, data, (gssize) length);

  if (self->buffer->len >= BUFFER_SIZE)
    flush (self);
}

/**
 * belay_export_output_add:
 * @self: an output
 * @text: text, added as it is
 */
void
belay_export_output_add (BelayExportOutput *self,
                         const char        *text)
{
  belay_export_output_add_data (self, text, strlen (text));
}

/**
 * belay_export_output_printf:
 * @self: an output
 * @format: as for printf()
 * @...: what @format names
 */
void
belay_export_output_printf (BelayExportOutput *self,
                            const char        *format,
                            ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  belay_export_output_add (self, text);
}

/**
 * belay_export_output_is_good:
 * @self: an output
 *
 * Returns: %FALSE once something failed or the export was cancelled
 */
gboolean
belay_export_output_is_good (BelayExportOutput *self)
{
  GError *error = NULL;

  if (self->error == NULL && g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    take_error (self, error);

  return self->error == NULL;
}

/**
 * belay_export_output_set_total:
 * @self: an output
 * @total: how many bytes there are to read
 */
void
belay_export_output_set_total (BelayExportOutput *self,
                               goffset            total)
{
  self->total = total;
  belay_export_output_advance (self, 0);
}

/**
 * belay_export_output_advance:
 * @self: an output
 * @amount: so many bytes more were read
 */
void
belay_export_output_advance (BelayExportOutput *self,
                             goffset            amount)
{
  self->current = MIN (self->current + amount, self->total);

  if (self->progress != NULL)
    self->progress (self->current, self->total, self->progress_data);
}

/* A name that points to a file whose bytes are not on the disk yet would survive a power cut as an empty file. */
static void
sync_to_disk (BelayExportOutput *self)
{
  int fd = G_IS_FILE_DESCRIPTOR_BASED (self->stream)
             ? g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (self->stream)) : -1;

  if (fd >= 0 && fsync (fd) != 0)
    {
      int error_number = errno;

      take_error (self, g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (error_number),
                                             g_strerror (error_number)));
    }
}

/**
 * belay_export_output_commit:
 * @self: an output
 * @error: (nullable): return location for an error
 *
 * Gives the file its name. It replaces what had it.
 *
 * Returns: %FALSE with the first failure there was, %G_IO_ERROR_CANCELLED among them
 */
gboolean
belay_export_output_commit (BelayExportOutput  *self,
                            GError            **error)
{
  GError *local_error = NULL;

  flush (self);

  if (belay_export_output_is_good (self))
    sync_to_disk (self);

  if (belay_export_output_is_good (self) &&
      !g_output_stream_close (self->stream, self->cancellable, &local_error))
    take_error (self, g_steal_pointer (&local_error));

  if (belay_export_output_is_good (self) &&
      !g_file_move (self->unfinished, self->file, G_FILE_COPY_OVERWRITE | G_FILE_COPY_NO_FALLBACK_FOR_MOVE,
                    self->cancellable, NULL, NULL, &local_error))
    take_error (self, g_steal_pointer (&local_error));

  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }

  g_clear_object (&self->unfinished);
  self->current = self->total;
  belay_export_output_advance (self, 0);

  return TRUE;
}
