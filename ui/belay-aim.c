/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-aim.h"

#include <math.h>

#define REACH       32.0        /* view pixels around a point in which it is grabbed; elsewhere it jumps to the mouse */
#define LARGE_STEP  10

struct _BelayAim
{
  GObject        parent_instance;

  GtkWidget     *widget;        /* owns us, through its own instance */
  BelayAction   *action;        /* (nullable): none can be moved */
  BelayViewport  viewport;
  BelayGeometry  geometry;

  gboolean       start;         /* the start of a drag is moved, not its end */
  double         offset_x;      /* from the mouse to the point, view pixels */
  double         offset_y;
  BelayPoint     last;          /* what was said last */
};

enum
{
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayAim, belay_aim, G_TYPE_OBJECT)

static gboolean
get_point (BelayAim   *self,
           gboolean    start,
           BelayPoint *point)
{
  if (self->action == NULL)
    return FALSE;

  return start ? belay_action_get_start (self->action, point) : belay_action_get_point (self->action, point);
}

static gboolean
get_view_point (BelayAim *self,
                gboolean  start,
                double   *x,
                double   *y)
{
  BelayPoint point;

  if (!get_point (self, start, &point))
    return FALSE;

  point = belay_geometry_to_screen (&self->geometry, point);
  belay_viewport_to_view (&self->viewport, point.x + 0.5, point.y + 0.5, x, y);

  return TRUE;
}

static void
say_moved (BelayAim   *self,
           BelayPoint  point)
{
  point.x = CLAMP (point.x, 0, self->geometry.picture_width - 1);
  point.y = CLAMP (point.y, 0, self->geometry.picture_height - 1);

  if (point.x == self->last.x && point.y == self->last.y)
    return;

  self->last = point;
  g_signal_emit (self, signals[MOVED], 0, point.x, point.y, self->start);
}

static void
move_to (BelayAim *self,
         double    x,
         double    y)
{
  BelayPoint screen;

  belay_viewport_to_screen (&self->viewport, x, y, &screen);
  say_moved (self, belay_geometry_to_picture (&self->geometry, screen));
}

static void
on_drag_begin (GtkGestureDrag *gesture,
               double          x,
               double          y,
               BelayAim       *self)
{
  double end_x, end_y, start_x, start_y, distance;

  gtk_widget_grab_focus (self->widget);

  if (!get_view_point (self, FALSE, &end_x, &end_y))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  distance = hypot (x - end_x, y - end_y);
  self->start = FALSE;

  if (get_view_point (self, TRUE, &start_x, &start_y) && hypot (x - start_x, y - start_y) < distance)
    {
      self->start = TRUE;
      end_x = start_x;
      end_y = start_y;
      distance = hypot (x - start_x, y - start_y);
    }

  get_point (self, self->start, &self->last);
  self->offset_x = self->offset_y = 0;

  if (distance <= REACH)
    {
      self->offset_x = end_x - x;
      self->offset_y = end_y - y;
    }
  else
    {
      move_to (self, x, y);
    }
}

static void
on_drag_update (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                BelayAim       *self)
{
  double x, y;

  if (self->action == NULL || (dx == 0 && dy == 0) || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;

  move_to (self, x + dx + self->offset_x, y + dy + self->offset_y);
}

static gboolean
get_step (guint       keyval,
          BelayPoint *step)
{
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *step = (BelayPoint) { -1, 0 };
      return TRUE;

    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *step = (BelayPoint) { 1, 0 };
      return TRUE;

    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *step = (BelayPoint) { 0, -1 };
      return TRUE;

    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *step = (BelayPoint) { 0, 1 };
      return TRUE;

    default:
      return FALSE;
    }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                BelayAim              *self)
{
  gboolean start = (state & GDK_CONTROL_MASK) != 0;
  int factor = (state & GDK_SHIFT_MASK) != 0 ? LARGE_STEP : 1;
  BelayPoint point, step;

  if (!get_step (keyval, &step) || !get_point (self, start, &point))
    return GDK_EVENT_PROPAGATE;

  self->start = start;
  self->last = point;
  say_moved (self, (BelayPoint) { point.x + step.x * factor, point.y + step.y * factor });

  return GDK_EVENT_STOP;
}

static void
belay_aim_finalize (GObject *object)
{
  BelayAim *self = BELAY_AIM (object);

  g_clear_pointer (&self->action, belay_action_unref);

  G_OBJECT_CLASS (belay_aim_parent_class)->finalize (object);
}

static void
belay_aim_class_init (BelayAimClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_aim_finalize;

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_BOOLEAN);
}

static void
belay_aim_init (BelayAim *self)
{
}

/**
 * belay_aim_new:
 * @widget: shows the screen, and outlives the object
 *
 * Adds what is needed to @widget.
 *
 * Returns: (transfer full): an aim without a target
 */
BelayAim *
belay_aim_new (GtkWidget *widget)
{
  BelayAim *self = g_object_new (BELAY_TYPE_AIM, NULL);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->widget = widget;

  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed), self, 0);
  gtk_widget_add_controller (widget, keys);

  return self;
}

/**
 * belay_aim_set_target:
 * @self: the aim
 * @action: (nullable): what is edited; %NULL: nothing
 * @viewport: (nullable): how the screen lies in the widget; needed with @action
 * @geometry: (nullable): how the picture relates to the screen; needed with @action
 */
void
belay_aim_set_target (BelayAim            *self,
                      BelayAction         *action,
                      const BelayViewport *viewport,
                      const BelayGeometry *geometry)
{
  g_return_if_fail (BELAY_IS_AIM (self));
  g_return_if_fail (action == NULL || (viewport != NULL && geometry != NULL));

  g_clear_pointer (&self->action, belay_action_unref);

  if (action == NULL)
    return;

  self->action = belay_action_ref (action);
  self->viewport = *viewport;
  self->geometry = *geometry;
}

