/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-frame.h"

#include <string.h>

/* The pixels of one tile, rows without padding; an atomic reference counted box. Written once, by the frame that made
 * it and before anybody else can see it. */
typedef guint32 Tile;

/* Immutable once belay_frame_new() has returned. */
struct _BelayFrame
{
  int      width;
  int      height;
  guint    n_columns;
  guint    n_tiles;
  guint64  seq;
  gint64   time;
  Tile    *tiles[];             /* row by row */
};

G_DEFINE_BOXED_TYPE (BelayFrame, belay_frame, belay_frame_ref, belay_frame_unref)

#define ALPHA ((guint32) 0xff000000)

static BelayRect
tile_area (const BelayFrame *self,
           guint             index)
{
  int x = (int) (index % self->n_columns) * BELAY_FRAME_TILE_WIDTH;
  int y = (int) (index / self->n_columns) * BELAY_FRAME_TILE_HEIGHT;

  return (BelayRect) { x, y, MIN (BELAY_FRAME_TILE_WIDTH, self->width - x),
                       MIN (BELAY_FRAME_TILE_HEIGHT, self->height - y) };
}

/* Untrusted rectangles come here: no sum may overflow. */
static gboolean
clip (const BelayRect *a,
      const BelayRect *b,
      BelayRect       *result)
{
  gint64 left = MAX (a->x, b->x);
  gint64 top = MAX (a->y, b->y);
  gint64 right = MIN ((gint64) a->x + a->width, (gint64) b->x + b->width);
  gint64 bottom = MIN ((gint64) a->y + a->height, (gint64) b->y + b->height);

  if (right <= left || bottom <= top)
    return FALSE;

  *result = (BelayRect) { (int) left, (int) top, (int) (right - left), (int) (bottom - top) };

  return TRUE;
}

/* The tiles that an area within the frame touches: some columns of some rows. */
typedef struct
{
  guint first;
  guint end;
  guint n_columns;
} TileRange;

static TileRange
tiles_within (const BelayFrame *self,
              const BelayRect  *area)
{
  guint left = (guint) area->x / BELAY_FRAME_TILE_WIDTH;
  guint right = (guint) (area->x + area->width - 1) / BELAY_FRAME_TILE_WIDTH;
  guint top = (guint) area->y / BELAY_FRAME_TILE_HEIGHT;
  guint bottom = (guint) (area->y + area->height - 1) / BELAY_FRAME_TILE_HEIGHT;

  return (TileRange) { top * self->n_columns + left, bottom * self->n_columns + right + 1, right - left + 1 };
}

static guint
next_tile (const BelayFrame *self,
           const TileRange  *range,
           guint             index)
{
  gboolean last_of_row = (index - range->first) % self->n_columns == range->n_columns - 1;

  return last_of_row ? index + 1 + self->n_columns - range->n_columns : index + 1;
}

/* Two pixels at a time; the buffer may lie at any address. */
static inline guint64
load_pair (const guint8 *source)
{
  guint64 pair;

  memcpy (&pair, source, sizeof pair);

  return pair | (((guint64) ALPHA << 32) | ALPHA);
}

static inline guint32
load_pixel (const guint8 *source)
{
  guint32 pixel;

  memcpy (&pixel, source, sizeof pixel);

  return pixel | ALPHA;
}

static gboolean
row_differs (const guint32 *row,
             const guint8  *source,
             int            width)
{
  guint64 difference = 0;
  int x;

  for (x = 0; x + 1 < width; x += 2)
    {
      guint64 pair;

      memcpy (&pair, row + x, sizeof pair);
      difference |= pair ^ load_pair (source + (gsize) x * 4);
    }

  if (x < width)
    difference |= row[x] ^ load_pixel (source + (gsize) x * 4);

  return difference != 0;
}

static void
copy_row (guint32      *row,
          const guint8 *source,
          int           width)
{
  int x;

  for (x = 0; x + 1 < width; x += 2)
    {
      guint64 pair = load_pair (source + (gsize) x * 4);

      memcpy (row + x, &pair, sizeof pair);
    }

  if (x < width)
    row[x] = load_pixel (source + (gsize) x * 4);
}

