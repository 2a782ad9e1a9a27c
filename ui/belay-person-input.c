/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-person-input.h"

#include <math.h>

/* The mask of belay_session_person_pointer(). */
#define BUTTON_LEFT   (1u << 0)
#define BUTTON_MIDDLE (1u << 1)
#define BUTTON_RIGHT  (1u << 2)
#define WHEEL_UP      (1u << 3)
#define WHEEL_DOWN    (1u << 4)
#define WHEEL_LEFT    (1u << 5)
#define WHEEL_RIGHT   (1u << 6)

#define PIXELS_PER_CLICK 32.0   /* of a touchpad, for one click of the wheel */
#define MAX_CLICKS       16     /* of the wheel, out of one event */

struct _BelayPersonInput
{
  GObject        parent_instance;

  GtkWidget     *widget;        /* owns us, through its own instance */
  BelayViewport  viewport;      /* scale 0: there is no screen */
  gboolean       active;

  BelayPoint     point;         /* the last one said */
  gboolean       inside;        /* the mouse was on the screen when it last moved */
  guint          held;          /* buttons */
  GHashTable    *keys;          /* hardware key code to keysym: what is down in the sandbox */
  double         scrolled_x;    /* of a click of the wheel, not yet said */
  double         scrolled_y;
};

enum
{
  POINTER,
  KEY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayPersonInput, belay_person_input, G_TYPE_OBJECT)

static void
say_pointer (BelayPersonInput *self,
             guint             buttons)
{
  g_signal_emit (self, signals[POINTER], 0, self->point.x, self->point.y, buttons);
}

static void
release_buttons (BelayPersonInput *self)
{
  self->scrolled_x = self->scrolled_y = 0;

  if (self->held == 0)
    return;

  self->held = 0;
  say_pointer (self, 0);
}

static void
release_keys (BelayPersonInput *self)
{
  g_autoptr(GHashTable) keys = g_steal_pointer (&self->keys);
  GHashTableIter iter;
  gpointer keysym;

  self->keys = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, keys);

  while (g_hash_table_iter_next (&iter, NULL, &keysym))
    g_signal_emit (self, signals[KEY], 0, GPOINTER_TO_UINT (keysym), FALSE);
}

/* Where the event is, in the widget. */
static gboolean
get_position (BelayPersonInput *self,
              GdkEvent         *event,
              double           *x,
              double           *y)
{
  GtkNative *native = gtk_widget_get_native (self->widget);
  double surface_x, surface_y;

  if (native == NULL || !gdk_event_get_position (event, x, y))
    return FALSE;

  gtk_native_get_surface_transform (native, &surface_x, &surface_y);

  return gtk_widget_translate_coordinates (GTK_WIDGET (native), self->widget, *x - surface_x, *y - surface_y, x, y);
}

/* Moves the point to the event. Returns: whether that is on the screen; beside it the point is the nearest one. */
static gboolean
follow (BelayPersonInput *self,
        GdkEvent         *event)
{
  BelayPoint point;
  double x, y;

  if (self->viewport.scale <= 0 || !get_position (self, event, &x, &y))
    return FALSE;

  self->inside = belay_viewport_to_screen (&self->viewport, x, y, &point);

  if (self->inside || self->held != 0)
    self->point = point;

  return self->inside;
}

static guint
mask_of (guint button)
{
  switch (button)
    {
    case GDK_BUTTON_PRIMARY:
      return BUTTON_LEFT;

    case GDK_BUTTON_MIDDLE:
      return BUTTON_MIDDLE;

    case GDK_BUTTON_SECONDARY:
      return BUTTON_RIGHT;

    default:
      return 0;
    }
}

static gboolean
press (BelayPersonInput *self,
       GdkEvent         *event,
       guint             button)
{
  gboolean inside = follow (self, event);

  if (button == 0 || (!inside && self->held == 0))
    return FALSE;

  self->held |= button;
  say_pointer (self, self->held);

  return TRUE;
}

static gboolean
release (BelayPersonInput *self,
         GdkEvent         *event,
         guint             button)
{
  if ((self->held & button) == 0)
    return FALSE;

  follow (self, event);
  self->held &= ~button;
  say_pointer (self, self->held);

  return TRUE;
}

