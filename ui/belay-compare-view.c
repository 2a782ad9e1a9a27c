/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-compare-view.h"

#include <glib/gi18n-lib.h>
#include "belay-colours.h"
#include "belay-screen-tiles.h"

#define STEP 0.05               /* of the width, an arrow key */
#define PAGE 0.25
#define GRIP 14                 /* application pixels, radius */

/**
 * BelayCompareView:
 *
 * The screen before and after.
 *
 * Pictures are what the model was sent, so that its coordinates are theirs: no conversion lies between what was proposed
 * and where it is drawn.
 */
struct _BelayCompareView
{
  GtkWidget         parent_instance;

  BelayPicturePair *pair;
  BelayCompareMarks marks;
  BelayCompareMode  mode;
  double            fraction;

  BelayScreenTiles *before_tiles;
  BelayScreenTiles *after_tiles;
  BelayViewport     viewport;
  GskRenderNode    *marks_node;         /* NULL: to be drawn anew */
};

enum
{
  PROP_0,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayCompareView, belay_compare_view, GTK_TYPE_WIDGET)

/* What is shown. */

static BelayFrame *
get_frame (BelayCompareView *self,
           gboolean          after)
{
  if (self->pair == NULL)
    return NULL;

  return after ? belay_picture_pair_get_after (self->pair) : belay_picture_pair_get_before (self->pair);
}

/* With one picture there is nothing to compare. */
static BelayCompareMode
get_effective_mode (BelayCompareView *self)
{
  gboolean has_before = get_frame (self, FALSE) != NULL;
  gboolean has_after = get_frame (self, TRUE) != NULL;

  if (has_before && has_after)
    return self->mode;

  return has_after ? BELAY_COMPARE_AFTER : BELAY_COMPARE_BEFORE;
}

static gboolean
update_viewport (BelayCompareView *self)
{
  BelayFrame *frame = get_frame (self, get_effective_mode (self) == BELAY_COMPARE_AFTER);

  if (frame == NULL)
    return FALSE;

  belay_viewport_init (&self->viewport, gtk_widget_get_width (GTK_WIDGET (self)),
                       gtk_widget_get_height (GTK_WIDGET (self)), belay_frame_get_width (frame),
                       belay_frame_get_height (frame), 0);

  return TRUE;
}

static graphene_rect_t
get_picture_area (BelayCompareView *self)
{
  const BelayViewport *port = &self->viewport;

  return GRAPHENE_RECT_INIT ((float) port->x, (float) port->y, (float) (port->screen_width * port->scale),
                             (float) (port->screen_height * port->scale));
}

static double
get_divider (BelayCompareView *self)
{
  graphene_rect_t area = get_picture_area (self);

  return area.origin.x + area.size.width * self->fraction;
}

/* For those who do not see the picture. */
static void
update_accessible (BelayCompareView *self)
{
  static const char *const names[] = { N_("The screen before"), N_("The screen, before on the left and after on the right"),
                                       N_("The screen after") };
  BelayCompareMode mode = get_effective_mode (self);
  int percent = (int) (self->fraction * 100 + 0.5);
  g_autofree char *text = g_strdup_printf (_("%d%% before, %d%% after"), percent, 100 - percent);

  gtk_widget_set_focusable (GTK_WIDGET (self), mode == BELAY_COMPARE_BOTH);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(names[mode]),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->fraction,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, mode == BELAY_COMPARE_BOTH ? text : "",
                                  -1);
}

static void
invalidate (BelayCompareView *self)
{
  g_clear_pointer (&self->marks_node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Drawing. */

static void
draw_frame (BelayCompareView *self,
            GtkSnapshot      *snapshot,
            gboolean          after)
{
  BelayScreenTiles *tiles = after ? self->after_tiles : self->before_tiles;

  belay_screen_tiles_draw (tiles, get_frame (self, after), &self->viewport, GTK_WIDGET (self), snapshot);
}

static void
draw_halves (BelayCompareView *self,
             GtkSnapshot      *snapshot)
{
  graphene_rect_t area = get_picture_area (self);
  float divider = (float) get_divider (self) - area.origin.x;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (area.origin.x, area.origin.y, divider, area.size.height));
  draw_frame (self, snapshot, FALSE);
  gtk_snapshot_pop (snapshot);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (area.origin.x + divider, area.origin.y,
                                                         area.size.width - divider, area.size.height));
  draw_frame (self, snapshot, TRUE);
  gtk_snapshot_pop (snapshot);
}

