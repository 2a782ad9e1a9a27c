/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-read-pieces.h"

#include <string.h>

/* What takes a reader longer at once holds up everything behind it. */
#define MAX_PIXELS (320 * 1000)

/* How far to look for a gap in the text, and what is one: columns or rows in which nothing changes. */
#define MAX_GROW_X 320
#define MAX_GROW_Y 32
#define GAP_X      12
#define GAP_Y      2

typedef struct
{
  int           columns;
  int           rows;
  const guint8 *wanted;
} Grid;

static gboolean
is_wanted (const Grid *grid,
           int         column,
           int         row)
{
  return grid->wanted[row * grid->columns + column] != 0;
}

/* Tiles beside each other, from @column on. */
static int
get_run (const Grid *grid,
         int         column,
         int         row)
{
  int n = 0;

  while (column + n < grid->columns && is_wanted (grid, column + n, row))
    n++;

  return n;
}

/* The rows below that hold the same run, as far as they are small enough to be read with it. */
static int
get_depth (const Grid *grid,
           int         column,
           int         row,
           int         run)
{
  int most = MAX (1, MAX_PIXELS / (run * BELAY_FRAME_TILE_WIDTH * BELAY_FRAME_TILE_HEIGHT));
  int n = 1;

  while (n < most && row + n < grid->rows && get_run (grid, column, row + n) == run &&
         (column == 0 || !is_wanted (grid, column - 1, row + n)))
    n++;

  return n;
}

/* Where to stop growing. */

typedef struct
{
  guint32   *pixels;
  int        width;
  int        height;
} Canvas;

static void
canvas_init (Canvas          *self,
             BelayFrame      *frame,
             const BelayRect *area)
{
  self->width = area->width;
  self->height = area->height;
  self->pixels = g_new (guint32, (gsize) area->width * (gsize) area->height);
  belay_frame_read (frame, area, (guint8 *) self->pixels, (gsize) area->width * 4);
}

static gboolean
is_column_plain (const Canvas *self,
                 int           x)
{
  for (int y = 1; y < self->height; y++)
    if (self->pixels[(gsize) y * self->width + x] != self->pixels[x])
      return FALSE;

  return TRUE;
}

static gboolean
is_row_plain (const Canvas *self,
              int           y)
{
  const guint32 *row = self->pixels + (gsize) y * self->width;

  for (int x = 1; x < self->width; x++)
    if (row[x] != row[0])
      return FALSE;

  return TRUE;
}

/* How many of @most lines of pixels, counted from the inside, lie before a gap; all if there is none. */
static int
count_to_gap (const Canvas *self,
              gboolean    (*is_plain) (const Canvas *self,
                                       int           position),
              int           most,
              int           gap,
              gboolean      backwards)
{
  int plain = 0;

  for (int i = 0; i < most; i++)
    {
      plain = is_plain (self, backwards ? most - 1 - i : i) ? plain + 1 : 0;
      if (plain == gap)
        return i + 1;
    }

  return most;
}

static int
measure (BelayFrame      *frame,
         const BelayRect *strip,
         gboolean         vertical,
         gboolean         backwards)
{
  Canvas canvas;
  int n;

  if (belay_rect_is_empty (strip))
    return 0;

  canvas_init (&canvas, frame, strip);
  n = vertical ? count_to_gap (&canvas, is_row_plain, strip->height, GAP_Y, backwards)
               : count_to_gap (&canvas, is_column_plain, strip->width, GAP_X, backwards);
  g_free (canvas.pixels);

  return n;
}

static void
grow (BelayReadPiece *self,
      BelayFrame     *frame)
{
  int width = belay_frame_get_width (frame), height = belay_frame_get_height (frame);
  BelayRect *area = &self->area;
  int left = MIN (MAX_GROW_X, area->x), right = MIN (MAX_GROW_X, width - (area->x + area->width));
  int above, below;

  left = measure (frame, &(BelayRect) { area->x - left, area->y, left, area->height }, FALSE, TRUE);
  right = measure (frame, &(BelayRect) { area->x + area->width, area->y, right, area->height }, FALSE, FALSE);
  area->x -= left;
  area->width += left + right;

  above = MIN (MAX_GROW_Y, area->y);
  below = MIN (MAX_GROW_Y, height - (area->y + area->height));
  above = measure (frame, &(BelayRect) { area->x, area->y - above, area->width, above }, TRUE, TRUE);
  below = measure (frame, &(BelayRect) { area->x, area->y + area->height, area->width, below }, TRUE, FALSE);
  area->y -= above;
  area->height += above + below;
}

