/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include "belay-steady-target.h"

/* What the gate sees of a target between a decision and the first press: not only how it is at two moments, but also what it was
 * in between, and what becomes of it when the pointer comes. */

/* From the pointer's coming until the screen has answered: a program notices, draws, and the server sends. What changes is
 * looked at once more when it has come to rest. */
#define LOOK_MS       24
#define LOOK_AGAIN_MS 60

static void
on_frame (BelayScreen *screen,
          GParamSpec  *pspec,
          BelayGate   *self)
{
  BelayFrame *frame = belay_screen_get_frame (screen);

  if (frame != NULL && !belay_privacy_is_on (self->privacy))
    belay_recent_add (self->recent, frame);
}

/* Nothing of what is private is remembered, nor is anything compared across it. */
static void
on_phase (BelayGate *self)
{
  g_clear_pointer (&self->recent, belay_recent_free);
  self->recent = belay_recent_new ();
  on_frame (self->screen, NULL, self);
}

/**
 * belay_gate_watch:
 * @self: a gate that is being made
 *
 * From now on it remembers what the screen shows.
 */
void
belay_gate_watch (BelayGate *self)
{
  self->recent = belay_recent_new ();
  g_signal_connect (self->screen, "notify::frame", G_CALLBACK (on_frame), self);
  g_signal_connect_object (self->privacy, "notify::phase", G_CALLBACK (on_phase), self, G_CONNECT_SWAPPED);
  on_frame (self->screen, NULL, self);
}

/* From when on the target must have been what it is. A person needs a moment to see it; of what was decided ahead, the steps
 * before it may have changed much until the screen came to rest. */
static gint64
get_since (BelayGate           *self,
           const BelayDecision *decision,
           BelayFrame          *bound)
{
  if (decision->by == BELAY_DECIDER_SLACK)
    return MAX (belay_frame_get_time (bound), decision->time - BELAY_STEADY_SLACK_MS * 1000);

  if (decision->ahead)
    return MAX (self->rest != NULL ? belay_frame_get_time (self->rest) : 0, belay_frame_get_time (bound));

  return decision->time - BELAY_STEADY_PERSON_MS * 1000;
}

/**
 * belay_gate_examine_target:
 * @self: a gate
 * @step: a step that has been decided
 * @bound: (nullable): the frame its decision is bound to
 *
 * Returns: (transfer full) (nullable): a hold finding if what @step is aimed at is not, or was not all the time, what was
 *   decided on
 */
BelayFinding *
belay_gate_examine_target (BelayGate  *self,
                           BelayStep  *step,
                           BelayFrame *bound)
{
  const BelayDecision *decision = belay_step_get_decision (step);
  BelayFrame *now = belay_screen_get_frame (self->screen);
  BelayAction *action = belay_step_get_action (step);
  const BelayGeometry *geometry = belay_step_get_geometry (step);
  const BelayPoint *aim = self->has_caret ? &self->caret : NULL;
  BelayFinding *finding = belay_gate_compare (self, step, bound);
  BelayFrame *around = bound;
  BelayPoint pointer;

  if (finding != NULL || bound == NULL || now == NULL)
    return finding;

  if (belay_action_sends_pointer (action) && belay_executor_get_pointer (self->executor, &pointer))
    aim = &pointer;

  finding = belay_steady_target_examine (self->recent, get_since (self, decision, bound), action, geometry, aim, now);
  if (finding != NULL)
    return finding;

  if (decision->ahead && self->rest != NULL && belay_frame_get_seq (self->rest) > belay_frame_get_seq (bound))
    around = self->rest;

  return belay_surroundings_examine (self->recent, action, geometry, aim, around, now);
}

/* The pointer on its way to a target. */
typedef struct
{
  BelayInputPlan *plan;
  BelayFrame     *before;
  guint           n_sent;
  guint           n_looks;
  BelayFinding   *finding;      /* (nullable) */
} Approach;