static gboolean
move (BelayPersonInput *self,
      GdkEvent         *event)
{
  BelayPoint before = self->point;
  guint held = self->held;

  if (!follow (self, event) && self->held == 0)
    return FALSE;

  /* A release may have gone elsewhere, to a grab of the window manager: the state knows better. */
  if (gdk_event_get_event_type (event) == GDK_MOTION_NOTIFY)
    {
      GdkModifierType state = gdk_event_get_modifier_state (event);

      held &= ((state & GDK_BUTTON1_MASK) != 0 ? BUTTON_LEFT : 0) |
              ((state & GDK_BUTTON2_MASK) != 0 ? BUTTON_MIDDLE : 0) |
              ((state & GDK_BUTTON3_MASK) != 0 ? BUTTON_RIGHT : 0);
    }

  if (self->point.x == before.x && self->point.y == before.y && held == self->held)
    return TRUE;

  self->held = held;
  say_pointer (self, self->held);

  return TRUE;
}

static void
turn_wheel (BelayPersonInput *self,
            double           *scrolled,
            guint             back,
            guint             forth)
{
  for (guint i = 0; i < MAX_CLICKS && fabs (*scrolled) >= 1.0; i++)
    {
      say_pointer (self, self->held | (*scrolled < 0 ? back : forth));
      say_pointer (self, self->held);
      *scrolled += *scrolled < 0 ? 1.0 : -1.0;
    }

  if (fabs (*scrolled) >= 1.0)
    *scrolled = 0;
}

static gboolean
scroll (BelayPersonInput *self,
        GdkEvent         *event)
{
  double dx = 0, dy = 0;

  /* These events have no position of their own. */
  if (!self->inside)
    return FALSE;

  switch (gdk_scroll_event_get_direction (event))
    {
    case GDK_SCROLL_UP:
      dy = -1;
      break;

    case GDK_SCROLL_DOWN:
      dy = 1;
      break;

    case GDK_SCROLL_LEFT:
      dx = -1;
      break;

    case GDK_SCROLL_RIGHT:
      dx = 1;
      break;

    case GDK_SCROLL_SMOOTH:
      gdk_scroll_event_get_deltas (event, &dx, &dy);
      if (gdk_scroll_event_get_unit (event) == GDK_SCROLL_UNIT_SURFACE)
        {
          dx /= PIXELS_PER_CLICK;
          dy /= PIXELS_PER_CLICK;
        }
      break;
    }

  self->scrolled_x += dx;
  self->scrolled_y += dy;
  turn_wheel (self, &self->scrolled_x, WHEEL_LEFT, WHEEL_RIGHT);
  turn_wheel (self, &self->scrolled_y, WHEEL_UP, WHEEL_DOWN);

  return TRUE;
}

