/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-block.h"

#include <stdlib.h>
#include <string.h>

#include "belay-ink.h"

#define N_TOP          BELAY_INK_MAX_GROUND     /* colours of a block that may be background */
#define TABLE_SIZE     512      /* twice the colours a block can have */
#define MIN_SHARE      10       /* percent of a block: a colour that counts */
#define SOLID_SHARE    12       /* percent: a second background */
#define SOLID_RUN      8        /* pixels: the mean length of its runs */
#define MIN_BACKGROUND 35       /* percent of a block that looks like text */
#define MIN_FAINT      8        /* pixels */
#define MIN_RUNS       5        /* each way: strokes with background on both sides */
#define SAME_SIGN      80       /* percent: darker, or lighter than the background */
#define FRINGE         2        /* pixels from what can be seen: its smoothed edge */

/* In "mark" while blocks are looked at: what can be seen. */
#define STRONG 255

typedef struct
{
  guint32 colour;
  guint16 count;
  gboolean solid;               /* in long runs, one way or the other */
  gboolean broad;               /* both ways */
} Colour;

typedef struct
{
  Colour top[N_TOP];
  guint  n_top;
  guint  n_pixels;
} Block;

typedef struct
{
  guint32 colour[TABLE_SIZE];
  guint16 count[TABLE_SIZE];
  guint16 runs_across[TABLE_SIZE];
  guint16 runs_down[TABLE_SIZE];
  guint16 used[BELAY_INK_BLOCK * BELAY_INK_BLOCK];
  guint   n_used;
  guint16 slot[BELAY_INK_BLOCK * BELAY_INK_BLOCK];
} Table;

/**
 * belay_ink_field_init:
 * @self: (out caller-allocates): a field
 * @width: screen pixels
 * @height: screen pixels
 *
 * The pixels are for the caller to fill in.
 */
void
belay_ink_field_init (BelayInkField *self,
                      int            width,
                      int            height)
{
  self->width = width;
  self->height = height;
  self->columns = (width + BELAY_INK_BLOCK - 1) / BELAY_INK_BLOCK;
  self->rows = (height + BELAY_INK_BLOCK - 1) / BELAY_INK_BLOCK;
  self->pixels = g_new (guint32, (gsize) width * height);
  self->ink = g_malloc0 ((gsize) width * height);
}

/**
 * belay_ink_field_clear:
 * @self: a field
 */
void
belay_ink_field_clear (BelayInkField *self)
{
  g_clear_pointer (&self->pixels, g_free);
  g_clear_pointer (&self->ink, g_free);
}

static void
get_extent (const BelayInkField *self,
            int                  column,
            int                  row,
            int                 *width,
            int                 *height)
{
  *width = MIN (BELAY_INK_BLOCK, self->width - column * BELAY_INK_BLOCK);
  *height = MIN (BELAY_INK_BLOCK, self->height - row * BELAY_INK_BLOCK);
}

static const guint32 *
get_pixels (const BelayInkField *self,
            int                  column,
            int                  row)
{
  return self->pixels + (gsize) row * BELAY_INK_BLOCK * self->width + column * BELAY_INK_BLOCK;
}

static gboolean
is_uniform (const BelayInkField *self,
            const guint32       *pixels,
            int                  width,
            int                  height)
{
  for (int x = 1; x < width; x++)
    if (pixels[x] != pixels[0])
      return FALSE;

  for (int y = 1; y < height; y++)
    if (memcmp (pixels + (gsize) y * self->width, pixels, (gsize) width * 4) != 0)
      return FALSE;

  return TRUE;
}

static guint16
find_slot (Table  *table,
           guint32 colour)
{
  guint slot = ((colour * 2654435761u) >> 16) & (TABLE_SIZE - 1);

  while (table->count[slot] > 0 && table->colour[slot] != colour)
    slot = (slot + 1) & (TABLE_SIZE - 1);

  if (table->count[slot] == 0)
    {
      table->colour[slot] = colour;
      table->used[table->n_used++] = (guint16) slot;
    }

  return (guint16) slot;
}

