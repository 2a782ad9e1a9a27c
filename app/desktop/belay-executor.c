/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-executor-private.h"

#include "belay-input-plan-private.h"

/* Events in one go. The next go waits until the server has taken them, so that a stop leaves no more behind. */
#define BATCH_EVENTS   16
#define BATCH_MS       1
#define BATCH_SLOW_MS  16

/* From when a program has been given what it pastes until it has made use of it. */
#define PASTE_MS 40

/**
 * BelayExecutor:
 *
 * Carries out input plans on a screen, one at a time and event by event, and keeps the ledger of what is held down.
 *
 * Whatever ends a plan early releases what it holds: a stop, a cancelled cancellable, an error. If the screen is lost
 * the ledger is kept, and the first events after it is back are the releases.
 */

enum
{
  SECRET,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayExecutor, belay_executor, G_TYPE_OBJECT)

static void advance (BelayExecutor *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);

  g_clear_pointer (source, g_source_unref);
}

static GSource *
start_timer (BelayExecutor *self,
             guint          ms,
             GSourceFunc    callback)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, callback, self, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());

  return timer;
}

static void
stop_waiting (BelayExecutor *self)
{
  clear_source (&self->timer);
  self->is_awaiting = FALSE;
}

/* Nothing of the plan is left when the callback runs, which may start the next one. */
static GTask *
leave_plan (BelayExecutor *self)
{
  stop_waiting (self);
  clear_source (&self->cancel_source);
  g_clear_pointer (&self->plan, belay_input_plan_unref);
  belay_secret_typist_clear (&self->typist);
  g_clear_pointer (&self->secrets, g_ptr_array_unref);
  self->has_typed = FALSE;
  g_task_set_task_data (self->task, GUINT_TO_POINTER (self->n_sent), NULL);

  return g_steal_pointer (&self->task);
}

/* Ends the plan early. Takes over @error. */
static void
halt (BelayExecutor *self,
      GError        *error)
{
  g_autoptr(GTask) task = leave_plan (self);

  belay_hands_release (&self->hands);
  g_task_return_error (task, error);
}

static GError *
error_of_screen (BelayExecutor *self)
{
  const GError *error = belay_screen_get_error (self->screen);

  if (error != NULL)
    return g_error_copy (error);

  return g_error_new_literal (BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_CONNECT, "The screen was lost");
}

static GError *
error_of_stop (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The input was stopped");
}

static gboolean
on_timer (gpointer user_data)
{
  BelayExecutor *self = user_data;

  stop_waiting (self);
  advance (self);

  return G_SOURCE_REMOVE;
}

/* The text is on its way, ahead of whatever is sent from now on; the program still has to deal with it. */
static void
on_fetched (BelayExecutor *self)
{
  self->has_fetched = TRUE;

  if (self->is_awaiting)
    {
      stop_waiting (self);
      self->timer = start_timer (self, PASTE_MS, on_timer);
    }
}

static void
begin_await (BelayExecutor *self,
             guint          ms)
{
  self->is_awaiting = !self->has_fetched;
  self->timer = start_timer (self, self->has_fetched ? PASTE_MS : ms, on_timer);
}

/* Returns FALSE if the next event has to wait a little. */
static gboolean
keep_pace (BelayExecutor *self)
{
  if (self->way == BELAY_KEYS_SCANCODES)
    self->timer = start_timer (self, BELAY_KEYS_SCANCODE_MS, on_timer);

  return self->way != BELAY_KEYS_SCANCODES;
}

/* Sends one key of a secret. Returns FALSE if the plan goes on later, or is over. */
static gboolean
carry_out_secret (BelayExecutor *self,
                  const char    *name)
{
  BelaySecret *secret = belay_secret_pick (self->secrets, name);
  BelayInputEvent key;

  if (secret == NULL)
    {
      halt (self, g_error_new_literal (BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID, "The secret is not there"));
      return FALSE;
    }

  if (self->typist.secret == NULL)
    {
      g_signal_emit (self, signals[SECRET], 0, secret);
      belay_secret_typist_begin (&self->typist, secret, self->way);
      self->has_typed = TRUE;
      self->n_sent++;
    }

  if (!belay_secret_typist_next (&self->typist, &key))
    {
      belay_secret_typist_clear (&self->typist);
      self->index++;
      return TRUE;
    }

  if (!belay_hands_send (&self->hands, &key))
    {
      halt (self, error_of_screen (self));
      return FALSE;
    }

  return keep_pace (self);
}

