/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-upkeep.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "belay-trail-folder.h"
#include "belay-trail-keeper.h"
#include "belay-trail-record.h"
#include "belay-trail-verify.h"
#include "belay-trail.h"

#define NS_PER_DAY G_GINT64_CONSTANT (86400000000000)

/* Folders of a session that are counted: its own, blobs, and a shelf. */
#define MAX_DEPTH 3

typedef struct
{
  char                *root;
  BelayTrailRetention  retention;
  gboolean             recompress;
  gboolean             dry_run;
} Request;

typedef struct
{
  const Request          *request;
  GCancellable           *cancellable;  /* (nullable) */
  BelayTrailIdentity     *identity;     /* (nullable) until it is needed */
  BelayTrailUpkeepResult  result;
  guint64                 total;        /* bytes of all trails, as they are by now, or would be */
  GHashTable             *touched;      /* directories of sessions of which something was taken away */
} Run;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->root);
  g_free (request);
}

static guint64
measure (const char *path,
         guint       depth)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint64 total = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      struct stat status;

      if (lstat (child, &status) != 0)
        continue;

      if (S_ISREG (status.st_mode))
        total += (guint64) status.st_size;
      else if (S_ISDIR (status.st_mode) && depth < MAX_DEPTH)
        total += measure (child, depth + 1);
    }

  return total;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* The directories of all sessions, the oldest first: their names begin with the time. */
static GPtrArray *
list_sessions (const char *root)
{
  GPtrArray *directories = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *directory = g_build_filename (root, name, NULL);
      struct stat status;

      if (g_ascii_isdigit (*name) && lstat (directory, &status) == 0 && S_ISDIR (status.st_mode))
        g_ptr_array_add (directories, g_steal_pointer (&directory));
    }

  g_ptr_array_sort (directories, compare_names);

  return directories;
}

/* (nullable): the session is to be left alone. That it verifies is looked at when there is something to do. */
static BelayTrailKept *
look_at (const char *directory)
{
  if (belay_trail_hold_get (directory) || belay_trail_folder_is_held (directory) ||
      !belay_trail_reader_is_closed (directory))
    return NULL;

  return belay_trail_kept_new (directory);
}

/* What was noted and is still there counts as to be taken away whatever the limits are. */
static GHashTable *
choose (Run             *self,
        BelayTrailKept  *kept,
        gboolean         all,
        guint64          limit,
        guint64         *freed)
{
  GHashTable *chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *freed = 0;

  for (guint i = 0; i < kept->files->len; i++)
    {
      const BelayTrailKeptFile *file = &g_array_index (kept->files, BelayTrailKeptFile, i);
      guint64 bytes = (guint64) (file->png + file->webp);

      if (bytes == 0 || (!all && !file->is_pruned && (limit == 0 || self->total - *freed <= limit)))
        continue;

      g_hash_table_add (chosen, g_strdup (file->sha256));
      *freed += bytes;
    }

  return chosen;
}

/* (nullable): the session is to be left alone, or @error is set. */
static BelayTrailKeeper *
open_session (Run         *self,
              const char  *directory,
              GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  BelayTrailKeeper *keeper;

  if (self->identity == NULL)
    self->identity = belay_trail_identity_load (error);

  if (self->identity == NULL)
    return NULL;

  keeper = belay_trail_keeper_open (directory, self->identity, &local_error);

  if (keeper == NULL)
    g_info ("%s", local_error->message);

  return keeper;
}

static gboolean
is_clean (const char *directory)
{
  g_autoptr(BelayTrailReport) report = belay_trail_verify (directory, NULL);

  return report != NULL && belay_trail_report_is_clean (report);
}

static void
count_pruned (Run        *self,
              const char *directory,
              guint       n,
              guint64     freed)
{
  if (n > 0)
    g_hash_table_add (self->touched, g_strdup (directory));

  self->result.n_pictures += n;
  self->total -= MIN (freed, self->total);
}

