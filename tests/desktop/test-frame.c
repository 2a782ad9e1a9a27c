/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-frame.h"

#include <string.h>

/* Not multiples of the tile, and an odd width: the last column and row are smaller. */
#define WIDTH  301
#define HEIGHT 203
#define STRIDE (WIDTH * 4 + 12)
#define N_TILES 8u

static guint8 *
make_pixels (guint32 seed)
{
  guint8 *pixels = g_malloc (STRIDE * HEIGHT);

  for (int y = 0; y < HEIGHT; y++)
    {
      for (int x = 0; x < WIDTH; x++)
        {
          guint32 pixel = ((guint32) (y * WIDTH + x) * 2654435761u) ^ seed;

          memcpy (pixels + y * STRIDE + x * 4, &pixel, 4);
        }
    }

  return pixels;
}

static void
set_pixel (guint8  *pixels,
           int      x,
           int      y,
           guint32  pixel)
{
  memcpy (pixels + y * STRIDE + x * 4, &pixel, 4);
}

static BelayFrame *
frame_of (BelayFrame      *previous,
          const guint8    *pixels,
          const BelayRect *damage,
          guint            n_damage)
{
  return belay_frame_new (previous, pixels, STRIDE, WIDTH, HEIGHT, damage, n_damage, 7, 1234);
}

static guint32 *
read_all (BelayFrame *frame)
{
  guint32 *pixels = g_malloc (WIDTH * HEIGHT * 4);

  belay_frame_read (frame, &(BelayRect) { 0, 0, WIDTH, HEIGHT }, (guint8 *) pixels, WIDTH * 4);

  return pixels;
}

static void
test_pixels (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) frame = frame_of (NULL, pixels, NULL, 0);
  g_autofree guint32 *all = read_all (frame);
  guint32 part[7 * 9];

  g_assert_cmpint (belay_frame_get_width (frame), ==, WIDTH);
  g_assert_cmpint (belay_frame_get_height (frame), ==, HEIGHT);
  g_assert_cmpuint (belay_frame_get_seq (frame), ==, 7);
  g_assert_cmpint (belay_frame_get_time (frame), ==, 1234);
  g_assert_cmpuint (belay_frame_get_n_tiles (frame), ==, N_TILES);

  for (int y = 0; y < HEIGHT; y++)
    {
      for (int x = 0; x < WIDTH; x++)
        g_assert_cmphex (all[y * WIDTH + x], ==, (((guint32) (y * WIDTH + x)) * 2654435761u) | 0xff000000u);
    }

  /* Across the corner where four tiles meet. */
  belay_frame_read (frame, &(BelayRect) { 253, 123, 7, 9 }, (guint8 *) part, 7 * 4);
  for (int i = 0; i < 63; i++)
    g_assert_cmphex (part[i], ==, all[(123 + i / 7) * WIDTH + 253 + i % 7]);
}

static void
test_tiles_cover (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) frame = frame_of (NULL, pixels, NULL, 0);
  g_autofree guint32 *all = read_all (frame);
  int area = 0;

  for (guint i = 0; i < belay_frame_get_n_tiles (frame); i++)
    {
      BelayTile tile;

      belay_frame_get_tile (frame, i, &tile);
      area += tile.area.width * tile.area.height;

      for (int y = 0; y < tile.area.height; y++)
        g_assert_cmpmem (tile.pixels + y * tile.stride, tile.area.width * 4,
                         all + (tile.area.y + y) * WIDTH + tile.area.x, tile.area.width * 4);
    }

  g_assert_cmpint (area, ==, WIDTH * HEIGHT);
}

