/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink.h"

#include <string.h>

#include "belay-ink-block.h"
#include "belay-ink-enlarge.h"

/* A region is text only if it is a few blocks long; more than this many blocks together are a picture. */
#define MIN_BLOCKS  4
#define MIN_LENGTH  3
#define MAX_BLOCKS  600

/* Blocks this far apart belong together: words of a line, lines of a paragraph. */
#define REACH_X 3
#define REACH_Y 2

typedef struct
{
  BelayInkField  field;         /* its ink is that of the scan in the end */
  guint8        *text;          /* columns × rows: the block looks like text, and in no region yet */
} Scanner;

static gboolean
take_block (Scanner *self,
            int      column,
            int      row)
{
  guint8 *block;

  if (column < 0 || row < 0 || column >= self->field.columns || row >= self->field.rows)
    return FALSE;

  block = &self->text[row * self->field.columns + column];
  if (!*block)
    return FALSE;

  *block = FALSE;

  return TRUE;
}

static guint
get_strongest (const BelayInkField *field,
               const BelayRect     *area)
{
  guint strongest = 0;

  for (int y = area->y; y < area->y + area->height; y++)
    for (int x = area->x; x < area->x + area->width; x++)
      strongest = MAX (strongest, field->ink[(gsize) y * field->width + x]);

  return strongest;
}

static void
add_region (Scanner      *self,
            BelayInkScan *scan,
            BelayRect     blocks,
            guint         n_blocks)
{
  const BelayRect whole = { 0, 0, scan->width, scan->height };
  BelayRect grown = { (blocks.x - 1) * BELAY_INK_BLOCK, (blocks.y - 1) * BELAY_INK_BLOCK,
                      (blocks.width + 2) * BELAY_INK_BLOCK, (blocks.height + 2) * BELAY_INK_BLOCK };
  BelayInkRegion region = { .n_blocks = n_blocks };

  if (n_blocks < MIN_BLOCKS || MAX (blocks.width, blocks.height) < MIN_LENGTH)
    return;

  if (n_blocks > MAX_BLOCKS)
    {
      scan->noisy = TRUE;
      return;
    }

  belay_rect_intersect (&grown, &whole, &region.area);
  region.strongest = get_strongest (&self->field, &region.area);
  g_array_append_val (scan->regions, region);
}

/* Takes all blocks that hang together with the one at @column, @row. */
static void
flood (Scanner      *self,
       BelayInkScan *scan,
       int           column,
       int           row,
       GArray       *queue)
{
  int left = column, right = column, top = row, bottom = row;
  guint n_blocks = 0;

  g_array_set_size (queue, 0);
  take_block (self, column, row);
  g_array_append_val (queue, ((BelayPoint) { column, row }));

  for (; n_blocks < queue->len; n_blocks++)
    {
      BelayPoint at = g_array_index (queue, BelayPoint, n_blocks);

      left = MIN (left, at.x);
      right = MAX (right, at.x);
      top = MIN (top, at.y);
      bottom = MAX (bottom, at.y);

      for (int y = at.y - REACH_Y; y <= at.y + REACH_Y; y++)
        for (int x = at.x - REACH_X; x <= at.x + REACH_X; x++)
          if (take_block (self, x, y))
            g_array_append_val (queue, ((BelayPoint) { x, y }));
    }

  add_region (self, scan, (BelayRect) { left, top, right - left + 1, bottom - top + 1 }, n_blocks);
}

/* What is large is large here, too, unless there is something finer. */
static void
lend_ink (BelayInkScan    *scan,
          const BelayRect *area)
{
  for (guint i = 0; i < scan->regions->len; i++)
    {
      const BelayInkRegion *region = &g_array_index (scan->regions, BelayInkRegion, i);
      BelayRect both;

      if (!region->large && belay_rect_intersect (&region->area, area, &both))
        return;
    }

  for (int y = area->y; y < area->y + area->height; y++)
    for (int x = area->x; x < area->x + area->width; x++)
      {
        guint8 *ink = &scan->ink[(gsize) y * scan->width + x];
        int coarse_x = x / BELAY_INK_COARSE, coarse_y = y / BELAY_INK_COARSE;

        if (*ink == 0 && coarse_x < scan->coarse->width && coarse_y < scan->coarse->height)
          *ink = scan->coarse->ink[(gsize) coarse_y * scan->coarse->width + coarse_x];
      }
}

/* The regions of a field whose pixels are filled in; takes its ink. */
static BelayInkScan *
scan_field (BelayInkField *field)
{
  BelayInkScan *scan = g_new0 (BelayInkScan, 1);
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (BelayPoint));
  Scanner self = { .field = *field };

  scan->width = field->width;
  scan->height = field->height;
  scan->regions = g_array_new (FALSE, FALSE, sizeof (BelayInkRegion));
  self.text = belay_ink_field_find_text (field);

  for (int row = 0; row < field->rows; row++)
    for (int column = 0; column < field->columns; column++)
      if (self.text[row * field->columns + column])
        flood (&self, scan, column, row, queue);

  scan->ink = g_steal_pointer (&field->ink);
  g_free (self.text);

  return scan;
}

