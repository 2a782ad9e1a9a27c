/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include <glib/gi18n-lib.h>

#include "belay-errand.h"
#include "belay-shown-picture.h"
#include "belay-moved-target.h"
#include "belay-record.h"
#include "belay-settle.h"

/* A step's way through the gate: each stage is a function, and each ends in the next one or in conclude(). */

/* One step on its way through. */
typedef struct
{
  BelayStep       *step;
  GCancellable    *cancellable;
  BelayInputPlan  *plan;
  BelayOutcome    *outcome;
  BelayErrand     *errand;      /* (nullable) how it ended, if it is not for the screen */
  guint            n_sent;
  gboolean         recorded;    /* the intent is on the record, so a result must follow */
} Passage;

static void settle   (GTask *task);
static void conclude (GTask          *task,
                      BelayStepState  state,
                      const char     *text);

/**
 * belay_outcome_free:
 * @outcome: an outcome
 */
void
belay_outcome_free (BelayOutcome *outcome)
{
  g_clear_pointer (&outcome->text, g_free);
  g_clear_pointer (&outcome->picture, belay_picture_unref);
  g_clear_pointer (&outcome->shown, belay_picture_unref);
  g_free (outcome);
}

static void
passage_free (Passage *passage)
{
  g_clear_object (&passage->step);
  g_clear_object (&passage->cancellable);
  g_clear_pointer (&passage->plan, belay_input_plan_unref);
  g_clear_pointer (&passage->outcome, belay_outcome_free);
  g_clear_pointer (&passage->errand, belay_errand_free);
  g_free (passage);
}

/* The frame a decision is bound to. Typing decided ahead is compared with the screen at rest after the step before it:
 * that step, decided together with it, has put the caret there and changed what is around it. */
static BelayFrame *
get_bound_frame (BelayGate *self,
                 BelayStep *step)
{
  const BelayDecision *decision = belay_step_get_decision (step);
  BelayAction *action = decision->action;

  if (decision->ahead && decision->frame != NULL && self->rest != NULL &&
      belay_action_sends_keys (action) && !belay_action_sends_pointer (action) &&
      belay_frame_get_seq (self->rest) > belay_frame_get_seq (decision->frame))
    return self->rest;

  return decision->frame;
}

/* Back to the person, with what was found. Both screens are kept, for them to compare and for the record. */
static void
hold (GTask        *task,
      BelayFinding *finding,
      const char   *text)
{
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  BelayFrame *then = get_bound_frame (self, passage->step);
  BelayFrame *now = belay_screen_get_frame (self->screen);
  g_autoptr(GError) error = NULL;

  /* It was not the screen that changed. */
  if (!belay_action_is_computer (belay_step_get_action (passage->step)))
    then = now = NULL;

  if (then != NULL)
    belay_gate_keep_frame (self, "approved", then, belay_step_get_number (passage->step));
  if (now != NULL)
    belay_gate_keep_frame (self, "held", now, belay_step_get_number (passage->step));

  /* Frees the decision, and may free its frame. */
  if (!belay_step_hold (passage->step, finding, then, now, &error))
    g_critical ("A step at the gate could not be held: %s", error->message);

  belay_trail_append (self->trail, "scan", belay_record_scan (passage->step));
  conclude (task, BELAY_STEP_WAITING, text);
}

/* TRUE if the step may not pass: it was stopped meanwhile, control has changed, or its target has. */
static gboolean
turn_away (GTask *task)
{
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  BelayAction *action = belay_step_get_action (passage->step);
  g_autoptr(BelayFinding) finding = NULL;

  if (g_cancellable_is_cancelled (passage->cancellable) || self->control != BELAY_CONTROL_AGENT)
    {
      conclude (task, BELAY_STEP_NOT_RUN, "Not executed: the person supervising stopped it before anything was sent.");
      return TRUE;
    }

  if (belay_privacy_is_on (self->privacy))
    {
      conclude (task, BELAY_STEP_NOT_RUN, "Not executed: the person supervising is using the screen privately.");
      return TRUE;
    }

  if (belay_screen_get_state (self->screen) != BELAY_SCREEN_LIVE)
    {
      conclude (task, BELAY_STEP_NOT_RUN, "Not executed: the connection to the screen was lost.");
      return TRUE;
    }

  if (belay_action_is_look (action) || !belay_action_is_computer (action))
    return FALSE;

  finding = belay_gate_examine_target (self, passage->step, get_bound_frame (self, passage->step));
  if (finding == NULL)
    return FALSE;

  hold (task, finding, "Held: the target changed after it was approved.");
  return TRUE;
}