static void
test_sharing (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) first = frame_of (NULL, pixels, NULL, 0);
  const BelayRect damage[] = { { 10, 10, 20, 20 }, { 200, 100, 80, 60 }, { 5000, -3, G_MAXINT, 2 } };
  g_autoptr(BelayFrame) second = NULL;
  g_autoptr(BelayFrame) third = NULL;
  g_autoptr(BelayFrame) all = NULL;

  /* Damage without a change shares everything, whatever the alpha byte says. */
  set_pixel (pixels, 12, 12, 0x55000000 | ((12 * WIDTH + 12) * 2654435761u & 0xffffff));
  second = frame_of (first, pixels, damage, G_N_ELEMENTS (damage));
  for (guint i = 0; i < N_TILES; i++)
    g_assert_true (belay_frame_shares_tile (second, first, i));

  /* The last pixel of an odd-sized piece. */
  set_pixel (pixels, 279, 159, 0x00123456);
  third = frame_of (second, pixels, damage, G_N_ELEMENTS (damage));
  for (guint i = 0; i < N_TILES; i++)
    g_assert_cmpint (belay_frame_shares_tile (third, second, i), ==, i != 5);

  /* Without damage everything is compared. */
  all = frame_of (first, pixels, NULL, 0);
  for (guint i = 0; i < N_TILES; i++)
    g_assert_cmpint (belay_frame_shares_tile (all, first, i), ==, i != 5);
  g_assert_false (belay_frame_get_changed (all, third, NULL, NULL));

  /* No damage at all: nothing is even looked at. */
  {
    g_autofree guint8 *other = make_pixels (99);
    g_autoptr(BelayFrame) same = frame_of (first, other, damage, 0);

    g_assert_false (belay_frame_get_changed (same, first, NULL, NULL));
  }
}

static void
test_changed (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) first = frame_of (NULL, pixels, NULL, 0);
  g_autoptr(BelayFrame) second = NULL;
  BelayRect changed = { 1, 2, 3, 4 };

  g_assert_false (belay_frame_get_changed (first, first, NULL, &changed));
  g_assert_cmpint (changed.width, ==, 3);

  set_pixel (pixels, 60, 70, 0xaabbcc);
  set_pixel (pixels, 300, 202, 0xaabbcd);
  set_pixel (pixels, 59, 100, 0xaabbce);
  second = frame_of (first, pixels, NULL, 0);

  g_assert_true (belay_frame_get_changed (second, first, NULL, &changed));
  g_assert_cmpint (changed.x, ==, 59);
  g_assert_cmpint (changed.y, ==, 70);
  g_assert_cmpint (changed.x + changed.width, ==, 301);
  g_assert_cmpint (changed.y + changed.height, ==, 203);

  g_assert_true (belay_frame_get_changed (second, first, &(BelayRect) { 0, 0, 128, 128 }, &changed));
  g_assert_cmpint (changed.x, ==, 59);
  g_assert_cmpint (changed.y, ==, 70);
  g_assert_cmpint (changed.width, ==, 2);
  g_assert_cmpint (changed.height, ==, 31);

  g_assert_false (belay_frame_get_changed (second, first, &(BelayRect) { 61, 0, 239, 203 }, NULL));
  g_assert_false (belay_frame_get_changed (second, first, &(BelayRect) { -50, -50, 20, 20 }, NULL));
}

/* Beside a search that looks at every pixel. */
static void
test_changed_anywhere (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) first = frame_of (NULL, pixels, NULL, 0);
  g_autofree guint32 *before = read_all (first);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (int round = 0; round < 100; round++)
    {
      BelayRect within = { g_rand_int_range (random, 0, WIDTH), g_rand_int_range (random, 0, HEIGHT), 0, 0 };
      g_autoptr(BelayFrame) second = NULL;
      g_autofree guint32 *after = NULL;
      BelayRect expected = { 0 }, changed = { 0 };

      set_pixel (pixels, g_rand_int_range (random, 0, WIDTH), g_rand_int_range (random, 0, HEIGHT), (guint32) round);
      within.width = g_rand_int_range (random, 1, WIDTH + 1 - within.x);
      within.height = g_rand_int_range (random, 1, HEIGHT + 1 - within.y);
      second = frame_of (first, pixels, NULL, 0);
      after = read_all (second);

      for (int y = within.y; y < within.y + within.height; y++)
        {
          for (int x = within.x; x < within.x + within.width; x++)
            {
              if (before[y * WIDTH + x] != after[y * WIDTH + x])
                belay_rect_union (&expected, &(BelayRect) { x, y, 1, 1 }, &expected);
            }
        }

      g_assert_cmpint (belay_frame_get_changed (second, first, &within, &changed), ==, expected.width > 0);
      g_assert_true (belay_rect_equal (&changed, &expected));
    }
}

