/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-pixel-scale.h"

#include <math.h>
#include <string.h>

/* Weights are 8 bit fixed point: those of one device pixel add up to this, so that an even area keeps its colour. */
#define WHOLE 256

/* Which screen pixels a device pixel covers, and where their weights begin. */
typedef struct
{
  int   first;
  int   n;
  guint offset;
} Span;

struct _BelayPixelAxis
{
  int      n_source;
  int      n_dest;
  Span    *spans;
  guint16 *weights;
};

/* The weights of [start, end): what each screen pixel has of it, rounded so that none is lost. */
static void
append_span (GArray *weights,
             Span   *span,
             double  start,
             double  end)
{
  int first = (int) floor (start);
  int last = MAX (first, (int) ceil (end) - 1);
  int rest = WHOLE;
  guint largest = weights->len;

  *span = (Span) { first, 0, weights->len };

  for (int i = first; i <= last; i++)
    {
      double covered = MIN (end, i + 1.0) - MAX (start, i);
      guint16 weight = (guint16) lround (covered / (end - start) * WHOLE);

      if (weight == 0 && span->n == 0 && i < last)
        {
          span->first++;
          continue;
        }

      if (weight == 0 && span->n > 0)
        break;

      g_array_append_val (weights, weight);
      span->n++;
      rest -= weight;

      if (weight > g_array_index (weights, guint16, largest))
        largest = weights->len - 1;
    }

  g_array_index (weights, guint16, largest) = (guint16) (g_array_index (weights, guint16, largest) + rest);
}

/**
 * belay_pixel_axis_new:
 * @n_source: screen pixels along the axis, at least 1
 * @scale: device pixels per screen pixel, above 0
 *
 * Returns: (transfer full): how device pixels cover screen pixels
 */
BelayPixelAxis *
belay_pixel_axis_new (int    n_source,
                      double scale)
{
  g_autoptr(GArray) weights = g_array_new (FALSE, FALSE, sizeof (guint16));
  BelayPixelAxis *self;

  g_return_val_if_fail (n_source > 0 && scale > 0, NULL);

  self = g_new0 (BelayPixelAxis, 1);
  self->n_source = n_source;
  self->n_dest = MAX (1, (int) lround (n_source * scale));
  self->spans = g_new (Span, self->n_dest);

  for (int i = 0; i < self->n_dest; i++)
    append_span (weights, &self->spans[i], i / scale, MIN ((i + 1) / scale, n_source));

  self->weights = (guint16 *) (void *) g_array_free (g_steal_pointer (&weights), FALSE);

  return self;
}

/**
 * belay_pixel_axis_free:
 * @self: (transfer full): an axis
 */
void
belay_pixel_axis_free (BelayPixelAxis *self)
{
  g_free (self->spans);
  g_free (self->weights);
  g_free (self);
}

/**
 * belay_pixel_axis_get_n:
 * @self: an axis
 *
 * Returns: device pixels along the axis, at least 1
 */
int
belay_pixel_axis_get_n (const BelayPixelAxis *self)
{
  return self->n_dest;
}

/**
 * belay_pixel_axis_get_first:
 * @self: an axis
 * @source: a screen pixel, or one past the last
 *
 * Returns: the first device pixel that begins at or after @source; one past the last if none does
 */