/* Carries out one event. Returns FALSE if the plan goes on later, or is over. */
static gboolean
carry_out (BelayExecutor         *self,
           const BelayInputEvent *event)
{
  if (event->kind == BELAY_INPUT_PAUSE || event->kind == BELAY_INPUT_AWAIT)
    {
      self->index++;

      if (event->kind == BELAY_INPUT_PAUSE)
        self->timer = start_timer (self, event->ms, on_timer);
      else
        begin_await (self, event->ms);

      return FALSE;
    }

  if (event->kind == BELAY_INPUT_SECRET)
    return carry_out_secret (self, event->text);

  if (self->has_typed)
    {
      self->has_typed = FALSE;
      g_signal_emit (self, signals[SECRET], 0, NULL);
    }

  if (!belay_hands_send (&self->hands, event))
    {
      halt (self, error_of_screen (self));
      return FALSE;
    }

  if (event->kind == BELAY_INPUT_CLIPBOARD)
    self->has_fetched = FALSE;

  self->index++;
  self->n_sent++;

  return keep_pace (self);
}

/* Looks soon at first, then less and less often. */
static void
wait_for_server (BelayExecutor *self,
                 gboolean       was_taking)
{
  self->patience = was_taking ? BATCH_MS : CLAMP (self->patience * 2, BATCH_MS, BATCH_SLOW_MS);
  self->timer = start_timer (self, self->patience, on_timer);
}

static void
advance (BelayExecutor *self)
{
  g_autoptr(BelayExecutor) alive = g_object_ref (self);
  guint n_events;
  const BelayInputEvent *events = belay_input_plan_get_events (self->plan, &n_events);

  for (guint i = 0; self->index < n_events; i++)
    {
      if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
        {
          halt (self, error_of_stop ());
          return;
        }

      if (i == BATCH_EVENTS || (i == 0 && belay_hands_get_n_pending (&self->hands) > 0))
        {
          wait_for_server (self, i > 0);
          return;
        }

      if (!carry_out (self, &events[self->index]))
        return;
    }

  g_autoptr(GTask) task = leave_plan (self);

  g_task_return_boolean (task, TRUE);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  BelayExecutor *self = user_data;

  halt (self, error_of_stop ());

  return G_SOURCE_REMOVE;
}

static void
on_screen_state (BelayExecutor *self)
{
  gboolean live = belay_screen_get_state (self->screen) == BELAY_SCREEN_LIVE;

  if (!live && self->task != NULL)
    halt (self, error_of_screen (self));
  else if (!live || self->hands.owes_releases)
    belay_hands_release (&self->hands);
}

static void
belay_executor_dispose (GObject *object)
{
  BelayExecutor *self = BELAY_EXECUTOR (object);

  if (self->screen != NULL)
    {
      belay_executor_stop (self);
      belay_hands_clear (&self->hands);
      g_clear_pointer (&self->secrets, g_ptr_array_unref);
      g_signal_handlers_disconnect_by_data (self->screen, self);
    }

  g_clear_object (&self->screen);

  G_OBJECT_CLASS (belay_executor_parent_class)->dispose (object);
}

static void
belay_executor_class_init (BelayExecutorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_executor_dispose;

  signals[SECRET] = g_signal_new ("secret", BELAY_TYPE_EXECUTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  BELAY_TYPE_SECRET);
}

static void
belay_executor_init (BelayExecutor *self)
{
}

/**
 * belay_executor_new:
 * @screen: the screen to send to
 *
 * Returns: (transfer full): an executor with nothing held and the pointer anywhere
 */
BelayExecutor *
belay_executor_new (BelayScreen *screen)
{
  BelayExecutor *self;

  g_return_val_if_fail (BELAY_IS_SCREEN (screen), NULL);

  self = g_object_new (BELAY_TYPE_EXECUTOR, NULL);
  self->screen = g_object_ref (screen);
  belay_hands_init (&self->hands, screen);
  g_signal_connect_swapped (screen, "notify::state", G_CALLBACK (on_screen_state), self);
  g_signal_connect_swapped (screen, "clipboard-fetched", G_CALLBACK (on_fetched), self);

  return self;
}

/**
 * belay_executor_set_key_way:
 * @self: an executor
 * @way: what becomes of a key behind the screen
 *
 * For the plans made, and run, from now on.
 */
void
belay_executor_set_key_way (BelayExecutor *self,
                            BelayKeyWay    way)
{
  g_return_if_fail (BELAY_IS_EXECUTOR (self));
  g_return_if_fail (self->task == NULL);

  self->way = way;
}

/**
 * belay_executor_plan:
 * @self: an executor
 * @action: what to do
 * @geometry: the picture its coordinates refer to
 * @error: (nullable): return location for an error of %BELAY_ACTION_ERROR, in words for the model
 *
 * Expands an action to the events it would send now. Sends nothing. The plan counts on what is held and where the
 * pointer is at this moment: run it next, or make another.
 *
 * Returns: (transfer full) (nullable): the plan; empty for an action that only looks
 */
