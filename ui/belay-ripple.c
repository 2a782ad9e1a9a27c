/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ripple.h"

#include "belay-colours.h"
#include "belay-mark.h"

#define DURATION     600        /* ms */
#define STILL_PHASE  0.4        /* where animations are not wanted */

struct _BelayRipple
{
  GtkWidget  parent_instance;

  double     x;                 /* application pixels */
  double     y;
  gint64     start;             /* frame time, µs; 0: the first frame is still to come */
  double     phase;             /* 0 to 1 */
  guint      tick;              /* 0: none */
  guint      timeout;           /* 0: none */
};

G_DEFINE_FINAL_TYPE (BelayRipple, belay_ripple, GTK_TYPE_WIDGET)

static void
belay_ripple_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  BelayRipple *self = BELAY_RIPPLE (widget);
  BelayMark mark = {
    .snapshot = snapshot,
    .widget = widget,
    .bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget)),
  };

  if (!belay_ripple_is_moving (self))
    return;

  belay_colours_get (widget, BELAY_COLOUR_PROPOSAL, &mark.colour);
  belay_mark_ripple (&mark, self->x, self->y, self->phase);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BelayRipple *self = BELAY_RIPPLE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->start == 0)
    self->start = now;

  self->phase = (double) (now - self->start) / (DURATION * G_TIME_SPAN_MILLISECOND);
  gtk_widget_queue_draw (widget);

  if (self->phase < 1)
    return G_SOURCE_CONTINUE;

  self->tick = 0;

  return G_SOURCE_REMOVE;
}

static gboolean
on_timeout (gpointer user_data)
{
  BelayRipple *self = user_data;

  self->timeout = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

static void
belay_ripple_unmap (GtkWidget *widget)
{
  belay_ripple_stop (BELAY_RIPPLE (widget));

  GTK_WIDGET_CLASS (belay_ripple_parent_class)->unmap (widget);
}

static void
belay_ripple_dispose (GObject *object)
{
  belay_ripple_stop (BELAY_RIPPLE (object));

  G_OBJECT_CLASS (belay_ripple_parent_class)->dispose (object);
}

static void
belay_ripple_class_init (BelayRippleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_ripple_dispose;
  widget_class->snapshot = belay_ripple_snapshot;
  widget_class->unmap = belay_ripple_unmap;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
belay_ripple_init (BelayRipple *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * belay_ripple_new:
 *
 * Returns: (transfer floating): a layer that draws nothing yet
 */
GtkWidget *
belay_ripple_new (void)
{
  return g_object_new (BELAY_TYPE_RIPPLE, NULL);
}

/**
 * belay_ripple_start:
 * @self: a mapped layer; nothing is drawn on another
 * @x: in its application pixels
 * @y: in its application pixels
 *
 * Draws a ring that widens and fades, or, where animations are not wanted, one that stands still as long.
 */
void
belay_ripple_start (BelayRipple *self,
                    double       x,
                    double       y)
{
  gboolean animate;

  g_return_if_fail (BELAY_IS_RIPPLE (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  belay_ripple_stop (self);
  self->x = x;
  self->y = y;
  self->start = 0;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animate, NULL);
  self->phase = animate ? 0 : STILL_PHASE;

  if (animate)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  else
    self->timeout = g_timeout_add (DURATION, on_timeout, self);

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * belay_ripple_stop:
 * @self: a layer
 */
void
belay_ripple_stop (BelayRipple *self)
{
  g_return_if_fail (BELAY_IS_RIPPLE (self));

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->timeout, g_source_remove);
}

/**
 * belay_ripple_is_moving:
 * @self: a layer
 *
 * Returns: whether a ring is shown, and a tick callback or a timer runs
 */
gboolean
belay_ripple_is_moving (BelayRipple *self)
{
  g_return_val_if_fail (BELAY_IS_RIPPLE (self), FALSE);

  return self->tick != 0 || self->timeout != 0;
}
