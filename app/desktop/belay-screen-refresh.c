/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-refresh.h"
#include "belay-screen-private.h"

typedef struct
{
  gulong handler;
  guint  deadline;
} Wait;

gboolean
belay_screen_refresh (BelayScreen *self)
{
  const BelayWireCommand command = { .kind = BELAY_WIRE_REFRESH };
  BelayScreenLink *link;

  g_return_val_if_fail (BELAY_IS_SCREEN (self), FALSE);

  link = belay_screen_get_link (self);

  return link != NULL && belay_screen_link_send (link, &command, NULL);
}

static void
end (GTask    *task,
     gboolean  refreshed)
{
  g_autoptr(GTask) owned = task;
  Wait *wait = g_task_get_task_data (task);

  g_clear_signal_handler (&wait->handler, g_task_get_source_object (task));
  g_clear_handle_id (&wait->deadline, g_source_remove);
  g_task_return_boolean (task, refreshed);
}

static void
on_refreshed (BelayScreen *screen,
              gpointer     task)
{
  end (task, TRUE);
}

static gboolean
on_deadline (gpointer task)
{
  Wait *wait = g_task_get_task_data (task);

  wait->deadline = 0;
  end (task, FALSE);

  return G_SOURCE_REMOVE;
}

void
belay_screen_refresh_async (BelayScreen         *screen,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (screen, NULL, callback, user_data);
  Wait *wait = g_new0 (Wait, 1);

  g_task_set_source_tag (task, belay_screen_refresh_async);
  g_task_set_task_data (task, wait, g_free);

  if (!belay_screen_refresh (screen))
    {
      end (task, FALSE);
      return;
    }

  wait->handler = g_signal_connect (screen, "refreshed", G_CALLBACK (on_refreshed), task);
  wait->deadline = g_timeout_add (BELAY_SCREEN_REFRESH_MS, on_deadline, task);
}

gboolean
belay_screen_refresh_finish (BelayScreen  *screen,
                             GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, screen), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