/**
 * belay_read_pieces_new:
 * @frame: a screen
 * @wanted: for each of its tiles, whether it is to be read
 *
 * Returns: (transfer full) (element-type BelayReadPiece): pieces that hold all these tiles, and as little else as there
 *   may be without cutting words
 */
GArray *
belay_read_pieces_new (BelayFrame   *frame,
                       const guint8 *wanted)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (BelayReadPiece));
  int width = belay_frame_get_width (frame), height = belay_frame_get_height (frame);
  int columns = (width + BELAY_FRAME_TILE_WIDTH - 1) / BELAY_FRAME_TILE_WIDTH;
  int rows = (height + BELAY_FRAME_TILE_HEIGHT - 1) / BELAY_FRAME_TILE_HEIGHT;
  g_autofree guint8 *left = g_memdup2 (wanted, (gsize) columns * rows);
  const Grid grid = { columns, rows, left };
  const BelayRect whole = { 0, 0, width, height };

  for (int i = 0; i < columns * rows; i++)
    {
      int column = i % columns, row = i / columns;
      int run = get_run (&grid, column, row), depth;
      BelayReadPiece piece;

      if (run == 0)
        continue;

      depth = get_depth (&grid, column, row, run);
      for (int n = 0; n < depth; n++)
        memset (left + (row + n) * columns + column, 0, run);

      piece.core = (BelayRect) { column * BELAY_FRAME_TILE_WIDTH, row * BELAY_FRAME_TILE_HEIGHT,
                                 run * BELAY_FRAME_TILE_WIDTH, depth * BELAY_FRAME_TILE_HEIGHT };
      belay_rect_intersect (&piece.core, &whole, &piece.core);
      piece.area = piece.core;
      grow (&piece, frame);
      g_array_append_val (pieces, piece);
    }

  return pieces;
}

/**
 * belay_read_piece_draw:
 * @self: a piece
 * @frame: the screen it is of
 *
 * Returns: (transfer full): its area as readers like it: dark grounds become light
 */
GBytes *
belay_read_piece_draw (const BelayReadPiece *self,
                       BelayFrame           *frame)
{
  gsize n = (gsize) self->area.width * (gsize) self->area.height;
  guint8 *grey = g_malloc (n);
  guint64 sum = 0;
  Canvas canvas;

  canvas_init (&canvas, frame, &self->area);
  for (gsize i = 0; i < n; i++)
    {
      guint32 pixel = canvas.pixels[i];

      grey[i] = (guint8) (((pixel >> 16 & 0xff) * 77 + (pixel >> 8 & 0xff) * 150 + (pixel & 0xff) * 29) >> 8);
      sum += grey[i];
    }
  g_free (canvas.pixels);

  if (sum < n * 112)
    for (gsize i = 0; i < n; i++)
      grey[i] = 255 - grey[i];

  return g_bytes_new_take (grey, n);
}

/**
 * belay_read_piece_lacks:
 * @self: a piece that was read
 * @frame: the screen it is of
 * @word: where a word was read, screen pixels
 *
 * Returns: whether the word is none of this piece's: it lies beside its core, or is cut off by the edge of its area
 */
gboolean
belay_read_piece_lacks (const BelayReadPiece *self,
                        BelayFrame           *frame,
                        const BelayRect      *word)
{
  const BelayRect *area = &self->area;
  BelayRect common;

  if (!belay_rect_intersect (&self->core, word, &common))
    return TRUE;

  /* What reaches into the core from the edge of the area was cut off, but it is all that there is of it. */
  return (word->y <= area->y && area->y > 0 && common.height * 2 < word->height) ||
         (word->y + word->height >= area->y + area->height &&
          area->y + area->height < belay_frame_get_height (frame) && common.height * 2 < word->height);
}
