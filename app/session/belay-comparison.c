/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-comparison.h"

#include "belay-picture-read.h"
#include "belay-trail-blobs.h"

typedef struct
{
  char         *directory;
  char         *sha256;
  BelayPicture *now;            /* (nullable) */
  BelayFrame   *frame;          /* (nullable) instead */
} Job;

static void
job_free (Job *job)
{
  g_free (job->directory);
  g_free (job->sha256);
  g_clear_pointer (&job->now, belay_picture_unref);
  g_clear_pointer (&job->frame, belay_frame_unref);
  g_free (job);
}

/**
 * belay_comparison_free:
 * @self: (transfer full): a comparison
 */
void
belay_comparison_free (BelayComparison *self)
{
  g_free (self->sha256);
  g_clear_pointer (&self->recorded, belay_frame_unref);
  g_clear_pointer (&self->now, belay_frame_unref);
  g_clear_pointer (&self->difference, belay_difference_free);
  g_free (self);
}

/* In the pixels of the picture, as the recorded one is; where nothing was scaled the frame has them already. */
static BelayFrame *
read_now (BelayPicture  *now,
          GError       **error)
{
  BelayFrame *frame = belay_picture_get_shown (now);

  if (belay_frame_get_width (frame) == belay_picture_get_width (now) &&
      belay_frame_get_height (frame) == belay_picture_get_height (now))
    return belay_frame_ref (frame);

  return belay_picture_read (belay_picture_get_png (now), error);
}

static void
compare (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr(BelayComparison) self = g_new0 (BelayComparison, 1);
  g_autoptr(GBytes) png = NULL;
  GError *error = NULL;

  self->sha256 = g_strdup (job->sha256);
  png = belay_trail_blob_load (job->directory, job->sha256, &error);

  if (png == NULL || (self->recorded = belay_picture_read (png, &error)) == NULL ||
      (job->now != NULL && (self->now = read_now (job->now, &error)) == NULL))
    {
      g_task_return_error (task, error);
      return;
    }

  if (job->frame != NULL)
    self->now = belay_frame_ref (job->frame);

  if (self->now != NULL)
    self->difference = belay_difference_new (self->recorded, self->now);

  g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) belay_comparison_free);
}

/**
 * belay_comparison_new_async:
 * @directory: of the recorded trail
 * @sha256: the recorded picture
 * @now: (nullable): what to compare with it
 * @frame: (nullable): what to compare with it instead, of the size of pictures; neither only reads the recorded one
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
belay_comparison_new_async (const char          *directory,
                            const char          *sha256,
                            BelayPicture        *now,
                            BelayFrame          *frame,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (directory != NULL && sha256 != NULL);

  job = g_new0 (Job, 1);
  job->directory = g_strdup (directory);
  job->sha256 = g_strdup (sha256);
  job->now = now != NULL ? belay_picture_ref (now) : NULL;
  job->frame = frame != NULL ? belay_frame_ref (frame) : NULL;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_comparison_new_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, compare);
}

/**
 * belay_comparison_new_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the comparison; %NULL if the recorded picture is missing or cannot be read
 */
BelayComparison *
belay_comparison_new_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
