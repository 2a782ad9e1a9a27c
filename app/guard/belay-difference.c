/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-difference.h"

#include <string.h>

#include "belay-moved-target.h"

/* Cells with at most one equal cell between them are one place: a line of text is one place, not one for each word. */
#define REACH 2

/* More places than this are not told apart. */
#define MAX_REGIONS 32

static guint8 *
cell_at (const BelayDifference *self,
         int                    column,
         int                    row)
{
  return &self->cells[row * self->n_columns + column];
}

static BelayRect
cell_area (int        column,
           int        row,
           BelayFrame *frame)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  const BelayRect cell = { column * BELAY_DIFFERENCE_CELL, row * BELAY_DIFFERENCE_CELL, BELAY_DIFFERENCE_CELL,
                           BELAY_DIFFERENCE_CELL };
  BelayRect clipped = { 0 };

  belay_rect_intersect (&cell, &whole, &clipped);

  return clipped;
}

/* Row by row of cells first: most of a screen is equal most of the time. */
static void
mark_cells (BelayDifference *self,
            BelayFrame      *then,
            BelayFrame      *now)
{
  for (int row = 0; row < self->n_rows; row++)
    {
      BelayRect band = cell_area (0, row, now);
      BelayRect changed;

      band.width = belay_frame_get_width (now);
      if (!belay_frame_get_changed (now, then, &band, &changed))
        continue;

      for (int column = changed.x / BELAY_DIFFERENCE_CELL;
           column <= (changed.x + changed.width - 1) / BELAY_DIFFERENCE_CELL; column++)
        {
          BelayRect area = cell_area (column, row, now);

          *cell_at (self, column, row) = belay_frame_get_changed (now, then, &area, NULL);
        }
    }
}

/* Takes all cells that hang together with the one at @start: they become 2. Returns: the area around them */
static BelayRect
gather (BelayDifference *self,
        int              start,
        GArray          *stack)
{
  int left = G_MAXINT, top = G_MAXINT, right = 0, bottom = 0;

  g_array_append_val (stack, start);
  self->cells[start] = 2;

  while (stack->len > 0)
    {
      int cell = g_array_index (stack, int, stack->len - 1);
      int column = cell % self->n_columns, row = cell / self->n_columns;

      g_array_set_size (stack, stack->len - 1);
      left = MIN (left, column);
      right = MAX (right, column + 1);
      top = MIN (top, row);
      bottom = MAX (bottom, row + 1);

      for (int y = MAX (row - REACH, 0); y <= MIN (row + REACH, self->n_rows - 1); y++)
        for (int x = MAX (column - REACH, 0); x <= MIN (column + REACH, self->n_columns - 1); x++)
          if (*cell_at (self, x, y) == 1)
            {
              int next = y * self->n_columns + x;

              self->cells[next] = 2;
              g_array_append_val (stack, next);
            }
    }

  return (BelayRect) { left * BELAY_DIFFERENCE_CELL, top * BELAY_DIFFERENCE_CELL,
                       (right - left) * BELAY_DIFFERENCE_CELL, (bottom - top) * BELAY_DIFFERENCE_CELL };
}

/* The cells of @area that were gathered last become @value. */
static void
settle_cells (BelayDifference *self,
              const BelayRect *area,
              guint8           value)
{
  for (int y = area->y / BELAY_DIFFERENCE_CELL; y < (area->y + area->height) / BELAY_DIFFERENCE_CELL; y++)
    for (int x = area->x / BELAY_DIFFERENCE_CELL; x < (area->x + area->width) / BELAY_DIFFERENCE_CELL; x++)
      if (*cell_at (self, x, y) == 2)
        *cell_at (self, x, y) = value;
}

/* Two rectangles that overlap are one place to look at. */
static void
add_region (GArray    *regions,
            BelayRect  region)
{
  for (guint i = regions->len; i > 0; i--)
    {
      BelayRect *other = &g_array_index (regions, BelayRect, i - 1);
      BelayRect common;

      if (!belay_rect_intersect (&region, other, &common) && regions->len < MAX_REGIONS)
        continue;

      belay_rect_union (&region, other, &region);
      g_array_remove_index_fast (regions, i - 1);
      i = regions->len + 1;
    }

  g_array_append_val (regions, region);
}

static void
find_regions (BelayDifference *self,
              BelayFrame      *then,
              BelayFrame      *now)
{
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));

  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    {
      BelayRect area, changed;
      gboolean caret;

      if (self->cells[i] != 1)
        continue;

      area = gather (self, i, stack);
      caret = !belay_frame_get_changed (now, then, &area, &changed) || belay_moved_target_is_caret (&changed);
      settle_cells (self, &area, caret ? 0 : 3);
      if (!caret)
        add_region (self->regions, changed);
    }

  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    self->cells[i] = self->cells[i] != 0;
}

static int
compare_areas (gconstpointer a,
               gconstpointer b)
{
  const BelayRect *first = a, *second = b;
  gint64 difference = (gint64) second->width * second->height - (gint64) first->width * first->height;

  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/**
 * belay_difference_new:
 * @then: a picture
 * @now: another
 *
 * Compares two pictures pixel by pixel. Differences that are near each other are one place; those no larger than a caret
 * are none. Pictures of two sizes differ everywhere. Any thread.
 *
 * Returns: (transfer full): where they differ
 */
BelayDifference *
belay_difference_new (BelayFrame *then,
                      BelayFrame *now)
{
  BelayDifference *self;
  gint64 n_pixels, n_different = 0;

  g_return_val_if_fail (then != NULL, NULL);
  g_return_val_if_fail (now != NULL, NULL);

  self = g_new0 (BelayDifference, 1);
  self->n_columns = (belay_frame_get_width (now) + BELAY_DIFFERENCE_CELL - 1) / BELAY_DIFFERENCE_CELL;
  self->n_rows = (belay_frame_get_height (now) + BELAY_DIFFERENCE_CELL - 1) / BELAY_DIFFERENCE_CELL;
  self->cells = g_new0 (guint8, (gsize) self->n_columns * self->n_rows);
  self->regions = g_array_new (FALSE, FALSE, sizeof (BelayRect));
  mark_cells (self, then, now);
  find_regions (self, then, now);
  g_array_sort (self->regions, compare_areas);

  for (guint i = 0; i < self->regions->len; i++)
    {
      const BelayRect *region = &g_array_index (self->regions, BelayRect, i);

      n_different += (gint64) region->width * region->height;
    }

  n_pixels = (gint64) belay_frame_get_width (now) * belay_frame_get_height (now);
  self->percent = (guint) ((n_different * 100 + n_pixels - 1) / n_pixels);

  return self;
}

/**
 * belay_difference_free:
 * @self: (transfer full): a difference
 */
void
belay_difference_free (BelayDifference *self)
{
  g_free (self->cells);
  g_array_unref (self->regions);
  g_free (self);
}

/**
 * belay_difference_is_within:
 * @self: a difference
 * @known: (nullable): an earlier one
 *
 * Returns: whether there is nothing new in @self
 */
gboolean
belay_difference_is_within (const BelayDifference *self,
                            const BelayDifference *known)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->regions->len == 0)
    return TRUE;

  if (known == NULL || known->n_columns != self->n_columns || known->n_rows != self->n_rows)
    return FALSE;

  for (int i = 0; i < self->n_columns * self->n_rows; i++)
    if (self->cells[i] != 0 && known->cells[i] == 0)
      return FALSE;

  return TRUE;
}