/* Large letters are larger than the blocks: on a smaller screen they are not. */
static void
scan_coarsely (BelayInkScan        *scan,
               const BelayInkField *field)
{
  const BelayRect whole = { 0, 0, scan->width, scan->height };
  BelayInkField coarse;

  if (scan->width < BELAY_INK_COARSE * BELAY_INK_BLOCK || scan->height < BELAY_INK_COARSE * BELAY_INK_BLOCK)
    return;

  belay_ink_field_init_coarse (&coarse, field, BELAY_INK_COARSE);
  scan->coarse = scan_field (&coarse);
  belay_ink_field_clear (&coarse);

  for (guint i = 0; i < scan->coarse->regions->len; i++)
    {
      BelayInkRegion region = g_array_index (scan->coarse->regions, BelayInkRegion, i);
      BelayRect area = { region.area.x * BELAY_INK_COARSE, region.area.y * BELAY_INK_COARSE,
                         region.area.width * BELAY_INK_COARSE, region.area.height * BELAY_INK_COARSE };

      region.large = TRUE;
      belay_rect_intersect (&area, &whole, &region.area);
      g_array_append_val (scan->regions, region);
      lend_ink (scan, &region.area);
    }
}

/**
 * belay_ink_scan:
 * @frame: a frame
 *
 * Looks for what is drawn in colours so near to their background that a person does not see it: text for an agent. Exact
 * pixels are best; a picture that was compressed with losses hides the faintest, photographs and noise hide more.
 *
 * Any thread.
 *
 * Returns: (transfer full): where it found something that has the shape of text
 */
BelayInkScan *
belay_ink_scan (BelayFrame *frame)
{
  BelayInkScan *scan;
  BelayInkField field;
  BelayRect whole;

  g_return_val_if_fail (frame != NULL, NULL);

  belay_ink_field_init (&field, belay_frame_get_width (frame), belay_frame_get_height (frame));
  whole = (BelayRect) { 0, 0, field.width, field.height };
  belay_frame_read (frame, &whole, (guint8 *) field.pixels, (gsize) field.width * 4);

  scan = scan_field (&field);
  scan_coarsely (scan, &field);
  belay_ink_field_clear (&field);

  return scan;
}

/**
 * belay_ink_scan_free:
 * @self: (transfer full) (nullable): a scan
 */
void
belay_ink_scan_free (BelayInkScan *self)
{
  if (self == NULL)
    return;

  belay_ink_scan_free (self->coarse);
  g_clear_pointer (&self->regions, g_array_unref);
  g_free (self->ink);
  g_free (self);
}

/* The difference that three quarters of the ink of a block do not exceed: glyphs in it become black, their fringes grey. */
static guint
get_level (const BelayInkScan *self,
           int                 x0,
           int                 y0,
           const BelayRect    *area)
{
  guint counts[BELAY_INK_VISIBLE + 1] = { 0 };
  guint n = 0, sum = 0;

  for (int y = y0; y < MIN (y0 + BELAY_INK_BLOCK, area->y + area->height); y++)
    for (int x = x0; x < MIN (x0 + BELAY_INK_BLOCK, area->x + area->width); x++)
      {
        guint ink = self->ink[(gsize) y * self->width + x];

        counts[ink]++;
        n += ink > 0;
      }

  for (guint level = 1; level <= BELAY_INK_VISIBLE; level++)
    {
      sum += counts[level];
      if (sum * 4 >= n * 3 && n > 0)
        return level;
    }

  return BELAY_INK_VISIBLE;
}

static void
amplify_block (const BelayInkScan *self,
               const BelayRect    *area,
               int                 x0,
               int                 y0,
               guint8             *grey)
{
  guint level = get_level (self, x0, y0, area);

  for (int y = y0; y < MIN (y0 + BELAY_INK_BLOCK, area->y + area->height); y++)
    for (int x = x0; x < MIN (x0 + BELAY_INK_BLOCK, area->x + area->width); x++)
      {
        guint ink = self->ink[(gsize) y * self->width + x];

        grey[(gsize) (y - area->y) * area->width + (x - area->x)] = (guint8) (255 - MIN (255, 255 * ink / level));
      }
}

/**
 * belay_ink_amplify:
 * @self: a scan
 * @area: screen pixels; must lie on the screen
 * @scale: 1 to 4
 * @width: (out): pixels of the result
 * @height: (out): the same
 *
 * Any thread.
 *
 * Returns: (transfer full): @width × @height bytes, 0 where there is ink, 255 where there is none
 */
GBytes *
belay_ink_amplify (const BelayInkScan *self,
                   const BelayRect    *area,
                   int                 scale,
                   int                *width,
                   int                *height)
{
  g_autofree guint8 *grey = NULL;

  g_return_val_if_fail (self != NULL && area != NULL, NULL);
  g_return_val_if_fail (scale >= 1 && scale <= 4, NULL);
  g_return_val_if_fail (area->x >= 0 && area->y >= 0 && area->width > 0 && area->height > 0 &&
                        area->x + area->width <= self->width && area->y + area->height <= self->height, NULL);

  grey = g_malloc ((gsize) area->width * area->height);
  for (int y = area->y; y < area->y + area->height; y += BELAY_INK_BLOCK)
    for (int x = area->x; x < area->x + area->width; x += BELAY_INK_BLOCK)
      amplify_block (self, area, x, y, grey);

  *width = area->width * scale;
  *height = area->height * scale;

  return belay_ink_enlarge (grey, area->width, area->height, scale);
}
