/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-picture.h"
#include "belay-picture-read.h"

#define WIDTH  600
#define HEIGHT 200
#define INK    0xff123456u

/* Each pixel is another, so that whatever is left of it can be found. */
static BelayFrame *
make_frame (void)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (guint32 i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = 0xff000000u | (i * 37 + 1);

  return belay_frame_new (NULL, (const guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 7, 9);
}

static guint32
pixel_at (BelayFrame *frame,
          int         x,
          int         y)
{
  const BelayRect at = { x, y, 1, 1 };
  guint32 pixel;

  belay_frame_read (frame, &at, (guint8 *) &pixel, 4);

  return pixel;
}

static void
assert_changed_within (BelayFrame      *shown,
                       BelayFrame      *frame,
                       const BelayRect *area)
{
  for (int y = 0; y < belay_frame_get_height (frame); y++)
    {
      for (int x = 0; x < belay_frame_get_width (frame); x++)
        {
          gboolean same = pixel_at (shown, x, y) == pixel_at (frame, x, y);

          g_assert_true (same == !belay_rect_contains (area, (BelayPoint) { x, y }));
        }
    }
}

static void
test_cover (void)
{
  g_autoptr(BelayFrame) frame = make_frame ();
  g_autoptr(BelayVeil) veil = belay_veil_new ();
  const BelayRect area = { 250, 60, 40, 18 };
  g_autoptr(BelayFrame) shown = NULL;

  belay_veil_cover (veil, &area, "bank");
  shown = belay_veil_apply (veil, frame);

  assert_changed_within (shown, frame, &area);
  g_assert_cmpuint (belay_frame_get_seq (shown), ==, 7);
  g_assert_cmpint (belay_frame_get_time (shown), ==, 9);
  g_assert_true (belay_frame_shares_tile (shown, frame, 2));
}

/* What is covered looks the same, whatever lies below. */
static void
test_cover_tells_nothing (void)
{
  g_autoptr(BelayFrame) frame = make_frame ();
  g_autoptr(BelayVeil) veil = belay_veil_new ();
  const BelayRect one = { 10, 10, 100, 20 }, other = { 300, 100, 100, 20 };
  g_autoptr(BelayFrame) shown = NULL;

  belay_veil_cover (veil, &one, NULL);
  belay_veil_cover (veil, &other, NULL);
  shown = belay_veil_apply (veil, frame);

  for (int y = 0; y < one.height; y++)
    for (int x = 0; x < one.width; x++)
      g_assert_cmphex (pixel_at (shown, one.x + x, one.y + y), ==, pixel_at (shown, other.x + x, other.y + y));
}

static void
test_edges (void)
{
  g_autoptr(BelayFrame) frame = make_frame ();
  g_autoptr(BelayVeil) veil = belay_veil_new ();
  g_autoptr(BelayVeil) beside = belay_veil_new ();
  g_autoptr(BelayFrame) shown = NULL;
  g_autoptr(BelayFrame) untouched = NULL;
  const BelayRect corner = { WIDTH - 3, HEIGHT - 2, 50, 50 }, inside = { WIDTH - 3, HEIGHT - 2, 3, 2 };
  const BelayRect beyond = { WIDTH, 0, 10, 10 }, huge = { -G_MAXINT, -G_MAXINT, G_MAXINT, G_MAXINT };

  belay_veil_cover (veil, &corner, NULL);
  shown = belay_veil_apply (veil, frame);
  assert_changed_within (shown, frame, &inside);

  belay_veil_cover (beside, &beyond, NULL);
  belay_veil_cover (beside, &huge, NULL);
  untouched = belay_veil_apply (beside, frame);
  g_assert_true (untouched == frame);
}

static void
draw_ink (const BelayFrame *frame,
          guint8           *pixels,
          gsize             stride,
          GArray           *changed,
          gpointer          data)
{
  const BelayRect *area = data;

  for (int y = area->y; y < area->y + area->height; y++)
    for (int x = area->x; x < area->x + area->width; x++)
      ((guint32 *) (gpointer) (pixels + (gsize) y * stride))[x] = INK;

  g_array_append_val (changed, *area);
}

/* A filter draws nothing over what is covered. */
static void
test_filter (void)
{
  g_autoptr(BelayFrame) frame = make_frame ();
  g_autoptr(BelayVeil) veil = belay_veil_new ();
  g_autoptr(BelayFrame) shown = NULL;
  BelayRect drawn = { 100, 100, 100, 30 };
  const BelayRect covered = { 150, 100, 100, 30 }, both = { 100, 100, 150, 30 };

  belay_veil_cover (veil, &covered, "bank");
  belay_veil_add_filter (veil, draw_ink, &drawn, NULL);
  shown = belay_veil_apply (veil, frame);

  assert_changed_within (shown, frame, &both);
  g_assert_cmphex (pixel_at (shown, 149, 110), ==, INK);
  g_assert_cmphex (pixel_at (shown, 150, 110), !=, INK);
}

static void
test_equal (void)
{
  g_autoptr(BelayVeil) empty = belay_veil_new ();
  g_autoptr(BelayVeil) a = belay_veil_new ();
  g_autoptr(BelayVeil) b = belay_veil_new ();
  const BelayRect area = { 1, 2, 3, 4 };

  g_assert_true (belay_veil_is_empty (NULL) && belay_veil_is_empty (empty));
  g_assert_true (belay_veil_equal (NULL, empty));

  belay_veil_cover (a, &area, "bank");
  g_assert_false (belay_veil_is_empty (a));
  g_assert_false (belay_veil_equal (a, NULL));
  g_assert_false (belay_veil_equal (a, b));

  belay_veil_cover (b, &area, "bank");
  g_assert_true (belay_veil_equal (a, b));

  belay_veil_add_filter (a, draw_ink, (gpointer) &area, NULL);
  g_assert_false (belay_veil_equal (a, b));
}

/* Pictures. */

static void
on_picture (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BelayPicture **picture = user_data;
  g_autoptr(GError) error = NULL;

  *picture = belay_picture_new_finish (result, &error);
  g_assert_no_error (error);
}

static BelayPicture *
encode (BelayFrame      *frame,
        BelayVeil       *veil,
        const BelayRect *region,
        int              width,
        int              height)
{
  BelayPicture *picture = NULL;

  belay_picture_new_veiled_async (frame, veil, region, width, height, NULL, on_picture, &picture);
  while (picture == NULL)
    g_main_context_iteration (NULL, TRUE);

  return picture;
}

/* The whole, a region of it, and a region that is scaled: what is covered is in none of the files. */
static void
test_picture (void)
{
  g_autoptr(BelayFrame) frame = make_frame ();
  g_autoptr(BelayVeil) veil = belay_veil_new ();
  const BelayRect area = { 200, 60, 120, 30 }, zoomed = { 200, 50, 100, 50 };
  const BelayRect in_zoomed = { 0, 10, 100, 30 };
  g_autoptr(BelayPicture) whole = NULL, region = NULL, scaled = NULL, plain = NULL;
  g_autoptr(BelayFrame) read_whole = NULL, read_region = NULL, read_scaled = NULL, cut = NULL;
  g_autofree guint8 *pixels = g_malloc (100 * 50 * 4);

  belay_veil_cover (veil, &area, "bank");
  whole = encode (frame, veil, NULL, WIDTH, HEIGHT);
  region = encode (frame, veil, &zoomed, zoomed.width, zoomed.height);
  scaled = encode (frame, veil, &zoomed, zoomed.width * 2, zoomed.height * 2);
  plain = encode (frame, NULL, NULL, WIDTH, HEIGHT);

  /* The same frame with and without is not the same picture. */
  g_assert_cmpstr (belay_picture_get_sha256 (whole), !=, belay_picture_get_sha256 (plain));
  g_assert_true (belay_picture_get_frame (whole) == frame);
  g_assert_true (belay_picture_get_shown (plain) == frame);

  read_whole = belay_picture_read (belay_picture_get_png (whole), NULL);
  assert_changed_within (read_whole, frame, &area);

  belay_frame_read (frame, &zoomed, pixels, (gsize) zoomed.width * 4);
  cut = belay_frame_new (NULL, pixels, (gsize) zoomed.width * 4, zoomed.width, zoomed.height, NULL, 0, 1, 1);
  read_region = belay_picture_read (belay_picture_get_png (region), NULL);
  assert_changed_within (read_region, cut, &in_zoomed);

  read_scaled = belay_picture_read (belay_picture_get_png (scaled), NULL);
  g_assert_cmphex (pixel_at (read_scaled, 4, 30), ==, pixel_at (read_whole, area.x + 2, area.y + 5));
}

/* Who asks for what somebody holds gets the same only if the same is veiled. */
static void
test_shared (void)
{
  g_autoptr(BelayFrame) frame = make_frame ();
  g_autoptr(BelayVeil) veil = belay_veil_new ();
  g_autoptr(BelayVeil) same = belay_veil_new ();
  const BelayRect area = { 200, 60, 120, 30 };
  g_autoptr(BelayPicture) first = NULL, second = NULL, third = NULL;

  belay_veil_cover (veil, &area, "bank");
  belay_veil_cover (same, &area, "bank");
  first = encode (frame, NULL, NULL, WIDTH, HEIGHT);
  second = encode (frame, veil, NULL, WIDTH, HEIGHT);
  third = encode (frame, same, NULL, WIDTH, HEIGHT);

  g_assert_true (first != second);
  g_assert_true (second == third);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/veil/cover", test_cover);
  g_test_add_func ("/veil/cover-tells-nothing", test_cover_tells_nothing);
  g_test_add_func ("/veil/edges", test_edges);
  g_test_add_func ("/veil/filter", test_filter);
  g_test_add_func ("/veil/equal", test_equal);
  g_test_add_func ("/veil/picture", test_picture);
  g_test_add_func ("/veil/shared", test_shared);

  return g_test_run ();
}
