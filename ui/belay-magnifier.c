/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-magnifier.h"

#include <glib/gi18n-lib.h>
#include "belay-colours.h"
#include "belay-magnifier-private.h"
#include "belay-mark.h"
#include "belay-pixel-node.h"
#include "belay-pixel-scale.h"

#define ZOOM             2
#define MAX_CROPS        2      /* the two ends of a drag */
#define GAP             28      /* view pixels between them, for the arrow */
#define RADIUS           8
#define MIN_WIDTH      120
#define NATURAL_WIDTH  320
#define MIN_HEIGHT      96
#define NATURAL_HEIGHT 160

/* One place of the screen, magnified. */
typedef struct
{
  BelayPoint       target;      /* screen pixels */
  BelayRect        area;        /* what is shown around it, screen pixels */
  graphene_rect_t  bounds;      /* where, view pixels */
  GskRenderNode   *node;        /* (nullable): to be made */
} Crop;

struct _BelayMagnifier
{
  GtkWidget     parent_instance;

  BelayScreen  *screen;
  BelayStep    *step;
  BelayAction  *draft;
  GSignalGroup *screen_signals;
  GSignalGroup *step_signals;

  BelayFrame   *frame;          /* (nullable): the newest */
  Crop          crops[MAX_CROPS];
  guint         n_crops;
};

enum
{
  PROP_SCREEN = 1,
  PROP_STEP,
  PROP_DRAFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayMagnifier, belay_magnifier, GTK_TYPE_WIDGET)

static void
forget_crops (BelayMagnifier *self)
{
  for (guint i = 0; i < MAX_CROPS; i++)
    g_clear_pointer (&self->crops[i].node, gsk_render_node_unref);
}

/* As much of the screen around the target as there is room for; at an edge of the screen it is not in the middle. */
static void
place_crop (BelayMagnifier *self,
            guint           index)
{
  Crop *crop = &self->crops[index];
  int room = (gtk_widget_get_width (GTK_WIDGET (self)) - (int) (self->n_crops - 1) * GAP) / (int) self->n_crops;
  int width = MIN (MAX (room, ZOOM) / ZOOM, belay_frame_get_width (self->frame));
  int height = MIN (MAX (gtk_widget_get_height (GTK_WIDGET (self)), ZOOM) / ZOOM, belay_frame_get_height (self->frame));

  crop->area = (BelayRect) { CLAMP (crop->target.x - width / 2, 0, belay_frame_get_width (self->frame) - width),
                             CLAMP (crop->target.y - height / 2, 0, belay_frame_get_height (self->frame) - height),
                             width, height };
  crop->bounds = GRAPHENE_RECT_INIT ((float) ((int) index * (room + GAP) + (room - width * ZOOM) / 2),
                                     (float) ((gtk_widget_get_height (GTK_WIDGET (self)) - height * ZOOM) / 2),
                                     (float) (width * ZOOM), (float) (height * ZOOM));
}

static void
place_crops (BelayMagnifier *self)
{
  forget_crops (self);

  for (guint i = 0; i < self->n_crops; i++)
    place_crop (self, i);

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static guint
find_targets (BelayMagnifier *self)
{
  BelayAction *action = self->draft;
  const BelayGeometry *geometry;
  BelayPoint point;
  guint n = 0;

  if (self->step == NULL || self->frame == NULL)
    return 0;

  if (action == NULL)
    action = belay_step_get_action (self->step);

  geometry = belay_step_get_geometry (self->step);

  if (action != NULL && belay_action_get_start (action, &point))
    self->crops[n++].target = belay_geometry_to_screen (geometry, point);

  if (action != NULL && belay_action_get_point (action, &point))
    self->crops[n++].target = belay_geometry_to_screen (geometry, point);

  return n;
}

static void
update (BelayMagnifier *self)
{
  self->n_crops = find_targets (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->n_crops > 0);
  place_crops (self);
}

static void
take_frame (BelayMagnifier *self,
            BelayFrame     *frame)
{
  g_autoptr(BelayFrame) before = g_steal_pointer (&self->frame);

  self->frame = frame != NULL ? belay_frame_ref (frame) : NULL;

  if (before == NULL || frame == NULL ||
      belay_frame_get_width (before) != belay_frame_get_width (frame) ||
      belay_frame_get_height (before) != belay_frame_get_height (frame))
    {
      update (self);
      return;
    }

  for (guint i = 0; i < self->n_crops; i++)
    {
      Crop *crop = &self->crops[i];

      if (crop->node != NULL && belay_frame_get_changed (frame, before, &crop->area, NULL))
        {
          g_clear_pointer (&crop->node, gsk_render_node_unref);
          gtk_widget_queue_draw (GTK_WIDGET (self));
        }
    }
}

/* The last picture of a lost screen stays. */
static void
on_frame (BelayMagnifier *self)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  if (frame != NULL)
    take_frame (self, frame);
}

