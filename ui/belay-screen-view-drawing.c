/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-view-private.h"

#include <math.h>
#include "belay-colours.h"

#define EDGE              4     /* view pixels around the picture, for the frame */
#define MAX_SCALE         2.0
#define ENLARGE_FROM      1.5   /* below this there is not enough room to give up exact pixels for */
#define MIN_SIDE        120
#define NATURAL_WIDTH   640
#define NATURAL_HEIGHT  400

/* Whether to fill the room with larger pixels, or to leave them as they are. */
static double
get_max_scale (double fit)
{
  return fit >= ENLARGE_FROM ? MAX_SCALE : 1.0;
}

/* Sharp at scale 1: the picture begins on a device pixel. */
static double
align (BelayScreenView *self,
       double           position)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return floor (position * factor + 0.5) / factor;
}

/**
 * belay_screen_view_compute_viewport:
 * @self: the view
 * @viewport: (out caller-allocates): how the picture lies in it; scale 0 if there is none
 */
void
belay_screen_view_compute_viewport (BelayScreenView *self,
                                    BelayViewport   *viewport)
{
  BelayFrame *shown = belay_screen_view_get_shown (self);
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * EDGE;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - EDGE;
  int screen_width, screen_height, tag_height;

  gtk_widget_measure (self->tag, GTK_ORIENTATION_VERTICAL, -1, NULL, &tag_height, NULL, NULL);
  tag_height = MAX (tag_height, EDGE);
  height -= tag_height;
  *viewport = (BelayViewport) { 0 };

  if (shown == NULL || width < 1 || height < 1)
    return;

  screen_width = belay_frame_get_width (shown);
  screen_height = belay_frame_get_height (shown);
  belay_viewport_init (viewport, width, height, screen_width, screen_height,
                       get_max_scale (MIN (width / screen_width, height / screen_height)));
  viewport->x = align (self, viewport->x + EDGE);
  viewport->y = align (self, viewport->y + tag_height);
}

static GskRenderNode *
make_outline (BelayScreenView *self)
{
  static const float widths[] = {
    [BELAY_CONTROL_NOBODY] = 1, [BELAY_CONTROL_AGENT] = 3, [BELAY_CONTROL_PERSON] = EDGE,
  };
  static const BelayColour colours[] = {
    [BELAY_CONTROL_NOBODY] = BELAY_COLOUR_NOBODY,
    [BELAY_CONTROL_AGENT] = BELAY_COLOUR_AGENT,
    [BELAY_CONTROL_PERSON] = BELAY_COLOUR_PERSON,
  };
  const BelayViewport *port = &self->viewport;
  gboolean private = self->privacy != BELAY_PRIVACY_NONE && self->past == NULL;
  float width = self->past != NULL ? 3 : private ? EDGE : widths[self->control];
  BelayColour meaning = private ? BELAY_COLOUR_PRIVATE : colours[self->control];
  GskRoundedRect outline;
  GdkRGBA colour;

  belay_colours_get (GTK_WIDGET (self), self->past != NULL ? BELAY_COLOUR_PAST : meaning, &colour);
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) port->x - width, (float) port->y - width,
                                                        (float) (port->screen_width * port->scale) + 2 * width,
                                                        (float) (port->screen_height * port->scale) + 2 * width), 0);

  return gsk_border_node_new (&outline, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { colour, colour, colour, colour });
}

static void
draw_picture (BelayScreenView *self,
              GtkSnapshot     *snapshot)
{
  BelayScreenTiles *tiles = self->past != NULL ? self->past_tiles : self->tiles;

  belay_screen_tiles_draw (tiles, belay_screen_view_get_shown (self), &self->viewport, GTK_WIDGET (self), snapshot);
}

static BelayProposalScene
get_scene (BelayScreenView     *self,
           const BelayViewport *port)
{
  gboolean past = self->past != NULL;

  return (BelayProposalScene) {
    .step = self->step,
    .draft = past ? NULL : self->draft,
    .viewport = port,
    .pointer = self->has_pointer && !past ? &self->pointer : NULL,
    .caret = self->has_caret && !past ? &self->caret : NULL,
    .past = past,
    .editing = self->editing && !past,
  };
}

/* Dark within light, so that it shows on anything. */
static void
draw_region (BelayScreenView     *self,
             const BelayViewport *port,
             const BelayRect     *region,
             GtkSnapshot         *snapshot)
{
  const GdkRGBA light = { 1, 1, 1, 0.9f };
  GdkRGBA colour;
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) (port->x + region->x * port->scale),
                                             (float) (port->y + region->y * port->scale),
                                             (float) (region->width * port->scale),
                                             (float) (region->height * port->scale));
  GskRoundedRect outline;

  belay_colours_get (GTK_WIDGET (self), BELAY_COLOUR_WARNING, &colour);
  graphene_rect_inset (&area, -4, -4);
  gsk_rounded_rect_init_from_rect (&outline, &area, 4);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 4, 4, 4, 4 },
                              (GdkRGBA[4]) { light, light, light, light });
  graphene_rect_inset (&area, 1, 1);
  gsk_rounded_rect_init_from_rect (&outline, &area, 3);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 2, 2, 2, 2 },
                              (GdkRGBA[4]) { colour, colour, colour, colour });
}