static gboolean
tile_differs (const Tile      *tile,
              const BelayRect *area,
              const BelayRect *part,
              const guint8    *pixels,
              gsize            stride)
{
  for (int y = part->y; y < part->y + part->height; y++)
    {
      const guint32 *row = tile + (gsize) (y - area->y) * area->width + (part->x - area->x);

      if (row_differs (row, pixels + (gsize) y * stride + (gsize) part->x * 4, part->width))
        return TRUE;
    }

  return FALSE;
}

static gboolean
tile_is_damaged (const Tile      *tile,
                 const BelayRect *area,
                 const guint8    *pixels,
                 gsize            stride,
                 const BelayRect *damage,
                 guint            n_damage)
{
  BelayRect part;

  if (damage == NULL)
    return tile_differs (tile, area, area, pixels, stride);

  for (guint i = 0; i < n_damage; i++)
    {
      if (clip (area, &damage[i], &part) && tile_differs (tile, area, &part, pixels, stride))
        return TRUE;
    }

  return FALSE;
}

static Tile *
tile_new (const BelayRect *area,
          const guint8    *pixels,
          gsize            stride)
{
  Tile *tile = g_atomic_rc_box_alloc ((gsize) area->width * (gsize) area->height * sizeof (Tile));

  for (int y = 0; y < area->height; y++)
    copy_row (tile + (gsize) y * area->width,
              pixels + (gsize) (area->y + y) * stride + (gsize) area->x * 4,
              area->width);

  return tile;
}

/**
 * belay_frame_new:
 * @previous: (nullable): the frame before this one
 * @pixels: @height rows of @stride bytes, 32 bit native-endian pixels; the byte of the alpha may hold anything
 * @stride: bytes from one row to the next, at least @width * 4
 * @width: screen pixels, at least 1
 * @height: screen pixels, at least 1; @width * @height is at most %BELAY_FRAME_MAX_PIXELS
 * @damage: (nullable) (array length=n_damage): where @pixels differ from @previous at most, in screen pixels; what lies
 *   outside the screen is ignored. %NULL: anywhere
 * @n_damage: how many
 * @seq: the sequence number
 * @time: when the pixels were on screen, as g_get_monotonic_time() counts
 *
 * Makes a frame from what is in @pixels now. Tiles without damage, and tiles whose pixels turn out to be what they
 * were, are shared with @previous if that has the same size. Any thread.
 *
 * Returns: (transfer full): the frame
 */
BelayFrame *
belay_frame_new (BelayFrame      *previous,
                 const guint8    *pixels,
                 gsize            stride,
                 int              width,
                 int              height,
                 const BelayRect *damage,
                 guint            n_damage,
                 guint64          seq,
                 gint64           time)
{
  BelayFrame *self;
  guint n_columns, n_rows;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail ((gint64) width * height <= BELAY_FRAME_MAX_PIXELS, NULL);
  g_return_val_if_fail (stride >= (gsize) width * 4, NULL);

  n_columns = ((guint) width + BELAY_FRAME_TILE_WIDTH - 1) / BELAY_FRAME_TILE_WIDTH;
  n_rows = ((guint) height + BELAY_FRAME_TILE_HEIGHT - 1) / BELAY_FRAME_TILE_HEIGHT;

  self = g_atomic_rc_box_alloc (sizeof (BelayFrame) + (gsize) n_columns * n_rows * sizeof (Tile *));
  self->width = width;
  self->height = height;
  self->n_columns = n_columns;
  self->n_tiles = n_columns * n_rows;
  self->seq = seq;
  self->time = time;

  if (previous != NULL && (previous->width != width || previous->height != height))
    previous = NULL;

  for (guint i = 0; i < self->n_tiles; i++)
    {
      BelayRect area = tile_area (self, i);

      if (previous != NULL && !tile_is_damaged (previous->tiles[i], &area, pixels, stride, damage, n_damage))
        self->tiles[i] = g_atomic_rc_box_acquire (previous->tiles[i]);
      else
        self->tiles[i] = tile_new (&area, pixels, stride);
    }

  return self;
}

