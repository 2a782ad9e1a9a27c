/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-target-crop.h"

#include "belay-colours.h"
#include "belay-mark.h"

#define RADIUS      8
#define MAX_SCALE 3.0

struct _BelayTargetCrop
{
  GtkWidget   parent_instance;

  GdkTexture *texture;          /* (nullable) of the area */
  BelayRect   area;             /* screen pixels */
  BelayRect   changed;          /* screen pixels; may be empty */
  BelayPoint  target;
  gboolean    has_target;
};

G_DEFINE_FINAL_TYPE (BelayTargetCrop, belay_target_crop, GTK_TYPE_WIDGET)

static double
get_scale (BelayTargetCrop *self,
           double           width,
           double           height)
{
  return MIN (MAX_SCALE, MIN (width / self->area.width, height / self->area.height));
}

static void
draw_marks (BelayTargetCrop *self,
            BelayMark       *mark,
            double           scale)
{
  graphene_rect_t box = GRAPHENE_RECT_INIT ((float) (mark->bounds.origin.x + (self->changed.x - self->area.x) * scale),
                                            (float) (mark->bounds.origin.y + (self->changed.y - self->area.y) * scale),
                                            (float) (self->changed.width * scale),
                                            (float) (self->changed.height * scale));
  graphene_rect_t inner = mark->bounds;

  graphene_rect_inset (&inner, 4, 4);
  belay_colours_get (GTK_WIDGET (self), BELAY_COLOUR_ERROR, &mark->colour);
  if (!belay_rect_is_empty (&self->changed) && graphene_rect_intersection (&box, &inner, &box))
    belay_mark_corners (mark, &box);      /* the colours within are evidence */

  belay_colours_get (GTK_WIDGET (self), BELAY_COLOUR_PROPOSAL, &mark->colour);
  if (self->has_target)
    belay_mark_target (mark, mark->bounds.origin.x + (self->target.x + 0.5 - self->area.x) * scale,
                       mark->bounds.origin.y + (self->target.y + 0.5 - self->area.y) * scale, 1);
}

static void
belay_target_crop_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  BelayTargetCrop *self = BELAY_TARGET_CROP (widget);
  BelayMark mark = { .snapshot = snapshot, .widget = widget };
  GskRoundedRect outline;
  double scale;

  if (self->texture == NULL)
    return;

  scale = get_scale (self, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  mark.bounds = GRAPHENE_RECT_INIT ((float) ((gtk_widget_get_width (widget) - self->area.width * scale) / 2), 0,
                                    (float) (self->area.width * scale), (float) (self->area.height * scale));
  gsk_rounded_rect_init_from_rect (&outline, &mark.bounds, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_texture (snapshot, self->texture, &mark.bounds);
  draw_marks (self, &mark, scale);
  gtk_snapshot_pop (snapshot);
}

static GtkSizeRequestMode
belay_target_crop_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
belay_target_crop_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  BelayTargetCrop *self = BELAY_TARGET_CROP (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL || self->texture == NULL)
    {
      *minimum = 60;
      *natural = 160;
      return;
    }

  *minimum = *natural = (int) (self->area.height * get_scale (self, for_size > 0 ? for_size : 160, G_MAXINT) + 0.5);
}

static void
belay_target_crop_dispose (GObject *object)
{
  g_clear_object (&BELAY_TARGET_CROP (object)->texture);

  G_OBJECT_CLASS (belay_target_crop_parent_class)->dispose (object);
}

static void
belay_target_crop_class_init (BelayTargetCropClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_target_crop_dispose;
  widget_class->snapshot = belay_target_crop_snapshot;
  widget_class->measure = belay_target_crop_measure;
  widget_class->get_request_mode = belay_target_crop_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
belay_target_crop_init (BelayTargetCrop *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

/**
 * belay_target_crop_new:
 * @name: what it shows, for those who do not see it
 *
 * Returns: (transfer floating): an empty crop
 */
GtkWidget *
belay_target_crop_new (const char *name)
{
  GtkWidget *self = g_object_new (BELAY_TYPE_TARGET_CROP, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return self;
}

/* The fourth byte of a pixel means nothing. */
static GdkTexture *
make_texture (BelayFrame      *frame,
              const BelayRect *area)
{
  gsize stride = (gsize) area->width * 4;
  gsize size = stride * (gsize) area->height;
  guint8 *pixels = g_malloc (size);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, size);

  belay_frame_read (frame, area, pixels, stride);
  for (gsize i = 3; i < size; i += 4)
    pixels[i] = 0xff;

  return gdk_memory_texture_new (area->width, area->height, GDK_MEMORY_B8G8R8A8, bytes, stride);
}

/**
 * belay_target_crop_show:
 * @self: a crop
 * @frame: (nullable): a frame; %NULL shows nothing
 * @area: which part, screen pixels; within the frame
 * @changed: what differs, screen pixels
 * @target: (nullable): where the action is aimed, screen pixels
 */
void
belay_target_crop_show (BelayTargetCrop  *self,
                        BelayFrame       *frame,
                        const BelayRect  *area,
                        const BelayRect  *changed,
                        const BelayPoint *target)
{
  g_return_if_fail (BELAY_IS_TARGET_CROP (self));

  g_clear_object (&self->texture);
  if (frame != NULL && !belay_rect_is_empty (area))
    {
      self->texture = make_texture (frame, area);
      self->area = *area;
      self->changed = *changed;
      self->has_target = target != NULL;
      self->target = target != NULL ? *target : (BelayPoint) { 0 };
    }

  gtk_widget_queue_resize (GTK_WIDGET (self));
}
