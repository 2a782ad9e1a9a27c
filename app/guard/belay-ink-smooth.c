/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-smooth.h"

#include <math.h>
#include <stdlib.h>

#define UNIT        BELAY_INK_PLANE_UNIT
#define REACH       8           /* pixels of the neighbours, on each side */
#define SIDE        (BELAY_INK_BLOCK + 2 * REACH)
#define STRIDE      3           /* enough for three numbers; dithering repeats itself every 2, 4 or 8 pixels */
#define MAX_SAMPLES ((SIDE / STRIDE + 1) * (SIDE / STRIDE + 1))
#define N_REFITS    2
#define N_BENDS     3
#define FAR         32          /* levels from the median: something else */
#define NEAR        (UNIT * 9 / 8)      /* rounding and dithering alone */
#define MAX_NOISE   (UNIT * 4)  /* more is texture */
#define MIN_KEPT    40          /* percent of the samples that are background in the end */
#define FIRST_KEPT  60          /* percent that are taken for background at first: type covers less than the rest */
#define UNEVEN      (UNIT * 6 / 10)     /* more noise than a gradient has, dithered: perhaps it is none, but bends */
#define MIN_BETTER  90          /* percent of that noise */
#define N_TERMS     6           /* of what is bent: 1, x, y, x², xy, y² */
#define CLEAR(noise) MAX ((noise) * 9 / 4, NEAR)        /* beyond that something is drawn, */
#define CLEAR_GREY(noise) MAX ((noise) * 5 / 2, UNIT / 2)       /* or in the mean of all channels */

/* Whole numbers: their sums can be taken many at a time. */
typedef struct
{
  int x[MAX_SAMPLES];           /* from the middle of the block */
  int y[MAX_SAMPLES];
  int level[3][MAX_SAMPLES];
  int kept[MAX_SAMPLES];        /* 1 or 0 */
  int distance[MAX_SAMPLES];    /* of the channel that is furthest */
  int grey[MAX_SAMPLES];        /* the sum of the differences of all channels */
  guint n;
} Samples;

static void
take_samples (Samples             *self,
              const BelayInkField *field,
              int                  column,
              int                  row)
{
  int x0 = column * BELAY_INK_BLOCK, y0 = row * BELAY_INK_BLOCK;

  self->n = 0;

  for (int y = MAX (y0 - REACH, 0); y < MIN (y0 + BELAY_INK_BLOCK + REACH, field->height); y += STRIDE)
    for (int x = MAX (x0 - REACH, 0); x < MIN (x0 + BELAY_INK_BLOCK + REACH, field->width); x += STRIDE)
      {
        guint32 pixel = field->pixels[(gsize) y * field->width + x];

        self->x[self->n] = x - x0 - BELAY_INK_BLOCK / 2;
        self->y[self->n] = y - y0 - BELAY_INK_BLOCK / 2;
        for (int i = 0; i < 3; i++)
          self->level[i][self->n] = (int) (pixel >> (i * 8) & 0xff);
        self->kept[self->n++] = 1;
      }
}

static int
get_median (const Samples *self,
            int            channel)
{
  guint16 counts[256] = { 0 };
  guint sum = 0;
  int level = 0;

  for (guint i = 0; i < self->n; i++)
    counts[self->level[channel][i]]++;

  while (level < 255 && (sum += counts[level]) * 2 < self->n)
    level++;

  return level;
}

/* What is far from most is no part of the background. */
static void
drop_far (Samples *self)
{
  for (int channel = 0; channel < 3; channel++)
    {
      int median = get_median (self, channel);

      for (guint i = 0; i < self->n; i++)
        self->kept[i] &= abs (self->level[channel][i] - median) <= FAR;
    }
}

/* Sums of what is kept, about its mean: of places with places, and of places with levels. */
static void
fit_channel (BelayInkPlane *plane,
             const Samples *samples,
             int            channel,
             const double   moments[6])
{
  const int *level = samples->level[channel];
  int z = 0, xz = 0, yz = 0;
  double n = moments[0], x = moments[1], y = moments[2], xx = moments[3], xy = moments[4], yy = moments[5];
  double across, down, slope_x, slope_y;

  for (guint i = 0; i < samples->n; i++)
    {
      int kept = samples->kept[i] * level[i];

      z += kept;
      xz += kept * samples->x[i];
      yz += kept * samples->y[i];
    }

  across = xz - x * z / n;
  down = yz - y * z / n;
  slope_x = (across * yy - down * xy) / (xx * yy - xy * xy);
  slope_y = (down * xx - across * xy) / (xx * yy - xy * xy);

  plane->bend[channel][0] = plane->bend[channel][1] = plane->bend[channel][2] = 0;
  plane->across[channel] = (int) lround (slope_x * UNIT);
  plane->down[channel] = (int) lround (slope_y * UNIT);
  plane->base[channel] = (int) lround ((z - slope_x * x - slope_y * y) / n * UNIT);
}

