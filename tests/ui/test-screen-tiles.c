/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>
#include <string.h>

#include "belay-pixel-scale.h"
#include "belay-screen-tiles.h"
#include "ui-display.h"

#define WIDTH  600
#define HEIGHT 200

static guint32 *
noise_new (guint32 seed)
{
  guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    {
      seed = seed * 1664525u + 1013904223u;
      pixels[i] = 0xff000000u | (seed >> 8);
    }

  return pixels;
}

static BelayFrame *
frame_new (BelayFrame *previous,
           guint32    *pixels)
{
  return belay_frame_new (previous, (guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 1, 1);
}

/* What a node looks like, @width by @height device pixels. */
static guint32 *
draw_dense (GskRenderNode *node,
            int            width,
            int            height,
            int            factor)
{
  guint32 *pixels = g_new0 (guint32, (gsize) width * (gsize) height);
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *) pixels, CAIRO_FORMAT_ARGB32, width, height,
                                                                  width * 4);
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, factor, factor);
  cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return pixels;
}

static guint32 *
draw (GskRenderNode *node,
      int            width,
      int            height)
{
  return draw_dense (node, width, height, 1);
}

static void
test_exact (void)
{
  g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
  g_autofree guint32 *pixels = noise_new (1);
  g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);
  g_autofree guint32 *drawn = NULL;

  belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);
  drawn = draw (belay_screen_tiles_get_node (tiles), WIDTH, HEIGHT);

  g_assert_cmpmem (drawn, WIDTH * HEIGHT * 4, pixels, WIDTH * HEIGHT * 4);
}

static void
test_double (void)
{
  g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
  g_autofree guint32 *pixels = noise_new (2);
  g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);
  g_autofree guint32 *drawn = NULL;

  belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, 2.0, 1);
  drawn = draw (belay_screen_tiles_get_node (tiles), 2 * WIDTH, 2 * HEIGHT);

  for (int y = 0; y < 2 * HEIGHT; y++)
    {
      for (int x = 0; x < 2 * WIDTH; x++)
        g_assert_cmphex (drawn[y * 2 * WIDTH + x], ==, pixels[y / 2 * WIDTH + x / 2]);
    }
}

/* On a screen of two device pixels per logical one, the nodes are half as large and the pixels the same. */
static void
test_dense (void)
{
  g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
  g_autofree guint32 *pixels = noise_new (3);
  g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);
  graphene_rect_t bounds;

  belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_TEXTURE, 1.0, 2);
  gsk_render_node_get_bounds (belay_screen_tiles_get_node (tiles), &bounds);

  g_assert_true (graphene_rect_equal (&bounds, &GRAPHENE_RECT_INIT (0, 0, WIDTH / 2, HEIGHT / 2)));
}

static void
test_reuse (void)
{
  g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
  g_autofree guint32 *pixels = noise_new (4);
  g_autoptr(BelayFrame) first = frame_new (NULL, pixels);
  g_autoptr(BelayFrame) same = frame_new (first, pixels);
  g_autoptr(BelayFrame) other = NULL;
  g_autofree guint32 *drawn = NULL;
  guint n_made;

  belay_screen_tiles_update (tiles, first, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);
  n_made = belay_screen_tiles_get_n_made (tiles);
  g_assert_cmpuint (n_made, ==, belay_frame_get_n_tiles (first));

  g_assert_false (belay_screen_tiles_would_change (tiles, same));
  belay_screen_tiles_update (tiles, same, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);
  g_assert_cmpuint (belay_screen_tiles_get_n_made (tiles), ==, n_made);

  pixels[10 * WIDTH + 140] ^= 0xffffff;
  other = frame_new (same, pixels);
  g_assert_true (belay_screen_tiles_would_change (tiles, other));
  belay_screen_tiles_update (tiles, other, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);
  g_assert_cmpuint (belay_screen_tiles_get_n_made (tiles), ==, n_made + 1);

  /* The tiles that stayed live in the newest frame: the older ones may go. */
  g_clear_pointer (&first, belay_frame_unref);
  g_clear_pointer (&same, belay_frame_unref);
  drawn = draw (belay_screen_tiles_get_node (tiles), WIDTH, HEIGHT);
  g_assert_cmpmem (drawn, WIDTH * HEIGHT * 4, pixels, WIDTH * HEIGHT * 4);
}

/* Nodes that GTK still holds outlive the tiles and the frames. */
static void
test_outlive (void)
{
  g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
  g_autofree guint32 *pixels = noise_new (5);
  g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);
  g_autoptr(GskRenderNode) node = NULL;
  g_autofree guint32 *drawn = NULL;

  belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);
  node = gsk_render_node_ref (belay_screen_tiles_get_node (tiles));
  belay_screen_tiles_update (tiles, NULL, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);
  g_assert_null (belay_screen_tiles_get_node (tiles));
  g_clear_pointer (&frame, belay_frame_unref);

  drawn = draw (node, WIDTH, HEIGHT);
  g_assert_cmpmem (drawn, WIDTH * HEIGHT * 4, pixels, WIDTH * HEIGHT * 4);
}

