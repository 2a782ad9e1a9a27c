/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says what can be read in each picture given: the words on one line, at the size it has and at twice and thrice that. */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>

#include "belay-reader.h"

#define BAND    160             /* rows that are read in one go */
#define OVERLAP 48

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GPtrArray **words = user_data;
  g_autoptr(GError) error = NULL;

  *words = belay_reader_read_finish (BELAY_READER (source), result, &error);
  if (*words == NULL)
    g_error ("%s", error->message);
}

static GBytes *
make_grey (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int n = gdk_pixbuf_get_n_channels (pixbuf);
  guint8 *grey = g_malloc ((gsize) width * (gsize) height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *row = gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < width; x++)
        grey[(gsize) y * (gsize) width + (gsize) x] =
          (guint8) ((row[x * n] * 54 + row[x * n + 1] * 183 + row[x * n + 2] * 19) >> 8);
    }

  return g_bytes_new_take (grey, (gsize) width * (gsize) height);
}

static void
read_band (BelayReader *reader,
           GdkPixbuf   *pixbuf,
           int          y,
           int          scale)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = MIN (BAND, gdk_pixbuf_get_height (pixbuf) - y);
  g_autoptr(GdkPixbuf) band = gdk_pixbuf_new_subpixbuf (pixbuf, 0, y, width, height);
  g_autoptr(GdkPixbuf) large = gdk_pixbuf_scale_simple (band, width * scale, height * scale, GDK_INTERP_BILINEAR);
  g_autoptr(GBytes) grey = make_grey (large);
  g_autoptr(GPtrArray) words = NULL;

  belay_reader_read_async (reader, grey, width * scale, height * scale, BELAY_READER_SPARSE, 60000, NULL, on_read, &words);
  while (words == NULL)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < words->len; i++)
    printf ("%s ", ((BelayReadWord *) words->pdata[i])->text);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(BelayReader) reader = belay_reader_new ();

  for (int i = 1; i < argc; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (argv[i], &error);

      if (pixbuf == NULL)
        g_error ("%s", error->message);

      for (int scale = 1; scale <= 3; scale++)
        for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y += BAND - OVERLAP)
          read_band (reader, pixbuf, y, scale);
      printf ("\n");
    }

  return 0;
}
