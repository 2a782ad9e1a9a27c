/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-enlarge.h"

#include <math.h>

#define TAPS       4
#define MAX_SCALE  4
#define SHARP      3            /* from this scale on: of what is tiny, the strokes have to stay apart */

/* How much of which old pixels is in the new ones that lie at one place between them. */
typedef struct
{
  int   first;                  /* from the old pixel the new one lies in */
  float weights[TAPS];
} Phase;

/* Linear, or Catmull and Rom’s. */
static double
get_weight (double   distance,
            gboolean sharp)
{
  double x = fabs (distance);

  if (!sharp)
    return MAX (1 - x, 0);
  if (x < 1)
    return (1.5 * x - 2.5) * x * x + 1;

  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

static void
set_phases (Phase *phases,
            int    scale)
{
  for (int i = 0; i < scale; i++)
    {
      double place = (i + 0.5) / scale - 0.5;

      phases[i].first = (int) floor (place) - 1;
      for (int tap = 0; tap < TAPS; tap++)
        phases[i].weights[tap] = (float) get_weight (place - (phases[i].first + tap), scale >= SHARP);
    }
}

static void
enlarge_row (const guint8 *grey,
             int           width,
             int           scale,
             const Phase  *phases,
             float        *row)
{
  for (int x = 0; x < width * scale; x++)
    {
      const Phase *phase = &phases[x % scale];
      float sum = 0;

      for (int tap = 0; tap < TAPS; tap++)
        sum += phase->weights[tap] * grey[CLAMP (x / scale + phase->first + tap, 0, width - 1)];

      row[x] = sum;
    }
}

/**
 * belay_ink_enlarge:
 * @grey: a picture
 * @width: pixels
 * @height: pixels
 * @scale: 1 to 4
 *
 * Returns: (transfer full): @width × @scale by @height × @scale bytes
 */
GBytes *
belay_ink_enlarge (const guint8 *grey,
                   int           width,
                   int           height,
                   int           scale)
{
  gsize stride = (gsize) width * (gsize) scale;
  g_autofree float *rows = g_new (float, stride * (gsize) height);
  guint8 *enlarged = g_malloc (stride * (gsize) height * (gsize) scale);
  Phase phases[MAX_SCALE];

  set_phases (phases, scale);
  for (int y = 0; y < height; y++)
    enlarge_row (grey + (gsize) y * (gsize) width, width, scale, phases, rows + (gsize) y * stride);

  for (int y = 0; y < height * scale; y++)
    {
      const Phase *phase = &phases[y % scale];
      const float *taps[TAPS];

      for (int tap = 0; tap < TAPS; tap++)
        taps[tap] = rows + (gsize) CLAMP (y / scale + phase->first + tap, 0, height - 1) * stride;

      for (gsize x = 0; x < stride; x++)
        {
          float sum = phase->weights[0] * taps[0][x] + phase->weights[1] * taps[1][x] + phase->weights[2] * taps[2][x] +
                      phase->weights[3] * taps[3][x];

          enlarged[(gsize) y * stride + x] = (guint8) (CLAMP (sum, 0, 255) + 0.5f);
        }
    }

  return g_bytes_new_take (enlarged, stride * (gsize) height * (gsize) scale);
}
