/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-shown-picture.h"

#include "belay-flatten.h"
#include "belay-gate-private.h"
#include "belay-record.h"

/* The picture of the screen as it is and the flat frame are made at the same time; the other picture follows. */
typedef struct
{
  BelayFrame       *frame;
  BelayFrame       *flat;       /* (nullable) once it is made */
  BelayRect         region;
  gboolean          has_region;
  int               width;
  int               height;
  guint             flatten;
  guint             n_pending;
  GError           *error;      /* (nullable) the first one */
  BelayShownPicture *result;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  belay_frame_unref (job->frame);
  g_clear_pointer (&job->flat, belay_frame_unref);
  g_clear_error (&job->error);
  g_clear_pointer (&job->result, belay_shown_picture_free);
  g_free (job);
}

/**
 * belay_shown_picture_free:
 * @self: (transfer full) (nullable): a picture
 */
void
belay_shown_picture_free (BelayShownPicture *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->picture, belay_picture_unref);
  g_clear_pointer (&self->shown, belay_picture_unref);
  g_free (self);
}

static void
take_error (Job    *job,
            GError *error)
{
  if (job->error == NULL)
    job->error = error;
  else
    g_error_free (error);
}

/* Either both are there or none is: an agent that shall not see something gets no picture rather than that. */
static void
end_part (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (--job->n_pending > 0)
    return;

  /* What is zoomed into may hold nothing of what was hidden. */
  if (job->result->shown != NULL && job->result->picture != NULL &&
      g_str_equal (belay_picture_get_sha256 (job->result->shown), belay_picture_get_sha256 (job->result->picture)))
    g_clear_pointer (&job->result->shown, belay_picture_unref);

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&job->result), (GDestroyNotify) belay_shown_picture_free);
}

static void
on_picture (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->result->picture = belay_gate_picture_finish (g_task_get_source_object (task), result, &error);
  if (job->result->picture == NULL)
    take_error (job, error);

  end_part (task);
}

static void
on_shown (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->result->shown = belay_gate_picture_finish (g_task_get_source_object (task), result, &error);
  if (job->result->shown == NULL)
    take_error (job, error);

  end_part (task);
}

static void
make_picture (GTask               *task,
              BelayFrame          *frame,
              GAsyncReadyCallback  callback)
{
  Job *job = g_task_get_task_data (task);

  job->n_pending++;
  belay_gate_picture_async (g_task_get_source_object (task), frame, job->has_region ? &job->region : NULL, job->width,
                            job->height, g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
on_flat (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  g_task_propagate_boolean (G_TASK (result), NULL);

  if (job->result->n_hidden > 0)
    make_picture (task, job->flat, on_shown);

  end_part (task);
}

static void
flatten_on_thread (GTask        *part,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Job *job = data;

  job->flat = belay_flatten (job->frame, job->flatten, &job->result->n_hidden);
  g_task_return_boolean (part, TRUE);
}

/**
 * belay_shown_picture_new_async:
 * @gate: whose picture it is
 * @frame: the screen
 * @region: (nullable): the part of it to show, screen pixels
 * @width: pixels of the picture
 * @height: pixels of the picture
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Makes the picture of @frame, and the one the agent gets if something is to be hidden from it (belay_gate_set_flatten()).
 */
void
belay_shown_picture_new_async (BelayGate           *gate,
                               BelayFrame          *frame,
                               const BelayRect     *region,
                               int                  width,
                               int                  height,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (BELAY_IS_GATE (gate));
  g_return_if_fail (frame != NULL);

  job = g_new0 (Job, 1);
  job->frame = belay_frame_ref (frame);
  job->has_region = region != NULL;
  if (region != NULL)
    job->region = *region;
  job->width = width;
  job->height = height;
  job->flatten = gate->flatten;
  job->result = g_new0 (BelayShownPicture, 1);

  task = g_task_new (gate, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_shown_picture_new_async);
  g_task_set_task_data (task, job, job_free);
  make_picture (task, frame, on_picture);

  if (job->flatten > 0)
    {
      g_autoptr(GTask) part = g_task_new (NULL, NULL, on_flat, g_object_ref (task));

      job->n_pending++;
      g_task_set_task_data (part, job, NULL);
      g_task_run_in_thread (part, flatten_on_thread);
    }
}

/**
 * belay_shown_picture_new_finish:
 * @gate: the same
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the pictures; %NULL if one of them could not be made
 */
BelayShownPicture *
belay_shown_picture_new_finish (BelayGate     *gate,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, gate), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_shown_picture_get_shown:
 * @self: pictures
 *
 * Returns: (transfer none): what the agent gets
 */
BelayPicture *
belay_shown_picture_get_shown (const BelayShownPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->shown != NULL ? self->shown : self->picture;
}

/**
 * belay_shown_picture_store:
 * @self: pictures
 * @trail: the record
 *
 * The record of kind "frame" says which picture the agent got instead of which.
 */
void
belay_shown_picture_store (const BelayShownPicture *self,
                          BelayTrail             *trail)
{
  g_return_if_fail (self != NULL);

  belay_trail_store_picture (trail, belay_picture_get_png (self->picture), belay_picture_get_sha256 (self->picture));

  if (self->shown == NULL)
    return;

  belay_trail_store_picture (trail, belay_picture_get_png (self->shown), belay_picture_get_sha256 (self->shown));
  belay_trail_append (trail, "frame",
                      belay_record_shown (self->shown, belay_picture_get_sha256 (self->picture), self->n_hidden));
}
