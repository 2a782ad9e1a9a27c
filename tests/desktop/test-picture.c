/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

typedef struct
{
  BelayPicture *picture;
  GError       *error;
  gboolean      done;
} Answer;

/* Something like a desktop: flat areas, a gradient, and noise where @noisy. */
static BelayFrame *
make_frame (int      width,
            int      height,
            gboolean noisy)
{
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * height);

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          guint32 hash = (guint32) (y * width + x) * 2654435761u;

          pixels[y * width + x] = noisy ? hash : (guint32) ((x / 40 * 9) << 16 | (y / 7 % 2 * 0x30) << 8 | (x & 0xff));
        }
    }

  return belay_frame_new (NULL, (const guint8 *) pixels, (gsize) width * 4, width, height, NULL, 0, 1, 1);
}

static void
on_picture (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Answer *answer = user_data;

  answer->picture = belay_picture_new_finish (result, &answer->error);
  answer->done = TRUE;
}

static BelayPicture *
encode (BelayFrame      *frame,
        const BelayRect *region,
        int              width,
        int              height)
{
  Answer answer = { 0 };

  belay_picture_new_async (frame, region, width, height, NULL, on_picture, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);

  g_assert_no_error (answer.error);
  g_assert_cmpint (belay_picture_get_width (answer.picture), ==, width);
  g_assert_cmpint (belay_picture_get_height (answer.picture), ==, height);

  return answer.picture;
}

/* By another decoder's hand. */
static GdkPixbuf *
decode (BelayPicture *picture)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  g_autoptr(GError) error = NULL;
  GdkPixbuf *pixbuf;

  gdk_pixbuf_loader_write_bytes (loader, belay_picture_get_png (picture), &error);
  g_assert_no_error (error);
  gdk_pixbuf_loader_close (loader, &error);
  g_assert_no_error (error);

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  g_assert_false (gdk_pixbuf_get_has_alpha (pixbuf));
  g_assert_cmpint (gdk_pixbuf_get_n_channels (pixbuf), ==, 3);

  return g_object_ref (pixbuf);
}

static void
assert_shows (GdkPixbuf       *pixbuf,
              BelayFrame      *frame,
              const BelayRect *region)
{
  g_autofree guint32 *pixels = g_new (guint32, (gsize) region->width * region->height);

  belay_frame_read (frame, region, (guint8 *) pixels, (gsize) region->width * 4);

  for (int y = 0; y < region->height; y++)
    {
      const guint8 *row = gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < region->width; x++)
        {
          guint32 pixel = 0xff000000 | (guint32) row[x * 3] << 16 | (guint32) row[x * 3 + 1] << 8 | row[x * 3 + 2];

          g_assert_cmphex (pixel, ==, pixels[y * region->width + x]);
        }
    }
}

/* Reckoned by GLib, over the pixels as another decoder sees them. */
static void
assert_hashes (BelayPicture *picture,
               GdkPixbuf    *pixbuf)
{
  g_autofree char *file = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, belay_picture_get_png (picture));
  g_autoptr(GChecksum) pixels = g_checksum_new (G_CHECKSUM_SHA256);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    g_checksum_update (pixels,
                       gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf),
                       (gssize) gdk_pixbuf_get_width (pixbuf) * 3);

  g_assert_cmpstr (belay_picture_get_sha256 (picture), ==, file);
  g_assert_cmpstr (belay_picture_get_pixel_sha256 (picture), ==, g_checksum_get_string (pixels));
}

static void
test_whole (void)
{
  g_autoptr(BelayFrame) frame = make_frame (301, 203, TRUE);
  g_autoptr(BelayPicture) picture = encode (frame, NULL, 301, 203);
  g_autoptr(GdkPixbuf) pixbuf = decode (picture);

  assert_shows (pixbuf, frame, &(BelayRect) { 0, 0, 301, 203 });
  assert_hashes (picture, pixbuf);
  g_assert_true (belay_picture_get_frame (picture) == frame);
}

