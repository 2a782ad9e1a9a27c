/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sessions.h"

struct _BelaySessionItem
{
  GObject       parent_instance;

  GtkWindow    *window;         /* outlives us */
  BelaySession *session;
  gboolean      waiting;
  gint64        since;
};

G_DEFINE_FINAL_TYPE (BelaySessionItem, belay_session_item, G_TYPE_OBJECT)

struct _BelaySessions
{
  GObject    parent_instance;

  GPtrArray *items;             /* of BelaySessionItem, as they came */
};

enum
{
  CHANGED,
  PRESENTING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelaySessions, belay_sessions, G_TYPE_OBJECT)

/* One. */

static void
belay_session_item_dispose (GObject *object)
{
  g_clear_object (&BELAY_SESSION_ITEM (object)->session);

  G_OBJECT_CLASS (belay_session_item_parent_class)->dispose (object);
}

static void
belay_session_item_class_init (BelaySessionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_session_item_dispose;
}

static void
belay_session_item_init (BelaySessionItem *self)
{
}

GtkWindow *
belay_session_item_get_window (BelaySessionItem *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_ITEM (self), NULL);

  return self->window;
}

BelaySession *
belay_session_item_get_session (BelaySessionItem *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_ITEM (self), NULL);

  return self->session;
}

gboolean
belay_session_item_is_waiting (BelaySessionItem *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_ITEM (self), FALSE);

  return self->waiting;
}

gint64
belay_session_item_get_since (BelaySessionItem *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_ITEM (self), 0);

  return self->since;
}

static gboolean
needs_person (BelaySession *session)
{
  switch ((int) belay_session_get_state (session))
    {
    case BELAY_SESSION_WAITING:
    case BELAY_SESSION_ASKING:
    case BELAY_SESSION_PAUSED:
    case BELAY_SESSION_FAILED:
      return TRUE;

    default:
      return FALSE;
    }
}

/* All. */

/* A session waits anew with each step, whoever was asked before. */
static void
on_state (BelaySession  *session,
          GParamSpec    *pspec,
          BelaySessions *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      BelaySessionItem *item = self->items->pdata[i];

      if (item->session != session)
        continue;

      item->waiting = needs_person (session);
      item->since = g_get_monotonic_time ();
    }

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_detail (BelaySessions *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
belay_sessions_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_SESSIONS (object)->items);

  G_OBJECT_CLASS (belay_sessions_parent_class)->finalize (object);
}

static void
belay_sessions_class_init (BelaySessionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_sessions_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[PRESENTING] = g_signal_new ("presenting", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
}

static void
belay_sessions_init (BelaySessions *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * belay_sessions_get_default:
 *
 * Returns: (transfer none): the sessions of this program
 */
BelaySessions *
belay_sessions_get_default (void)
{
  static BelaySessions *sessions = NULL;

  if (sessions == NULL)
    sessions = g_object_new (BELAY_TYPE_SESSIONS, NULL);

  return sessions;
}

/**
 * belay_sessions_add:
 * @self: the sessions
 * @window: outlives the session's being here
 * @session: what it shows
 */
void
belay_sessions_add (BelaySessions *self,
                    GtkWindow     *window,
                    BelaySession  *session)
{
  BelaySessionItem *item;

  g_return_if_fail (BELAY_IS_SESSIONS (self));
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (BELAY_IS_SESSION (session));

  item = g_object_new (BELAY_TYPE_SESSION_ITEM, NULL);
  item->window = window;
  item->session = g_object_ref (session);
  g_ptr_array_add (self->items, item);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, 0);
  g_signal_connect_object (session, "notify::current", G_CALLBACK (on_state), self, 0);
  g_signal_connect_object (session, "notify::status", G_CALLBACK (on_detail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::task", G_CALLBACK (on_detail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::privacy", G_CALLBACK (on_detail), self, G_CONNECT_SWAPPED);
  on_state (session, NULL, self);
}

void
belay_sessions_remove (BelaySessions *self,
                       BelaySession  *session)
{
  g_return_if_fail (BELAY_IS_SESSIONS (self));

  for (guint i = self->items->len; i > 0; i--)
    if (((BelaySessionItem *) self->items->pdata[i - 1])->session == session)
      {
        g_signal_handlers_disconnect_by_data (session, self);
        g_ptr_array_remove_index (self->items, i - 1);
      }

  g_signal_emit (self, signals[CHANGED], 0);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const BelaySessionItem *first = *(BelaySessionItem *const *) a;
  const BelaySessionItem *second = *(BelaySessionItem *const *) b;

  if (first->waiting != second->waiting)
    return first->waiting ? -1 : 1;

  return first->since < second->since ? -1 : first->since > second->since;
}

GPtrArray *
belay_sessions_list (BelaySessions *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (BELAY_IS_SESSIONS (self), list);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (list, g_object_ref (self->items->pdata[i]));
  g_ptr_array_sort (list, compare);

  return list;
}

guint
belay_sessions_get_waiting (BelaySessions *self,
                            GtkWindow     *except)
{
  guint n = 0;

  g_return_val_if_fail (BELAY_IS_SESSIONS (self), 0);

  for (guint i = 0; i < self->items->len; i++)
    {
      const BelaySessionItem *item = self->items->pdata[i];

      n += item->waiting && item->window != except ? 1 : 0;
    }

  return n;
}

guint
belay_sessions_get_n (BelaySessions *self)
{
  guint n = 0;

  g_return_val_if_fail (BELAY_IS_SESSIONS (self), 0);

  /* A session is over a moment before its window has gone. */
  for (guint i = 0; i < self->items->len; i++)
    {
      const BelaySessionItem *item = self->items->pdata[i];

      n += belay_session_get_state (item->session) != BELAY_SESSION_CLOSED ? 1 : 0;
    }

  return n;
}

/**
 * belay_sessions_stop_all:
 * @self: the sessions
 *
 * Promise 3, for each of them: when this returns nothing more is sent to any sandbox.
 */
void
belay_sessions_stop_all (BelaySessions *self)
{
  g_autoptr(GPtrArray) list = belay_sessions_list (self);

  for (guint i = 0; i < list->len; i++)
    belay_session_stop (((BelaySessionItem *) list->pdata[i])->session);
}

/**
 * belay_sessions_has_audience:
 * @window: a window of this program
 *
 * Returns: whether it is in presenter mode
 */
gboolean
belay_sessions_has_audience (GtkWindow *window)
{
  return gtk_widget_has_css_class (GTK_WIDGET (window), "presenter");
}

/**
 * belay_sessions_set_audience:
 * @self: the sessions
 * @window: a window of this program
 * @audience: whether it is in presenter mode from now on
 */
void
belay_sessions_set_audience (BelaySessions *self,
                             GtkWindow     *window,
                             gboolean       audience)
{
  g_return_if_fail (BELAY_IS_SESSIONS (self));

  if (audience)
    gtk_widget_add_css_class (GTK_WIDGET (window), "presenter");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (window), "presenter");

  g_signal_emit (self, signals[PRESENTING], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}
