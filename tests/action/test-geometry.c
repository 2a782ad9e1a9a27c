/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-geometry.h"

#include <math.h>

static void
test_rect (void)
{
  BelayRect a = { 10, 20, 30, 40 };
  BelayRect b = { 30, 50, 100, 100 };
  BelayRect far_away = { 40, 60, 5, 5 };
  BelayRect nothing = { 500, 500, 0, 7 };
  BelayRect result;

  g_assert_false (belay_rect_is_empty (&a));
  g_assert_true (belay_rect_is_empty (&nothing));
  g_assert_true (belay_rect_equal (&a, &a));
  g_assert_false (belay_rect_equal (&a, &b));

  g_assert_true (belay_rect_contains (&a, (BelayPoint) { 10, 20 }));
  g_assert_true (belay_rect_contains (&a, (BelayPoint) { 39, 59 }));
  g_assert_false (belay_rect_contains (&a, (BelayPoint) { 40, 59 }));
  g_assert_false (belay_rect_contains (&a, (BelayPoint) { 39, 60 }));
  g_assert_false (belay_rect_contains (&a, (BelayPoint) { 9, 20 }));

  g_assert_true (belay_rect_intersect (&a, &b, &result));
  g_assert_true (belay_rect_equal (&result, &(BelayRect) { 30, 50, 10, 10 }));
  g_assert_false (belay_rect_intersect (&a, &far_away, &result));
  g_assert_true (belay_rect_is_empty (&result));
  g_assert_false (belay_rect_intersect (&a, &nothing, NULL));

  belay_rect_union (&a, &b, &result);
  g_assert_true (belay_rect_equal (&result, &(BelayRect) { 10, 20, 120, 130 }));
  belay_rect_union (&a, &nothing, &result);
  g_assert_true (belay_rect_equal (&result, &a));
  result = nothing;
  belay_rect_union (&result, &b, &result);
  g_assert_true (belay_rect_equal (&result, &b));
}

/* Sums beyond an int must not come out negative. */
static void
test_rect_huge (void)
{
  BelayRect huge = { G_MAXINT - 5, G_MAXINT - 5, G_MAXINT, G_MAXINT };
  BelayRect low = { G_MININT, G_MININT, 10, 10 };
  BelayRect result;

  g_assert_true (belay_rect_contains (&huge, (BelayPoint) { G_MAXINT, G_MAXINT }));
  g_assert_true (belay_rect_intersect (&huge, &huge, &result));
  g_assert_true (belay_rect_equal (&result, &huge));
  g_assert_false (belay_rect_contains (&low, (BelayPoint) { G_MAXINT, G_MAXINT }));
  belay_rect_union (&low, &huge, &result);
  g_assert_cmpint (result.width, ==, G_MAXINT);
}