int
belay_pixel_axis_get_first (const BelayPixelAxis *self,
                            int                   source)
{
  int low = 0;
  int high = self->n_dest;

  while (low < high)
    {
      int middle = low + (high - low) / 2;

      if (self->spans[middle].first < source)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * belay_pixel_axis_get_cover:
 * @self: an axis
 * @from: a device pixel
 * @to: a device pixel after @from, at most the number of them
 * @first: (out): the first screen pixel these device pixels show
 * @end: (out): one past the last
 */
void
belay_pixel_axis_get_cover (const BelayPixelAxis *self,
                            int                   from,
                            int                   to,
                            int                  *first,
                            int                  *end)
{
  const Span *last;

  g_return_if_fail (from >= 0 && from < to && to <= self->n_dest);

  last = &self->spans[to - 1];
  *first = self->spans[from].first;
  *end = last->first + last->n;
}

/**
 * belay_pixel_axis_get_shown:
 * @self: an axis
 * @from: a screen pixel
 * @to: a screen pixel after @from, at most the number of them
 * @first: (out): the first device pixel that shows any of these screen pixels
 * @end: (out): one past the last; not after @first if none does
 */
void
belay_pixel_axis_get_shown (const BelayPixelAxis *self,
                            int                   from,
                            int                   to,
                            int                  *first,
                            int                  *end)
{
  *first = belay_pixel_axis_get_first (self, from);
  *end = belay_pixel_axis_get_first (self, to);

  /* One that begins before may reach into them. */
  if (*first > 0 && self->spans[*first - 1].first + self->spans[*first - 1].n > from)
    (*first)--;
}

/* Several channels at a time, in the vector types of GCC and Clang. Sixteen bits do for all sums, as the weights add up
 * to WHOLE; so the rows are rounded before the columns are summed. */
typedef guint8  Bytes4 __attribute__ ((vector_size (4)));
typedef guint8  Bytes8 __attribute__ ((vector_size (8)));
typedef guint16 Words4 __attribute__ ((vector_size (8)));
typedef guint16 Words8 __attribute__ ((vector_size (16)));

/* Adds @n pixels of @row, weighted, to @sums. */
static void
add_row (guint16      *sums,
         const guint8 *row,
         guint16       weight,
         int           n)
{
  int i;

  for (i = 0; i + 1 < n; i += 2)
    {
      Bytes8 bytes;
      Words8 sum;

      memcpy (&bytes, row + (gsize) i * 4, sizeof bytes);
      memcpy (&sum, sums + (gsize) i * 4, sizeof sum);
      sum += __builtin_convertvector (bytes, Words8) * weight;
      memcpy (sums + (gsize) i * 4, &sum, sizeof sum);
    }

  for (int c = i * 4; c < n * 4; c++)
    sums[c] = (guint16) (sums[c] + row[c] * weight);
}

/* The means out of the sums of @n pixels. */
static void
round_row (guint16 *sums,
           int      n)
{
  int i;

  for (i = 0; i + 1 < n; i += 2)
    {
      Words8 sum;

      memcpy (&sum, sums + (gsize) i * 4, sizeof sum);
      sum = (sum + WHOLE / 2) / WHOLE;
      memcpy (sums + (gsize) i * 4, &sum, sizeof sum);
    }

  for (int c = i * 4; c < n * 4; c++)
    sums[c] = (guint16) ((sums[c] + WHOLE / 2) / WHOLE);
}

/* One row of device pixels out of the means of the rows it covers. */
static void
scale_row (const BelayPixelAxis *columns,
           const guint16        *means,
           int                   source_x,
           const BelayPixelPart *dest,
           guint8               *out)
{
  for (int x = 0; x < dest->width; x++)
    {
      const Span *span = &columns->spans[dest->x + x];
      const guint16 *weights = columns->weights + span->offset;
      const guint16 *mean = means + (gsize) (span->first - source_x) * 4;
      Words4 sum = { WHOLE / 2, WHOLE / 2, WHOLE / 2, WHOLE / 2 };
      Bytes4 pixel;

      for (int i = 0; i < span->n; i++)
        {
          Words4 words;

          memcpy (&words, mean + (gsize) i * 4, sizeof words);
          sum += words * weights[i];
        }

      pixel = __builtin_convertvector (sum / WHOLE, Bytes4);
      memcpy (out + (gsize) x * 4, &pixel, sizeof pixel);
    }
}

/**
 * belay_pixel_scale:
 * @columns: the horizontal axis
 * @rows: the vertical axis
 * @source: screen pixels, 32 bit; all that @dest covers by belay_pixel_axis_get_cover()
 * @dest: device pixels to make
 *
 * Any thread.
 */
void
belay_pixel_scale (const BelayPixelAxis *columns,
                   const BelayPixelAxis *rows,
                   const BelayPixelPart *source,
                   const BelayPixelPart *dest)
{
  g_autofree guint16 *sums = g_new (guint16, (gsize) source->width * 4);

  for (int y = 0; y < dest->height; y++)
    {
      const Span *span = &rows->spans[dest->y + y];

      memset (sums, 0, (gsize) source->width * 4 * sizeof *sums);

      for (int i = 0; i < span->n; i++)
        add_row (sums, source->pixels + (gsize) (span->first + i - source->y) * source->stride,
                 rows->weights[span->offset + (guint) i], source->width);

      round_row (sums, source->width);
      scale_row (columns, sums, source->x, dest, dest->pixels + (gsize) y * dest->stride);
    }
}
