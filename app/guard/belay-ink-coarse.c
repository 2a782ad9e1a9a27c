/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-block.h"

#include <stdlib.h>

#include "belay-ink.h"

#define EVEN 0x00ff00ffu        /* two of the four channels, with room for sums between */
#define FLIP 0x00808080u        /* makes of a colour one that is plain to see beside it */

static gboolean
differs_visibly (guint32 a,
                 guint32 b)
{
  for (int shift = 0; shift < 24; shift += 8)
    if (abs ((int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff)) > BELAY_INK_VISIBLE)
      return TRUE;

  return FALSE;
}

/* What has something in it that can be seen stays something that can be seen: its mean might be faint. */
static guint32
get_mean (const guint32 *pixels,
          gsize          stride,
          int            step)
{
  guint32 first = pixels[0], other = 0;
  guint32 even = 0, odd = 0, n = (guint32) (step * step), mean = 0xff000000u;
  gboolean visible = FALSE;

  for (int y = 0; y < step; y++)
    for (int x = 0; x < step; x++)
      other |= pixels[(gsize) y * stride + (gsize) x] ^ first;

  if (other == 0)
    return first;

  for (int y = 0; y < step; y++)
    for (int x = 0; x < step; x++)
      {
        guint32 pixel = pixels[(gsize) y * stride + (gsize) x];

        even += pixel & EVEN;
        odd += (pixel >> 8) & EVEN;
        visible |= differs_visibly (pixel, first);
      }

  mean |= ((even & 0xffff) + n / 2) / n | ((odd & 0xffff) + n / 2) / n << 8 | ((even >> 16) + n / 2) / n << 16;

  return visible ? mean ^ FLIP : mean;
}

/**
 * belay_ink_field_init_coarse:
 * @self: (out caller-allocates): a field
 * @fine: a field whose pixels are filled in
 * @step: pixels a side that become one, 2 to 16
 */
void
belay_ink_field_init_coarse (BelayInkField       *self,
                             const BelayInkField *fine,
                             int                  step)
{
  belay_ink_field_init (self, fine->width / step, fine->height / step);

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      self->pixels[(gsize) y * self->width + x] =
        get_mean (fine->pixels + (gsize) (y * step) * fine->width + x * step, (gsize) fine->width, step);
}