static void
draw_regions (BelayScreenView     *self,
              const BelayViewport *port,
              GtkSnapshot         *snapshot)
{
  for (guint i = 0; i < self->regions->len; i++)
    draw_region (self, port, &g_array_index (self->regions, BelayRect, i), snapshot);
}

/**
 * belay_screen_view_point_at:
 * @self: a view
 * @area: what to mark in the live screen, screen pixels; empty: nothing any more
 */
void
belay_screen_view_point_at (BelayScreenView *self,
                            const BelayRect *area)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));
  g_return_if_fail (area != NULL);

  if (belay_rect_equal (&self->pointed, area))
    return;

  self->pointed = *area;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_over_picture (BelayScreenView *self,
                   GtkSnapshot     *snapshot)
{
  BelayViewport port = belay_screen_view_get_screen_viewport (self);
  gboolean past = self->past != NULL;
  BelayProposalScene scene;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float) port.x, (float) port.y,
                                                         (float) (port.screen_width * port.scale),
                                                         (float) (port.screen_height * port.scale)));

  if (self->cursor != NULL && self->has_pointer && !past &&
      !(self->control == BELAY_CONTROL_PERSON && self->hovered))
    belay_remote_cursor_snapshot (self->cursor, &port, self->pointer,
                                  belay_pixel_node_kind_for (GTK_WIDGET (self)), snapshot);

  belay_reveal_snapshot (self->reveal, &self->viewport, snapshot);
  scene = get_scene (self, &port);
  belay_proposal_layer_snapshot (self->proposal, &scene, snapshot);

  if (past && self->regions != NULL)
    draw_regions (self, &port, snapshot);

  if (!past && !belay_rect_is_empty (&self->pointed))
    draw_region (self, &port, &self->pointed, snapshot);

  if (!past && !belay_screen_view_is_live (self))
    gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0, 0, 0, 0.6f },
                               &GRAPHENE_RECT_INIT ((float) port.x, (float) port.y,
                                                    (float) (port.screen_width * port.scale),
                                                    (float) (port.screen_height * port.scale)));

  gtk_snapshot_pop (snapshot);
}

/**
 * belay_screen_view_list_occupied:
 * @self: a view that has its size
 * @occupied: (element-type graphene_rect_t): takes, in view pixels, what nothing should be laid over: the marks of the
 *   step, and who is in control
 */
void
belay_screen_view_list_occupied (BelayScreenView *self,
                                 GArray          *occupied)
{
  BelayViewport port = belay_screen_view_get_screen_viewport (self);
  BelayProposalScene scene = get_scene (self, &port);
  graphene_rect_t tag;
  const GArray *marks;

  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));
  g_return_if_fail (occupied != NULL);

  if (self->viewport.scale <= 0)
    return;

  marks = belay_proposal_layer_list_occupied (self->proposal, &scene);
  g_array_append_vals (occupied, marks->data, marks->len);
  if (gtk_widget_compute_bounds (self->tag, GTK_WIDGET (self), &tag))
    g_array_append_val (occupied, tag);
}

/* GtkWidgetClass.snapshot */
void
belay_screen_view_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (widget);

  if (self->viewport.scale > 0)
    {
      if (self->outline == NULL)
        self->outline = make_outline (self);

      gtk_snapshot_append_node (snapshot, self->outline);
      draw_picture (self, snapshot);
      draw_over_picture (self, snapshot);
    }

  gtk_widget_snapshot_child (widget, self->tag, snapshot);
  gtk_widget_snapshot_child (widget, self->notice, snapshot);
}

/* GtkWidgetClass.measure */
void
belay_screen_view_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (widget);
  BelayFrame *shown = belay_screen_view_get_shown (self);
  int notice;

  gtk_widget_measure (self->notice, orientation, -1, &notice, NULL, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = (shown != NULL ? belay_frame_get_width (shown) : NATURAL_WIDTH) + 2 * EDGE;
  else
    *natural = (shown != NULL ? belay_frame_get_height (shown) : NATURAL_HEIGHT) + 2 * EDGE;

  *minimum = MAX (MIN_SIDE, notice);
  *natural = MAX (*minimum, *natural);
}

/* GtkWidgetClass.size_allocate */
void
belay_screen_view_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (widget);
  GtkRequisition size;

  belay_screen_view_update_viewport (self);
  gtk_widget_get_preferred_size (self->tag, NULL, &size);
  size.width = MIN (size.width, width);

  gtk_widget_size_allocate (self->tag,
                            &(GtkAllocation) { MAX (0, (int) self->viewport.x - EDGE),
                                               MAX (0, (int) self->viewport.y - size.height),
                                               size.width, size.height }, -1);
  gtk_widget_size_allocate (self->notice, &(GtkAllocation) { 0, 0, width, height }, -1);
}