BelayInputPlan *
belay_executor_plan (BelayExecutor        *self,
                     const BelayAction    *action,
                     const BelayGeometry  *geometry,
                     GError              **error)
{
  BelayInputSituation situation;
  BelayFrame *frame;

  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), NULL);
  g_return_val_if_fail (action != NULL && geometry != NULL, NULL);

  frame = belay_screen_get_frame (self->screen);
  if (belay_action_sends_pointer (action) && frame != NULL &&
      (belay_frame_get_width (frame) != geometry->screen_width ||
       belay_frame_get_height (frame) != geometry->screen_height))
    {
      g_set_error_literal (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID,
                           "The screen has changed its size. Take a screenshot first.");
      return NULL;
    }

  situation = (BelayInputSituation) {
    .has_pointer = self->hands.ledger.has_pointer,
    .pointer = self->hands.ledger.pointer,
    .buttons = self->hands.owes_releases ? 0 : self->hands.ledger.buttons,
    .takes_clipboard = belay_hands_take_clipboard (&self->hands),
    .way = self->way,
    .used = self->hands.ledger.used,
    .has_click = self->hands.ledger.has_click,
    .click = self->hands.ledger.click,
    .click_age = g_get_monotonic_time () - self->hands.ledger.click_time,
  };

  return belay_input_plan_new_for_action (action, geometry, &situation, error);
}

gboolean
belay_executor_take_secrets (BelayExecutor   *self,
                             BelayInputPlan  *plan,
                             GPtrArray       *secrets,
                             GError         **error)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), FALSE);
  g_return_val_if_fail (self->task == NULL, FALSE);

  if (!belay_secret_typist_check (plan, secrets, error))
    return FALSE;

  g_clear_pointer (&self->secrets, g_ptr_array_unref);
  self->secrets = secrets != NULL ? g_ptr_array_ref (secrets) : NULL;

  return TRUE;
}

/**
 * belay_executor_run_async:
 * @self: an executor
 * @plan: what to send
 * @cancellable: (nullable): ends the plan before its next event
 * @callback: (scope async): called when the plan has ended
 * @user_data: for @callback
 *
 * Sends the events of a plan in order, no more than a few ahead of what the server takes. The first ones go out
 * before this returns. One plan at a time.
 */
void
belay_executor_run_async (BelayExecutor       *self,
                          BelayInputPlan      *plan,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_EXECUTOR (self));
  g_return_if_fail (plan != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_executor_run_async);

  /* What ends a plan is said by us, after the releases. */
  g_task_set_check_cancellable (task, FALSE);

  if (self->task != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Another action is being carried out");
      return;
    }

  self->task = g_steal_pointer (&task);
  self->plan = belay_input_plan_ref (plan);
  self->index = 0;
  self->n_sent = 0;

  if (self->hands.owes_releases)
    belay_hands_release (&self->hands);

  if (belay_screen_get_state (self->screen) != BELAY_SCREEN_LIVE)
    {
      halt (self, error_of_screen (self));
      return;
    }

  if (belay_input_plan_get_buttons (plan) != self->hands.ledger.buttons)
    {
      halt (self, g_error_new_literal (BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID,
                                       "What the mouse holds has changed since this was planned."));
      return;
    }

  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_priority (self->cancel_source, G_PRIORITY_HIGH);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
    }

  advance (self);
}

/**
 * belay_executor_run_finish:
 * @self: an executor
 * @result: what the callback was given
 * @n_sent: (out) (optional): how many events of the plan went out, pauses not counted; set in any case
 * @error: (nullable): return location for an error: %G_IO_ERROR_CANCELLED if it was stopped, one of
 *   %BELAY_SCREEN_ERROR if the screen was lost, %G_IO_ERROR_PENDING if another plan was running,
 *   %BELAY_ACTION_ERROR_INVALID if the plan counted on buttons that are held no longer
 *
 * Returns: %TRUE if the whole plan was sent
 */
gboolean
belay_executor_run_finish (BelayExecutor  *self,
                           GAsyncResult   *result,
                           guint          *n_sent,
                           GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (n_sent != NULL)
    *n_sent = GPOINTER_TO_UINT (g_task_get_task_data (G_TASK (result)));

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * belay_executor_stop:
 * @self: an executor
 *
 * Ends the plan that is running, if one is, and releases everything that is held down. When this returns no further
 * event of the plan goes out. The callback of the plan may run before this returns.
 */
void
belay_executor_stop (BelayExecutor *self)
{
  g_return_if_fail (BELAY_IS_EXECUTOR (self));

  if (self->task != NULL)
    halt (self, error_of_stop ());
  else
    belay_hands_release (&self->hands);
}
