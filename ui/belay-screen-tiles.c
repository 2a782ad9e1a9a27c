/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-tiles.h"

#include "belay-pixel-scale.h"

/* A tile is cut around what has been changing in it, so that GTK draws that again and not the rest. */
typedef struct
{
  GskRenderNode *node;          /* (nullable): none if it is too small to be seen. A container if it is cut */
  BelayRect      dest;          /* device pixels */
  BelayRect      cut;           /* device pixels; the first child of the container, or all of @dest */
} Tile;

struct _BelayScreenTiles
{
  BelayPixelNodeKind  kind;
  double              scale;
  int                 scale_factor;
  BelayPixelAxis     *columns;
  BelayPixelAxis     *rows;

  BelayFrame         *frame;    /* (nullable): what the tiles show */
  GArray             *tiles;    /* of Tile */
  GskRenderNode      *node;     /* (nullable): all of them */
  guint               n_made;
};

static void
clear_tile (gpointer data)
{
  Tile *tile = data;

  g_clear_pointer (&tile->node, gsk_render_node_unref);
}

/**
 * belay_screen_tiles_new:
 *
 * Returns: (transfer full): no picture yet
 */
BelayScreenTiles *
belay_screen_tiles_new (void)
{
  BelayScreenTiles *self = g_new0 (BelayScreenTiles, 1);

  self->tiles = g_array_new (FALSE, TRUE, sizeof (Tile));
  g_array_set_clear_func (self->tiles, clear_tile);

  return self;
}

static void
forget (BelayScreenTiles *self)
{
  g_array_set_size (self->tiles, 0);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->frame, belay_frame_unref);
  g_clear_pointer (&self->columns, belay_pixel_axis_free);
  g_clear_pointer (&self->rows, belay_pixel_axis_free);
}

/**
 * belay_screen_tiles_free:
 * @self: (transfer full): the tiles
 */
void
belay_screen_tiles_free (BelayScreenTiles *self)
{
  forget (self);
  g_array_unref (self->tiles);
  g_free (self);
}

static gboolean
same_size (BelayFrame *a,
           BelayFrame *b)
{
  return belay_frame_get_width (a) == belay_frame_get_width (b) &&
         belay_frame_get_height (a) == belay_frame_get_height (b);
}

/**
 * belay_screen_tiles_would_change:
 * @self: the tiles
 * @frame: a frame
 *
 * Returns: %TRUE if showing @frame would look different, as far as shared tiles tell
 */
gboolean
belay_screen_tiles_would_change (BelayScreenTiles *self,
                                 BelayFrame       *frame)
{
  if (self->frame == NULL || !same_size (self->frame, frame))
    return TRUE;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      if (!belay_frame_shares_tile (frame, self->frame, i))
        return TRUE;
    }

  return FALSE;
}

/* The device pixels of a tile: those that begin within it. Together the tiles have each once. FALSE: it has none. */
static gboolean
get_dest (BelayScreenTiles *self,
          const BelayRect  *area,
          BelayRect        *dest)
{
  int left = belay_pixel_axis_get_first (self->columns, area->x);
  int right = belay_pixel_axis_get_first (self->columns, area->x + area->width);
  int top = belay_pixel_axis_get_first (self->rows, area->y);
  int bottom = belay_pixel_axis_get_first (self->rows, area->y + area->height);

  *dest = (BelayRect) { left, top, right - left, bottom - top };

  return dest->width > 0 && dest->height > 0;
}

/* The screen pixels those device pixels show: the tile, and what they cover of the next to its right and below it. */
static void
get_source (BelayScreenTiles *self,
            const BelayRect  *dest,
            BelayRect        *source)
{
  int right, bottom;

  belay_pixel_axis_get_cover (self->columns, dest->x, dest->x + dest->width, &source->x, &right);
  belay_pixel_axis_get_cover (self->rows, dest->y, dest->y + dest->height, &source->y, &bottom);
  source->width = right - source->x;
  source->height = bottom - source->y;
}

static GBytes *
scale_part (BelayScreenTiles *self,
            BelayFrame       *frame,
            const BelayRect  *part)
{
  BelayRect source;
  g_autofree guint8 *from = NULL;
  guint8 *to;

  get_source (self, part, &source);

  from = g_malloc ((gsize) source.width * (gsize) source.height * 4);
  to = g_malloc ((gsize) part->width * (gsize) part->height * 4);
  belay_frame_read (frame, &source, from, (gsize) source.width * 4);

  belay_pixel_scale (self->columns, self->rows,
                     &(BelayPixelPart) { from, (gsize) source.width * 4,
                                         source.x, source.y, source.width, source.height },
                     &(BelayPixelPart) { to, (gsize) part->width * 4,
                                         part->x, part->y, part->width, part->height });

  return g_bytes_new_take (to, (gsize) part->width * (gsize) part->height * 4);
}