static gboolean
prune (Run                    *self,
       const char             *directory,
       GHashTable             *chosen,
       guint64                 freed,
       BelayTrailPruneReason   reason,
       GError                **error)
{
  g_autoptr(BelayTrailKeeper) keeper = NULL;
  g_autoptr(GError) local_error = NULL;
  guint n = 0;

  if (g_hash_table_size (chosen) == 0)
    return TRUE;

  if (self->request->dry_run)
    {
      if (is_clean (directory))
        count_pruned (self, directory, g_hash_table_size (chosen), freed);

      return TRUE;
    }

  keeper = open_session (self, directory, &local_error);

  if (keeper == NULL && local_error == NULL)
    return TRUE;

  if (keeper != NULL && belay_trail_keeper_prune (keeper, chosen, reason, &n, &local_error))
    {
      count_pruned (self, directory, n, freed);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Takes away what is too old, and finishes what an earlier time began. */
static gboolean
prune_by_age (Run         *self,
              const char  *directory,
              GError     **error)
{
  g_autofree char *notes = g_build_filename (directory, BELAY_TRAIL_UPKEEP_NAME, NULL);
  g_autoptr(BelayTrailKept) kept = NULL;
  g_autoptr(GHashTable) chosen = NULL;
  BelayTrailStamp now;
  guint days = self->request->retention.days;
  guint64 freed;

  /* Neither is there anything to look for: the records need not be read. */
  if (days == 0 && !g_file_test (notes, G_FILE_TEST_EXISTS))
    return TRUE;

  kept = look_at (directory);

  if (kept == NULL)
    return TRUE;

  belay_trail_stamp_now (&now);
  chosen = choose (self, kept, days > 0 && now.real - kept->closed > days * NS_PER_DAY, 0, &freed);

  return prune (self, directory, chosen, freed, BELAY_TRAIL_REASON_AGE, error);
}

/* What a dry run has found too old is still there, but not to be found too large. */
static gboolean
would_be_gone (Run        *self,
               const char *directory)
{
  return self->request->dry_run && g_hash_table_contains (self->touched, directory);
}

static gboolean
prune_by_size (Run         *self,
               const char  *directory,
               GError     **error)
{
  g_autoptr(BelayTrailKept) kept = NULL;
  g_autoptr(GHashTable) chosen = NULL;
  guint64 limit = self->request->retention.bytes;
  guint64 freed;

  if (limit == 0 || self->total <= limit || would_be_gone (self, directory))
    return TRUE;

  kept = look_at (directory);

  if (kept == NULL)
    return TRUE;

  chosen = choose (self, kept, FALSE, limit, &freed);

  return prune (self, directory, chosen, freed, BELAY_TRAIL_REASON_SIZE, error);
}

static guint
count_png (BelayTrailKept *kept)
{
  guint n = 0;

  for (guint i = 0; i < kept->files->len; i++)
    {
      const BelayTrailKeptFile *file = &g_array_index (kept->files, BelayTrailKeptFile, i);

      if (file->png > 0 && !file->is_pruned)
        n++;
    }

  return n;
}

static gboolean
recompress (Run         *self,
            const char  *directory,
            GError     **error)
{
  g_autoptr(BelayTrailKept) kept = NULL;
  g_autoptr(BelayTrailKeeper) keeper = NULL;
  g_autoptr(GError) local_error = NULL;
  guint64 before = measure (directory, 1);
  guint n = 0;

  if (!self->request->recompress || would_be_gone (self, directory))
    return TRUE;

  kept = look_at (directory);
  n = kept != NULL ? count_png (kept) : 0;

  if (n == 0)
    return TRUE;

  if (self->request->dry_run)
    {
      self->result.n_recompressed += is_clean (directory) ? n : 0;
      return TRUE;
    }

  keeper = open_session (self, directory, &local_error);

  if (keeper != NULL && belay_trail_keeper_recompress (keeper, self->cancellable, &n, &local_error))
    {
      self->result.n_recompressed += n;
      self->total = self->total - MIN (before, self->total) + measure (directory, 1);
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

typedef gboolean (* Visit) (Run         *self,
                            const char  *directory,
                            GError     **error);

/* Nothing is taken away for its size that recompression makes room for. */
static gboolean
visit_all (Run        *self,
           GPtrArray  *directories,
           GError    **error)
{
  static const Visit visits[] = { prune_by_age, recompress, prune_by_size };

  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    for (guint j = 0; j < directories->len; j++)
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          !visits[i] (self, directories->pdata[j], error))
        return FALSE;

  return TRUE;
}

static void
run_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(GPtrArray) directories = list_sessions (request->root);
  g_autoptr(GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Run run = { .request = request, .cancellable = cancellable, .touched = touched };
  GError *error = NULL;
  gboolean done;

  for (guint i = 0; i < directories->len; i++)
    run.total += measure (directories->pdata[i], 1);

  run.result.bytes_before = run.total;
  done = visit_all (&run, directories, &error);
  g_clear_pointer (&run.identity, belay_trail_identity_unref);
  run.result.bytes_after = run.total;
  run.result.n_sessions = g_hash_table_size (touched);

  if (done)
    g_task_return_pointer (task, g_memdup2 (&run.result, sizeof run.result), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * belay_trail_upkeep_async:
 * @root: the directory of all sessions
 * @retention: how much is kept
 * @recompress_too: whether pictures of closed sessions are written anew as lossless WebP
 * @dry_run: whether only to say what would be done; pictures then count as large as they are, so that it may be less
 * @cancellable: (nullable): a cancellable; what was done until then stays done, and is noted
 * @callback: (scope async): called in the thread-default main context of the caller
 * @user_data: for @callback
 *
 * Takes pictures out of closed sessions, the oldest first: those that are too old, then, when the others were recompressed,
 * as many as it takes for all trails together to have the size that was asked for. Works in a thread.
 */
void
belay_trail_upkeep_async (const char                *root,
                          const BelayTrailRetention *retention,
                          gboolean                   recompress_too,
                          gboolean                   dry_run,
                          GCancellable              *cancellable,
                          GAsyncReadyCallback        callback,
                          gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  *request = (Request) { g_strdup (root), *retention, recompress_too, dry_run };
  g_task_set_source_tag (task, belay_trail_upkeep_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * belay_trail_upkeep_finish:
 * @result: what the callback was given
 * @done: (out caller-allocates) (optional): what was done
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_KEY, %BELAY_TRAIL_ERROR_WRITE or %G_IO_ERROR_CANCELLED
 */
gboolean
belay_trail_upkeep_finish (GAsyncResult            *result,
                           BelayTrailUpkeepResult  *done,
                           GError                 **error)
{
  g_autofree BelayTrailUpkeepResult *own = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  own = g_task_propagate_pointer (G_TASK (result), error);

  if (own != NULL && done != NULL)
    *done = *own;

  return own != NULL;
}