static void
on_result (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Passage *passage = g_task_get_task_data (task);
  BelayGate *self = g_task_get_source_object (task);
  BelayOutcome *outcome = passage->outcome;
  g_autoptr(GError) error = NULL;
  gboolean recorded = result == NULL || belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error);

  g_clear_object (&self->passage);

  if (outcome->picture != NULL)
    belay_step_set_pictures (passage->step, NULL, belay_picture_get_sha256 (outcome->picture));
  if (outcome->shown != NULL)
    belay_step_set_picture_shown (passage->step, belay_picture_get_sha256 (outcome->shown));

  if (outcome->state != BELAY_STEP_WAITING)
    {
      g_autoptr(GError) refused = NULL;

      if (!belay_step_finish (passage->step, outcome->state, outcome->text, &refused))
        g_critical ("A step at the gate could not be finished: %s", refused->message);
    }

  if (!recorded)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&passage->outcome), (GDestroyNotify) belay_outcome_free);
}

/* Every way out: the result becomes durable where an intent is, then the caller hears of it. */
static void
conclude (GTask          *task,
          BelayStepState  state,
          const char     *text)
{
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  guint n_events = 0;
  JsonObject *record;

  passage->outcome->state = state;
  passage->outcome->text = g_strdup (text);

  if (passage->plan != NULL)
    belay_input_plan_get_events (passage->plan, &n_events);

  record = belay_record_result (passage->step, state, text, passage->n_sent, n_events, passage->outcome->picture);
  if (passage->errand != NULL)
    belay_record_add_errand (record, passage->errand);

  if (passage->recorded)
    {
      belay_trail_commit_async (self->trail, "action.result", record, on_result, g_object_ref (task));
      return;
    }

  belay_trail_append (self->trail, "action.result", record);
  on_result (NULL, NULL, g_object_ref (task));
}

static void
on_picture (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayShownPicture) taken = belay_shown_picture_new_finish (self, result, &error);
  g_autofree char *said = NULL;

  if (taken == NULL || !belay_gate_may_keep (self, taken->picture))
    {
      said = g_strdup_printf ("%s A picture of the screen could not be made.", passage->outcome->text);
      g_clear_pointer (&passage->outcome->text, g_free);
      conclude (task, BELAY_STEP_DONE, said);
      return;
    }

  belay_shown_picture_store (taken, self->trail);

  if (belay_action_get_kind (belay_step_get_action (passage->step)) != BELAY_ACTION_ZOOM)
    {
      g_clear_pointer (&self->picture, belay_picture_unref);
      self->picture = belay_picture_ref (taken->picture);
    }

  passage->outcome->picture = g_steal_pointer (&taken->picture);
  passage->outcome->shown = g_steal_pointer (&taken->shown);
  said = g_steal_pointer (&passage->outcome->text);
  conclude (task, BELAY_STEP_DONE, said);
}

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  BelayAction *action = belay_step_get_action (passage->step);
  g_autofree char *success = belay_action_describe_success (action);
  g_autoptr(GString) said = g_string_new (success);
  gboolean settled = FALSE;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayFrame) frame = belay_settle_finish (self->screen, result, &settled, &error);
  BelayRect region;
  gboolean zoomed;
  int width, height;

  if (frame == NULL)
    {
      g_string_append (said, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                       ? " The person supervising stopped the session before the screen had come to rest."
                       : " The connection to the screen was lost before it had come to rest.");
      conclude (task, BELAY_STEP_DONE, said->str);
      return;
    }

  if (belay_privacy_hides (self->privacy, frame))
    {
      g_string_append (said, " There is no picture: the person supervising is using the screen privately.");
      conclude (task, BELAY_STEP_DONE, said->str);
      return;
    }

  if (!settled)
    g_string_append (said, " The screen was still changing 2 seconds later.");

  g_clear_pointer (&self->rest, belay_frame_unref);
  self->rest = belay_frame_ref (frame);

  if (belay_frame_get_width (frame) != self->geometry.screen_width ||
      belay_frame_get_height (frame) != self->geometry.screen_height)
    {
      g_string_append (said, " The screen changed its size.");
      conclude (task, BELAY_STEP_DONE, said->str);
      return;
    }

  passage->outcome->text = g_strdup (said->str);
  zoomed = belay_gate_get_picture_size (self, action, &region, &width, &height);
  belay_shown_picture_new_async (self, frame, zoomed ? &region : NULL, width, height, passage->cancellable,
                                 on_picture, g_object_ref (task));
}