/**
 * belay_frame_ref:
 * @self: a frame
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BelayFrame *
belay_frame_ref (BelayFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_frame (gpointer data)
{
  BelayFrame *self = data;

  for (guint i = 0; i < self->n_tiles; i++)
    g_atomic_rc_box_release (self->tiles[i]);
}

/**
 * belay_frame_unref:
 * @self: (transfer full): a frame
 *
 * Any thread.
 */
void
belay_frame_unref (BelayFrame *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_frame);
}

/**
 * belay_frame_get_width:
 * @self: a frame
 *
 * Returns: screen pixels, at least 1
 */
int
belay_frame_get_width (const BelayFrame *self)
{
  return self->width;
}

/**
 * belay_frame_get_height:
 * @self: a frame
 *
 * Returns: screen pixels, at least 1
 */
int
belay_frame_get_height (const BelayFrame *self)
{
  return self->height;
}

/**
 * belay_frame_get_seq:
 * @self: a frame
 *
 * Returns: the sequence number it was made with
 */
guint64
belay_frame_get_seq (const BelayFrame *self)
{
  return self->seq;
}

/**
 * belay_frame_get_time:
 * @self: a frame
 *
 * Returns: when its pixels were on screen, as g_get_monotonic_time() counts
 */
gint64
belay_frame_get_time (const BelayFrame *self)
{
  return self->time;
}

/**
 * belay_frame_get_n_tiles:
 * @self: a frame
 *
 * Frames of the same size have the same tiles in the same places.
 *
 * Returns: the number of tiles, at least 1
 */
guint
belay_frame_get_n_tiles (const BelayFrame *self)
{
  return self->n_tiles;
}

/**
 * belay_frame_get_tile:
 * @self: a frame
 * @index: below belay_frame_get_n_tiles(); tiles are counted row by row
 * @tile: (out caller-allocates): the tile; its pixels live as long as the frame
 */
void
belay_frame_get_tile (const BelayFrame *self,
                      guint             index,
                      BelayTile        *tile)
{
  g_return_if_fail (index < self->n_tiles);

  tile->area = tile_area (self, index);
  tile->pixels = (const guint8 *) self->tiles[index];
  tile->stride = (gsize) tile->area.width * sizeof (Tile);
}

/**
 * belay_frame_share_tile:
 * @self: a frame
 * @index: below belay_frame_get_n_tiles()
 *
 * Any thread.
 *
 * Returns: (transfer full): the pixels of the tile, without a copy. They live on when the frame goes
 */
GBytes *
belay_frame_share_tile (const BelayFrame *self,
                        guint             index)
{
  BelayRect area;

  g_return_val_if_fail (index < self->n_tiles, NULL);

  area = tile_area (self, index);

  return g_bytes_new_with_free_func (self->tiles[index], (gsize) area.width * (gsize) area.height * sizeof (Tile),
                                     g_atomic_rc_box_release, g_atomic_rc_box_acquire (self->tiles[index]));
}

/**
 * belay_frame_shares_tile:
 * @self: a frame
 * @other: another one, of any size
 * @index: a tile of @self
 *
 * Returns: %TRUE if the tile is the same object in both, so certainly has equal pixels; %FALSE tells nothing
 */
gboolean
belay_frame_shares_tile (const BelayFrame *self,
                         const BelayFrame *other,
                         guint             index)
{
  g_return_val_if_fail (index < self->n_tiles, FALSE);

  return self->width == other->width && self->height == other->height && self->tiles[index] == other->tiles[index];
}

/**
 * belay_frame_read:
 * @self: a frame
 * @area: what to read, in screen pixels; must lie within the frame
 * @dest: (out caller-allocates): @area->height rows of @stride bytes
 * @stride: bytes from one row of @dest to the next, at least @area->width * 4
 *
 * Copies pixels out of the frame. Any thread.
 */