/* Least squares of what is kept. */
static gboolean
fit (BelayInkPlane *plane,
     const Samples *samples)
{
  int n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  double moments[6];

  for (guint i = 0; i < samples->n; i++)
    {
      int kx = samples->kept[i] * samples->x[i], ky = samples->kept[i] * samples->y[i];

      n += samples->kept[i];
      x += kx;
      y += ky;
      xx += kx * samples->x[i];
      xy += kx * samples->y[i];
      yy += ky * samples->y[i];
    }

  if ((guint) n * 100 < samples->n * MIN_KEPT || n < 16)
    return FALSE;

  moments[0] = n;
  moments[1] = x;
  moments[2] = y;
  moments[3] = xx - (double) x * x / n;
  moments[4] = xy - (double) x * y / n;
  moments[5] = yy - (double) y * y / n;
  if (moments[3] * moments[5] - moments[4] * moments[4] < 1)
    return FALSE;

  for (int channel = 0; channel < 3; channel++)
    fit_channel (plane, samples, channel, moments);

  return TRUE;
}

/* What the sums are of, in numbers so small that many can be multiplied at a time. */
typedef struct
{
  gint16 terms[N_TERMS + 3][MAX_SAMPLES];       /* and the levels */
  gint16 kept[N_TERMS][MAX_SAMPLES];            /* 0 for what is not */
} Terms;

static void
take_terms (Terms         *self,
            const Samples *samples)
{
  for (guint i = 0; i < samples->n; i++)
    {
      int x = samples->x[i], y = samples->y[i];
      const int terms[N_TERMS] = { 1, x, y, x * x, x * y, y * y };

      for (int term = 0; term < N_TERMS; term++)
        {
          self->terms[term][i] = (gint16) terms[term];
          self->kept[term][i] = (gint16) (samples->kept[i] * terms[term]);
        }

      for (int channel = 0; channel < 3; channel++)
        self->terms[N_TERMS + channel][i] = (gint16) samples->level[channel][i];
    }
}

static int
add_up (const gint16 *terms,
        const gint16 *others,
        guint         n)
{
  int sum = 0;

  for (guint i = 0; i < n; i++)
    sum += terms[i] * others[i];

  return sum;
}

static gboolean
solve (double matrix[N_TERMS][N_TERMS + 3])
{
  for (int i = 0; i < N_TERMS; i++)
    {
      if (fabs (matrix[i][i]) < 1e-3)
        return FALSE;

      for (int column = N_TERMS + 2; column >= i; column--)
        matrix[i][column] /= matrix[i][i];

      for (int row = 0; row < N_TERMS; row++)
        for (int column = N_TERMS + 2; row != i && column >= i; column--)
          matrix[row][column] -= matrix[row][i] * matrix[i][column];
    }

  return TRUE;
}

/* Least squares of what is kept, bent. */
static gboolean
fit_bent (BelayInkPlane *plane,
          const Samples *samples)
{
  double matrix[N_TERMS][N_TERMS + 3];
  Terms terms;

  take_terms (&terms, samples);
  for (int row = 0; row < N_TERMS; row++)
    for (int column = 0; column < N_TERMS + 3; column++)
      matrix[row][column] = column < row ? matrix[column][row] : add_up (terms.kept[row], terms.terms[column], samples->n);

  if (matrix[0][0] * 100 < samples->n * MIN_KEPT || !solve (matrix))
    return FALSE;

  for (int channel = 0; channel < 3; channel++)
    {
      plane->base[channel] = (int) lround (matrix[0][N_TERMS + channel] * UNIT);
      plane->across[channel] = (int) lround (matrix[1][N_TERMS + channel] * UNIT);
      plane->down[channel] = (int) lround (matrix[2][N_TERMS + channel] * UNIT);
      for (int i = 0; i < 3; i++)
        plane->bend[channel][i] = (int) lround (matrix[3 + i][N_TERMS + channel] * UNIT * BELAY_INK_BEND);
    }

  return TRUE;
}

static int
get_level (const BelayInkPlane *plane,
           int                  channel,
           int                  x,
           int                  y)
{
  const int *bend = plane->bend[channel];

  return plane->base[channel] + plane->across[channel] * x + plane->down[channel] * y +
         (bend[0] * x * x + bend[1] * x * y + bend[2] * y * y) / BELAY_INK_BEND;
}

/* Measures how far all is from the plane, and the noise of what is kept. Returns: the longest distance. */
static int
measure (BelayInkPlane *plane,
         Samples       *samples)
{
  int sum = 0, grey_sum = 0, n = 0, most = 0;

  for (guint i = 0; i < samples->n; i++)
    samples->distance[i] = samples->grey[i] = 0;

  for (int channel = 0; channel < 3; channel++)
    for (guint i = 0; i < samples->n; i++)
      {
        int level = get_level (plane, channel, samples->x[i], samples->y[i]);
        int difference = samples->level[channel][i] * UNIT - level;

        samples->distance[i] = MAX (samples->distance[i], abs (difference));
        samples->grey[i] += difference;
      }

  for (guint i = 0; i < samples->n; i++)
    {
      n += samples->kept[i];
      sum += samples->kept[i] * samples->distance[i];
      grey_sum += samples->kept[i] * abs (samples->grey[i]);
      most = MAX (most, samples->distance[i]);
    }

  plane->noise = n > 0 ? sum / n : MAX_NOISE + 1;
  plane->grey_noise = n > 0 ? grey_sum / n / 3 : MAX_NOISE + 1;

  return most;
}

