/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include <glib/gi18n-lib.h>

#include "belay-flatten.h"
#include "belay-shown-picture.h"
#include "belay-moved-target.h"
#include "belay-record.h"
#include "belay-settle.h"

/**
 * BelayGate:
 *
 * The one door between decision and sandbox: it owns the only executor. A step passes in one direction: its decision is
 * compared with the pixels of now, its intent becomes durable, the pixels are compared once more, and only then does
 * the first event go out; that way is in belay-gate-passage.c.
 */

G_DEFINE_FINAL_TYPE (BelayGate, belay_gate, G_TYPE_OBJECT)

static void
belay_gate_dispose (GObject *object)
{
  BelayGate *self = BELAY_GATE (object);

  if (self->executor != NULL)
    belay_gate_stop (self);

  if (self->screen != NULL)
    g_signal_handlers_disconnect_by_data (self->screen, self);

  g_clear_object (&self->executor);
  g_clear_object (&self->screen);
  g_clear_object (&self->trail);
  g_clear_object (&self->privacy);
  g_clear_object (&self->passage);
  g_clear_object (&self->watch);
  g_clear_object (&self->shell);
  g_clear_pointer (&self->offered, g_hash_table_unref);
  g_clear_error (&self->secret_problem);
  g_clear_pointer (&self->rest, belay_frame_unref);
  g_clear_pointer (&self->recent, belay_recent_free);
  g_clear_pointer (&self->picture, belay_picture_unref);

  G_OBJECT_CLASS (belay_gate_parent_class)->dispose (object);
}

static void
belay_gate_class_init (BelayGateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_gate_dispose;
}

static void
belay_gate_init (BelayGate *self)
{
  self->watch = belay_secret_watch_new ();
}

/**
 * belay_gate_new:
 * @screen: the sandbox's screen
 * @trail: where intents go
 * @privacy: says which frames nobody may keep, and when nobody but the person may look
 *
 * Returns: (transfer full): a gate through which nobody passes yet: control is nobody's
 */
BelayGate *
belay_gate_new (BelayScreen  *screen,
                BelayTrail   *trail,
                BelayPrivacy *privacy)
{
  BelayGate *self;

  g_return_val_if_fail (BELAY_IS_SCREEN (screen), NULL);
  g_return_val_if_fail (BELAY_IS_TRAIL (trail), NULL);
  g_return_val_if_fail (BELAY_IS_PRIVACY (privacy), NULL);

  self = g_object_new (BELAY_TYPE_GATE, NULL);
  self->screen = g_object_ref (screen);
  self->trail = g_object_ref (trail);
  self->privacy = g_object_ref (privacy);
  self->executor = belay_executor_new (screen);
  belay_gate_watch (self);
  g_signal_connect_object (self->executor, "secret", G_CALLBACK (belay_gate_on_secret), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * belay_gate_set_control:
 * @self: a gate
 * @control: who may pass from now on
 *
 * Whoever was inside is stopped and what is held down is released first.
 */
void
belay_gate_set_control (BelayGate    *self,
                        BelayControl  control)
{
  g_return_if_fail (BELAY_IS_GATE (self));

  if (self->control == control)
    return;

  belay_gate_stop (self);
  self->control = control;
}

BelayControl
belay_gate_get_control (BelayGate *self)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), BELAY_CONTROL_NOBODY);

  return self->control;
}

void
belay_gate_set_geometry (BelayGate           *self,
                         const BelayGeometry *geometry)
{
  g_return_if_fail (BELAY_IS_GATE (self));

  self->geometry = *geometry;
}

void
belay_gate_set_flatten (BelayGate *self,
                        guint      flatten)
{
  g_return_if_fail (BELAY_IS_GATE (self));
  g_return_if_fail (flatten <= BELAY_FLATTEN_HARDLY_SEEN);

  self->flatten = flatten;
}

BelayFrame *
belay_gate_get_rest (BelayGate *self)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), NULL);

  return self->rest;
}

gboolean
belay_gate_get_pointer (BelayGate  *self,
                        BelayPoint *point)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), FALSE);

  return belay_executor_get_pointer (self->executor, point);
}

gboolean
belay_gate_get_caret (BelayGate  *self,
                      BelayPoint *point)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), FALSE);

  if (self->has_caret)
    *point = self->caret;

  return self->has_caret;
}

/**
 * belay_gate_compare:
 * @self: a gate
 * @step: a step with a valid action
 * @then: (nullable): an earlier frame
 *
 * Returns: (transfer full) (nullable): a hold finding if what @step is aimed at has changed since @then
 */