static void
settle (GTask *task)
{
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);

  belay_settle_async (self->screen, belay_executor_get_last_time (self->executor), passage->cancellable,
                      on_settled, g_object_ref (task));
}

/* Where typing will go from now on. */
static void
remember_caret (BelayGate *self,
                BelayStep *step)
{
  BelayAction *action = belay_step_get_action (step);

  if (belay_action_sends_pointer (action) && belay_action_get_kind (action) != BELAY_ACTION_SCROLL &&
      belay_action_get_kind (action) != BELAY_ACTION_MOUSE_MOVE)
    self->has_caret = belay_executor_get_pointer (self->executor, &self->caret);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  guint n_events = 0, n_sent = 0;
  gboolean sent = belay_executor_run_finish (self->executor, result, &n_sent, &error);

  passage->n_sent += n_sent;

  if (sent)
    {
      remember_caret (self, passage->step);
      settle (task);
      return;
    }

  belay_input_plan_get_events (passage->plan, &n_events);
  said = g_strdup_printf ("%s after %u of %u input events had been sent; everything held down was released. "
                          "It may have had a partial effect.",
                          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                          ? "Interrupted by the person supervising" : "The connection to the screen was lost",
                          passage->n_sent, n_events);
  conclude (task, BELAY_STEP_INTERRUPTED, said);
}

/* "X=512,Y=384", in pixels of the picture. */
static char *
say_pointer (BelayGate *self)
{
  BelayPoint screen, picture;

  if (!belay_executor_get_pointer (self->executor, &screen))
    return g_strdup ("The position of the pointer is not known yet: it has not been moved.");

  picture = belay_geometry_to_picture (&self->geometry, screen);

  return g_strdup_printf ("X=%d,Y=%d", picture.x, picture.y);
}

/* The rest of the plan, from event @start on; what comes before it has been sent. */
static void
execute (GTask *task,
         guint  start)
{
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  g_autoptr(BelayInputPlan) rest = NULL;
  g_autoptr(GError) error = NULL;
  guint n_events;

  if (!belay_step_run (passage->step, &error))
    {
      g_critical ("A step passed the gate undecided: %s", error->message);
      conclude (task, BELAY_STEP_NOT_RUN, "Not executed.");
      return;
    }

  if (belay_action_get_kind (belay_step_get_action (passage->step)) == BELAY_ACTION_CURSOR_POSITION)
    {
      g_autofree char *position = say_pointer (self);

      conclude (task, BELAY_STEP_DONE, position);
      return;
    }

  belay_input_plan_get_events (passage->plan, &n_events);
  rest = start > 0 ? belay_input_plan_cut (passage->plan, start, n_events) : belay_input_plan_ref (passage->plan);
  belay_executor_run_async (self->executor, rest, passage->cancellable, on_sent, g_object_ref (task));
}

static void
on_errand (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Passage *passage = g_task_get_task_data (task);

  passage->errand = belay_gate_errand_finish (BELAY_GATE (source), result);

  if (passage->errand->finding != NULL)
    hold (task, passage->errand->finding, passage->errand->text);
  else
    conclude (task, passage->errand->state, passage->errand->text);
}

/* The pointer is there, and nothing is pressed. */
static void
on_approached (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  g_autoptr(BelayFinding) finding = NULL;
  g_autoptr(GError) error = NULL;

  if (!belay_gate_approach_finish (self, result, &passage->n_sent, &finding, &error))
    conclude (task, BELAY_STEP_NOT_RUN,
              g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
              ? "Not executed: the person supervising stopped it before anything was pressed; the pointer may have moved."
              : "Not executed: the connection to the screen was lost before anything was pressed.");
  else if (finding != NULL)
    hold (task, finding, "Held: the target changed when the pointer came to it. Nothing was pressed.");
  else
    execute (task, belay_input_plan_get_approach (passage->plan));
}

