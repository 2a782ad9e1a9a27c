/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-review-history.h"

/**
 * belay_review_new_for_history:
 * @history: a recorded session
 *
 * Returns: (transfer full): how it was decided
 */
BelayReview *
belay_review_new_for_history (BelayTrailHistory *history)
{
  BelayReview *self = belay_review_new ();

  g_return_val_if_fail (BELAY_IS_TRAIL_HISTORY (history), self);

  for (guint i = 0; i < belay_trail_history_get_n_moments (history); i++)
    {
      BelayMoment *moment = belay_trail_history_get_moment (history, i);
      const BelayMomentStep *step = belay_moment_get_step (moment);
      BelayReviewFlagged *flagged;

      if (step == NULL)
        continue;

      flagged = belay_review_add_step (self, step->number, (const BelayReviewDecision *) step->decisions->data,
                                       step->decisions->len, belay_moment_step_is_flagged (step));
      if (flagged != NULL)
        {
          flagged->seq = belay_moment_get_seq (moment);
          flagged->sentence = belay_moment_describe (moment);
        }
    }

  return self;
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(BelayTrailHistory) history = belay_trail_history_load (task_data, cancellable, &error);

  if (history != NULL)
    g_task_return_pointer (task, belay_review_new_for_history (history), (GDestroyNotify) belay_review_free);
  else
    g_task_return_error (task, error);
}

/**
 * belay_review_load_async:
 * @directory: of a session
 * @cancellable: (nullable): a cancellable
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * Reads the record on a thread, for this alone.
 */
void
belay_review_load_async (const char          *directory,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (directory != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_review_load_async);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * belay_review_load_finish:
 * @result: the result
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (nullable): as belay_review_new_for_history(); %NULL with an error as
 *   belay_trail_history_load()
 */
BelayReview *
belay_review_load_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, belay_review_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