static void
draw_divider (BelayCompareView *self,
              GtkSnapshot      *snapshot)
{
  graphene_rect_t area = get_picture_area (self);
  float x = (float) get_divider (self), y = area.origin.y + area.size.height / 2;
  GdkRGBA colour = { 1, 1, 1, 1 }, shadow = { 0, 0, 0, 0.5f };
  GskRoundedRect grip;

  gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (x - 2, area.origin.y, 4, area.size.height));
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (x - 1, area.origin.y, 2, area.size.height));

  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    belay_colours_get (GTK_WIDGET (self), BELAY_COLOUR_PROPOSAL, &shadow);
  gsk_rounded_rect_init_from_rect (&grip, &GRAPHENE_RECT_INIT (x - GRIP, y - GRIP, 2 * GRIP, 2 * GRIP), GRIP);
  gtk_snapshot_append_outset_shadow (snapshot, &grip, &shadow, 0, 0, 2, 2);
  gtk_snapshot_push_rounded_clip (snapshot, &grip);
  gtk_snapshot_append_color (snapshot, &colour, &grip.bounds);
  gtk_snapshot_pop (snapshot);

  /* A bar on either side of the line, as handles have. */
  shadow = (GdkRGBA) { 0.2f, 0.2f, 0.2f, 1 };
  gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (x - 4, y - 5, 2, 10));
  gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (x + 2, y - 5, 2, 10));
}

static void
belay_compare_view_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  BelayCompareView *self = BELAY_COMPARE_VIEW (widget);
  BelayCompareMode mode = get_effective_mode (self);

  if (!update_viewport (self))
    return;

  if (mode == BELAY_COMPARE_BOTH)
    draw_halves (self, snapshot);
  else
    draw_frame (self, snapshot, mode == BELAY_COMPARE_AFTER);

  if (self->marks_node == NULL)
    self->marks_node = belay_compare_marks_draw (&self->marks, widget, self->pair, mode, &self->viewport);
  if (self->marks_node != NULL)
    gtk_snapshot_append_node (snapshot, self->marks_node);
  if (mode == BELAY_COMPARE_BOTH)
    draw_divider (self, snapshot);
}

static void
belay_compare_view_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  g_clear_pointer (&BELAY_COMPARE_VIEW (widget)->marks_node, gsk_render_node_unref);
}

static void
belay_compare_view_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  *minimum = 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 400;
}

static void
belay_compare_view_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (belay_compare_view_parent_class)->css_changed (widget, change);
  invalidate (BELAY_COMPARE_VIEW (widget));
}

/* The divider. */

static void
move_divider_to (BelayCompareView *self,
                 double            x)
{
  graphene_rect_t area = get_picture_area (self);

  if (area.size.width > 0)
    belay_compare_view_set_fraction (self, (x - area.origin.x) / area.size.width);
}

static void
on_drag_begin (GtkGestureDrag   *gesture,
               double            x,
               double            y,
               BelayCompareView *self)
{
  if (get_effective_mode (self) != BELAY_COMPARE_BOTH)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  move_divider_to (self, x);
}

static void
on_drag_update (GtkGestureDrag   *gesture,
                double            dx,
                double            dy,
                BelayCompareView *self)
{
  double x = 0;

  gtk_gesture_drag_get_start_point (gesture, &x, NULL);
  move_divider_to (self, x + dx);
}

static gboolean
on_key_pressed (BelayCompareView *self,
                guint             keyval)
{
  double by;

  if (get_effective_mode (self) != BELAY_COMPARE_BOTH)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
      by = -STEP;
      break;

    case GDK_KEY_Right:
      by = STEP;
      break;

    case GDK_KEY_Page_Up:
      by = -PAGE;
      break;

    case GDK_KEY_Page_Down:
      by = PAGE;
      break;

    case GDK_KEY_Home:
      by = -1;
      break;

    case GDK_KEY_End:
      by = 1;
      break;

    default:
      return GDK_EVENT_PROPAGATE;
    }

  belay_compare_view_set_fraction (self, self->fraction + by);

  return GDK_EVENT_STOP;
}

static void
belay_compare_view_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  g_value_set_double (value, BELAY_COMPARE_VIEW (object)->fraction);
}

static void
belay_compare_view_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  belay_compare_view_set_fraction (BELAY_COMPARE_VIEW (object), g_value_get_double (value));
}

static void
clear_marks (BelayCompareView *self)
{
  g_clear_pointer (&self->marks.proposed, belay_action_unref);
  g_clear_pointer (&self->marks.sent, belay_action_unref);
  g_clear_pointer (&self->marks.findings, g_ptr_array_unref);
}