/* Each screen pixel becomes a square of whole device pixels. */
static GskRenderNode *
magnify (BelayMagnifier *self,
         const Crop     *crop)
{
  const BelayRect *area = &crop->area;
  int factor = ZOOM * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = area->width * factor, height = area->height * factor;
  g_autoptr(BelayPixelAxis) columns = belay_pixel_axis_new (area->width, factor);
  g_autoptr(BelayPixelAxis) rows = belay_pixel_axis_new (area->height, factor);
  g_autofree guint8 *from = g_malloc ((gsize) area->width * (gsize) area->height * 4);
  guint8 *to = g_malloc ((gsize) width * (gsize) height * 4);
  g_autoptr(GBytes) bytes = g_bytes_new_take (to, (gsize) width * (gsize) height * 4);

  belay_frame_read (self->frame, area, from, (gsize) area->width * 4);
  belay_pixel_scale (columns, rows,
                     &(BelayPixelPart) { from, (gsize) area->width * 4, 0, 0, area->width, area->height },
                     &(BelayPixelPart) { to, (gsize) width * 4, 0, 0, width, height });

  return belay_pixel_node_new (belay_pixel_node_kind_for (GTK_WIDGET (self)), bytes, (gsize) width * 4,
                               width, height, TRUE, &crop->bounds);
}

static void
draw_crop (BelayMagnifier *self,
           Crop           *crop,
           BelayMark      *mark)
{
  double x = crop->bounds.origin.x + (crop->target.x - crop->area.x + 0.5) * ZOOM;
  double y = crop->bounds.origin.y + (crop->target.y - crop->area.y + 0.5) * ZOOM;
  GskRoundedRect outline;

  if (crop->node == NULL)
    crop->node = magnify (self, crop);

  gsk_rounded_rect_init_from_rect (&outline, &crop->bounds, RADIUS);
  gtk_snapshot_push_rounded_clip (mark->snapshot, &outline);
  gtk_snapshot_append_node (mark->snapshot, crop->node);
  mark->bounds = crop->bounds;
  belay_mark_target (mark, x, y, 1);
  gtk_snapshot_pop (mark->snapshot);
}

static void
belay_magnifier_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  BelayMagnifier *self = BELAY_MAGNIFIER (widget);
  BelayMark mark = { .snapshot = snapshot, .widget = widget };
  const graphene_rect_t *first = &self->crops[0].bounds, *last = &self->crops[1].bounds;
  float middle = (float) gtk_widget_get_height (widget) / 2;

  if (self->frame == NULL)
    return;

  belay_colours_get (widget, BELAY_COLOUR_PROPOSAL, &mark.colour);

  for (guint i = 0; i < self->n_crops; i++)
    draw_crop (self, &self->crops[i], &mark);

  if (self->n_crops == 2)
    belay_mark_arrow (&mark, first->origin.x + first->size.width + 6, middle, last->origin.x - 6, middle);
}

static void
belay_magnifier_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
belay_magnifier_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  place_crops (BELAY_MAGNIFIER (widget));
}

static void
belay_magnifier_unrealize (GtkWidget *widget)
{
  /* The next window may have another renderer. */
  forget_crops (BELAY_MAGNIFIER (widget));

  GTK_WIDGET_CLASS (belay_magnifier_parent_class)->unrealize (widget);
}