/* At scale 1: no pixel is copied. */
static GBytes *
share_part (BelayFrame      *frame,
            guint            index,
            const BelayRect *part,
            gsize           *stride)
{
  g_autoptr(GBytes) whole = belay_frame_share_tile (frame, index);
  BelayTile tile;
  gsize offset;

  belay_frame_get_tile (frame, index, &tile);
  offset = (gsize) (part->y - tile.area.y) * tile.stride + (gsize) (part->x - tile.area.x) * 4;
  *stride = tile.stride;

  return g_bytes_new_from_bytes (whole, offset, (gsize) (part->height - 1) * tile.stride + (gsize) part->width * 4);
}

static GskRenderNode *
make_part (BelayScreenTiles *self,
           BelayFrame       *frame,
           guint             index,
           const BelayRect  *part)
{
  g_autoptr(GBytes) bytes = NULL;
  float factor = (float) self->scale_factor;
  gsize stride = (gsize) part->width * 4;

  if (self->scale == 1.0)
    bytes = share_part (frame, index, part, &stride);
  else
    bytes = scale_part (self, frame, part);

  return belay_pixel_node_new (self->kind, bytes, stride, part->width, part->height, TRUE,
                               &GRAPHENE_RECT_INIT ((float) part->x / factor, (float) part->y / factor,
                                                    (float) part->width / factor, (float) part->height / factor));
}

/* In a container, also if it has one child: GTK compares children by their places, and a tile has one. */
static GskRenderNode *
make_cut (BelayScreenTiles *self,
          BelayFrame       *frame,
          guint             index,
          const BelayRect  *dest,
          const BelayRect  *cut)
{
  int right = cut->x + cut->width, bottom = cut->y + cut->height;
  const BelayRect parts[] = {
    *cut,
    { dest->x, dest->y, dest->width, cut->y - dest->y },
    { dest->x, cut->y, cut->x - dest->x, cut->height },
    { right, cut->y, dest->x + dest->width - right, cut->height },
    { dest->x, bottom, dest->width, dest->y + dest->height - bottom },
  };
  GskRenderNode *nodes[G_N_ELEMENTS (parts)], *container;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (!belay_rect_is_empty (&parts[i]))
        nodes[n++] = make_part (self, frame, index, &parts[i]);
    }

  container = gsk_container_node_new (nodes, n);

  for (guint i = 0; i < n; i++)
    gsk_render_node_unref (nodes[i]);

  return container;
}

static GskRenderNode *
replace_cut (GskRenderNode *container,
             GskRenderNode *cut)
{
  guint n = gsk_container_node_get_n_children (container);
  g_autofree GskRenderNode **nodes = g_new (GskRenderNode *, n);

  nodes[0] = cut;
  for (guint i = 1; i < n; i++)
    nodes[i] = gsk_container_node_get_child (container, i);

  return gsk_container_node_new (nodes, n);
}

static gint64
get_size (const BelayRect *rect)
{
  return (gint64) rect->width * rect->height;
}

/* What changes is rarely the same to the pixel from frame to frame. The cut grows with it, and follows it elsewhere. */
static BelayRect
choose_cut (const BelayRect *cut,
            const BelayRect *changed)
{
  BelayRect both;

  belay_rect_union (cut, changed, &both);

  return get_size (&both) <= 2 * get_size (changed) ? both : *changed;
}

static void
update_tile (BelayScreenTiles *self,
             BelayFrame       *frame,
             guint             index,
             const BelayRect  *changed)
{
  Tile *tile = &g_array_index (self->tiles, Tile, index);
  g_autoptr(GskRenderNode) old = g_steal_pointer (&tile->node);
  BelayRect cut = choose_cut (&tile->cut, changed);

  if (belay_rect_equal (&cut, &tile->dest))
    {
      tile->node = make_part (self, frame, index, &cut);
    }
  else if (belay_rect_equal (&cut, &tile->cut))
    {
      g_autoptr(GskRenderNode) node = make_part (self, frame, index, &cut);

      tile->node = replace_cut (old, node);
    }
  else
    {
      tile->node = make_cut (self, frame, index, &tile->dest, &cut);
    }

  tile->cut = cut;
  self->n_made++;
}

