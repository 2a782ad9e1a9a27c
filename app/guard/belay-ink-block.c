/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-block.h"

#include <stdlib.h>
#include <string.h>

#include "belay-ink-colours.h"
#include "belay-ink.h"

#define N_TOP          BELAY_INK_MAX_GROUND     /* colours of a block that may be background */
#define TABLE_SIZE     512      /* twice the colours a block can have */
#define MIN_SHARE      10       /* percent of a block: a colour that counts */
#define SOLID_SHARE    12       /* percent: a second background */
#define SOLID_RUN      8        /* pixels: the mean length of its runs */

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

struct _BelayInkColours
{
  const BelayInkField *field;
  Block               *blocks;
  Table                table;
};

/**
 * belay_ink_colours_new:
 * @field: (transfer none): a field whose pixels are filled in; stays where it is
 *
 * Returns: (transfer full): what colours its blocks have
 */
BelayInkColours *
belay_ink_colours_new (const BelayInkField *field)
{
  BelayInkColours *self = g_new0 (BelayInkColours, 1);

  self->field = field;
  self->blocks = g_new (Block, (gsize) field->columns * field->rows);

  for (int row = 0; row < field->rows; row++)
    for (int column = 0; column < field->columns; column++)
      summarise (field, column, row, &self->table, &self->blocks[row * field->columns + column]);

  return self;
}

/**
 * belay_ink_colours_free:
 * @self: (transfer full): the colours
 */
void
belay_ink_colours_free (BelayInkColours *self)
{
  g_free (self->blocks);
  g_free (self);
}

/**
 * belay_ink_colours_is_plain:
 * @self: the colours
 * @column: of a block
 * @row: of a block
 *
 * Returns: whether the block has but one colour
 */
gboolean
belay_ink_colours_is_plain (const BelayInkColours *self,
                            int                    column,
                            int                    row)
{
  const Block *block = &self->blocks[row * self->field->columns + column];

  return block->n_top == 1 && block->top[0].count == block->n_pixels;
}

/**
 * belay_ink_colours_rate:
 * @self: the colours
 * @column: of a block
 * @row: of a block
 * @ink: (out): for each pixel, in rows of %BELAY_INK_BLOCK, the difference from the nearest background: 0 for background,
 *   negative where the pixel is darker, %G_MAXINT where there is no background
 */
void
belay_ink_colours_rate (BelayInkColours *self,
                        int              column,
                        int              row,
                        int             *ink)
{
  const BelayInkField *field = self->field;
  Table *table = &self->table;
  int ink_of[TABLE_SIZE];
  guint32 background[N_TOP];
  guint n_background = get_background (self->blocks, field->columns, field->rows, column, row, FALSE, background);
  int width, height;

  if (n_background == 0)
    {
      for (int i = 0; i < BELAY_INK_BLOCK * BELAY_INK_BLOCK; i++)
        ink[i] = G_MAXINT;
      return;
    }

  get_extent (field, column, row, &width, &height);
  fill_table (table, get_pixels (field, column, row), (gsize) field->width, width, height);

  for (guint i = 0; i < table->n_used; i++)
    ink_of[table->used[i]] = get_ink (table->colour[table->used[i]], background, n_background);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      ink[y * BELAY_INK_BLOCK + x] = ink_of[table->slot[y * BELAY_INK_BLOCK + x]];
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
  g_autoptr(BelayInkColours) colours = belay_ink_colours_new (self);
  BelayInkGround *grounds = g_new0 (BelayInkGround, n_blocks);

  for (int row = 0; row < self->rows; row++)
    for (int column = 0; column < self->columns; column++)
      {
        BelayInkGround *ground = &grounds[row * self->columns + column];

        if (!belay_ink_colours_is_plain (colours, column, row))
          ground->n_colours = get_background (colours->blocks, self->columns, self->rows, column, row, TRUE, ground->colours);
      }

  return grounds;
}