static void
test_rect_around (void)
{
  static const struct
  {
    BelayPoint centre;
    int side, width, height;
    BelayRect expected;
  } rows[] = {
    { { 50, 50 }, 10, 100, 100, { 45, 45, 10, 10 } },
    { { 0, 0 }, 10, 100, 100, { 0, 0, 10, 10 } },
    { { 99, 99 }, 10, 100, 100, { 90, 90, 10, 10 } },
    { { 3, 50 }, 96, 20, 100, { 0, 2, 20, 96 } },
    { { -7, 1000 }, 10, 100, 100, { 0, 90, 10, 10 } },
    { { G_MAXINT, G_MININT }, 10, 100, 100, { 90, 0, 10, 10 } },
    { { 0, 0 }, 1, 1, 1, { 0, 0, 1, 1 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BelayRect rect = belay_rect_around (rows[i].centre, rows[i].side, rows[i].width, rows[i].height);

      g_assert_true (belay_rect_equal (&rect, &rows[i].expected));
    }
}

static void
test_tier (void)
{
  static const struct
  {
    BelayTier tier;
    int width, height, fit_width, fit_height;
  } rows[] = {
    /* The values the API's vision guide gives. */
    { BELAY_TIER_STANDARD, 1075, 1520, 924, 1307 },
    { BELAY_TIER_STANDARD, 1920, 1080, 1456, 819 },
    { BELAY_TIER_STANDARD, 2000, 1500, 1269, 952 },
    { BELAY_TIER_HIGH, 1920, 1080, 1920, 1080 },
    /* It gives 2576x1449; our sides stay within 2000. */
    { BELAY_TIER_HIGH, 3840, 2160, 2000, 1125 },

    { BELAY_TIER_STANDARD, 1280, 800, 1280, 800 },
    { BELAY_TIER_STANDARD, 1024, 768, 1024, 768 },
    { BELAY_TIER_HIGH, 2000, 2000, 1932, 1932 },
    { BELAY_TIER_HIGH, 2001, 100, 2000, 100 },
    { BELAY_TIER_HIGH, 2160, 3840, 1125, 2000 },
    { BELAY_TIER_STANDARD, 1, 1, 1, 1 },
    { BELAY_TIER_STANDARD, 65535, 1, 1568, 1 },
    { BELAY_TIER_HIGH, 1, 65535, 1, 2000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int width, height;

      belay_tier_fit (rows[i].tier, rows[i].width, rows[i].height, &width, &height);
      g_test_message ("%dx%d -> %dx%d", rows[i].width, rows[i].height, width, height);
      g_assert_cmpint (width, ==, rows[i].fit_width);
      g_assert_cmpint (height, ==, rows[i].fit_height);
    }

  g_assert_cmpuint (belay_picture_tokens (1024, 768), ==, 1036);
  g_assert_cmpuint (belay_picture_tokens (1280, 800), ==, 1334);
  g_assert_cmpuint (belay_picture_tokens (1920, 1080), ==, 2691);
  g_assert_cmpuint (belay_picture_tokens (1, 1), ==, 1);
  g_assert_cmpuint (belay_picture_tokens (28, 29), ==, 2);
}

/* Whatever the screen: what comes out fits, is not larger than it, and one pixel more on the long side would not do. */
static void
test_tier_largest (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (4242);

  for (guint i = 0; i < 20000; i++)
    {
      BelayTier tier = g_rand_boolean (rand) ? BELAY_TIER_HIGH : BELAY_TIER_STANDARD;
      int edge = tier == BELAY_TIER_HIGH ? 2000 : 1568;
      guint limit = tier == BELAY_TIER_HIGH ? 4784 : 1568;
      int screen_width = g_rand_int_range (rand, 1, 5000);
      int screen_height = g_rand_int_range (rand, 1, 5000);
      int width, height;
      double more;

      belay_tier_fit (tier, screen_width, screen_height, &width, &height);
      g_assert_cmpint (MAX (width, height), <=, edge);
      g_assert_cmpuint (belay_picture_tokens (width, height), <=, limit);
      g_assert_cmpint (width, <=, screen_width);
      g_assert_cmpint (height, <=, screen_height);

      if (width == screen_width && height == screen_height)
        continue;

      more = MAX (width, height) + 1;
      g_assert_true (more > edge ||
                     belay_picture_tokens ((int) more,
                                           MAX (1, (int) round (more * MIN (screen_width, screen_height) /
                                                                MAX (screen_width, screen_height)))) > limit);
    }
}

static void
check_axis (int picture,
            int screen)
{
  BelayGeometry geometry = { picture, 1, screen, 1 };

  for (int p = 0; p < picture; p++)
    {
      BelayPoint there = belay_geometry_to_screen (&geometry, (BelayPoint) { p, 0 });
      BelayPoint back = belay_geometry_to_picture (&geometry, there);

      g_assert_cmpint (there.x, >=, 0);
      g_assert_cmpint (there.x, <, screen);
      g_assert_cmpint (there.y, ==, 0);

      if (picture <= screen)
        g_assert_cmpint (back.x, ==, p);

      if (picture == screen)
        g_assert_cmpint (there.x, ==, p);

      /* The pixel that holds the centre: not further off than half a pixel of the screen. */
      g_assert_cmpfloat (fabs (there.x + 0.5 - (p + 0.5) * screen / picture), <=, 0.5);
    }
}

static void
test_scale (void)
{
  static const int sizes[] = { 1, 2, 3, 7, 28, 799, 800, 801, 1280, 1456, 1568, 1920, 2000, 2576, 3840, 7680, 65535 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
        check_axis (sizes[i], sizes[j]);
    }
}

static void
test_scale_edges (void)
{
  BelayGeometry geometry;
  BelayPoint point;

  belay_geometry_init (&geometry, BELAY_TIER_STANDARD, 3840, 2160);
  g_assert_cmpint (geometry.picture_width, ==, 1456);
  g_assert_cmpint (geometry.picture_height, ==, 819);

  point = belay_geometry_to_screen (&geometry, (BelayPoint) { 0, 0 });
  g_assert_cmpint (point.x, ==, 1);
  g_assert_cmpint (point.y, ==, 1);
  point = belay_geometry_to_screen (&geometry, (BelayPoint) { 1455, 818 });
  g_assert_cmpint (point.x, ==, 3838);
  g_assert_cmpint (point.y, ==, 2158);

  /* Outside is a mistake of the caller; it stays on the screen all the same. */
  point = belay_geometry_to_screen (&geometry, (BelayPoint) { -1, 819 });
  g_assert_cmpint (point.x, ==, 1);
  g_assert_cmpint (point.y, ==, 2158);
  point = belay_geometry_to_screen (&geometry, (BelayPoint) { G_MAXINT, G_MININT });
  g_assert_cmpint (point.x, ==, 3838);
  g_assert_cmpint (point.y, ==, 1);

  belay_geometry_init (&geometry, BELAY_TIER_STANDARD, 640, 480);
  g_assert_cmpint (geometry.picture_width, ==, 640);
  g_assert_cmpint (geometry.picture_height, ==, 480);
}

static void
test_scale_rect (void)
{
  BelayGeometry geometry = { 1000, 500, 3000, 1250 };
  BelayRect rect;

  belay_geometry_rect_to_screen (&geometry, &(BelayRect) { 0, 0, 1000, 500 }, &rect);
  g_assert_true (belay_rect_equal (&rect, &(BelayRect) { 0, 0, 3000, 1250 }));

  belay_geometry_rect_to_screen (&geometry, &(BelayRect) { 1, 1, 1, 1 }, &rect);
  g_assert_true (belay_rect_equal (&rect, &(BelayRect) { 3, 2, 3, 3 }));

  belay_geometry_rect_to_screen (&geometry, &(BelayRect) { 999, 499, 50, 50 }, &rect);
  g_assert_true (belay_rect_equal (&rect, &(BelayRect) { 2997, 1247, 3, 3 }));

  belay_geometry_rect_to_screen (&geometry, &(BelayRect) { 2000, 0, 50, 50 }, &rect);
  g_assert_true (belay_rect_is_empty (&rect));

  belay_geometry_rect_to_screen (&geometry, &(BelayRect) { G_MAXINT, G_MININT, G_MAXINT, G_MAXINT }, &rect);
  g_assert_true (belay_rect_is_empty (&rect));
}

static void
test_viewport (void)
{
  BelayViewport viewport;
  BelayPoint point;
  double x, y;

  /* Wider than the screen: margins left and right. */
  belay_viewport_init (&viewport, 1000, 400, 1280, 800, 0);
  g_assert_cmpfloat (viewport.scale, ==, 0.5);
  g_assert_cmpfloat (viewport.x, ==, 180);
  g_assert_cmpfloat (viewport.y, ==, 0);

  belay_viewport_to_view (&viewport, 1280, 800, &x, &y);
  g_assert_cmpfloat (x, ==, 820);
  g_assert_cmpfloat (y, ==, 400);

  g_assert_true (belay_viewport_to_screen (&viewport, 180, 0, &point));
  g_assert_cmpint (point.x, ==, 0);
  g_assert_true (belay_viewport_to_screen (&viewport, 819.99, 399.99, &point));
  g_assert_cmpint (point.x, ==, 1279);
  g_assert_cmpint (point.y, ==, 799);
  g_assert_false (belay_viewport_to_screen (&viewport, 820, 10, &point));
  g_assert_cmpint (point.x, ==, 1279);
  g_assert_cmpint (point.y, ==, 20);
  g_assert_false (belay_viewport_to_screen (&viewport, 179.99, 10, NULL));
  g_assert_false (belay_viewport_to_screen (&viewport, -1e300, INFINITY, &point));
  g_assert_cmpint (point.x, ==, 0);
  g_assert_cmpint (point.y, ==, 799);
  g_assert_false (belay_viewport_to_screen (&viewport, NAN, 10, &point));

  /* Not larger than asked for, and on a whole pixel. */
  belay_viewport_init (&viewport, 2001, 1001, 640, 480, 1.0);
  g_assert_cmpfloat (viewport.scale, ==, 1.0);
  g_assert_cmpfloat (viewport.x, ==, 680);
  g_assert_cmpfloat (viewport.y, ==, 260);

  belay_viewport_init (&viewport, 0, -5, 640, 480, 1.0);
  g_assert_cmpfloat (viewport.scale, >, 0);
  belay_viewport_init (&viewport, NAN, INFINITY, 640, 480, 0);
  g_assert_cmpfloat (viewport.scale, >, 0);
}

static void
test_viewport_round_trip (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (77);

  for (guint i = 0; i < 20000; i++)
    {
      int width = g_rand_int_range (rand, 1, 4000), height = g_rand_int_range (rand, 1, 4000);
      BelayPoint point = { g_rand_int_range (rand, 0, width), g_rand_int_range (rand, 0, height) };
      BelayViewport viewport;
      BelayPoint back;
      double x, y;

      belay_viewport_init (&viewport, g_rand_double_range (rand, 1, 3000), g_rand_double_range (rand, 1, 3000),
                           width, height, g_rand_double_range (rand, -1, 3));
      belay_viewport_to_view (&viewport, point.x + 0.5, point.y + 0.5, &x, &y);
      g_assert_true (belay_viewport_to_screen (&viewport, x, y, &back));
      g_assert_cmpint (back.x, ==, point.x);
      g_assert_cmpint (back.y, ==, point.y);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/geometry/rect", test_rect);
  g_test_add_func ("/geometry/rect/huge", test_rect_huge);
  g_test_add_func ("/geometry/rect/around", test_rect_around);
  g_test_add_func ("/geometry/tier", test_tier);
  g_test_add_func ("/geometry/tier/largest", test_tier_largest);
  g_test_add_func ("/geometry/scale", test_scale);
  g_test_add_func ("/geometry/scale/edges", test_scale_edges);
  g_test_add_func ("/geometry/scale/rect", test_scale_rect);
  g_test_add_func ("/geometry/viewport", test_viewport);
  g_test_add_func ("/geometry/viewport/round-trip", test_viewport_round_trip);

  return g_test_run ();
}