static void
test_region (void)
{
  g_autoptr(BelayFrame) frame = make_frame (301, 203, TRUE);
  const BelayRect regions[] = { { 100, 90, 77, 65 }, { 300, 202, 1, 1 }, { 0, 0, 301, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      g_autoptr(BelayPicture) picture = encode (frame, &regions[i], regions[i].width, regions[i].height);
      g_autoptr(GdkPixbuf) pixbuf = decode (picture);

      assert_shows (pixbuf, frame, &regions[i]);
      assert_hashes (picture, pixbuf);
    }
}

static void
test_region_outside (void)
{
  g_autoptr(BelayFrame) frame = make_frame (100, 80, FALSE);
  const BelayRect regions[] = { { 50, 50, 51, 10 }, { -1, 0, 10, 10 }, { 200, 200, 10, 10 }, { 0, 0, 0, 10 } };

  for (gsize i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      Answer answer = { 0 };

      belay_picture_new_async (frame, &regions[i], 10, 10, NULL, on_picture, &answer);
      while (!answer.done)
        g_main_context_iteration (NULL, TRUE);

      g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_null (answer.picture);
      g_clear_error (&answer.error);
    }
}

/* Smaller for the model's tier, larger for a zoom: size, hashes, and that left and right are still where they were. */
static void
test_scaled (void)
{
  const int sizes[][2] = { { 128, 80 }, { 640, 400 } };
  g_autofree guint32 *pixels = g_new (guint32, 320 * 200);
  g_autoptr(BelayFrame) frame = NULL;

  for (int i = 0; i < 320 * 200; i++)
    pixels[i] = i % 320 < 160 ? 0xff1020 : 0x30c0f0;

  frame = belay_frame_new (NULL, (const guint8 *) pixels, 320 * 4, 320, 200, NULL, 0, 1, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(BelayPicture) picture = encode (frame, NULL, sizes[i][0], sizes[i][1]);
      g_autoptr(GdkPixbuf) pixbuf = decode (picture);
      const guint8 *row = gdk_pixbuf_read_pixels (pixbuf);

      g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, sizes[i][0]);
      g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, sizes[i][1]);
      assert_hashes (picture, pixbuf);
      g_assert_cmpmem (row, 3, "\xff\x10\x20", 3);
      g_assert_cmpmem (row + 3 * (sizes[i][0] - 1), 3, "\x30\xc0\xf0", 3);
    }
}

static void
test_deterministic (void)
{
  g_autoptr(BelayFrame) one = make_frame (640, 400, FALSE);
  g_autoptr(BelayFrame) other = make_frame (640, 400, FALSE);
  g_autoptr(BelayPicture) first = encode (one, NULL, 640, 400);
  g_autoptr(BelayPicture) second = encode (other, NULL, 640, 400);

  g_assert_true (first != second);
  g_assert_true (g_bytes_equal (belay_picture_get_png (first), belay_picture_get_png (second)));
}

static void
test_shared (void)
{
  g_autoptr(BelayFrame) frame = make_frame (640, 400, TRUE);
  g_autoptr(BelayPicture) later = NULL;
  BelayPicture *part;
  Answer answers[6] = { 0 };

  /* All under way at once, on more threads than one. */
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    belay_picture_new_async (frame, NULL, 640, 400, NULL, on_picture, &answers[i]);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      while (!answers[i].done)
        g_main_context_iteration (NULL, TRUE);

      g_assert_true (answers[i].picture == answers[0].picture);
    }

  later = encode (frame, NULL, 640, 400);
  g_assert_true (later == answers[0].picture);

  part = encode (frame, &(BelayRect) { 0, 0, 320, 200 }, 320, 200);
  g_assert_true (part != later);
  belay_picture_unref (part);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    belay_picture_unref (answers[i].picture);
}

static void
test_cancelled (void)
{
  g_autoptr(BelayFrame) frame = make_frame (640, 400, TRUE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };

  g_cancellable_cancel (cancellable);
  belay_picture_new_async (frame, NULL, 640, 400, cancellable, on_picture, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (answer.picture);
  g_clear_error (&answer.error);
}

static void
test_time (void)
{
  g_autoptr(BelayFrame) frame = NULL;
  gint64 best = G_MAXINT64;

  if (!g_test_perf ())
    {
      g_test_skip ("Measured with -m perf only");
      return;
    }

  frame = make_frame (1280, 800, FALSE);

  for (int i = 0; i < 9; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(BelayPicture) picture = encode (frame, NULL, 1280, 800);

      best = MIN (best, g_get_monotonic_time () - start);
    }

  g_test_minimized_result ((double) best / 1000, "frame to PNG: %.1f ms", (double) best / 1000);
  g_assert_cmpint (best, <=, 15000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/picture/whole", test_whole);
  g_test_add_func ("/picture/region", test_region);
  g_test_add_func ("/picture/region-outside", test_region_outside);
  g_test_add_func ("/picture/scaled", test_scaled);
  g_test_add_func ("/picture/deterministic", test_deterministic);
  g_test_add_func ("/picture/shared", test_shared);
  g_test_add_func ("/picture/cancelled", test_cancelled);
  g_test_add_func ("/picture/time", test_time);

  return g_test_run ();
}