static void
keep_nearest (Samples *samples,
              int      distance)
{
  for (guint i = 0; i < samples->n; i++)
    samples->kept[i] = samples->distance[i] <= distance;
}

/* The distance that @percent of the samples do not exceed. */
static int
get_distance (const Samples *samples,
              guint          percent)
{
  guint16 counts[FAR * 8] = { 0 };
  guint sum = 0;
  int bin = 0;

  for (guint i = 0; i < samples->n; i++)
    counts[MIN (samples->distance[i] * 8 / UNIT, FAR * 8 - 1)]++;

  while (bin < FAR * 8 - 1 && (sum += counts[bin]) * 100 < samples->n * percent)
    bin++;

  return (bin + 1) * UNIT / 8;
}

static gboolean
is_grey_clear (const BelayInkPlane *self,
               const Samples       *samples)
{
  int most = 0;

  for (guint i = 0; i < samples->n; i++)
    most = MAX (most, abs (samples->grey[i]));

  return most > 3 * CLEAR_GREY (self->grey_noise);
}

/* What bends is no plane with much noise. Keeps the better of both. Returns: the longest distance from it. */
static int
bend (BelayInkPlane *self,
      Samples       *samples,
      int            most)
{
  BelayInkPlane bent = *self;
  int most_bent = most;

  keep_nearest (samples, get_distance (samples, FIRST_KEPT));

  for (int i = 0; i < N_BENDS; i++)
    {
      if (!fit_bent (&bent, samples))
        return most;

      most_bent = measure (&bent, samples);
      keep_nearest (samples, MAX (3 * bent.noise, NEAR));
    }

  if (bent.noise * 100 > self->noise * MIN_BETTER)
    return most;

  *self = bent;

  return most_bent;
}

/**
 * belay_ink_plane_fit:
 * @self: (out caller-allocates): the background
 * @field: a field whose pixels are filled in
 * @column: of the block
 * @row: of the block
 *
 * Returns: whether most of the block and its surroundings is that background
 */
BelayInkPlaneKind
belay_ink_plane_fit (BelayInkPlane       *self,
                     const BelayInkField *field,
                     int                  column,
                     int                  row)
{
  Samples samples;
  int most;

  take_samples (&samples, field, column, row);
  drop_far (&samples);

  if (!fit (self, &samples))
    return BELAY_INK_PLANE_NONE;

  most = measure (self, &samples);
  if (most <= NEAR)
    return BELAY_INK_PLANE_EMPTY;
  if (self->noise > 2 * MAX_NOISE)
    return BELAY_INK_PLANE_NONE;

  /* What is drawn has pulled the plane to its side: once more without it. */
  keep_nearest (&samples, MAX (get_distance (&samples, FIRST_KEPT), NEAR));

  for (int i = 0; i < N_REFITS; i++)
    {
      if (!fit (self, &samples))
        return BELAY_INK_PLANE_NONE;

      most = measure (self, &samples);
      keep_nearest (&samples, MAX (3 * self->noise, NEAR));
    }

  if (self->noise >= UNEVEN)
    most = bend (self, &samples, most);

  if (self->noise > MAX_NOISE)
    return BELAY_INK_PLANE_NONE;

  return most > CLEAR (self->noise) || is_grey_clear (self, &samples) ? BELAY_INK_PLANE_DRAWN : BELAY_INK_PLANE_EMPTY;
}

/**
 * belay_ink_plane_rate:
 * @self: a background
 * @pixel: a colour
 * @x: pixels from the left of the block
 * @y: pixels from the top of the block
 *
 * Returns: the largest difference of a channel; 0 for the background and its noise
 */
int
belay_ink_plane_rate (const BelayInkPlane *self,
                      guint32              pixel,
                      int                  x,
                      int                  y)
{
  int strongest = 0, grey = 0;

  for (int i = 0; i < 3; i++)
    {
      int level = get_level (self, i, x - BELAY_INK_BLOCK / 2, y - BELAY_INK_BLOCK / 2);
      int difference = (int) (pixel >> (i * 8) & 0xff) * UNIT - level;

      grey += difference;
      if (abs (difference) > abs (strongest))
        strongest = difference;
    }

  /* Grain is less in the mean of all, text of all channels is not. */
  if (abs (strongest) <= CLEAR (self->noise))
    {
      if (abs (grey) <= 3 * CLEAR_GREY (self->grey_noise))
        return 0;

      strongest = grey > 0 ? MAX (grey / 3, UNIT) : MIN (grey / 3, -UNIT);
    }

  return (strongest + (strongest > 0 ? UNIT / 2 : -UNIT / 2)) / UNIT;
}