/* Whatever the scale and wherever the change: what was remade in part looks as if made anew. */
static void
test_scaled_changes (void)
{
  static const double scales[] = { 0.31, 0.5, 0.73, 0.998, 1.0, 1.25, 1.9 };
  static const BelayPoint changes[] = { { 128, 60 }, { 255, 64 }, { 256, 63 }, { 599, 199 }, { 512, 128 }, { 0, 0 } };
  g_autofree guint32 *pixels = noise_new (6);

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
      g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);
      int width = (int) (WIDTH * scales[i]) + 2, height = (int) (HEIGHT * scales[i]) + 2;

      belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, scales[i], 1);

      for (guint c = 0; c < G_N_ELEMENTS (changes); c++)
        {
          g_autoptr(BelayScreenTiles) anew = belay_screen_tiles_new ();
          g_autoptr(BelayFrame) before = g_steal_pointer (&frame);
          g_autofree guint32 *followed = NULL;
          g_autofree guint32 *made = NULL;
          guint n_made = belay_screen_tiles_get_n_made (tiles);

          pixels[changes[c].y * WIDTH + changes[c].x] ^= 0xffffff;
          frame = frame_new (before, pixels);
          belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, scales[i], 1);
          belay_screen_tiles_update (anew, frame, BELAY_PIXEL_NODE_CAIRO, scales[i], 1);
          g_assert_cmpuint (belay_screen_tiles_get_n_made (tiles) - n_made, <=, 4);

          followed = draw (belay_screen_tiles_get_node (tiles), width, height);
          made = draw (belay_screen_tiles_get_node (anew), width, height);
          g_assert_cmpmem (followed, (gsize) width * height * 4, made, (gsize) width * height * 4);
        }
    }
}

static void
draw_noise (guint32         *pixels,
            GRand           *random,
            const BelayRect *area)
{
  for (int y = area->y; y < area->y + area->height; y++)
    {
      for (int x = area->x; x < area->x + area->width; x++)
        pixels[y * WIDTH + x] = 0xff000000u | (g_rand_int (random) >> 8);
    }
}

/* However tiles are cut and cut anew, also between two logical pixels: the parts together are the picture. */
static void
test_cuts (void)
{
  static const struct { double scale; int factor; } densities[] = {
    { 0.43, 1 }, { 1.0, 1 }, { 1.37, 1 }, { 2.0, 1 }, { 0.43, 2 }, { 1.0, 2 }, { 1.37, 2 }, { 1.0, 3 },
  };
  g_autoptr(GRand) random = g_rand_new_with_seed (11);
  g_autofree guint32 *pixels = noise_new (7);

  for (guint i = 0; i < G_N_ELEMENTS (densities); i++)
    {
      g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
      g_autoptr(BelayFrame) frame = NULL;
      double scale = densities[i].scale;
      int factor = densities[i].factor;
      int width = (int) (WIDTH * scale) + 2, height = (int) (HEIGHT * scale) + 2;

      for (int round = 0; round < 40; round++)
        {
          g_autoptr(BelayScreenTiles) anew = belay_screen_tiles_new ();
          g_autoptr(BelayFrame) before = g_steal_pointer (&frame);
          g_autofree guint32 *followed = NULL;
          g_autofree guint32 *made = NULL;
          BelayRect area = { g_rand_int_range (random, 0, WIDTH), g_rand_int_range (random, 0, HEIGHT), 0, 0 };

          area.width = g_rand_int_range (random, 1, MIN (200, WIDTH + 1 - area.x));
          area.height = g_rand_int_range (random, 1, MIN (80, HEIGHT + 1 - area.y));
          for (int again = 0; again < 1 + round % 3; again++)
            draw_noise (pixels, random, &area);

          frame = frame_new (before, pixels);
          belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, scale, factor);
          belay_screen_tiles_update (anew, frame, BELAY_PIXEL_NODE_CAIRO, scale, factor);

          followed = draw_dense (belay_screen_tiles_get_node (tiles), width, height, factor);
          made = draw_dense (belay_screen_tiles_get_node (anew), width, height, factor);
          g_assert_cmpmem (followed, (gsize) width * height * 4, made, (gsize) width * height * 4);
        }
    }
}

/* What GTK would draw again: where the nodes are others than before, place by place. */
static void
collect_changed (GskRenderNode   *node,
                 GskRenderNode   *other,
                 graphene_rect_t *changed)
{
  if (node == other)
    return;

  if (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE &&
      gsk_render_node_get_node_type (other) == GSK_CONTAINER_NODE &&
      gsk_container_node_get_n_children (node) == gsk_container_node_get_n_children (other))
    {
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        collect_changed (gsk_container_node_get_child (node, i), gsk_container_node_get_child (other, i), changed);
    }
  else
    {
      graphene_rect_t bounds;

      gsk_render_node_get_bounds (node, &bounds);
      if (changed->size.width > 0)
        graphene_rect_union (changed, &bounds, changed);
      else
        *changed = bounds;
    }
}

