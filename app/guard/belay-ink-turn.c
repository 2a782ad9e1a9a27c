/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-turn.h"

#include <math.h>

#define DARK       128          /* what is darker is ink */
#define MAX_POINTS 8000         /* of the ink: enough to tell */
#define STEP       5            /* degrees; what is read is read well when it is a little askew */
#define BIN        2            /* pixels that count as one line */
#define CLEARLY    1.6          /* how much sharper lines have to be than those that are not turned */

typedef struct
{
  float x;
  float y;
} Point;

static GArray *
take_points (GBytes *grey,
             int     width,
             int     height)
{
  const guint8 *pixels = g_bytes_get_data (grey, NULL);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));
  gsize n = 0, every;

  for (gsize i = 0; i < (gsize) width * (gsize) height; i++)
    n += pixels[i] < DARK;

  every = n / MAX_POINTS + 1;
  n = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixels[(gsize) y * (gsize) width + (gsize) x] < DARK && n++ % every == 0)
        g_array_append_val (points, ((Point) { (float) x, (float) y }));

  return points;
}

/* How abruptly ink begins and ends from line to line, if lines are turned by @angle. */
static double
get_sharpness (GArray *points,
               int     angle,
               guint  *bins,
               int     n_bins)
{
  float sine = sinf ((float) (angle * G_PI / 180)), cosine = cosf ((float) (angle * G_PI / 180));
  double sharpness = 0;

  for (int i = 0; i < n_bins; i++)
    bins[i] = 0;

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      bins[n_bins / 2 + (int) floorf ((point->y * cosine - point->x * sine) / BIN)]++;
    }

  for (int i = 1; i < n_bins; i++)
    {
      double step = (double) bins[i] - bins[i - 1];

      sharpness += step * step;
    }

  return sharpness;
}

/**
 * belay_ink_find_angle:
 * @grey: a picture
 * @width: pixels
 * @height: pixels
 *
 * Returns: degrees, clockwise
 */
int
belay_ink_find_angle (GBytes *grey,
                      int     width,
                      int     height)
{
  g_autoptr(GArray) points = take_points (grey, width, height);
  int n_bins = 2 * ((width + height) / BIN + 2);
  g_autofree guint *bins = g_new (guint, n_bins);
  double upright = get_sharpness (points, 0, bins, n_bins), most = upright * CLEARLY;
  int best = 0;

  for (int angle = -90 + STEP; angle <= 90; angle += STEP)
    {
      double sharpness = get_sharpness (points, angle, bins, n_bins);

      if (sharpness > most)
        {
          most = sharpness;
          best = angle;
        }
    }

  return best;
}

static guint8
sample (const guint8 *pixels,
        int           width,
        int           height,
        float         x,
        float         y)
{
  int left = (int) floorf (x), top = (int) floorf (y);
  float fx = x - (float) left, fy = y - (float) top;
  float corners[4];

  for (int i = 0; i < 4; i++)
    {
      int at_x = left + (i & 1), at_y = top + (i >> 1);

      corners[i] = at_x < 0 || at_y < 0 || at_x >= width || at_y >= height ? 255
                   : pixels[(gsize) at_y * (gsize) width + (gsize) at_x];
    }

  return (guint8) ((corners[0] * (1 - fx) + corners[1] * fx) * (1 - fy) + (corners[2] * (1 - fx) + corners[3] * fx) * fy + 0.5f);
}

/**
 * belay_ink_turn_back:
 * @grey: a picture
 * @angle: degrees, clockwise
 * @width: (inout): pixels
 * @height: (inout): pixels
 *
 * Returns: (transfer full): it without that turn
 */
GBytes *
belay_ink_turn_back (GBytes *grey,
                     int     angle,
                     int    *width,
                     int    *height)
{
  float sine = sinf ((float) (angle * G_PI / 180)), cosine = cosf ((float) (angle * G_PI / 180));
  int old_width = *width, old_height = *height;
  const guint8 *old = g_bytes_get_data (grey, NULL);
  guint8 *pixels;

  *width = (int) ceilf (fabsf ((float) old_width * cosine) + fabsf ((float) old_height * sine));
  *height = (int) ceilf (fabsf ((float) old_width * sine) + fabsf ((float) old_height * cosine));
  pixels = g_malloc ((gsize) *width * (gsize) *height);

  for (int y = 0; y < *height; y++)
    for (int x = 0; x < *width; x++)
      {
        float from_x = (float) x - (float) (*width - 1) / 2, from_y = (float) y - (float) (*height - 1) / 2;

        pixels[(gsize) y * (gsize) *width + (gsize) x] =
          sample (old, old_width, old_height, from_x * cosine - from_y * sine + (float) (old_width - 1) / 2,
                  from_x * sine + from_y * cosine + (float) (old_height - 1) / 2);
      }

  return g_bytes_new_take (pixels, (gsize) *width * (gsize) *height);
}

/**
 * belay_ink_upend:
 * @grey: a picture
 *
 * Returns: (transfer full): it, the other way up
 */
GBytes *
belay_ink_upend (GBytes *grey)
{
  gsize size;
  const guint8 *old = g_bytes_get_data (grey, &size);
  guint8 *pixels = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    pixels[i] = old[size - 1 - i];

  return g_bytes_new_take (pixels, size);
}