static void
test_shared_tile (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) frame = frame_of (NULL, pixels, NULL, 0);
  g_autoptr(GBytes) bytes = belay_frame_share_tile (frame, N_TILES - 1);
  BelayTile tile;
  guint32 last;

  belay_frame_get_tile (frame, N_TILES - 1, &tile);
  g_assert_true (g_bytes_get_data (bytes, NULL) == tile.pixels);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, tile.stride * (gsize) tile.area.height);

  g_clear_pointer (&frame, belay_frame_unref);
  memcpy (&last, (const guint8 *) g_bytes_get_data (bytes, NULL) + g_bytes_get_size (bytes) - 4, 4);
  g_assert_cmphex (last, ==, ((WIDTH * HEIGHT - 1) * 2654435761u) | 0xff000000u);
}

static void
test_other_size (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  g_autoptr(BelayFrame) first = frame_of (NULL, pixels, NULL, 0);
  g_autoptr(BelayFrame) second = belay_frame_new (first, pixels, STRIDE, WIDTH, HEIGHT - 1, NULL, 0, 8, 0);
  BelayRect changed;

  for (guint i = 0; i < N_TILES; i++)
    g_assert_false (belay_frame_shares_tile (second, first, i));
  g_assert_true (belay_frame_get_changed (second, first, NULL, &changed));
  g_assert_cmpint (changed.height, ==, HEIGHT - 1);
}

static gpointer
churn (gpointer data)
{
  for (int i = 0; i < 2000; i++)
    {
      BelayFrame *frame = belay_frame_ref (data);
      guint32 pixel;

      belay_frame_read (frame, &(BelayRect) { 17, 19, 1, 1 }, (guint8 *) &pixel, 4);
      g_assert_cmphex (pixel, ==, ((19 * WIDTH + 17) * 2654435761u) | 0xff000000u);
      belay_frame_unref (frame);
    }

  return NULL;
}

/* The tiles outlive the frame that made them, on any thread. */
static void
test_threads (void)
{
  g_autofree guint8 *pixels = make_pixels (0);
  BelayFrame *frame = frame_of (NULL, pixels, NULL, 0);
  GThread *threads[3];

  for (guint i = 0; i < 50; i++)
    {
      BelayFrame *next;

      set_pixel (pixels, 200, 150, i);
      next = frame_of (frame, pixels, NULL, 0);
      belay_frame_unref (frame);
      frame = next;
    }

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("churn", churn, frame);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  belay_frame_unref (frame);
}

static void
test_refuses (void)
{
  guint32 pixel = 0;

  if (g_test_subprocess ())
    {
      belay_frame_new (NULL, (const guint8 *) &pixel, 4 * 65535, 65535, 65535, NULL, 0, 0, 0);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*BELAY_FRAME_MAX_PIXELS*");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame/pixels", test_pixels);
  g_test_add_func ("/frame/tiles-cover", test_tiles_cover);
  g_test_add_func ("/frame/sharing", test_sharing);
  g_test_add_func ("/frame/changed", test_changed);
  g_test_add_func ("/frame/changed-anywhere", test_changed_anywhere);
  g_test_add_func ("/frame/shared-tile", test_shared_tile);
  g_test_add_func ("/frame/other-size", test_other_size);
  g_test_add_func ("/frame/threads", test_threads);
  g_test_add_func ("/frame/refuses", test_refuses);

  return g_test_run ();
}
