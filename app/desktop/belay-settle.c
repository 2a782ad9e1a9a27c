/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-settle.h"

#include "belay-stillness.h"

/* Goes with the screen, so that what blinks is known before the next action. */
typedef struct
{
  BelayScreen    *screen;       /* not owned: it owns us */
  BelayStillness  stillness;
} Watch;

/* One wait. Owned by its task; the task is owned by the timer, which is always set while the wait goes on. */
typedef struct
{
  Watch   *watch;
  gint64   since;
  gint64   limit;
  GSource *timer;
  GSource *cancel_source;
  gulong   state_handler;
  gboolean settled;
} Wait;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  belay_stillness_clear (&watch->stillness);
  g_free (watch);
}

static void
on_frame (BelayScreen *screen,
          GParamSpec  *pspec,
          gpointer     user_data)
{
  Watch *watch = user_data;
  BelayFrame *frame = belay_screen_get_frame (screen);

  if (frame != NULL)
    belay_stillness_watch (&watch->stillness, frame);
}

static Watch *
watch_of (BelayScreen *screen)
{
  static GQuark quark = 0;
  Watch *watch;

  if (quark == 0)
    quark = g_quark_from_static_string ("belay-settle-watch");

  watch = g_object_get_qdata (G_OBJECT (screen), quark);
  if (watch != NULL)
    return watch;

  watch = g_new0 (Watch, 1);
  watch->screen = screen;
  g_object_set_qdata_full (G_OBJECT (screen), quark, watch, watch_free);

  /* Both end with the screen; the handler cannot run once the watch is freed. */
  g_signal_connect (screen, "notify::frame", G_CALLBACK (on_frame), watch);
  on_frame (screen, NULL, watch);

  return watch;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);

  g_clear_pointer (source, g_source_unref);
}

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_assert (wait->timer == NULL && wait->cancel_source == NULL && wait->state_handler == 0);
  g_free (wait);
}

static void
stop_waiting (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);

  g_clear_signal_handler (&wait->state_handler, wait->watch->screen);
  clear_source (&wait->cancel_source);
  clear_source (&wait->timer);
}

static void
fail (GTask  *task,
      GError *error)
{
  g_autoptr(GTask) owned = g_object_ref (task);

  stop_waiting (owned);
  g_task_return_error (owned, error);
}

static gboolean look (gpointer user_data);

static void
look_again_at (GTask  *task,
               gint64  time)
{
  Wait *wait = g_task_get_task_data (task);
  gint64 ms = (time - g_get_monotonic_time () + 999) / 1000;

  clear_source (&wait->timer);
  wait->timer = g_timeout_source_new ((guint) MAX (ms, 0));
  g_source_set_callback (wait->timer, look, g_object_ref (task), g_object_unref);
  g_source_attach (wait->timer, g_task_get_context (task));
}

static void
succeed (GTask    *task,
         gboolean  settled)
{
  g_autoptr(GTask) owned = g_object_ref (task);
  Wait *wait = g_task_get_task_data (owned);

  wait->settled = settled;
  stop_waiting (owned);
  g_task_return_pointer (owned, belay_frame_ref (wait->watch->stillness.frame), (GDestroyNotify) belay_frame_unref);
}

/* Frames only move the time of the last change; the timer looks whether that is long enough ago. */
static gboolean
look (gpointer user_data)
{
  GTask *task = user_data;
  Wait *wait = g_task_get_task_data (task);
  const BelayStillness *stillness = &wait->watch->stillness;
  gint64 due = MAX (wait->since, stillness->last_change) + BELAY_SETTLE_QUIET_MS * 1000;
  gint64 now = g_get_monotonic_time ();

  if (stillness->frame == NULL)
    due = wait->limit;

  if (now < MIN (due, wait->limit))
    look_again_at (task, MIN (due, wait->limit));
  else if (stillness->frame == NULL)
    fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The screen shows nothing yet"));
  else
    succeed (task, now >= due);

  return G_SOURCE_REMOVE;
}

static GError *
error_of_screen (BelayScreen *screen)
{
  const GError *error = belay_screen_get_error (screen);

  if (error != NULL)
    return g_error_copy (error);

  return g_error_new_literal (BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_CONNECT, "The screen was lost");
}

static void
on_state (BelayScreen *screen,
          GParamSpec  *pspec,
          gpointer     user_data)
{
  if (belay_screen_get_state (screen) != BELAY_SCREEN_LIVE)
    fail (user_data, error_of_screen (screen));
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  fail (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Waiting for the screen was cancelled"));

  return G_SOURCE_REMOVE;
}

/**
 * belay_settle_async:
 * @screen: a screen
 * @since: g_get_monotonic_time() of the last input; a time long past if there was none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called in the thread-default main context of the caller
 * @user_data: for @callback
 *
 * Waits until the screen has come to rest: until nothing has changed for %BELAY_SETTLE_QUIET_MS since the later of
 * @since and the last change. The blinking of a caret is no change. After %BELAY_SETTLE_LIMIT_MS it waits no longer.
 * There is no other delay: a screen at which nothing happens is at rest that many milliseconds after @since.
 */
void
belay_settle_async (BelayScreen         *screen,
                    gint64               since,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Wait *wait;

  g_return_if_fail (BELAY_IS_SCREEN (screen));

  task = g_task_new (screen, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_settle_async);

  wait = g_new0 (Wait, 1);
  wait->watch = watch_of (screen);
  wait->since = since;
  wait->limit = g_get_monotonic_time () + BELAY_SETTLE_LIMIT_MS * 1000;
  g_task_set_task_data (task, wait, wait_free);

  if (belay_screen_get_state (screen) != BELAY_SCREEN_LIVE)
    {
      g_task_return_error (task, error_of_screen (screen));
      return;
    }

  wait->state_handler = g_signal_connect (screen, "notify::state", G_CALLBACK (on_state), task);

  if (cancellable != NULL)
    {
      wait->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (wait->cancel_source, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (wait->cancel_source, g_task_get_context (task));
    }

  look_again_at (task, g_get_monotonic_time ());
}

/**
 * belay_settle_finish:
 * @screen: the screen
 * @result: what the callback was given
 * @settled: (out) (optional): %FALSE if the screen was still changing when the limit came
 * @error: (nullable): return location for an error: %G_IO_ERROR_CANCELLED, %G_IO_ERROR_TIMED_OUT if there is no frame
 *   at all, one of %BELAY_SCREEN_ERROR if the screen is lost
 *
 * Returns: (transfer full) (nullable): the frame at rest, or the newest one
 */
BelayFrame *
belay_settle_finish (BelayScreen   *screen,
                     GAsyncResult  *result,
                     gboolean      *settled,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, screen), NULL);

  if (settled != NULL)
    *settled = ((Wait *) g_task_get_task_data (G_TASK (result)))->settled;

  return g_task_propagate_pointer (G_TASK (result), error);
}
