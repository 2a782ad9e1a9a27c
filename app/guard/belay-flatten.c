/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-flatten.h"

#include <stdlib.h>
#include <string.h>

#include "belay-ink-block.h"

/* A block of the screen, and which of its rows and columns have one colour each: those of a gradient have. */
typedef struct
{
  guint32        *pixels;
  gsize           stride;       /* pixels */
  int             width;
  int             height;
  const BelayInkGround *ground;
  gboolean        rows[BELAY_INK_BLOCK];
  gboolean        columns[BELAY_INK_BLOCK];
} Block;

static guint
get_difference (guint32 a,
                guint32 b)
{
  guint largest = 0;

  for (int shift = 0; shift < 24; shift += 8)
    largest = MAX (largest, (guint) abs ((int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff)));

  return largest;
}

/* Of its background, the colour that @colour is nearest to, if it is hardly to be told from that; else itself. */
static guint32
flatten_colour (const Block *self,
                guint32      colour,
                guint        threshold)
{
  guint32 nearest = colour;
  guint least = threshold + 1;

  for (guint i = 0; i < self->ground->n_colours; i++)
    {
      guint difference = get_difference (colour, self->ground->colours[i]);

      if (difference < least)
        {
          least = difference;
          nearest = self->ground->colours[i];
        }
    }

  return nearest;
}

/* Marks lines of one colour, in @lines if they are other than the background. Returns: how many. */
static int
mark_lines (const Block *self,
            gsize        along,
            gsize        across,
            int          length,
            int          n_lines,
            gboolean    *lines)
{
  int n = 0;

  for (int line = 0; line < n_lines; line++)
    {
      const guint32 *pixels = self->pixels + (gsize) line * across;

      lines[line] = pixels[0] != self->ground->colours[0];
      for (int i = 1; i < length && lines[line]; i++)
        lines[line] = pixels[(gsize) i * along] == pixels[0];

      n += lines[line];
    }

  return n;
}

/* A gradient is no faint text: where lines fill more than half of a block, they stay. */
static void
find_gradient (Block *self)
{
  if (mark_lines (self, 1, self->stride, self->width, self->height, self->rows) * 2 <= self->height)
    memset (self->rows, 0, sizeof self->rows);

  if (mark_lines (self, self->stride, 1, self->height, self->width, self->columns) * 2 <= self->width)
    memset (self->columns, 0, sizeof self->columns);
}

static gsize
flatten_block (Block *self,
               guint  threshold)
{
  guint32 before = self->ground->colours[0], after = before;
  gsize n_changed = 0;

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        guint32 *pixel = &self->pixels[(gsize) y * self->stride + x];

        if (*pixel != before)
          {
            before = *pixel;
            after = flatten_colour (self, before, threshold);
          }

        if (after != before && !self->rows[y] && !self->columns[x])
          {
            *pixel = after;
            n_changed++;
          }
      }

  return n_changed;
}

static gsize
flatten_field (BelayInkField *field,
               guint          threshold)
{
  g_autofree BelayInkGround *grounds = belay_ink_field_find_ground (field);
  gsize n_changed = 0;

  for (int row = 0; row < field->rows; row++)
    for (int column = 0; column < field->columns; column++)
      {
        Block block = {
          .pixels = field->pixels + (gsize) row * BELAY_INK_BLOCK * field->width + column * BELAY_INK_BLOCK,
          .stride = (gsize) field->width,
          .width = MIN (BELAY_INK_BLOCK, field->width - column * BELAY_INK_BLOCK),
          .height = MIN (BELAY_INK_BLOCK, field->height - row * BELAY_INK_BLOCK),
          .ground = &grounds[row * field->columns + column],
        };

        if (block.ground->n_colours == 0)
          continue;

        find_gradient (&block);
        n_changed += flatten_block (&block, threshold);
      }

  return n_changed;
}

/* One rectangle a tile: tiles in which nothing was hidden are shared with the frame. */
static BelayFrame *
make_frame (BelayFrame    *frame,
            const guint32 *pixels)
{
  int width = belay_frame_get_width (frame);
  int height = belay_frame_get_height (frame);
  guint n_tiles = belay_frame_get_n_tiles (frame);
  g_autofree BelayRect *tiles = g_new (BelayRect, n_tiles);

  for (guint i = 0; i < n_tiles; i++)
    {
      BelayTile tile;

      belay_frame_get_tile (frame, i, &tile);
      tiles[i] = tile.area;
    }

  return belay_frame_new (frame, (const guint8 *) pixels, (gsize) width * 4, width, height, tiles, n_tiles,
                          belay_frame_get_seq (frame), belay_frame_get_time (frame));
}

/**
 * belay_flatten:
 * @frame: a frame
 * @threshold: up to which difference something is hidden, 1 to %BELAY_FLATTEN_HARDLY_SEEN
 * @n_hidden: (out) (optional): how many pixels were hidden
 *
 * What has broad areas of its own, such as the ground of a panel or strokes of ten pixels, counts as background and
 * stays, however faint it is; so does what lies on a photograph or on noise, which have no background.
 *
 * Any thread.
 *
 * Returns: (transfer full): the frame as a person sees it; @frame if nothing was hidden
 */
BelayFrame *
belay_flatten (BelayFrame *frame,
               guint       threshold,
               gsize      *n_hidden)
{
  BelayInkField field = { 0 };
  BelayFrame *flat;
  BelayRect whole;
  gsize n;

  g_return_val_if_fail (frame != NULL, NULL);
  g_return_val_if_fail (threshold >= 1 && threshold <= BELAY_FLATTEN_HARDLY_SEEN, NULL);

  belay_ink_field_init (&field, belay_frame_get_width (frame), belay_frame_get_height (frame));
  whole = (BelayRect) { 0, 0, field.width, field.height };
  belay_frame_read (frame, &whole, (guint8 *) field.pixels, (gsize) field.width * 4);

  n = flatten_field (&field, threshold);
  flat = n > 0 ? make_frame (frame, field.pixels) : belay_frame_ref (frame);
  belay_ink_field_clear (&field);

  if (n_hidden != NULL)
    *n_hidden = n;

  return flat;
}