BelayFinding *
belay_gate_compare (BelayGate  *self,
                    BelayStep  *step,
                    BelayFrame *then)
{
  BelayAction *action;
  BelayPoint pointer;
  const BelayPoint *aim = self->has_caret ? &self->caret : NULL;

  g_return_val_if_fail (BELAY_IS_GATE (self), NULL);

  action = belay_step_get_action (step);

  /* A click without a coordinate goes where the pointer is. */
  if (belay_action_sends_pointer (action) && belay_executor_get_pointer (self->executor, &pointer))
    aim = &pointer;

  return belay_moved_target_examine (action, belay_step_get_geometry (step), aim, then,
                                     belay_screen_get_frame (self->screen));
}

gboolean
belay_gate_may_keep (BelayGate    *self,
                     BelayPicture *picture)
{
  return !self->closed && !belay_privacy_hides (self->privacy, belay_picture_get_frame (picture));
}

gboolean
belay_gate_store (BelayGate    *self,
                  const char   *why,
                  BelayPicture *picture)
{
  if (!belay_gate_may_keep (self, picture))
    return FALSE;

  belay_trail_store_picture (self->trail, belay_picture_get_png (picture), belay_picture_get_sha256 (picture));
  if (why != NULL)
    belay_trail_append (self->trail, "frame", belay_record_frame (why, 0, picture));

  return TRUE;
}

/* One picture that is being made for the record alone. */
typedef struct
{
  BelayGate  *gate;
  const char *why;
  guint       step;
} Keeping;

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Keeping *keeping = user_data;
  g_autoptr(BelayPicture) picture = belay_gate_picture_finish (keeping->gate, result, NULL);

  if (picture != NULL && belay_gate_store (keeping->gate, NULL, picture))
    belay_trail_append (keeping->gate->trail, "frame", belay_record_frame (keeping->why, keeping->step, picture));

  g_object_unref (keeping->gate);
  g_free (keeping);
}

/**
 * belay_gate_keep:
 * @self: a gate
 * @why: for the record; must live for ever
 *
 * Nothing is kept while the screen is private, nor before anything is known of how large pictures are.
 */
void
belay_gate_keep (BelayGate  *self,
                 const char *why)
{
  BelayFrame *frame;

  g_return_if_fail (BELAY_IS_GATE (self));

  frame = belay_screen_get_frame (self->screen);
  if (frame != NULL)
    belay_gate_keep_frame (self, why, frame, 0);
}

void
belay_gate_keep_frame (BelayGate  *self,
                       const char *why,
                       BelayFrame *frame,
                       guint       step)
{
  Keeping *keeping;

  g_return_if_fail (BELAY_IS_GATE (self) && frame != NULL);

  if (self->geometry.picture_width == 0 || belay_privacy_is_on (self->privacy))
    return;

  keeping = g_new (Keeping, 1);
  keeping->gate = g_object_ref (self);
  keeping->why = why;
  keeping->step = step;
  belay_gate_picture_async (self, frame, NULL, self->geometry.picture_width, self->geometry.picture_height, NULL, on_kept,
                            keeping);
}

static void
return_private (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("The screen is private now."));
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayShownPicture) taken = belay_shown_picture_new_finish (self, result, &error);

  if (taken == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (!belay_gate_may_keep (self, taken->picture))
    {
      return_private (task);
      return;
    }

  belay_shown_picture_store (taken, self->trail);
  belay_trail_append (self->trail, "frame", belay_record_frame ("look", 0, taken->picture));
  g_clear_pointer (&self->picture, belay_picture_unref);
  self->picture = belay_picture_ref (taken->picture);
  g_task_return_pointer (task, belay_picture_ref (belay_shown_picture_get_shown (taken)),
                         (GDestroyNotify) belay_picture_unref);
}

static void
on_look_settled (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayFrame) frame = NULL;
  gboolean settled;

  frame = belay_settle_finish (self->screen, result, &settled, &error);
  if (frame == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (belay_privacy_hides (self->privacy, frame))
    {
      return_private (task);
      return;
    }

  g_clear_pointer (&self->rest, belay_frame_unref);
  self->rest = belay_frame_ref (frame);
  belay_shown_picture_new_async (self, frame, NULL, self->geometry.picture_width, self->geometry.picture_height,
                                 g_task_get_cancellable (task), on_looked, g_object_ref (task));
}

