/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-index.h"

#include "belay-trail-engine.h"
#include "belay-trail.h"

struct _BelayTrailIndex
{
  GObject           parent_instance;

  BelayTrailEngine *engine;
  GThreadPool      *worker;     /* of Job */
  GCancellable     *tidying;    /* (nullable) what nobody waits for makes way for what somebody does */
};

/* What the worker is asked for. */
typedef struct
{
  BelayTrailEngine *engine;
  GTask            *task;       /* (nullable): without one, the index is tidied up */
  BelayTrailQuery  *query;      /* (nullable): without one, the sessions are listed */
  guint             limit;
  GCancellable     *cancellable;
} Job;

G_DEFINE_FINAL_TYPE (BelayTrailIndex, belay_trail_index, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  belay_trail_engine_unref (job->engine);
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  belay_trail_query_free (job->query);
  g_free (job);
}

/* On the worker. */
static void
run_job (gpointer data,
         gpointer user_data)
{
  Job *job = data;
  GError *error = NULL;
  GPtrArray *array;

  if (job->task == NULL)
    {
      belay_trail_engine_tidy (job->engine, job->cancellable);
      job_free (job);
      return;
    }

  if (g_task_return_error_if_cancelled (job->task))
    array = NULL;
  else if (job->query != NULL)
    array = belay_trail_engine_search (job->engine, job->query, job->limit, job->cancellable, &error);
  else
    array = belay_trail_engine_list (job->engine, job->cancellable, &error);

  if (array != NULL)
    g_task_return_pointer (job->task, array, (GDestroyNotify) g_ptr_array_unref);
  else if (error != NULL)
    g_task_return_error (job->task, error);

  job_free (job);
}

static void
belay_trail_index_dispose (GObject *object)
{
  BelayTrailIndex *self = BELAY_TRAIL_INDEX (object);

  g_cancellable_cancel (self->tidying);
  g_clear_object (&self->tidying);

  /* Does not wait: a job has all it needs. */
  if (self->worker != NULL)
    g_thread_pool_free (g_steal_pointer (&self->worker), FALSE, FALSE);

  G_OBJECT_CLASS (belay_trail_index_parent_class)->dispose (object);
}

static void
belay_trail_index_finalize (GObject *object)
{
  BelayTrailIndex *self = BELAY_TRAIL_INDEX (object);

  g_clear_pointer (&self->engine, belay_trail_engine_unref);

  G_OBJECT_CLASS (belay_trail_index_parent_class)->finalize (object);
}

static void
belay_trail_index_class_init (BelayTrailIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_trail_index_dispose;
  object_class->finalize = belay_trail_index_finalize;
}

static void
belay_trail_index_init (BelayTrailIndex *self)
{
  self->worker = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
}

/**
 * belay_trail_index_new:
 * @root: (nullable): the directory of the sessions; %NULL: belay_trail_get_default_root()
 *
 * Does not look at the disk. The database is beside @root: `index.sqlite` where that is called `sessions`, otherwise its
 * name and `.index.sqlite`.
 *
 * Returns: (transfer full): an index
 */
BelayTrailIndex *
belay_trail_index_new (const char *root)
{
  BelayTrailIndex *self = g_object_new (BELAY_TYPE_TRAIL_INDEX, NULL);
  g_autofree char *default_root = root == NULL ? belay_trail_get_default_root () : NULL;

  self->engine = belay_trail_engine_new (root != NULL ? root : default_root);

  return self;
}

static void
push (BelayTrailIndex       *self,
      GTask                 *task,
      const BelayTrailQuery *query,
      guint                  limit,
      GCancellable          *cancellable)
{
  Job *job = g_new0 (Job, 1);

  job->engine = belay_trail_engine_ref (self->engine);
  job->task = task;
  job->query = query != NULL ? belay_trail_query_copy (query) : NULL;
  job->limit = limit;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_thread_pool_push (self->worker, job, NULL);
}

/* The index is tidied up after each answer, and not before one. */
static void
ask (BelayTrailIndex       *self,
     GTask                 *task,
     const BelayTrailQuery *query,
     guint                  limit)
{
  g_cancellable_cancel (self->tidying);
  g_clear_object (&self->tidying);
  self->tidying = g_cancellable_new ();

  push (self, task, query, limit, g_task_get_cancellable (task));
  push (self, NULL, NULL, 0, self->tidying);
}

/**
 * belay_trail_index_list_async:
 * @self: an index
 * @cancellable: (nullable): a cancellable
 * @callback: called when the sessions are known
 * @user_data: for @callback
 *
 * Lists all sessions. Afterwards the index is brought up to date, so that the first search need not wait for it.
 */
void
belay_trail_index_list_async (BelayTrailIndex     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELAY_IS_TRAIL_INDEX (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_index_list_async);
  ask (self, task, NULL, 0);
}

/**
 * belay_trail_index_list_finish:
 * @self: an index
 * @result: the result
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (element-type BelayTrailSummary) (nullable): all sessions, the newest first; %NULL with
 *   %G_IO_ERROR_CANCELLED
 */
GPtrArray *
belay_trail_index_list_finish (BelayTrailIndex  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_trail_index_search_async:
 * @self: an index
 * @query: what is looked for; copied
 * @limit: how many hits are wanted
 * @cancellable: (nullable): a cancellable; what was read for the index until then stays in it
 * @callback: called with the hits
 * @user_data: for @callback
 *
 * Brings the index up to date, and searches it. The first time this reads all trails there are.
 */
void
belay_trail_index_search_async (BelayTrailIndex       *self,
                                const BelayTrailQuery *query,
                                guint                  limit,
                                GCancellable          *cancellable,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data)
{
  GTask *task;

  g_return_if_fail (BELAY_IS_TRAIL_INDEX (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_index_search_async);
  ask (self, task, query, limit);
}

/**
 * belay_trail_index_search_finish:
 * @self: an index
 * @result: the result
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (element-type BelayTrailHit) (nullable): the hits, the newest first
 */
GPtrArray *
belay_trail_index_search_finish (BelayTrailIndex  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_trail_index_search:
 * @self: an index
 * @query: what is looked for
 * @limit: how many hits are wanted
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk.
 *
 * Returns: (transfer full) (element-type BelayTrailHit) (nullable): the hits, the newest first
 */
GPtrArray *
belay_trail_index_search (BelayTrailIndex        *self,
                          const BelayTrailQuery  *query,
                          guint                   limit,
                          GError                **error)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_INDEX (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  return belay_trail_engine_search (self->engine, query, limit, NULL, error);
}

/**
 * belay_trail_index_list:
 * @self: an index
 * @error: (nullable): return location for an error
 *
 * Blocks on the disk.
 *
 * Returns: (transfer full) (element-type BelayTrailSummary) (nullable): all sessions, the newest first
 */
GPtrArray *
belay_trail_index_list (BelayTrailIndex  *self,
                        GError          **error)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_INDEX (self), NULL);

  return belay_trail_engine_list (self->engine, NULL, error);
}

/**
 * belay_trail_index_tidy:
 * @self: an index
 *
 * Blocks on the disk.
 */
void
belay_trail_index_tidy (BelayTrailIndex *self)
{
  g_return_if_fail (BELAY_IS_TRAIL_INDEX (self));

  belay_trail_engine_tidy (self->engine, NULL);
}
