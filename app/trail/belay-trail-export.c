/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-private.h"

#include "belay-trail-reader.h"

/* Progress is told at most this often. */
#define TELL_INTERVAL (40 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  char                  *directory;
  BelayTrailExportFormat format;
  BelayTrailExportFlags  flags;
  GFile                 *file;
  GFileProgressCallback  progress;      /* (nullable) */
  gpointer               progress_data;
} Job;

/* What the worker has to say to the caller's main context. */
typedef struct
{
  GTask   *task;
  goffset  current;
  goffset  total;
} News;

/* Worker only. */
typedef struct
{
  GTask  *task;
  gint64  told_at;
} Teller;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->directory);
  g_object_unref (job->file);
  g_free (job);
}

/**
 * belay_export_call_session:
 * @self: an export
 *
 * Names of folders are anybody's, but in a line that is to be copied into a shell stands only what this program calls
 * sessions.
 *
 * Returns: (transfer none): the name of the session, or a word for it
 */
const char *
belay_export_call_session (const BelayExport *self)
{
  for (const char *p = self->id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_' && (*p != '.' || p == self->id))
      return "SESSION";

  return *self->id != '-' ? self->id : "SESSION";
}

/* The hash that names everything up to the last record: whoever has the record can compare. */
static gboolean
find_head (BelayExport  *self,
           GError      **error)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (self->directory, error);
  BelayTrailRecord record;
  BelayTrailEnd end;

  if (reader == NULL)
    return FALSE;

  while (belay_trail_reader_next (reader, &record, NULL))
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;

  belay_trail_reader_get_end (reader, &end);

  if (end.seq > 0)
    belay_trail_digest_to_hex (end.head, self->head);

  return TRUE;
}

/**
 * belay_trail_export:
 * @directory: the directory of a session
 * @format: what to write
 * @flags: options
 * @file: where to; replaced when all of it is there
 * @cancellable: (nullable): to give up
 * @progress: (nullable) (scope call): called in this thread, bytes read of bytes to read
 * @progress_data: for @progress
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk: for commands and worker threads. A broken session is exported as far as it can be read, and the
 * export says so first.
 *
 * Returns: %FALSE with an error of %G_IO_ERROR (among them %G_IO_ERROR_CANCELLED and %G_IO_ERROR_NO_SPACE), or with
 *   %BELAY_TRAIL_ERROR_NOT_FOUND if there is no session; then nothing was written and nothing is left behind
 */
gboolean
belay_trail_export (const char              *directory,
                    BelayTrailExportFormat   format,
                    BelayTrailExportFlags    flags,
                    GFile                   *file,
                    GCancellable            *cancellable,
                    GFileProgressCallback    progress,
                    gpointer                 progress_data,
                    GError                 **error)
{
  g_autofree char *path = g_canonicalize_filename (directory, NULL);
  g_autofree char *id = g_path_get_basename (path);
  g_autoptr(BelayExportOutput) output = NULL;
  g_autoptr(BelayTrailReport) report = NULL;
  BelayExport self = { .directory = path, .id = id, .flags = flags, .cancellable = cancellable };

  g_return_val_if_fail (directory != NULL && G_IS_FILE (file), FALSE);

  output = belay_export_output_new (file, cancellable, progress, progress_data, error);
  if (output == NULL)
    return FALSE;

  report = belay_trail_verify (path, error);
  if (report == NULL || !find_head (&self, error))
    return FALSE;

  self.output = output;
  self.report = report;

  if (!(format == BELAY_TRAIL_EXPORT_HTML  ? belay_export_html (&self, error)
        : format == BELAY_TRAIL_EXPORT_TAR ? belay_export_tar (&self, error)
                                           : belay_export_otlp (&self, error)))
    return FALSE;

  return belay_export_output_commit (output, error);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->task);
  g_free (news);
}

/* In the caller's main context, before the task's own callback: sources of one priority run in the order they came. */
static gboolean
on_news (gpointer data)
{
  News *news = data;
  Job *job = g_task_get_task_data (news->task);

  job->progress (news->current, news->total, job->progress_data);

  return G_SOURCE_REMOVE;
}

/* Runs on the worker. */
static void
tell (goffset  current,
      goffset  total,
      gpointer data)
{
  Teller *teller = data;
  gint64 now = g_get_monotonic_time ();
  News *news;

  if (current < total && now - teller->told_at < TELL_INTERVAL)
    return;

  teller->told_at = now;
  news = g_new (News, 1);
  *news = (News) { g_object_ref (teller->task), current, total };
  g_main_context_invoke_full (g_task_get_context (teller->task), g_task_get_priority (teller->task),
                              on_news, news, news_free);
}

/* Runs on the worker. */
static void
run_export (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Job *job = task_data;
  Teller teller = { task, 0 };
  GError *error = NULL;

  if (belay_trail_export (job->directory, job->format, job->flags, job->file, cancellable,
                          job->progress != NULL ? tell : NULL, &teller, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * belay_trail_export_async:
 * @directory: the directory of a session
 * @format: what to write
 * @flags: options
 * @file: where to; replaced when all of it is there
 * @cancellable: (nullable): to give up; the callback comes when nothing is left behind
 * @progress: (nullable) (scope notified): called in the caller's main context, bytes read of bytes to read; never
 *   after @callback
 * @progress_data: for @progress; has to last until @callback
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Does what belay_trail_export() does, on a thread of its own.
 */
void
belay_trail_export_async (const char             *directory,
                          BelayTrailExportFormat  format,
                          BelayTrailExportFlags   flags,
                          GFile                  *file,
                          GCancellable           *cancellable,
                          GFileProgressCallback   progress,
                          gpointer                progress_data,
                          GAsyncReadyCallback     callback,
                          gpointer                user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (directory != NULL);
  g_return_if_fail (G_IS_FILE (file));

  job = g_new (Job, 1);
  *job = (Job) { g_strdup (directory), format, flags, g_object_ref (file), progress, progress_data };
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_export_async);
  /* An export that was finished is there: to say that it was cancelled would be a lie. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_export);
}

/**
 * belay_trail_export_finish:
 * @result: what the callback was given
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with an error as belay_trail_export() has it
 */
gboolean
belay_trail_export_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * belay_trail_export_suggest_name:
 * @directory: the directory of a session
 * @format: what is to be written
 *
 * Returns: (transfer full): a name for the file, "belay-2026-11-23T14-02-11Z.html"
 */
char *
belay_trail_export_suggest_name (const char             *directory,
                                 BelayTrailExportFormat  format)
{
  static const char * const endings[] = { "html", "tar", "otlp.json" };
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;
  char *digits;

  g_return_val_if_fail (directory != NULL, NULL);
  g_return_val_if_fail (format < G_N_ELEMENTS (endings), NULL);

  path = g_canonicalize_filename (directory, NULL);
  id = g_path_get_basename (path);
  digits = strrchr (id, '-');

  /* The time it began says enough for a person. */
  if (digits != NULL && digits > id && digits[-1] == 'Z')
    *digits = '\0';

  return g_strdup_printf ("belay-%s.%s", id, endings[format]);
}