static void
empty_table (Table *table)
{
  for (guint i = 0; i < table->n_used; i++)
    {
      guint slot = table->used[i];

      table->count[slot] = table->runs_across[slot] = table->runs_down[slot] = 0;
    }

  table->n_used = 0;
}

static void
fill_table (Table         *table,
            const guint32 *pixels,
            gsize          stride,
            int            width,
            int            height)
{
  empty_table (table);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint16 slot;

        if (x > 0 && pixels[(gsize) y * stride + x] == pixels[(gsize) y * stride + x - 1])
          slot = table->slot[y * BELAY_INK_BLOCK + x - 1];
        else
          slot = find_slot (table, pixels[(gsize) y * stride + x]);

        table->slot[y * BELAY_INK_BLOCK + x] = slot;
        table->count[slot]++;
        table->runs_across[slot] += x == 0 || table->slot[y * BELAY_INK_BLOCK + x - 1] != slot;
        table->runs_down[slot] += y == 0 || table->slot[(y - 1) * BELAY_INK_BLOCK + x] != slot;
      }
}

static void
keep_colour (Block *block,
             Colour colour)
{
  guint at = block->n_top;

  while (at > 0 && block->top[at - 1].count < colour.count)
    at--;

  if (at == N_TOP)
    return;

  block->n_top = MIN (block->n_top + 1, N_TOP);
  for (guint i = block->n_top - 1; i > at; i--)
    block->top[i] = block->top[i - 1];

  block->top[at] = colour;
}

static void
summarise (const BelayInkField *self,
           int                  column,
           int                  row,
           Table               *table,
           Block               *block)
{
  const guint32 *pixels = get_pixels (self, column, row);
  int width, height;

  get_extent (self, column, row, &width, &height);
  block->n_pixels = (guint) (width * height);
  block->n_top = 0;

  if (is_uniform (self, pixels, width, height))
    {
      keep_colour (block, (Colour) { pixels[0], (guint16) block->n_pixels, TRUE, TRUE });
      return;
    }

  fill_table (table, pixels, (gsize) self->width, width, height);

  for (guint i = 0; i < table->n_used; i++)
    {
      guint slot = table->used[i];
      guint runs = MIN (table->runs_across[slot], table->runs_down[slot]);
      guint most_runs = MAX (table->runs_across[slot], table->runs_down[slot]);

      if (table->count[slot] * 100u >= block->n_pixels * MIN_SHARE)
        keep_colour (block, (Colour) { table->colour[slot], table->count[slot],
                                       table->count[slot] >= runs * SOLID_RUN,
                                       table->count[slot] >= most_runs * SOLID_RUN });
    }
}

/* The background of a block: the colour that fills most of it and its neighbours, and others in long runs; or in broad
 * areas only. */
static guint
get_background (const Block *blocks,
                int          columns,
                int          rows,
                int          column,
                int          row,
                gboolean     broad,
                guint32      background[N_TOP])
{
  const Block *block = &blocks[row * columns + column];
  Colour sums[N_TOP * 9];
  guint n_sums = 0;
  guint best = 0;
  guint n = 0;

  for (int y = MAX (row - 1, 0); y <= MIN (row + 1, rows - 1); y++)
    for (int x = MAX (column - 1, 0); x <= MIN (column + 1, columns - 1); x++)
      for (guint i = 0; i < blocks[y * columns + x].n_top; i++)
        {
          const Colour *colour = &blocks[y * columns + x].top[i];
          guint at = 0;

          while (at < n_sums && sums[at].colour != colour->colour)
            at++;

          if (at == n_sums)
            sums[n_sums++] = (Colour) { colour->colour, 0, FALSE, FALSE };

          sums[at].count = (guint16) (sums[at].count + colour->count);
          if (sums[at].count > sums[best].count)
            best = at;
        }

  if (n_sums > 0)
    background[n++] = sums[best].colour;

  for (guint i = 0; i < block->n_top && n < N_TOP; i++)
    if ((broad ? block->top[i].broad : block->top[i].solid) && block->top[i].count * 100u >= block->n_pixels * SOLID_SHARE &&
        block->top[i].colour != background[0])
      background[n++] = block->top[i].colour;

  return n;
}