static void
belay_compare_view_finalize (GObject *object)
{
  BelayCompareView *self = BELAY_COMPARE_VIEW (object);

  clear_marks (self);
  g_clear_pointer (&self->pair, belay_picture_pair_unref);
  g_clear_pointer (&self->marks_node, gsk_render_node_unref);
  belay_screen_tiles_free (self->before_tiles);
  belay_screen_tiles_free (self->after_tiles);

  G_OBJECT_CLASS (belay_compare_view_parent_class)->finalize (object);
}

static void
belay_compare_view_class_init (BelayCompareViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = belay_compare_view_finalize;
  object_class->get_property = belay_compare_view_get_property;
  object_class->set_property = belay_compare_view_set_property;
  widget_class->snapshot = belay_compare_view_snapshot;
  widget_class->size_allocate = belay_compare_view_size_allocate;
  widget_class->measure = belay_compare_view_measure;
  widget_class->css_changed = belay_compare_view_css_changed;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0.5,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "compareview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
belay_compare_view_init (BelayCompareView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->fraction = 0.5;
  self->before_tiles = belay_screen_tiles_new ();
  self->after_tiles = belay_screen_tiles_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  update_accessible (self);
}

/**
 * belay_compare_view_new:
 *
 * Returns: (transfer floating): a view that shows nothing yet
 */
GtkWidget *
belay_compare_view_new (void)
{
  return g_object_new (BELAY_TYPE_COMPARE_VIEW, NULL);
}

/**
 * belay_compare_view_set_pair:
 * @self: a view
 * @pair: (nullable): the pictures
 * @marks: (nullable): what is drawn on them
 */
void
belay_compare_view_set_pair (BelayCompareView        *self,
                             BelayPicturePair        *pair,
                             const BelayCompareMarks *marks)
{
  g_return_if_fail (BELAY_IS_COMPARE_VIEW (self));

  if (pair != NULL)
    belay_picture_pair_ref (pair);
  g_clear_pointer (&self->pair, belay_picture_pair_unref);
  self->pair = pair;

  clear_marks (self);
  if (marks != NULL)
    {
      self->marks.proposed = marks->proposed != NULL ? belay_action_ref (marks->proposed) : NULL;
      self->marks.sent = marks->sent != NULL ? belay_action_ref (marks->sent) : NULL;
      self->marks.findings = marks->findings != NULL ? g_ptr_array_ref (marks->findings) : NULL;
      self->marks.ran = marks->ran;
    }

  update_accessible (self);
  invalidate (self);
}

/**
 * belay_compare_view_get_pair:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the pictures shown
 */
BelayPicturePair *
belay_compare_view_get_pair (BelayCompareView *self)
{
  g_return_val_if_fail (BELAY_IS_COMPARE_VIEW (self), NULL);

  return self->pair;
}

/**
 * belay_compare_view_set_mode:
 * @self: a view
 * @mode: which of the pictures to show, as far as they are there
 */
void
belay_compare_view_set_mode (BelayCompareView *self,
                             BelayCompareMode  mode)
{
  g_return_if_fail (BELAY_IS_COMPARE_VIEW (self));

  self->mode = mode;
  update_accessible (self);
  invalidate (self);
}

/**
 * belay_compare_view_get_mode:
 * @self: a view
 *
 * Returns: what is shown: with one picture only, that one
 */
BelayCompareMode
belay_compare_view_get_mode (BelayCompareView *self)
{
  g_return_val_if_fail (BELAY_IS_COMPARE_VIEW (self), BELAY_COMPARE_BEFORE);

  return get_effective_mode (self);
}

/**
 * belay_compare_view_set_fraction:
 * @self: a view
 * @fraction: how much of the width shows the screen before; clamped to 0 to 1
 */
void
belay_compare_view_set_fraction (BelayCompareView *self,
                                 double            fraction)
{
  g_return_if_fail (BELAY_IS_COMPARE_VIEW (self));

  fraction = CLAMP (fraction, 0, 1);
  if (fraction == self->fraction)
    return;

  self->fraction = fraction;
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * belay_compare_view_get_fraction:
 * @self: a view
 *
 * Returns: where the divider is, 0 to 1
 */
double
belay_compare_view_get_fraction (BelayCompareView *self)
{
  g_return_val_if_fail (BELAY_IS_COMPARE_VIEW (self), 0.5);

  return self->fraction;
}