/* All buttons of the mouse at once, which a gesture cannot tell apart: hence the events themselves. */
static gboolean
on_event (GtkEventControllerLegacy *controller,
          GdkEvent                 *event,
          BelayPersonInput         *self)
{
  if (!self->active)
    return GDK_EVENT_PROPAGATE;

  switch ((guint) gdk_event_get_event_type (event))
    {
    case GDK_MOTION_NOTIFY:
    case GDK_TOUCH_UPDATE:
      return move (self, event);

    case GDK_BUTTON_PRESS:
      gtk_widget_grab_focus (self->widget);
      return press (self, event, mask_of (gdk_button_event_get_button (event)));

    case GDK_BUTTON_RELEASE:
      return release (self, event, mask_of (gdk_button_event_get_button (event)));

    case GDK_TOUCH_BEGIN:
      gtk_widget_grab_focus (self->widget);
      return press (self, event, BUTTON_LEFT);

    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
      return release (self, event, BUTTON_LEFT);

    case GDK_SCROLL:
      return scroll (self, event);

    case GDK_GRAB_BROKEN:
      release_buttons (self);
      return GDK_EVENT_PROPAGATE;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* Escape stops, whatever is held with it. Ctrl+F6 is the way out for those who have no mouse. Locks have already had their effect on the keysyms that follow. */
static gboolean
stays_here (guint           keyval,
            GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_F6:
      return (state & GDK_CONTROL_MASK) != 0;

    case GDK_KEY_Escape:
    case GDK_KEY_Caps_Lock:
    case GDK_KEY_Shift_Lock:
    case GDK_KEY_Num_Lock:
    case GDK_KEY_Scroll_Lock:
    case GDK_KEY_VoidSymbol:
    case 0:
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
                BelayPersonInput      *self)
{
  guint before;

  if (!self->active || stays_here (keyval, state))
    return GDK_EVENT_PROPAGATE;

  /* A key that repeats comes again; one that means something else now (Shift came in between) is let go first. */
  before = GPOINTER_TO_UINT (g_hash_table_lookup (self->keys, GUINT_TO_POINTER (keycode)));
  g_hash_table_insert (self->keys, GUINT_TO_POINTER (keycode), GUINT_TO_POINTER (keyval));

  if (before != 0 && before != keyval)
    g_signal_emit (self, signals[KEY], 0, before, FALSE);

  g_signal_emit (self, signals[KEY], 0, keyval, TRUE);

  return GDK_EVENT_STOP;
}

static void
on_key_released (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 BelayPersonInput      *self)
{
  guint pressed = GPOINTER_TO_UINT (g_hash_table_lookup (self->keys, GUINT_TO_POINTER (keycode)));

  if (pressed == 0)
    return;

  /* The keysym that went down, not what the key would mean now. */
  g_hash_table_remove (self->keys, GUINT_TO_POINTER (keycode));
  g_signal_emit (self, signals[KEY], 0, pressed, FALSE);
}

static void
on_focus_left (GtkEventControllerFocus *controller,
               BelayPersonInput        *self)
{
  release_keys (self);
  release_buttons (self);
}

static void
belay_person_input_finalize (GObject *object)
{
  BelayPersonInput *self = BELAY_PERSON_INPUT (object);

  g_hash_table_unref (self->keys);

  G_OBJECT_CLASS (belay_person_input_parent_class)->finalize (object);
}

static void
belay_person_input_class_init (BelayPersonInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_person_input_finalize;

  signals[POINTER] = g_signal_new ("pointer", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_UINT);
  signals[KEY] = g_signal_new ("key", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
}

static void
belay_person_input_init (BelayPersonInput *self)
{
  self->keys = g_hash_table_new (NULL, NULL);
}

/**
 * belay_person_input_new:
 * @widget: shows the screen, and outlives the object
 *
 * Adds what is needed to @widget.
 *
 * Returns: (transfer full): the input, not active
 */
BelayPersonInput *
belay_person_input_new (GtkWidget *widget)
{
  BelayPersonInput *self = g_object_new (BELAY_TYPE_PERSON_INPUT, NULL);
  GtkEventController *events = gtk_event_controller_legacy_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->widget = widget;

  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, 0);
  gtk_widget_add_controller (widget, events);

  /* Before anything between the window and the widget makes a shortcut of it. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed), self, 0);
  g_signal_connect_object (keys, "key-released", G_CALLBACK (on_key_released), self, 0);
  gtk_widget_add_controller (widget, keys);

  g_signal_connect_object (focus, "leave", G_CALLBACK (on_focus_left), self, 0);
  gtk_widget_add_controller (widget, focus);

  return self;
}

/**
 * belay_person_input_set_viewport:
 * @self: the input
 * @viewport: (nullable): how the screen lies in the widget; %NULL: there is none
 */
void
belay_person_input_set_viewport (BelayPersonInput    *self,
                                 const BelayViewport *viewport)
{
  g_return_if_fail (BELAY_IS_PERSON_INPUT (self));

  self->viewport = viewport != NULL ? *viewport : (BelayViewport) { 0 };
}

/**
 * belay_person_input_set_active:
 * @self: the input
 * @active: whether the person is in control
 *
 * Becoming inactive releases what is held.
 */
void
belay_person_input_set_active (BelayPersonInput *self,
                               gboolean          active)
{
  g_return_if_fail (BELAY_IS_PERSON_INPUT (self));

  if (self->active == active)
    return;

  if (!active)
    {
      release_keys (self);
      release_buttons (self);
    }

  self->active = active;
}