static int
get_difference (guint32 colour,
                guint32 background)
{
  int strongest = 0;

  for (int shift = 0; shift < 24; shift += 8)
    {
      int difference = (int) ((colour >> shift) & 0xff) - (int) ((background >> shift) & 0xff);

      if (abs (difference) > abs (strongest))
        strongest = difference;
    }

  return strongest;
}

/* The nearest background decides; negative: darker. */
static int
get_ink (guint32        colour,
         const guint32 *background,
         guint          n_background)
{
  int ink = G_MAXINT;

  for (guint i = 0; i < n_background; i++)
    {
      int difference = get_difference (colour, background[i]);

      if (abs (difference) < abs (ink))
        ink = difference;
    }

  return ink;
}

/* Marks the pixels of a block that is not all background: 0, 1 to BELAY_INK_VISIBLE, or STRONG. Returns whether there is
 * enough to go on with. */
static gboolean
mark_block (BelayInkField *self,
            const Block   *blocks,
            int            column,
            int            row,
            Table         *table,
            guint8        *darker)
{
  guint8 ink_of[TABLE_SIZE];
  guint8 darker_of[TABLE_SIZE];
  guint32 background[N_TOP];
  guint n_background = get_background (blocks, self->columns, self->rows, column, row, FALSE, background);
  const guint32 *pixels = get_pixels (self, column, row);
  guint n_back = 0, n_faint = 0;
  int width, height;

  get_extent (self, column, row, &width, &height);
  fill_table (table, pixels, (gsize) self->width, width, height);

  for (guint i = 0; i < table->n_used; i++)
    {
      guint slot = table->used[i];
      int ink = n_background > 0 ? get_ink (table->colour[slot], background, n_background) : G_MAXINT;

      ink_of[slot] = (guint8) (abs (ink) > BELAY_INK_VISIBLE ? STRONG : abs (ink));
      darker_of[slot] = ink < 0;
      n_back += ink == 0 ? table->count[slot] : 0;
      n_faint += ink_of[slot] != 0 && ink_of[slot] != STRONG ? table->count[slot] : 0;
    }

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gsize at = ((gsize) row * BELAY_INK_BLOCK + y) * self->width + column * BELAY_INK_BLOCK + x;
        guint slot = table->slot[y * BELAY_INK_BLOCK + x];

        self->ink[at] = ink_of[slot];
        darker[at] = darker_of[slot];
      }

  return n_faint >= MIN_FAINT && n_back * 100 >= (guint) (width * height) * MIN_BACKGROUND;
}

static gboolean
is_near_strong (const BelayInkField *self,
                int                  x0,
                int                  y0)
{
  for (int y = MAX (y0 - FRINGE, 0); y <= MIN (y0 + FRINGE, self->height - 1); y++)
    for (int x = MAX (x0 - FRINGE, 0); x <= MIN (x0 + FRINGE, self->width - 1); x++)
      if (self->ink[(gsize) y * self->width + x] == STRONG)
        return TRUE;

  return FALSE;
}

/* How often faint pixels begin and end between background, along one line. */
static guint
count_closed (const guint8 *ink,
              gsize         step,
              int           length)
{
  guint n = 0;
  gboolean opened = FALSE;
  guint8 before = STRONG;

  for (int i = 0; i < length; i++)
    {
      guint8 now = ink[i * step];
      gboolean faint = now != 0 && now != STRONG;

      if (faint && before == 0)
        opened = TRUE;
      else if (now == STRONG)
        opened = FALSE;
      else if (now == 0 && opened)
        {
          n++;
          opened = FALSE;
        }

      before = now;
    }

  return n;
}

