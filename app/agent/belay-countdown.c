/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-countdown.h"

struct _BelayCountdown
{
  BelayCountdownFuncs  funcs;
  gpointer             user_data;
  GSource             *source;
  GSource             *cancel_source;
  gint64               deadline;        /* monotonic µs */
};

static gboolean
on_due (gpointer user_data)
{
  BelayCountdown *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 left = self->deadline - now;

  if (left <= 0)
    {
      g_source_set_ready_time (self->source, -1);
      self->funcs.done (self->user_data);
      return G_SOURCE_CONTINUE;
    }

  g_source_set_ready_time (self->source, now + MIN (left, G_USEC_PER_SEC));
  self->funcs.tick ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, self->user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  BelayCountdown *self = user_data;

  self->funcs.cancelled (self->user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/**
 * belay_countdown_new:
 * @wait_ms: how long
 * @cancellable: (nullable): ends it
 * @funcs: all must be set; copied
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a countdown on the main context of this thread
 */
BelayCountdown *
belay_countdown_new (gint64                     wait_ms,
                     GCancellable              *cancellable,
                     const BelayCountdownFuncs *funcs,
                     gpointer                   user_data)
{
  BelayCountdown *self = g_new0 (BelayCountdown, 1);
  GMainContext *context = g_main_context_get_thread_default ();

  self->funcs = *funcs;
  self->user_data = user_data;
  self->deadline = g_get_monotonic_time () + wait_ms * 1000;

  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, on_due, self, NULL);
  g_source_set_ready_time (self->source, 0);
  g_source_attach (self->source, context);

  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, (GSourceFunc) (void (*) (void)) on_cancelled, self, NULL);
      g_source_attach (self->cancel_source, context);
    }

  return self;
}

void
belay_countdown_free (BelayCountdown *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);

  if (self->cancel_source != NULL)
    {
      g_source_destroy (self->cancel_source);
      g_source_unref (self->cancel_source);
    }

  g_free (self);
}

/**
 * belay_countdown_finish:
 * @self: a countdown
 *
 * Ends the wait: the main loop calls the function that it is done.
 */
void
belay_countdown_finish (BelayCountdown *self)
{
  self->deadline = 0;
  g_source_set_ready_time (self->source, 0);
}
