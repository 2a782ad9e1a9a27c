/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spotted-frame.h"

BelayFrame *
spotted_frame_new (int              width,
                   int              height,
                   const BelayRect *spots,
                   guint            n_spots)
{
  g_autofree guint32 *pixels = g_new (guint32, width * height);

  for (int i = 0; i < width * height; i++)
    pixels[i] = 0xff204060 ^ (guint32) (i % 251);

  for (guint i = 0; i < n_spots; i++)
    for (int y = spots[i].y; y < spots[i].y + spots[i].height; y++)
      for (int x = spots[i].x; x < spots[i].x + spots[i].width; x++)
        pixels[y * width + x] ^= 0xffffff;

  return belay_frame_new (NULL, (const guint8 *) pixels, (gsize) width * 4, width, height, NULL, 0, 1, 1);
}