static gboolean
is_text (const BelayInkField *self,
         const guint8        *clean,
         const guint8        *darker,
         int                  column,
         int                  row)
{
  gsize origin = (gsize) row * BELAY_INK_BLOCK * self->width + column * BELAY_INK_BLOCK;
  guint n_faint = 0, n_darker = 0, across = 0, down = 0;
  int width, height;

  get_extent (self, column, row, &width, &height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *line = clean + origin + (gsize) y * self->width;

      across += count_closed (line, 1, width);
      for (int x = 0; x < width; x++)
        if (line[x] != 0 && line[x] != STRONG)
          {
            n_faint++;
            n_darker += darker[origin + (gsize) y * self->width + x];
          }
    }

  for (int x = 0; x < width; x++)
    down += count_closed (clean + origin + x, (gsize) self->width, height);

  return n_faint >= MIN_FAINT && across >= MIN_RUNS && down >= MIN_RUNS &&
         MAX (n_darker, n_faint - n_darker) * 100 >= n_faint * SAME_SIGN;
}

/* What is faint beside something strong is the strong thing's edge. */
static void
clean_block (const BelayInkField *self,
             guint8              *clean,
             int                  column,
             int                  row)
{
  int width, height;

  get_extent (self, column, row, &width, &height);

  for (int y = row * BELAY_INK_BLOCK; y < row * BELAY_INK_BLOCK + height; y++)
    for (int x = column * BELAY_INK_BLOCK; x < column * BELAY_INK_BLOCK + width; x++)
      {
        guint8 *pixel = &clean[(gsize) y * self->width + x];

        if (*pixel != 0 && *pixel != STRONG && is_near_strong (self, x, y))
          *pixel = 0;
      }
}

/**
 * belay_ink_field_find_text:
 * @self: a field whose pixels are filled in
 *
 * Returns: (transfer full): columns × rows: %TRUE where a block looks like text that is hardly seen
 */
guint8 *
belay_ink_field_find_text (BelayInkField *self)
{
  gsize n_blocks = (gsize) self->columns * self->rows;
  gsize n_pixels = (gsize) self->width * self->height;
  g_autofree Block *blocks = g_new (Block, n_blocks);
  g_autofree Table *table = g_new0 (Table, 1);
  g_autofree guint8 *darker = g_malloc0 (n_pixels);
  g_autofree guint8 *clean = NULL;
  guint8 *candidate = g_malloc0 (n_blocks);

  for (gsize i = 0; i < n_blocks; i++)
    summarise (self, (int) (i % (gsize) self->columns), (int) (i / (gsize) self->columns), table, &blocks[i]);

  for (gsize i = 0; i < n_blocks; i++)
    if (blocks[i].n_top != 1 || blocks[i].top[0].count != blocks[i].n_pixels)
      candidate[i] = mark_block (self, blocks, (int) (i % (gsize) self->columns), (int) (i / (gsize) self->columns), table,
                                 darker);

  clean = g_memdup2 (self->ink, n_pixels);

  for (gsize i = 0; i < n_blocks; i++)
    if (candidate[i])
      {
        int column = (int) (i % (gsize) self->columns);
        int row = (int) (i / (gsize) self->columns);

        clean_block (self, clean, column, row);
        candidate[i] = is_text (self, clean, darker, column, row);
      }

  for (gsize i = 0; i < n_pixels; i++)
    self->ink[i] = clean[i] == STRONG ? 0 : clean[i];

  return candidate;
}

/**
 * belay_ink_field_find_ground:
 * @self: a field whose pixels are filled in
 *
 * Returns: (transfer full): columns × rows: the backgrounds of each block, the one that fills most first; none where a block
 *   has but one colour, or no background
 */
BelayInkGround *
belay_ink_field_find_ground (const BelayInkField *self)
{
  gsize n_blocks = (gsize) self->columns * self->rows;
  g_autofree Block *blocks = g_new (Block, n_blocks);
  g_autofree Table *table = g_new0 (Table, 1);
  BelayInkGround *grounds = g_new0 (BelayInkGround, n_blocks);

  for (gsize i = 0; i < n_blocks; i++)
    summarise (self, (int) (i % (gsize) self->columns), (int) (i / (gsize) self->columns), table, &blocks[i]);

  for (gsize i = 0; i < n_blocks; i++)
    if (blocks[i].n_top != 1 || blocks[i].top[0].count != blocks[i].n_pixels)
      grounds[i].n_colours = get_background (blocks, self->columns, self->rows, (int) (i % (gsize) self->columns),
                                             (int) (i / (gsize) self->columns), TRUE, grounds[i].colours);

  return grounds;
}