/* What keeps changing at one place is drawn again by itself, whatever tiles it lies on. */
static void
test_spot (void)
{
  static const BelayRect spot = { 240, 50, 32, 32 };
  g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
  g_autoptr(GRand) random = g_rand_new_with_seed (12);
  g_autofree guint32 *pixels = noise_new (8);
  g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);

  belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);

  for (int round = 0; round < 4; round++)
    {
      g_autoptr(BelayFrame) before = g_steal_pointer (&frame);
      g_autoptr(GskRenderNode) node = gsk_render_node_ref (belay_screen_tiles_get_node (tiles));
      graphene_rect_t changed = GRAPHENE_RECT_INIT (0, 0, 0, 0);

      draw_noise (pixels, random, &spot);
      frame = frame_new (before, pixels);
      belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);

      collect_changed (belay_screen_tiles_get_node (tiles), node, &changed);
      if (round > 0)
        g_assert_true (graphene_rect_equal (&changed, &GRAPHENE_RECT_INIT (240, 50, 32, 32)));
    }
}

/* An even area keeps its colour, and the tiles leave no seam. */
static void
test_even (void)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = 0xff7fc301;

  for (double scale = 0.2; scale < 2.0; scale += 0.0371)
    {
      g_autoptr(BelayScreenTiles) tiles = belay_screen_tiles_new ();
      g_autoptr(BelayFrame) frame = frame_new (NULL, pixels);
      g_autoptr(BelayPixelAxis) columns = belay_pixel_axis_new (WIDTH, scale);
      g_autoptr(BelayPixelAxis) rows = belay_pixel_axis_new (HEIGHT, scale);
      int n = belay_pixel_axis_get_n (columns) * belay_pixel_axis_get_n (rows);
      g_autofree guint32 *drawn = NULL;

      belay_screen_tiles_update (tiles, frame, BELAY_PIXEL_NODE_CAIRO, scale, 1);
      drawn = draw (belay_screen_tiles_get_node (tiles), belay_pixel_axis_get_n (columns), belay_pixel_axis_get_n (rows));

      for (int i = 0; i < n; i++)
        g_assert_cmphex (drawn[i], ==, 0xff7fc301);
    }
}

/* Each device pixel belongs to the tile it begins in, to no other, and covers what the next does not. */
static void
test_axis (void)
{
  g_autoptr(BelayPixelAxis) axis = belay_pixel_axis_new (WIDTH, 0.3);
  int last = 0;

  g_assert_cmpint (belay_pixel_axis_get_n (axis), ==, 180);
  g_assert_cmpint (belay_pixel_axis_get_first (axis, 0), ==, 0);
  g_assert_cmpint (belay_pixel_axis_get_first (axis, WIDTH), ==, 180);

  for (int i = 0; i < 180; i++)
    {
      int first, end;

      belay_pixel_axis_get_cover (axis, i, i + 1, &first, &end);
      g_assert_cmpint (first, <=, last);
      g_assert_cmpint (end, >, first);
      last = end;
    }

  g_assert_cmpint (last, ==, WIDTH);
}

/* The other way round, beside a search. */
static void
test_axis_shown (void)
{
  for (double scale = 0.2; scale < 2.5; scale += 0.0713)
    {
      g_autoptr(BelayPixelAxis) axis = belay_pixel_axis_new (WIDTH, scale);

      for (int from = 0; from < WIDTH; from++)
        {
          int to = MIN (WIDTH, from + 1 + from % 7), first, end, expected_first = G_MAXINT, expected_end = 0;

          for (int i = 0; i < belay_pixel_axis_get_n (axis); i++)
            {
              belay_pixel_axis_get_cover (axis, i, i + 1, &first, &end);
              if (end > from && first < to)
                {
                  expected_first = MIN (expected_first, i);
                  expected_end = i + 1;
                }
            }

          belay_pixel_axis_get_shown (axis, from, to, &first, &end);
          if (expected_end == 0)
            {
              g_assert_cmpint (end, <=, first);
              continue;
            }

          g_assert_cmpint (first, ==, expected_first);
          g_assert_cmpint (end, ==, expected_end);
        }
    }
}

static void
add_tests (void)
{
  g_test_add_func ("/screen-tiles/exact", test_exact);
  g_test_add_func ("/screen-tiles/double", test_double);
  g_test_add_func ("/screen-tiles/dense", test_dense);
  g_test_add_func ("/screen-tiles/reuse", test_reuse);
  g_test_add_func ("/screen-tiles/outlive", test_outlive);
  g_test_add_func ("/screen-tiles/scaled-changes", test_scaled_changes);
  g_test_add_func ("/screen-tiles/cuts", test_cuts);
  g_test_add_func ("/screen-tiles/spot", test_spot);
  g_test_add_func ("/screen-tiles/even", test_even);
  g_test_add_func ("/screen-tiles/axis", test_axis);
  g_test_add_func ("/screen-tiles/axis-shown", test_axis_shown);
}

int
main (int   argc,
      char *argv[])
{
  return ui_display_run (&argc, &argv, add_tests);
}
