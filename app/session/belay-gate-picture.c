/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include <math.h>

#include "belay-record.h"

/* The one way from a frame to a picture that leaves the program, to the agent or into the trail. Whatever must not leave is
 * veiled here, and nowhere else. */

/* What is to become a picture. */
typedef struct
{
  BelayFrame *frame;
  BelayRect   region;
  gboolean    is_whole;
  int         width;
  int         height;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  belay_frame_unref (wanted->frame);
  g_free (wanted);
}

static void
on_encoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  BelayPicture *picture = belay_picture_new_finish (result, &error);

  if (picture == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, picture, (GDestroyNotify) belay_picture_unref);
}

static void
encode (GTask     *task,
        BelayVeil *veil)
{
  Wanted *wanted = g_task_get_task_data (task);

  belay_picture_new_veiled_async (wanted->frame, veil, wanted->is_whole ? NULL : &wanted->region, wanted->width,
                                  wanted->height, g_task_get_cancellable (task), on_encoded, g_object_ref (task));
}

static void
on_secrets_found (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayVeil) veil = belay_secret_watch_examine_finish (BELAY_SECRET_WATCH (source), result, &error);

  /* What is not known to be fit to leave does not. */
  if (veil == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    encode (task, veil);
}

/**
 * belay_gate_picture_async:
 * @self: a gate
 * @frame: what to show
 * @region: (nullable): the part to show, screen pixels
 * @width: pixels of the picture
 * @height: pixels of the picture
 * @cancellable: (nullable): a cancellable
 * @callback: called when the picture is there
 * @user_data: for @callback
 *
 * Finds out what of @frame may leave, and makes a picture of that.
 */
void
belay_gate_picture_async (BelayGate           *self,
                          BelayFrame          *frame,
                          const BelayRect     *region,
                          int                  width,
                          int                  height,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->frame = belay_frame_ref (frame);
  wanted->region = region != NULL ? *region : (BelayRect) { 0 };
  wanted->is_whole = region == NULL;
  wanted->width = width;
  wanted->height = height;
  g_task_set_source_tag (task, belay_gate_picture_async);
  g_task_set_task_data (task, wanted, wanted_free);

  if (belay_secret_watch_is_needed (self->watch))
    belay_secret_watch_examine_async (self->watch, frame, cancellable, on_secrets_found, g_steal_pointer (&task));
  else
    encode (task, NULL);
}

BelayPicture *
belay_gate_picture_finish (BelayGate     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A step whose picture of before is being made. */
typedef struct
{
  BelayGate *gate;
  BelayStep *step;
} Before;

static void
on_before (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Before *before = user_data;
  g_autoptr(BelayPicture) picture = belay_gate_picture_finish (before->gate, result, NULL);

  if (picture != NULL && belay_gate_store (before->gate, "decision", picture))
    belay_step_set_pictures (before->step, belay_picture_get_sha256 (picture), NULL);

  g_object_unref (before->gate);
  g_object_unref (before->step);
  g_free (before);
}

/* Keeps what was on screen when the step was decided: the last picture where it is the same, else one of its own. It is
 * made beside the action, which need not wait for it: frames do not change. */
void
belay_gate_keep_before (BelayGate *self,
                        BelayStep *step)
{
  BelayFrame *frame = belay_step_get_decision (step)->frame;
  Before *before;

  if (frame == NULL || belay_frame_get_width (frame) != self->geometry.screen_width ||
      belay_frame_get_height (frame) != self->geometry.screen_height)
    return;

  if (self->picture != NULL &&
      !belay_frame_get_changed (belay_picture_get_frame (self->picture), frame, NULL, NULL))
    {
      belay_step_set_pictures (step, belay_picture_get_sha256 (self->picture), NULL);
      return;
    }

  before = g_new (Before, 1);
  before->gate = g_object_ref (self);
  before->step = g_object_ref (step);
  belay_gate_picture_async (self, frame, NULL, self->geometry.picture_width, self->geometry.picture_height, NULL,
                            on_before, before);
}

/**
 * belay_gate_get_picture_size:
 * @self: a gate
 * @action: (nullable): what the picture is a result of
 * @region: (out): what of the screen it shows, screen pixels; untouched if that is all of it
 * @width: (out): of the picture
 * @height: (out): of the picture
 *
 * Returns: whether only a region is shown, scaled up to the usual size: that of a zoom
 */
gboolean
belay_gate_get_picture_size (BelayGate         *self,
                             const BelayAction *action,
                             BelayRect         *region,
                             int               *width,
                             int               *height)
{
  BelayRect area;
  double scale;

  *width = self->geometry.picture_width;
  *height = self->geometry.picture_height;

  if (action == NULL || belay_action_get_kind (action) != BELAY_ACTION_ZOOM ||
      !belay_action_get_region (action, &area))
    return FALSE;

  belay_geometry_rect_to_screen (&self->geometry, &area, region);
  scale = MIN ((double) *width / region->width, (double) *height / region->height);
  *width = MAX ((int) lround (region->width * scale), 1);
  *height = MAX ((int) lround (region->height * scale), 1);

  return TRUE;
}
