/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-history-private.h"

#include "belay-moment-private.h"

static GType
get_item_type (GListModel *model)
{
  return BELAY_TYPE_MOMENT;
}

static guint
get_n_items (GListModel *model)
{
  return BELAY_TRAIL_HISTORY (model)->moments->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  BelayMoment *moment = belay_trail_history_get_moment (BELAY_TRAIL_HISTORY (model), position);

  return moment != NULL ? g_object_ref (moment) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BelayTrailHistory, belay_trail_history, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
belay_trail_history_finalize (GObject *object)
{
  BelayTrailHistory *self = BELAY_TRAIL_HISTORY (object);

  g_free (self->directory);
  g_free (self->id);
  g_ptr_array_unref (self->moments);
  g_array_unref (self->places);
  g_clear_error (&self->error);
  g_free (self->task);
  g_free (self->agent);
  g_free (self->sandbox);

  G_OBJECT_CLASS (belay_trail_history_parent_class)->finalize (object);
}

static void
belay_trail_history_class_init (BelayTrailHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_trail_history_finalize;
}

static void
belay_trail_history_init (BelayTrailHistory *self)
{
  self->moments = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * belay_trail_history_load:
 * @directory: the directory of a session
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): return location for an error
 *
 * Reads the whole record. Any thread; the history is for the thread that gets it.
 *
 * Returns: (transfer full) (nullable): what could be read; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
BelayTrailHistory *
belay_trail_history_load (const char    *directory,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(BelayTrailReader) reader = NULL;
  g_autoptr(BelayTrailHistory) history = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  reader = belay_trail_reader_new (directory, error);

  if (reader == NULL)
    return NULL;

  history = g_object_new (BELAY_TYPE_TRAIL_HISTORY, NULL);
  history->directory = g_strdup (directory);
  history->id = g_path_get_basename (directory);
  belay_trail_history_read (history, reader, cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&history);
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  BelayTrailHistory *history = belay_trail_history_load (task_data, cancellable, &error);

  if (history != NULL)
    g_task_return_pointer (task, history, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * belay_trail_history_load_async:
 * @directory: the directory of a session
 * @cancellable: (nullable): a cancellable
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * As belay_trail_history_load(), on a thread.
 */
void
belay_trail_history_load_async (const char          *directory,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (directory != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_history_load_async);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * belay_trail_history_load_finish:
 * @result: the result
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (nullable): as belay_trail_history_load()
 */
BelayTrailHistory *
belay_trail_history_load_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, belay_trail_history_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_trail_history_get_directory:
 * @self: a history
 *
 * Returns: (transfer none): where it was loaded from
 */
const char *
belay_trail_history_get_directory (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return self->directory;
}

/**
 * belay_trail_history_get_id:
 * @self: a history
 *
 * Returns: (transfer none): the name of the directory
 */
const char *
belay_trail_history_get_id (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return self->id;
}

/**
 * belay_trail_history_get_n_moments:
 * @self: a history
 *
 * Returns: how many moments there are; none only if not even the first record could be read
 */
guint
belay_trail_history_get_n_moments (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), 0);

  return self->moments->len;
}

/**
 * belay_trail_history_get_moment:
 * @self: a history
 * @position: of a moment
 *
 * Returns: (transfer none) (nullable): the moment; %NULL if @position is beyond the last
 */
BelayMoment *
belay_trail_history_get_moment (BelayTrailHistory *self,
                                guint              position)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return position < self->moments->len ? self->moments->pdata[position] : NULL;
}

/**
 * belay_trail_history_get_error:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): %BELAY_TRAIL_ERROR_BROKEN, if a record does not follow from the one before:
 *   reading ended there
 */
const GError *
belay_trail_history_get_error (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return self->error;
}

/**
 * belay_trail_history_get_task:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): the first task, as recorded
 */
const char *
belay_trail_history_get_task (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return self->task;
}

/**
 * belay_trail_history_get_agent:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): the model of the first task, as recorded
 */
const char *
belay_trail_history_get_agent (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return self->agent;
}

/**
 * belay_trail_history_get_sandbox:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): the name of the sandbox, as recorded
 */
const char *
belay_trail_history_get_sandbox (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), NULL);

  return self->sandbox;
}

/**
 * belay_trail_history_is_rehearsal:
 * @self: a history
 *
 * Returns: %TRUE if the proposals of the first task came from a script or a trail
 */
gboolean
belay_trail_history_is_rehearsal (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), FALSE);

  return self->rehearsal;
}

/**
 * belay_trail_history_get_begin:
 * @self: a history
 *
 * Returns: the time of the first record, nanoseconds since 1970, UTC; 0: there is none
 */
gint64
belay_trail_history_get_begin (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), 0);

  return self->begin;
}

/**
 * belay_trail_history_get_end:
 * @self: a history
 *
 * Returns: the time of the last record, nanoseconds since 1970, UTC; 0: there is none
 */
gint64
belay_trail_history_get_end (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), 0);

  return self->end;
}

/**
 * belay_trail_history_get_cost:
 * @self: a history
 *
 * Returns: what all replies cost, in millionths of a dollar
 */
gint64
belay_trail_history_get_cost (BelayTrailHistory *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), 0);

  return self->cost;
}

/**
 * belay_trail_history_find_time:
 * @self: a history
 * @time: nanoseconds since 1970, UTC
 *
 * Where the clock was set back meanwhile, the later moment is meant.
 *
 * Returns: the position of the last moment that had begun at @time; 0 if all are later, or there are none
 */
guint
belay_trail_history_find_time (BelayTrailHistory *self,
                               gint64             time)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), 0);

  for (guint i = self->moments->len; i > 0; i--)
    if (((BelayMoment *) self->moments->pdata[i - 1])->time <= time)
      return i - 1;

  return 0;
}

/**
 * belay_trail_history_find_seq:
 * @self: a history
 * @seq: the number of a record
 *
 * Records that are no moment and part of none belong to the moment before them.
 *
 * Returns: the position of the moment that the record belongs to; the nearest if there is no such record
 */
guint
belay_trail_history_find_seq (BelayTrailHistory *self,
                              guint64            seq)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (self), 0);

  if (seq == 0 || self->places->len == 0)
    return 0;

  return g_array_index (self->places, guint, MIN (seq, self->places->len) - 1);
}
