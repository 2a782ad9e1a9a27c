/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-off-moment.h"

#include <stdlib.h>

#define CELL BELAY_DIFFERENCE_CELL

/* What a person would see: this many pixels of a cell are this different, in one channel of 255. */
#define N_PIXELS 3
#define LEVELS   16

/* Of what was shown, this many cells in a hundred must be more than an empty area: nothing can be read there. */
#define DRAWN_PERCENT 25

struct _BelayOffMoment
{
  BelayFrame      *before;
  BelayFrame      *seen;
  BelayDifference *difference;
  guint8          *in_question; /* one byte a cell */
};

typedef guint32 Pixels[CELL][CELL];

static BelayRect
get_cell (BelayFrame *frame,
          int         column,
          int         row)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  const BelayRect cell = { column * CELL, row * CELL, CELL, CELL };
  BelayRect clipped = { 0 };

  belay_rect_intersect (&cell, &whole, &clipped);

  return clipped;
}

static gboolean
is_different (guint32 a,
              guint32 b)
{
  for (int shift = 0; shift < 24; shift += 8)
    if (abs ((int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff)) > LEVELS)
      return TRUE;

  return FALSE;
}

/* Whether a person would see a difference. */
static gboolean
differs (BelayFrame      *a,
         BelayFrame      *b,
         const BelayRect *cell)
{
  Pixels of_a, of_b;
  int n = 0;

  if (!belay_frame_get_changed (a, b, cell, NULL))
    return FALSE;

  belay_frame_read (a, cell, (guint8 *) of_a, sizeof of_a[0]);
  belay_frame_read (b, cell, (guint8 *) of_b, sizeof of_b[0]);

  for (int y = 0; y < cell->height; y++)
    for (int x = 0; x < cell->width; x++)
      n += is_different (of_a[y][x], of_b[y][x]);

  return n >= N_PIXELS;
}

static gboolean
is_drawn (BelayFrame      *frame,
          const BelayRect *cell)
{
  Pixels pixels;
  int n = 0;

  belay_frame_read (frame, cell, (guint8 *) pixels, sizeof pixels[0]);

  for (int y = 0; y < cell->height; y++)
    for (int x = 0; x < cell->width; x++)
      n += is_different (pixels[y][x], pixels[0][0]);

  return n >= N_PIXELS;
}

/**
 * belay_off_moment_new:
 * @before: the screen some time before
 * @seen: the screen the agent got a picture of
 * @restless: (nullable): of the cells of the screen, those that move all the time
 *
 * Returns: (transfer full) (nullable): what is in question; %NULL if nothing is
 */
BelayOffMoment *
belay_off_moment_new (BelayFrame   *before,
                      BelayFrame   *seen,
                      const guint8 *restless)
{
  g_autoptr(BelayOffMoment) self = NULL;
  guint n_in_question = 0;

  g_return_val_if_fail (before != NULL && seen != NULL, NULL);

  if (before == seen || belay_frame_get_width (before) != belay_frame_get_width (seen) ||
      belay_frame_get_height (before) != belay_frame_get_height (seen))
    return NULL;

  self = g_new0 (BelayOffMoment, 1);
  self->before = belay_frame_ref (before);
  self->seen = belay_frame_ref (seen);
  self->difference = belay_difference_new (before, seen);
  self->in_question = g_malloc0 ((gsize) self->difference->n_columns * self->difference->n_rows);

  for (int row = 0; row < self->difference->n_rows; row++)
    for (int column = 0; column < self->difference->n_columns; column++)
      {
        int i = row * self->difference->n_columns + column;
        BelayRect cell = get_cell (seen, column, row);

        self->in_question[i] = self->difference->cells[i] && (restless == NULL || !restless[i]) &&
                               differs (before, seen, &cell);
        n_in_question += self->in_question[i];
      }

  return n_in_question >= BELAY_OFF_MOMENT_LABEL ? g_steal_pointer (&self) : NULL;
}

/**
 * belay_off_moment_free:
 * @self: (transfer full) (nullable): what is in question
 */
void
belay_off_moment_free (BelayOffMoment *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->before, belay_frame_unref);
  g_clear_pointer (&self->seen, belay_frame_unref);
  g_clear_pointer (&self->difference, belay_difference_free);
  g_free (self->in_question);
  g_free (self);
}

/* How many cells of @region were shown for the moment only, and the area around them; 0 if nothing can be read there. */
static guint
count_gone (const BelayOffMoment *self,
            BelayFrame           *after,
            gboolean              provoked,
            const BelayRect      *region,
            BelayRect            *area)
{
  int left = G_MAXINT, top = G_MAXINT, right = -1, bottom = -1;
  guint n = 0, n_drawn = 0;

  for (int row = region->y / CELL; row * CELL < region->y + region->height; row++)
    for (int column = region->x / CELL; column * CELL < region->x + region->width; column++)
      {
        BelayRect cell = get_cell (self->seen, column, row);

        if (!self->in_question[row * self->difference->n_columns + column] || !differs (self->seen, after, &cell) ||
            (provoked && differs (self->before, after, &cell)))
          continue;

        n++;
        n_drawn += is_drawn (self->seen, &cell);
        left = MIN (left, column);
        right = MAX (right, column);
        top = MIN (top, row);
        bottom = MAX (bottom, row);
      }

  if (n < BELAY_OFF_MOMENT_LABEL || n_drawn * 100 < n * DRAWN_PERCENT)
    return 0;

  *area = (BelayRect) { left * CELL, top * CELL, (right - left + 1) * CELL, (bottom - top + 1) * CELL };

  return n;
}

/**
 * belay_off_moment_find:
 * @self: what is in question
 * @after: a later screen
 * @provoked: whether input was sent between the two others
 * @area: (out): where, screen pixels; untouched if nowhere
 *
 * Returns: in how many cells something was shown for the moment only
 */
guint
belay_off_moment_find (const BelayOffMoment *self,
                       BelayFrame           *after,
                       gboolean              provoked,
                       BelayRect            *area)
{
  guint most = 0;

  g_return_val_if_fail (self != NULL && after != NULL, 0);

  if (after == self->seen || belay_frame_get_width (after) != belay_frame_get_width (self->seen) ||
      belay_frame_get_height (after) != belay_frame_get_height (self->seen))
    return 0;

  for (guint i = 0; i < self->difference->regions->len; i++)
    {
      BelayRect around;
      guint n = count_gone (self, after, provoked, &g_array_index (self->difference->regions, BelayRect, i), &around);

      if (n > most)
        {
          most = n;
          *area = around;
        }
    }

  return most;
}

BelayFrame *
belay_off_moment_get_before (const BelayOffMoment *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->before;
}

BelayFrame *
belay_off_moment_get_seen (const BelayOffMoment *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->seen;
}
