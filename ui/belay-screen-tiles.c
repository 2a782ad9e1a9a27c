/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-tiles.h"

#include "belay-pixel-scale.h"

/* Keeps the pixels of a tile that a node shows unscaled. While newer frames share the tile, the newest is the one
 * kept: otherwise a tile that never changes would keep its first frame, and with it all the tiles of that. */
typedef struct
{
  BelayFrame *frame;
} Keep;

typedef struct
{
  GskRenderNode *node;          /* (nullable): none if it is too small to be seen */
  Keep          *keep;          /* (nullable): only at scale 1 */
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
clear_keep (gpointer data)
{
  belay_frame_unref (((Keep *) data)->frame);
}

static void
keep_unref (gpointer data)
{
  g_rc_box_release_full (data, clear_keep);
}

static void
clear_tile (gpointer data)
{
  Tile *tile = data;

  g_clear_pointer (&tile->node, gsk_render_node_unref);
  g_clear_pointer (&tile->keep, keep_unref);
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
scale_tile (BelayScreenTiles *self,
            BelayFrame       *frame,
            const BelayRect  *dest)
{
  BelayRect source;
  g_autofree guint8 *from = NULL;
  guint8 *to;

  get_source (self, dest, &source);

  from = g_malloc ((gsize) source.width * (gsize) source.height * 4);
  to = g_malloc ((gsize) dest->width * (gsize) dest->height * 4);
  belay_frame_read (frame, &source, from, (gsize) source.width * 4);

  belay_pixel_scale (self->columns, self->rows,
                     &(BelayPixelPart) { from, (gsize) source.width * 4,
                                         source.x, source.y, source.width, source.height },
                     &(BelayPixelPart) { to, (gsize) dest->width * 4,
                                         dest->x, dest->y, dest->width, dest->height });

  return g_bytes_new_take (to, (gsize) dest->width * (gsize) dest->height * 4);
}

static GBytes *
borrow_tile (Tile            *tile,
             BelayFrame      *frame,
             const BelayTile *pixels)
{
  gsize size = pixels->stride * (gsize) (pixels->area.height - 1) + (gsize) pixels->area.width * 4;

  tile->keep = g_rc_box_new (Keep);
  tile->keep->frame = belay_frame_ref (frame);

  return g_bytes_new_with_free_func (pixels->pixels, size, keep_unref, g_rc_box_acquire (tile->keep));
}

static void
make_tile (BelayScreenTiles *self,
           BelayFrame       *frame,
           guint             index)
{
  Tile *tile = &g_array_index (self->tiles, Tile, index);
  g_autoptr(GBytes) bytes = NULL;
  float factor = (float) self->scale_factor;
  BelayTile pixels;
  BelayRect dest;
  gsize stride;

  clear_tile (tile);
  belay_frame_get_tile (frame, index, &pixels);

  if (!get_dest (self, &pixels.area, &dest))
    return;

  if (self->scale == 1.0)
    {
      bytes = borrow_tile (tile, frame, &pixels);
      stride = pixels.stride;
    }
  else
    {
      bytes = scale_tile (self, frame, &dest);
      stride = (gsize) dest.width * 4;
    }

  tile->node = belay_pixel_node_new (self->kind, bytes, stride, dest.width, dest.height, TRUE,
                                     &GRAPHENE_RECT_INIT ((float) dest.x / factor, (float) dest.y / factor,
                                                          (float) dest.width / factor, (float) dest.height / factor));
  self->n_made++;
}

/* Whether a tile shows anything that changed: itself, or when scaled the edges of its neighbours. */
static gboolean
tile_changed (BelayScreenTiles *self,
              BelayFrame       *frame,
              guint             index)
{
  BelayTile pixels;
  BelayRect dest, source;

  if (!belay_frame_shares_tile (frame, self->frame, index))
    return TRUE;

  if (self->scale == 1.0)
    return FALSE;

  belay_frame_get_tile (frame, index, &pixels);

  if (!get_dest (self, &pixels.area, &dest))
    return FALSE;

  get_source (self, &dest, &source);

  return belay_frame_get_changed (frame, self->frame, &source, NULL);
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
    make_tile (self, frame, i);

  join_nodes (self);
}

static void
follow (BelayScreenTiles *self,
        BelayFrame       *frame)
{
  guint n_made = self->n_made;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      Tile *tile = &g_array_index (self->tiles, Tile, i);

      if (tile_changed (self, frame, i))
        {
          make_tile (self, frame, i);
        }
      else if (tile->keep != NULL)
        {
          belay_frame_unref (tile->keep->frame);
          tile->keep->frame = belay_frame_ref (frame);
        }
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
