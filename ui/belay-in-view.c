/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-in-view.h"

/* GDK_TOPLEVEL_STATE_SUSPENDED, which a GTK from 4.12 on sets where the desktop says so: nobody sees the window. */
#define STATE_SUSPENDED (1 << 16)

/**
 * BelayInView:
 *
 * Whether a person can see it.
 *
 * A window that has not the keyboard may lie below others or on another workspace, and GTK cannot tell: what is in it
 * counts as not seen. That says too little of somebody who reads in one window while they work in another, and never too
 * much.
 */
struct _BelayInView
{
  GObject     parent_instance;

  GtkWidget  *widget;           /* (nullable) weak */
  GtkWindow  *window;           /* (nullable) while it is mapped */
  GdkSurface *surface;          /* (nullable) likewise */
  GPtrArray  *adjustments;      /* of what it can be scrolled away by */
  guint       look;             /* idle, until everything has its place */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayInView, belay_in_view, G_TYPE_OBJECT)

static void
tell (BelayInView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
look (gpointer user_data)
{
  BelayInView *self = user_data;

  self->look = 0;
  tell (self);

  return G_SOURCE_REMOVE;
}

static void
queue_look (BelayInView *self)
{
  if (self->look == 0)
    self->look = g_idle_add (look, self);
}

static void
detach (BelayInView *self)
{
  g_clear_handle_id (&self->look, g_source_remove);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  if (self->surface != NULL)
    g_signal_handlers_disconnect_by_data (self->surface, self);
  for (guint i = 0; i < self->adjustments->len; i++)
    g_signal_handlers_disconnect_by_data (self->adjustments->pdata[i], self);

  g_clear_object (&self->window);
  g_clear_object (&self->surface);
  g_ptr_array_set_size (self->adjustments, 0);
}

static void
watch_scrolling (BelayInView *self)
{
  GtkWidget *around = self->widget;

  while ((around = gtk_widget_get_ancestor (gtk_widget_get_parent (around), GTK_TYPE_SCROLLED_WINDOW)) != NULL)
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (around));

      g_ptr_array_add (self->adjustments, g_object_ref (adjustment));
      g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (queue_look), self);
      g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (queue_look), self);
    }
}

static void
on_map (BelayInView *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);

  detach (self);
  if (!GTK_IS_WINDOW (root))
    return;

  self->window = g_object_ref (GTK_WINDOW (root));
  self->surface = g_object_ref (gtk_native_get_surface (GTK_NATIVE (root)));
  g_signal_connect_swapped (self->window, "notify::is-active", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->surface, "notify::state", G_CALLBACK (tell), self);
  watch_scrolling (self);
  queue_look (self);
}

static void
on_unmap (BelayInView *self)
{
  detach (self);
  tell (self);
}

static void
belay_in_view_dispose (GObject *object)
{
  BelayInView *self = BELAY_IN_VIEW (object);

  detach (self);
  if (self->widget != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->widget, self);
      g_object_remove_weak_pointer (G_OBJECT (self->widget), (gpointer *) &self->widget);
      self->widget = NULL;
    }

  G_OBJECT_CLASS (belay_in_view_parent_class)->dispose (object);
}

static void
belay_in_view_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_IN_VIEW (object)->adjustments);

  G_OBJECT_CLASS (belay_in_view_parent_class)->finalize (object);
}

static void
belay_in_view_class_init (BelayInViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_in_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_in_view_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
belay_in_view_init (BelayInView *self)
{
  self->adjustments = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * belay_in_view_new:
 * @widget: what is to be seen
 *
 * Returns: (transfer full): what knows whether it is
 */
BelayInView *
belay_in_view_new (GtkWidget *widget)
{
  BelayInView *self = g_object_new (BELAY_TYPE_IN_VIEW, NULL);

  g_return_val_if_fail (GTK_IS_WIDGET (widget), self);

  self->widget = widget;
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &self->widget);

  /* After the widget's own: it is mapped then, or no longer. */
  g_signal_connect_data (widget, "map", G_CALLBACK (on_map), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_data (widget, "unmap", G_CALLBACK (on_unmap), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  if (gtk_widget_get_mapped (widget))
    on_map (self);

  return self;
}

/* More than half of its height within everything that scrolls around it. */
static gboolean
is_within (GtkWidget *part)
{
  GtkWidget *around = part;
  graphene_rect_t bounds, seen;

  while ((around = gtk_widget_get_ancestor (gtk_widget_get_parent (around), GTK_TYPE_SCROLLED_WINDOW)) != NULL)
    {
      if (!gtk_widget_compute_bounds (part, around, &bounds) ||
          !graphene_rect_intersection (&bounds, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (around),
                                                                     (float) gtk_widget_get_height (around)), &seen) ||
          seen.size.height * 2 < bounds.size.height)
        return FALSE;
    }

  return TRUE;
}

/**
 * belay_in_view_sees:
 * @self: what knows it
 * @part: the widget, or one in it
 *
 * Returns: whether @part is mapped in the window that has the keyboard, and not scrolled away
 */
gboolean
belay_in_view_sees (BelayInView *self,
                    GtkWidget   *part)
{
  GdkToplevelState state;

  g_return_val_if_fail (BELAY_IS_IN_VIEW (self), FALSE);

  if (self->window == NULL || !GDK_IS_TOPLEVEL (self->surface) || !gtk_widget_get_mapped (part))
    return FALSE;

  state = gdk_toplevel_get_state (GDK_TOPLEVEL (self->surface));

  return gtk_window_is_active (self->window) && (state & (GDK_TOPLEVEL_STATE_MINIMIZED | STATE_SUSPENDED)) == 0 &&
         is_within (part);
}