static void
approach_free (gpointer data)
{
  Approach *approach = data;

  g_clear_pointer (&approach->plan, belay_input_plan_unref);
  g_clear_pointer (&approach->before, belay_frame_unref);
  g_clear_object (&approach->finding);
  g_free (approach);
}

static gboolean look (gpointer user_data);

static void
look_in (GTask *task,
         guint  ms)
{
  /* After the frames that have come by then. */
  g_timeout_add_full (G_PRIORITY_DEFAULT + 10, ms, look, g_object_ref (task), g_object_unref);
}

/* What was found is looked at once more, at rest. Modifiers that are held down are released if nothing is pressed. */
static gboolean
look (gpointer user_data)
{
  GTask *task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Approach *approach = g_task_get_task_data (task);
  BelayFrame *now = belay_screen_get_frame (self->screen);
  BelayPoint pointer;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) || self->control != BELAY_CONTROL_AGENT)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The input was stopped");
      return G_SOURCE_REMOVE;
    }

  if (belay_screen_get_state (self->screen) != BELAY_SCREEN_LIVE || now == NULL)
    {
      g_task_return_new_error (task, BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_CONNECT, "The screen was lost");
      return G_SOURCE_REMOVE;
    }

  g_clear_object (&approach->finding);
  if (approach->before != NULL && belay_executor_get_pointer (self->executor, &pointer))
    approach->finding = belay_hover_examine (pointer, approach->before, now);

  if (approach->finding != NULL && approach->n_looks++ == 0)
    {
      look_in (task, LOOK_AGAIN_MS);
      return G_SOURCE_REMOVE;
    }

  if (approach->finding != NULL)
    belay_executor_stop (self->executor);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
on_moved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Approach *approach = g_task_get_task_data (task);
  GError *error = NULL;

  if (belay_executor_run_finish (self->executor, result, &approach->n_sent, &error))
    look_in (task, LOOK_MS);
  else
    g_task_return_error (task, error);
}

/**
 * belay_gate_approach_async:
 * @self: a gate
 * @plan: a plan that presses something, which belay_input_plan_get_approach() comes before
 * @cancellable: of the passage
 * @callback: called when the pointer is there
 * @user_data: for @callback
 *
 * Brings the pointer to where @plan presses, and looks what has become of the target.
 */
void
belay_gate_approach_async (BelayGate           *self,
                           BelayInputPlan      *plan,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  BelayFrame *frame = belay_screen_get_frame (self->screen);
  Approach *approach = g_new0 (Approach, 1);

  approach->plan = belay_input_plan_cut (plan, 0, belay_input_plan_get_approach (plan));
  approach->before = frame != NULL ? belay_frame_ref (frame) : NULL;

  g_task_set_source_tag (task, belay_gate_approach_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, approach, approach_free);
  belay_executor_run_async (self->executor, approach->plan, cancellable, on_moved, g_object_ref (task));
}

/**
 * belay_gate_approach_finish:
 * @self: the gate
 * @result: what the callback was given
 * @n_sent: (out): how many events went out; set in any case
 * @finding: (out) (transfer full) (nullable): a hold finding if the target became something else
 * @error: return location for an error: %G_IO_ERROR_CANCELLED if it was stopped, one of %BELAY_SCREEN_ERROR
 *
 * Returns: %TRUE if the pointer is there
 */
gboolean
belay_gate_approach_finish (BelayGate     *self,
                            GAsyncResult  *result,
                            guint         *n_sent,
                            BelayFinding **finding,
                            GError       **error)
{
  Approach *approach = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *n_sent = approach->n_sent;
  *finding = approach->finding != NULL ? g_object_ref (approach->finding) : NULL;

  return g_task_propagate_boolean (G_TASK (result), error);
}

const BelayRecent *
belay_gate_get_recent (BelayGate *self)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), NULL);

  return self->recent;
}

gint64
belay_gate_get_last_input (BelayGate *self)
{
  g_return_val_if_fail (BELAY_IS_GATE (self), 0);

  return belay_executor_get_last_time (self->executor);
}
