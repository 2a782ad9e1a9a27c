/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "belay-trail-webp.h"

/* PNG → lossless WebP, read again and compared, as upkeep does it; and back, as who looks at it does. argv[1…]: pictures of
 * a trail. */

#define RUNS 11

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

typedef struct
{
  gsize  png_size, webp_size;
  double write_ms, read_ms;
} Figures;

static void
measure (const char *path,
         Figures    *sum)
{
  g_autoptr(GError) error = NULL;
  char px_sha256[BELAY_TRAIL_DIGEST_HEX + 1];
  gint64 write[RUNS], read[RUNS];
  char *data = NULL;
  gsize length;
  g_autoptr(GBytes) png = NULL;

  if (!g_file_get_contents (path, &data, &length, &error))
    g_error ("%s", error->message);

  png = g_bytes_new_take (data, length);

  for (int i = 0; i < RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GBytes) webp = belay_trail_webp_from_png (png, px_sha256);
      gint64 middle = g_get_monotonic_time ();
      g_autoptr(GBytes) again = webp != NULL ? belay_trail_webp_to_png (webp, px_sha256) : NULL;

      if (again == NULL)
        g_error ("%s cannot be recompressed", path);

      write[i] = middle - start;
      read[i] = g_get_monotonic_time () - middle;
      sum->webp_size += i == 0 ? g_bytes_get_size (webp) : 0;
    }

  sum->png_size += length;
  sum->write_ms += median_ms (write);
  sum->read_ms += median_ms (read);
}

int
main (int    argc,
      char **argv)
{
  Figures sum = { 0 };

  for (int i = 1; i < argc; i++)
    measure (argv[i], &sum);

  printf ("{\"n\": %d, \"png_kb\": %.1f, \"webp_kb\": %.1f, \"write_ms\": %.2f, \"read_ms\": %.2f}\n", argc - 1,
          (double) sum.png_size / 1000, (double) sum.webp_size / 1000, sum.write_ms / MAX (argc - 1, 1),
          sum.read_ms / MAX (argc - 1, 1));

  return 0;
}