void
belay_frame_read (const BelayFrame *self,
                  const BelayRect  *area,
                  guint8           *dest,
                  gsize             stride)
{
  const BelayRect whole = { 0, 0, self->width, self->height };
  BelayRect inside;
  TileRange range;

  if (area->width <= 0 || area->height <= 0)
    return;

  g_return_if_fail (clip (&whole, area, &inside) && inside.width == area->width && inside.height == area->height);
  g_return_if_fail (stride >= (gsize) area->width * 4);

  range = tiles_within (self, area);

  for (guint i = range.first; i < range.end; i = next_tile (self, &range, i))
    {
      BelayRect tile = tile_area (self, i), part;

      if (!clip (&tile, area, &part))
        continue;

      for (int y = part.y; y < part.y + part.height; y++)
        memcpy (dest + (gsize) (y - area->y) * stride + (gsize) (part.x - area->x) * 4,
                self->tiles[i] + (gsize) (y - tile.y) * tile.width + (part.x - tile.x),
                (gsize) part.width * 4);
    }
}

typedef struct
{
  int left;
  int top;
  int right;                    /* 0: nothing has been found */
  int bottom;
} Bounds;

static gboolean
part_row_differs (const Tile      *a,
                  const Tile      *b,
                  const BelayRect *area,
                  const BelayRect *part,
                  int              y)
{
  gsize start = (gsize) (y - area->y) * area->width + (part->x - area->x);

  return memcmp (a + start, b + start, (gsize) part->width * sizeof (Tile)) != 0;
}

/* Grows the bounds by where the tiles differ within @part. Looks only at what could still make them larger: of a tile
 * that has changed all over, little more than the corners. */
static void
grow_by_tile (const Tile      *a,
              const Tile      *b,
              const BelayRect *area,
              const BelayRect *part,
              Bounds          *bounds)
{
  int top = part->y, bottom = part->y + part->height;
  int left, right;

  while (top < bottom && !part_row_differs (a, b, area, part, top))
    top++;

  if (top == bottom)
    return;

  while (!part_row_differs (a, b, area, part, bottom - 1))
    bottom--;

  left = MIN (bounds->left, part->x + part->width) - part->x;
  right = MAX (bounds->right, part->x) - part->x;

  for (int y = top; y < bottom && (left > 0 || right < part->width); y++)
    {
      gsize start = (gsize) (y - area->y) * area->width + (part->x - area->x);
      int x;

      for (x = 0; x < left && a[start + x] == b[start + x]; x++)
        ;
      left = MIN (left, x);

      for (x = part->width; x > right && a[start + x - 1] == b[start + x - 1]; x--)
        ;
      right = MAX (right, x);
    }

  *bounds = (Bounds) { MIN (bounds->left, part->x + left), MIN (bounds->top, top),
                       MAX (bounds->right, part->x + right), MAX (bounds->bottom, bottom) };
}

/**
 * belay_frame_get_changed:
 * @self: a frame
 * @other: the frame to compare with
 * @within: (nullable): where to look, in screen pixels; %NULL for everywhere
 * @changed: (out caller-allocates) (optional): the smallest rectangle around all pixels that differ; set only if
 *   %TRUE is returned
 *
 * Compares pixel by pixel, but shared tiles not at all. Between frames of different sizes everything has changed.
 * Any thread.
 *
 * Returns: %TRUE if anything differs
 */
gboolean
belay_frame_get_changed (const BelayFrame *self,
                         const BelayFrame *other,
                         const BelayRect  *within,
                         BelayRect        *changed)
{
  BelayRect whole = { 0, 0, self->width, self->height };
  Bounds bounds = { G_MAXINT, G_MAXINT, 0, 0 };
  TileRange range;

  if (within != NULL && !clip (&whole, within, &whole))
    return FALSE;

  if (self->width != other->width || self->height != other->height)
    {
      if (changed != NULL)
        *changed = whole;
      return TRUE;
    }

  range = tiles_within (self, &whole);

  for (guint i = range.first; i < range.end; i = next_tile (self, &range, i))
    {
      BelayRect area, part;

      if (self->tiles[i] == other->tiles[i])
        continue;

      area = tile_area (self, i);
      if (clip (&area, &whole, &part))
        grow_by_tile (self->tiles[i], other->tiles[i], &area, &part, &bounds);
    }

  if (bounds.right == 0)
    return FALSE;

  if (changed != NULL)
    *changed = (BelayRect) { bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top };

  return TRUE;
}