/**
 * belay_gate_look_async:
 * @self: a gate
 * @callback: called when the picture is there
 * @user_data: for @callback
 */
void
belay_gate_look_async (BelayGate           *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_GATE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_gate_look_async);
  if (belay_privacy_is_on (self->privacy))
    {
      return_private (task);
      return;
    }

  belay_settle_async (self->screen, belay_executor_get_last_time (self->executor), NULL,
                      on_look_settled, g_steal_pointer (&task));
}

BelayPicture *
belay_gate_look_finish (BelayGate     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_gate_stop:
 * @self: a gate
 *
 * Promise 3. When this returns, no further event of the step inside goes out and everything held down is released. The
 * step's own ending is reported through its callback.
 */
void
belay_gate_stop (BelayGate *self)
{
  g_return_if_fail (BELAY_IS_GATE (self));

  belay_executor_stop (self->executor);

  if (self->passage != NULL)
    g_cancellable_cancel (self->passage);
}

/**
 * belay_gate_close:
 * @self: a gate through which nobody passes any more
 *
 * For good: nobody is in control, and nothing more goes to the trail, which may be closed now.
 */
void
belay_gate_close (BelayGate *self)
{
  g_return_if_fail (BELAY_IS_GATE (self));

  belay_gate_set_control (self, BELAY_CONTROL_NOBODY);
  belay_secret_watch_forget (self->watch);
  self->closed = TRUE;
}

/**
 * belay_gate_set_offered:
 * @self: a gate
 * @names: (element-type utf8): the secrets that may be typed; what is added later counts
 */
void
belay_gate_set_offered (BelayGate  *self,
                        GHashTable *names)
{
  g_return_if_fail (BELAY_IS_GATE (self));

  g_clear_pointer (&self->offered, g_hash_table_unref);
  self->offered = g_hash_table_ref (names);
}

GPtrArray *
belay_gate_get_typed_secrets (BelayGate *self)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), NULL);

  return belay_secret_watch_get_secrets (self->watch);
}

GError *
belay_gate_take_secret_problem (BelayGate *self)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), NULL);

  return g_steal_pointer (&self->secret_problem);
}

/**
 * belay_gate_release:
 * @self: a gate through which nobody has passed yet
 * @keysyms: (array length=n_keysyms): the keys that may be down
 * @n_keysyms: how many
 * @pressed: (nullable): where a button may be down, screen pixels
 *
 * Releases what an earlier session may have left down on this screen when its program died.
 *
 * Returns: %FALSE if something could not be sent yet; it goes out as soon as the screen takes it
 */
gboolean
belay_gate_release (BelayGate        *self,
                    const guint32    *keysyms,
                    guint             n_keysyms,
                    const BelayPoint *pressed)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), FALSE);
  g_return_val_if_fail (self->passage == NULL, FALSE);

  if (pressed != NULL)
    belay_executor_release_buttons (self->executor, *pressed);
  belay_executor_release_keys (self->executor, keysyms, n_keysyms);

  return !belay_executor_is_holding (self->executor);
}

guint
belay_gate_get_held (BelayGate  *self,
                     BelayPoint *point)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), 0);

  return belay_executor_get_pointer (self->executor, point) ? belay_executor_get_buttons (self->executor) : 0;
}

void
belay_gate_renew (BelayGate  *self,
                  BelayPoint  point,
                  guint       buttons)
{
  g_return_if_fail (BELAY_IS_GATE (self));
  g_return_if_fail (self->passage == NULL);

  belay_executor_renew (self->executor, point, buttons);
}

/**
 * belay_gate_person_pointer:
 * @self: a gate
 * @point: screen pixels
 * @buttons: the buttons down, as belay_session_person_pointer() takes them
 *
 * Returns: %FALSE, and sends nothing, unless the person is in control
 */
gboolean
belay_gate_person_pointer (BelayGate  *self,
                           BelayPoint  point,
                           guint       buttons)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), FALSE);

  if (self->control != BELAY_CONTROL_PERSON)
    return FALSE;

  if (buttons != 0)
    {
      self->caret = point;
      self->has_caret = TRUE;
    }

  return belay_executor_pass_pointer (self->executor, point, buttons);
}

gboolean
belay_gate_person_key (BelayGate *self,
                       guint32    keysym,
                       gboolean   down)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), FALSE);

  if (self->control != BELAY_CONTROL_PERSON)
    return FALSE;

  return belay_executor_pass_key (self->executor, keysym, down);
}