static void
belay_magnifier_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BelayMagnifier *self = BELAY_MAGNIFIER (object);

  switch (prop_id)
    {
    case PROP_SCREEN:
      g_value_set_object (value, self->screen);
      break;

    case PROP_STEP:
      g_value_set_object (value, self->step);
      break;

    case PROP_DRAFT:
      g_value_set_boxed (value, self->draft);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_magnifier_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BelayMagnifier *self = BELAY_MAGNIFIER (object);

  switch (prop_id)
    {
    case PROP_SCREEN:
      belay_magnifier_set_screen (self, g_value_get_object (value));
      break;

    case PROP_STEP:
      belay_magnifier_set_step (self, g_value_get_object (value));
      break;

    case PROP_DRAFT:
      belay_magnifier_set_draft (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_magnifier_dispose (GObject *object)
{
  BelayMagnifier *self = BELAY_MAGNIFIER (object);

  g_clear_object (&self->screen_signals);
  g_clear_object (&self->step_signals);
  g_clear_object (&self->screen);
  g_clear_object (&self->step);
  forget_crops (self);
  self->n_crops = 0;

  G_OBJECT_CLASS (belay_magnifier_parent_class)->dispose (object);
}

static void
belay_magnifier_finalize (GObject *object)
{
  BelayMagnifier *self = BELAY_MAGNIFIER (object);

  g_clear_pointer (&self->draft, belay_action_unref);
  g_clear_pointer (&self->frame, belay_frame_unref);

  G_OBJECT_CLASS (belay_magnifier_parent_class)->finalize (object);
}

static void
belay_magnifier_class_init (BelayMagnifierClass *klass)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = belay_magnifier_get_property;
  object_class->set_property = belay_magnifier_set_property;
  object_class->dispose = belay_magnifier_dispose;
  object_class->finalize = belay_magnifier_finalize;
  widget_class->snapshot = belay_magnifier_snapshot;
  widget_class->measure = belay_magnifier_measure;
  widget_class->size_allocate = belay_magnifier_size_allocate;
  widget_class->unrealize = belay_magnifier_unrealize;

  properties[PROP_SCREEN] = g_param_spec_object ("screen", NULL, NULL, BELAY_TYPE_SCREEN, flags);
  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, BELAY_TYPE_STEP, flags);
  properties[PROP_DRAFT] = g_param_spec_boxed ("draft", NULL, NULL, BELAY_TYPE_ACTION, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "magnifier");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
belay_magnifier_init (BelayMagnifier *self)
{
  self->screen_signals = g_signal_group_new (BELAY_TYPE_SCREEN);
  g_signal_group_connect_swapped (self->screen_signals, "notify::frame", G_CALLBACK (on_frame), self);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::decision", G_CALLBACK (update), self);

  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (place_crops), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("What the step is aimed at, magnified"), -1);
}

/**
 * belay_magnifier_new:
 *
 * Returns: (transfer floating): a magnifier, not visible as it has nothing to show
 */
GtkWidget *
belay_magnifier_new (void)
{
  return g_object_new (BELAY_TYPE_MAGNIFIER, NULL);
}

/**
 * belay_magnifier_set_screen:
 * @self: a magnifier
 * @screen: (nullable): the live screen
 */
void
belay_magnifier_set_screen (BelayMagnifier *self,
                            BelayScreen    *screen)
{
  g_return_if_fail (BELAY_IS_MAGNIFIER (self));
  g_return_if_fail (screen == NULL || BELAY_IS_SCREEN (screen));

  if (!g_set_object (&self->screen, screen))
    return;

  g_signal_group_set_target (self->screen_signals, screen);
  take_frame (self, screen != NULL ? belay_screen_get_frame (screen) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCREEN]);
}

/**
 * belay_magnifier_set_frame:
 * @self: a magnifier without a screen
 * @frame: (nullable): the picture to magnify
 */
void
belay_magnifier_set_frame (BelayMagnifier *self,
                           BelayFrame     *frame)
{
  g_return_if_fail (BELAY_IS_MAGNIFIER (self) && self->screen == NULL);

  take_frame (self, frame);
}

/**
 * belay_magnifier_set_step:
 * @self: a magnifier
 * @step: (nullable): whose target to show
 */
void
belay_magnifier_set_step (BelayMagnifier *self,
                          BelayStep      *step)
{
  g_return_if_fail (BELAY_IS_MAGNIFIER (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  if (!g_set_object (&self->step, step))
    return;

  g_signal_group_set_target (self->step_signals, step);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

/**
 * belay_magnifier_set_draft:
 * @self: a magnifier
 * @draft: (nullable): whose target to show instead of the step's
 */
void
belay_magnifier_set_draft (BelayMagnifier *self,
                           BelayAction    *draft)
{
  g_return_if_fail (BELAY_IS_MAGNIFIER (self));

  if (self->draft == draft)
    return;

  if (draft != NULL)
    belay_action_ref (draft);
  g_clear_pointer (&self->draft, belay_action_unref);
  self->draft = draft;

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}
