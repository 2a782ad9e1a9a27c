/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Says what is drawn too faintly to be seen on the pictures named: for each "NAME MICROSECONDS noisy|quiet" and
 * " x,y,width,height blocks strongest" for each region. With OUT=folder, each region is written there, amplified, as PGM.
 */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>

#include "belay-ink.h"

static BelayFrame *
load (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, &error);
  g_autofree guint32 *pixels = NULL;
  int width, height, channels, stride;
  const guint8 *data;

  if (pixbuf == NULL)
    g_error ("%s: %s", path, error->message);

  width = gdk_pixbuf_get_width (pixbuf);
  height = gdk_pixbuf_get_height (pixbuf);
  channels = gdk_pixbuf_get_n_channels (pixbuf);
  stride = gdk_pixbuf_get_rowstride (pixbuf);
  data = gdk_pixbuf_read_pixels (pixbuf);
  pixels = g_new (guint32, (gsize) width * height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *p = data + (gsize) y * stride + (gsize) x * channels;

        pixels[(gsize) y * width + x] = 0xff000000u | (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
      }

  return belay_frame_new (NULL, (const guint8 *) pixels, (gsize) width * 4, width, height, NULL, 0, 1, 0);
}

static void
write_region (const BelayInkScan *scan,
              const BelayRect    *area,
              const char         *name)
{
  int width, height;
  g_autoptr(GBytes) bytes = belay_ink_amplify (scan, area, 2, &width, &height);
  g_autofree char *header = g_strdup_printf ("P5\n%d %d\n255\n", width, height);
  g_autofree char *path = g_strdup_printf ("%s/%s-%d-%d.pgm", g_getenv ("OUT"), name, area->x, area->y);
  FILE *file = fopen (path, "wb");

  if (file == NULL)
    g_error ("%s cannot be written", path);

  fputs (header, file);
  fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), file);
  fclose (file);
}

int
main (int    argc,
      char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autoptr(BelayFrame) frame = load (argv[i]);
      g_autofree char *name = g_path_get_basename (argv[i]);
      gint64 begin = g_get_monotonic_time ();
      g_autoptr(BelayInkScan) scan = belay_ink_scan (frame);

      printf ("%s %" G_GINT64_FORMAT " %s\n", name, g_get_monotonic_time () - begin, scan->noisy ? "noisy" : "quiet");

      for (guint n = 0; n < scan->regions->len; n++)
        {
          BelayInkRegion *region = &g_array_index (scan->regions, BelayInkRegion, n);

          printf (" %d,%d,%d,%d %u %u\n", region->area.x, region->area.y, region->area.width, region->area.height,
                  region->n_blocks, region->strongest);
          if (g_getenv ("OUT") != NULL)
            write_region (scan, &region->area, name);
        }
    }

  return 0;
}
