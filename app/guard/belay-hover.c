/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-steady-target.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* What is looked at around the pointer. */
#define WIDTH  64
#define HEIGHT 40

/* A difference between neighbours, in one channel, that makes an edge; and one that may be what another colour left of it. */
#define EDGE   40
#define REMAINS 12

#define LONG_RUN 14             /* pixels: a frame or an underline, not part of a letter */

/* How many of its edges may be others afterwards, in percent. Of words in four fonts of 11 to 18 pixels, eight ways of lighting up
 * changed 6 at most (half of them none), and another word of the same length 8 at least, half of them more than 29. */
#define OTHERS 7
#define FEW    6                /* edges that may be others in any case */

/* Where colours meet. Lighting up changes the colours, and draws frames; it leaves letters and pictures where they are. */
typedef struct
{
  guint8 edges[HEIGHT][WIDTH];
  guint  n_edges;
} Shape;

static gboolean
is_edge (guint32 a,
         guint32 b,
         int     least)
{
  for (int shift = 0; shift < 24; shift += 8)
    if (abs ((int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff)) >= least)
      return TRUE;

  return FALSE;
}

/* Leaves out the straight lines of @along: one row of edges between rows, or one column between columns. */
static void
drop_lines (guint8 *edges,
            int     n_lines,
            int     across,
            int     length,
            int     along)
{
  for (int line = 0; line < n_lines; line++)
    for (int start = 0; start < length;)
      {
        int end = start;

        while (end < length && edges[line * across + end * along])
          end++;

        for (int i = start; i < end && end - start >= LONG_RUN; i++)
          edges[line * across + i * along] = 0;

        start = MAX (end, start + 1);
      }
}

static void
find_shape (Shape           *self,
            BelayFrame      *frame,
            const BelayRect *area,
           int              least)
{
  guint32 pixels[HEIGHT][WIDTH];
  guint8 down[HEIGHT][WIDTH] = { { 0 } };
  guint8 across[HEIGHT][WIDTH] = { { 0 } };

  belay_frame_read (frame, area, (guint8 *) pixels, sizeof pixels[0]);

  for (int y = 0; y < area->height; y++)
    for (int x = 0; x < area->width; x++)
      {
        down[y][x] = y + 1 < area->height && is_edge (pixels[y][x], pixels[y + 1][x], least);
        across[y][x] = x + 1 < area->width && is_edge (pixels[y][x], pixels[y][x + 1], least);
      }

  drop_lines (&down[0][0], area->height, WIDTH, area->width, 1);
  drop_lines (&across[0][0], area->width, 1, area->height, WIDTH);

  *self = (Shape) { .n_edges = 0 };
  for (int y = 0; y < area->height; y++)
    for (int x = 0; x < area->width; x++)
      {
        self->edges[y][x] = down[y][x] || across[y][x];
        self->n_edges += self->edges[y][x];
      }
}

/* How many edges of @self nothing remains of in @other. */
static guint
count_missing (const Shape *self,
               const Shape *other)
{
  guint n = 0;

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      n += self->edges[y][x] && !other->edges[y][x];

  return n;
}

static gboolean
keeps_shape (BelayFrame      *before,
             BelayFrame      *now,
             const BelayRect *area)
{
  Shape then_shape, then_remains, now_shape, now_remains;
  guint allowed;

  find_shape (&then_shape, before, area, EDGE);
  find_shape (&then_remains, before, area, REMAINS);
  find_shape (&now_shape, now, area, EDGE);
  find_shape (&now_remains, now, area, REMAINS);
  allowed = MAX (FEW, MIN (then_shape.n_edges, now_shape.n_edges) * OTHERS / 100);

  return count_missing (&then_shape, &now_remains) <= allowed && count_missing (&now_shape, &then_remains) <= allowed;
}

/**
 * belay_hover_examine:
 * @point: where the pointer has come to, screen pixels
 * @before: the screen before it came
 * @now: the screen now
 *
 * Looks whether what is under the pointer has kept its shape: its letters, its picture. Colours may change.
 *
 * Returns: (transfer full) (nullable): a hold finding
 */
BelayFinding *
belay_hover_examine (BelayPoint  point,
                     BelayFrame *before,
                     BelayFrame *now)
{
  const BelayRect around = { point.x - WIDTH / 2, point.y - HEIGHT / 2, WIDTH, HEIGHT };
  const BelayRect whole = { 0, 0, belay_frame_get_width (now), belay_frame_get_height (now) };
  BelayRect area;

  if (!belay_rect_intersect (&around, &whole, &area) || !belay_frame_get_changed (now, before, &area, NULL))
    return NULL;

  if (belay_frame_get_width (before) == whole.width && belay_frame_get_height (before) == whole.height &&
      keeps_shape (before, now, &area))
    return NULL;

  return belay_finding_new ("hover-swap", BELAY_FINDING_HOLD,
                            _("The target became something else when the pointer came to it."), &area);
}
