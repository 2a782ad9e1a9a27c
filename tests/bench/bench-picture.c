/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>
#include <stdlib.h>

#include "belay-picture.h"

/* frame → PNG bytes, beside gdk-pixbuf's encoder on the same pixels in the same run. argv[1]: a PNG of a desktop. */

#define RUNS 21

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
median_ms (gint64 *times)
{
  qsort (times, RUNS, sizeof (gint64), compare);

  return (double) times[RUNS / 2] / 1000.0;
}

static BelayFrame *
frame_of (GdkPixbuf *pixbuf,
          guint64    seq)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *row = gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < width; x++)
        pixels[y * width + x] = 0xff000000u | ((guint32) row[x * channels] << 16) |
                                ((guint32) row[x * channels + 1] << 8) | row[x * channels + 2];
    }

  return belay_frame_new (NULL, (guint8 *) pixels, (gsize) width * 4, width, height, NULL, 0, seq, 0);
}

static void
on_picture (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(BelayPicture **) user_data = belay_picture_new_finish (result, &error);
  if (error != NULL)
    g_error ("%s", error->message);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (argv[1], &error);
  gint64 ours[RUNS], theirs[RUNS];
  gsize our_size = 0, their_size = 0;

  if (pixbuf == NULL)
    g_error ("%s", error->message);

  for (int i = 0; i < RUNS; i++)
    {
      /* A new frame each time: the same one would be answered from memory. */
      g_autoptr(BelayFrame) frame = frame_of (pixbuf, i + 1);
      g_autoptr(BelayPicture) picture = NULL;
      g_autofree char *bytes = NULL;
      gint64 start = g_get_monotonic_time ();

      belay_picture_new_async (frame, NULL, belay_frame_get_width (frame), belay_frame_get_height (frame), NULL,
                               on_picture, &picture);
      while (picture == NULL)
        g_main_context_iteration (NULL, TRUE);
      ours[i] = g_get_monotonic_time () - start;
      our_size = g_bytes_get_size (belay_picture_get_png (picture));

      start = g_get_monotonic_time ();
      gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &their_size, "png", &error, "compression", "3", NULL);
      theirs[i] = g_get_monotonic_time () - start;
    }

  printf ("{\"ours_ms\": %.2f, \"ours_kb\": %.0f, \"pixbuf_ms\": %.2f, \"pixbuf_kb\": %.0f}\n", median_ms (ours),
          (double) our_size / 1024.0, median_ms (theirs), (double) their_size / 1024.0);

  return 0;
}