/* The device pixels of a tile that show anything that changed; when scaled that may lie in a neighbour. */
static gboolean
get_changed (BelayScreenTiles *self,
             BelayFrame       *frame,
             guint             index,
             BelayRect        *changed)
{
  const Tile *tile = &g_array_index (self->tiles, Tile, index);
  BelayRect source, shown;
  int right, bottom;

  if (tile->node == NULL || (self->scale == 1.0 && belay_frame_shares_tile (frame, self->frame, index)))
    return FALSE;

  get_source (self, &tile->dest, &source);
  if (!belay_frame_get_changed (frame, self->frame, &source, &source))
    return FALSE;

  belay_pixel_axis_get_shown (self->columns, source.x, source.x + source.width, &shown.x, &right);
  belay_pixel_axis_get_shown (self->rows, source.y, source.y + source.height, &shown.y, &bottom);
  shown.width = right - shown.x;
  shown.height = bottom - shown.y;

  return belay_rect_intersect (&shown, &tile->dest, changed);
}

static void
join_nodes (BelayScreenTiles *self)
{
  g_autofree GskRenderNode **nodes = g_new (GskRenderNode *, self->tiles->len);
  guint n = 0;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      GskRenderNode *node = g_array_index (self->tiles, Tile, i).node;

      if (node != NULL)
        nodes[n++] = node;
    }

  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_container_node_new (nodes, n);
}

static void
begin (BelayScreenTiles   *self,
       BelayFrame         *frame,
       BelayPixelNodeKind  kind,
       double              scale,
       int                 scale_factor)
{
  forget (self);
  self->kind = kind;
  self->scale = scale;
  self->scale_factor = scale_factor;
  self->columns = belay_pixel_axis_new (belay_frame_get_width (frame), scale);
  self->rows = belay_pixel_axis_new (belay_frame_get_height (frame), scale);
  g_array_set_size (self->tiles, belay_frame_get_n_tiles (frame));

  for (guint i = 0; i < self->tiles->len; i++)
    {
      Tile *tile = &g_array_index (self->tiles, Tile, i);
      BelayTile pixels;

      belay_frame_get_tile (frame, i, &pixels);
      if (!get_dest (self, &pixels.area, &tile->dest))
        continue;

      tile->cut = tile->dest;
      update_tile (self, frame, i, &tile->dest);
    }

  join_nodes (self);
}

static void
follow (BelayScreenTiles *self,
        BelayFrame       *frame)
{
  guint n_made = self->n_made;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      BelayRect changed;

      if (get_changed (self, frame, i, &changed))
        update_tile (self, frame, i, &changed);
    }

  if (self->n_made != n_made)
    join_nodes (self);
}

/**
 * belay_screen_tiles_update:
 * @self: the tiles
 * @frame: (nullable): what to show
 * @kind: the kind of nodes to make
 * @scale: device pixels per screen pixel, above 0
 * @scale_factor: device pixels per logical pixel, at least 1
 *
 * Brings the nodes up to date, at the cost of what changed.
 */
void
belay_screen_tiles_update (BelayScreenTiles   *self,
                           BelayFrame         *frame,
                           BelayPixelNodeKind  kind,
                           double              scale,
                           int                 scale_factor)
{
  if (frame == self->frame && kind == self->kind && scale == self->scale && scale_factor == self->scale_factor)
    return;

  if (frame == NULL)
    {
      forget (self);
      return;
    }

  if (self->frame == NULL || !same_size (self->frame, frame) ||
      kind != self->kind || scale != self->scale || scale_factor != self->scale_factor)
    begin (self, frame, kind, scale, scale_factor);
  else
    follow (self, frame);

  belay_frame_ref (frame);
  g_clear_pointer (&self->frame, belay_frame_unref);
  self->frame = frame;
}

/**
 * belay_screen_tiles_get_node:
 * @self: the tiles
 *
 * Returns: (transfer none) (nullable): the picture, its top left corner at the origin, in logical pixels; %NULL if there
 *   is none
 */
GskRenderNode *
belay_screen_tiles_get_node (BelayScreenTiles *self)
{
  return self->node;
}

/**
 * belay_screen_tiles_draw:
 * @self: the tiles
 * @frame: what to show
 * @viewport: where in @widget
 * @widget: what it is drawn for: its renderer and the resolution of its device count
 * @snapshot: where to
 *
 * Brings the nodes up to date and draws them.
 */
void
belay_screen_tiles_draw (BelayScreenTiles    *self,
                         BelayFrame          *frame,
                         const BelayViewport *viewport,
                         GtkWidget           *widget,
                         GtkSnapshot         *snapshot)
{
  int factor = gtk_widget_get_scale_factor (widget);

  g_return_if_fail (frame != NULL);

  belay_screen_tiles_update (self, frame, belay_pixel_node_kind_for (widget), viewport->scale * factor, factor);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) viewport->x, (float) viewport->y));
  gtk_snapshot_append_node (snapshot, self->node);
  gtk_snapshot_restore (snapshot);
}

/**
 * belay_screen_tiles_get_n_made:
 * @self: the tiles
 *
 * Returns: how many tiles have been made so far; wraps around
 */
guint
belay_screen_tiles_get_n_made (BelayScreenTiles *self)
{
  return self->n_made;
}