/* Everything is recorded and compared: it runs. */
static void
carry_out (GTask *task)
{
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);

  if (belay_input_plan_get_approach (passage->plan) > 0)
    belay_gate_approach_async (self, passage->plan, passage->cancellable, on_approached, g_object_ref (task));
  else
    execute (task, 0);
}

static void
on_secrets (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) secrets = belay_gate_fetch_secrets_finish (self, result, &error);

  /* It may have taken the person a while to unlock the keyring. */
  if (turn_away (task))
    return;

  if (secrets == NULL || !belay_executor_take_secrets (self->executor, passage->plan, secrets, &error))
    conclude (task, BELAY_STEP_FAILED, error->message);
  else
    carry_out (task);
}

static void
on_intent (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Passage *passage = g_task_get_task_data (task);
  BelayAction *action = belay_step_get_action (passage->step);
  g_autoptr(GError) error = NULL;

  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error))
    {
      /* What is not on the record does not run. */
      g_clear_object (&self->passage);
      belay_step_finish (passage->step, BELAY_STEP_NOT_RUN, _("Not run: it could not be recorded."), NULL);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  passage->recorded = TRUE;

  if (turn_away (task))
    return;

  if (!belay_action_is_computer (action))
    belay_gate_errand_async (self, passage->step, passage->cancellable, on_errand, g_object_ref (task));
  else if (belay_action_get_kind (action) == BELAY_ACTION_TYPE && belay_secret_is_in (belay_action_get_text (action)))
    belay_gate_fetch_secrets_async (self, action, passage->cancellable, on_secrets, g_object_ref (task));
  else
    carry_out (task);
}

/* What the intent's patch hash is about: the point clicked, else where typing goes; screen pixels. */
static const BelayPoint *
get_target (BelayGate  *self,
            BelayStep  *step,
            BelayPoint *storage)
{
  BelayPoint point;

  if (belay_action_get_point (belay_step_get_action (step), &point))
    {
      *storage = belay_geometry_to_screen (belay_step_get_geometry (step), point);
      return storage;
    }

  return self->has_caret ? &self->caret : NULL;
}

/**
 * belay_gate_run_async:
 * @self: a gate
 * @step: a step in %BELAY_STEP_DECIDED
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Carries @step out: compares its target with the frame of its decision, makes the intent durable, compares again,
 * sends, waits for the screen to rest, takes a picture, makes the result durable. The step's state follows. There is
 * no cancellable: belay_gate_stop() ends whatever is inside.
 */
void
belay_gate_run_async (BelayGate           *self,
                      BelayStep           *step,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  Passage *passage;
  BelayPoint storage;

  g_return_if_fail (BELAY_IS_GATE (self));
  g_return_if_fail (BELAY_IS_STEP (step));
  g_return_if_fail (belay_step_get_state (step) == BELAY_STEP_DECIDED);
  g_return_if_fail (self->passage == NULL);

  passage = g_new0 (Passage, 1);
  passage->step = g_object_ref (step);
  passage->cancellable = g_cancellable_new ();
  passage->outcome = g_new0 (BelayOutcome, 1);
  self->passage = g_object_ref (passage->cancellable);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_gate_run_async);
  g_task_set_task_data (task, passage, (GDestroyNotify) passage_free);

  if (turn_away (task))
    return;

  if (belay_action_is_computer (belay_step_get_action (step)))
    passage->plan = belay_executor_plan (self->executor, belay_step_get_action (step), belay_step_get_geometry (step),
                                         &error);
  if (error != NULL)
    {
      conclude (task, BELAY_STEP_FAILED, error->message);
      return;
    }

  belay_gate_keep_before (self, step);
  belay_trail_commit_async (self->trail, "action.intent",
                            belay_record_intent (step, passage->plan, belay_screen_get_frame (self->screen),
                                                 get_target (self, step, &storage)),
                            on_intent, g_object_ref (task));
}

/**
 * belay_gate_run_finish:
 * @self: a gate
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): how it ended, or %NULL with %BELAY_TRAIL_ERROR if it could not be recorded: then nothing
 *   more may run
 */
BelayOutcome *
belay_gate_run_finish (BelayGate     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
