/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include "belay-record.h"

/*
 * The one input that nobody decides on: before anybody is in control, one letter is typed into a sandbox that Belay has made
 * itself, while a program of Belay's there has the keyboard, to see that keys arrive. It takes the way of every step: planned,
 * on the record, carried out.
 */

typedef struct
{
  BelayInputPlan *plan;
  GCancellable   *cancellable;
} Trial;

static void
trial_free (Trial *trial)
{
  belay_input_plan_unref (trial->plan);
  g_object_unref (trial->cancellable);
  g_free (trial);
}

static void
on_run (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_clear_object (&self->passage);

  if (belay_executor_run_finish (BELAY_EXECUTOR (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_recorded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;

  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error) ||
      g_cancellable_set_error_if_cancelled (trial->cancellable, &error))
    {
      g_clear_object (&self->passage);
      g_task_return_error (task, error);
      return;
    }

  belay_executor_run_async (self->executor, trial->plan, trial->cancellable, on_run, g_object_ref (task));
}

static BelayInputPlan *
plan_letter (BelayGate  *self,
             char        letter,
             GError    **error)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1, 1 };
  const BelayGeometry nowhere = { 0 };
  g_autofree char *input = g_strdup_printf ("{\"text\":\"%c\"}", letter);
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", "key", input, -1, error);

  return action != NULL ? belay_executor_plan (self->executor, action, &nowhere, error) : NULL;
}

/**
 * belay_gate_try_key_async:
 * @self: a gate through which nobody has passed yet
 * @letter: a to z
 * @callback: called when it has been typed, or cannot be
 * @user_data: for @callback
 */
void
belay_gate_try_key_async (BelayGate           *self,
                          char                 letter,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(BelayInputPlan) plan = NULL;
  g_autofree char *json = NULL;
  GError *error = NULL;
  Trial *trial;
  JsonObject *record;

  g_return_if_fail (BELAY_IS_GATE (self));
  g_return_if_fail (self->control == BELAY_CONTROL_NOBODY && self->passage == NULL && self->picture == NULL);
  g_return_if_fail (letter >= 'a' && letter <= 'z');

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_gate_try_key_async);
  plan = plan_letter (self, letter, &error);

  if (plan == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->passage = g_cancellable_new ();
  trial = g_new (Trial, 1);
  trial->plan = belay_input_plan_ref (plan);
  trial->cancellable = g_object_ref (self->passage);
  g_task_set_task_data (task, trial, (GDestroyNotify) trial_free);

  json = belay_input_plan_to_json (plan);
  record = belay_record_string ("plan", json);
  belay_trail_commit_async (self->trail, "preflight.key", record, on_recorded, g_steal_pointer (&task));
}

gboolean
belay_gate_try_key_finish (BelayGate     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
