/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-steady-target.h"

#include <cairo.h>


#define WIDTH  640
#define HEIGHT 400
#define SECOND (gint64) G_USEC_PER_SEC

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, WIDTH, HEIGHT };
static const BelayGeometry geometry = { WIDTH, HEIGHT, WIDTH, HEIGHT };

typedef struct
{
  int x, y, width, height;
  guint32 colour;
} Spot;

/* A grey screen with a spot, on the screen from @time on. */
static BelayFrame *
frame_at (gint64      time,
          const Spot *spot)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = 0xff808080;

  for (int y = 0; spot != NULL && y < spot->height; y++)
    for (int x = 0; x < spot->width; x++)
      pixels[(spot->y + y) * WIDTH + spot->x + x] = 0xff000000 | spot->colour;

  return belay_frame_new (NULL, (const guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 1, time);
}

static void
add (BelayRecent *recent,
     gint64       time,
     const Spot  *spot)
{
  g_autoptr(BelayFrame) frame = frame_at (time, spot);

  belay_recent_add (recent, frame);
}

static BelayAction *
parse (const char *name,
       const char *input)
{
  BelayAction *action = belay_action_parse (&space, "computer", name, input, -1, NULL);

  g_assert_nonnull (action);

  return action;
}

static void
test_remembers (void)
{
  g_autoptr(BelayRecent) recent = belay_recent_new ();
  g_autoptr(GPtrArray) list = NULL;

  g_assert_null (belay_recent_get (recent, SECOND));

  for (int i = 0; i < 200; i++)
    add (recent, 10 * SECOND + i * SECOND / 20, &(Spot) { 16, 16, 8, 8, (guint32) i });

  /* 2.5 seconds of ten, and the one before; evenly fewer than there were. */
  list = belay_recent_list (recent, 0);
  g_assert_cmpuint (list->len, >, 12);
  g_assert_cmpuint (list->len, <=, 24);
  g_assert_cmpint (belay_frame_get_time (list->pdata[0]), <=, 20 * SECOND - SECOND / 20 - 5 * SECOND / 2);
  g_assert_cmpint (belay_frame_get_time (list->pdata[list->len - 1]), ==, 20 * SECOND - SECOND / 20);
  for (guint i = 1; i < list->len; i++)
    g_assert_cmpint (belay_frame_get_time (list->pdata[i]) - belay_frame_get_time (list->pdata[i - 1]), <, SECOND / 2);
  g_assert_true (belay_recent_get (recent, 0) == list->pdata[0]);
  g_assert_true (belay_recent_get (recent, 30 * SECOND) == list->pdata[list->len - 1]);
}

static void
test_restless (void)
{
  g_autoptr(BelayRecent) recent = belay_recent_new ();
  g_autofree guint8 *restless = NULL, *later = NULL;
  int n_columns, n_rows;

  add (recent, SECOND, NULL);
  for (int i = 0; i < 4; i++)
    add (recent, SECOND + i * SECOND / 4, &(Spot) { 32, 16, 8, 8, (guint32) i });

  restless = belay_recent_get_restless (recent, 2 * SECOND, &n_columns, &n_rows);
  g_assert_cmpint (n_columns, ==, WIDTH / BELAY_RECENT_CELL);
  g_assert_cmpint (n_rows, ==, HEIGHT / BELAY_RECENT_CELL);
  for (int i = 0; i < n_columns * n_rows; i++)
    g_assert_cmpuint (restless[i], ==, i == n_columns + 2);

  later = belay_recent_get_restless (recent, 6 * SECOND, &n_columns, &n_rows);
  g_assert_cmpuint (later[n_columns + 2], ==, 0);
}

static BelayFinding *
examine_steady (const Spot *in_between,
                gint64      since,
                const char *name,
                const char *input)
{
  g_autoptr(BelayRecent) recent = belay_recent_new ();
  g_autoptr(BelayAction) action = parse (name, input);
  g_autoptr(BelayFrame) now = frame_at (3 * SECOND, NULL);

  add (recent, SECOND, NULL);
  add (recent, 2 * SECOND, in_between);
  belay_recent_add (recent, now);

  return belay_steady_target_examine (recent, since, action, &geometry, &(BelayPoint) { 100, 100 }, now);
}

static void
test_steady (void)
{
  static const char *click = "{\"coordinate\":[300,200]}";
  static const char *drag = "{\"start_coordinate\":[50,50],\"coordinate\":[300,200]}";
  g_autoptr(BelayFinding) swapped = examine_steady (&(Spot) { 290, 190, 30, 8, 0 }, 2 * SECOND, "left_click", click);
  g_autoptr(BelayFinding) dropped = examine_steady (&(Spot) { 290, 190, 30, 8, 0 }, 2 * SECOND, "left_click_drag", drag);
  g_autoptr(BelayFinding) typed = examine_steady (&(Spot) { 90, 90, 30, 8, 0 }, 2 * SECOND, "type", "{\"text\":\"a\"}");

  g_assert_cmpint (belay_finding_get_severity (swapped), ==, BELAY_FINDING_HOLD);
  g_assert_nonnull (dropped);
  g_assert_nonnull (typed);

  /* Before that, elsewhere, and what a caret does. */
  g_assert_null (examine_steady (&(Spot) { 290, 190, 30, 8, 0 }, 3 * SECOND, "left_click", click));
  g_assert_null (examine_steady (&(Spot) { 500, 300, 30, 8, 0 }, 2 * SECOND, "left_click", click));
  g_assert_null (examine_steady (&(Spot) { 290, 190, 2, 18, 0 }, 2 * SECOND, "left_click", click));
}

static BelayFinding *
examine_around (const Spot *now_spot,
                gboolean    turns,
                const char *name,
                const char *input)
{
  g_autoptr(BelayRecent) recent = belay_recent_new ();
  g_autoptr(BelayAction) action = parse (name, input);
  g_autoptr(BelayFrame) then = frame_at (SECOND, NULL);
  g_autoptr(BelayFrame) now = frame_at (3 * SECOND, now_spot);

  belay_recent_add (recent, then);
  for (int i = 1; i < 6 && turns; i++)
    add (recent, SECOND + i * SECOND / 4, i % 2 ? now_spot : NULL);
  belay_recent_add (recent, now);

  return belay_surroundings_examine (recent, action, &geometry, NULL, then, now);
}

static void
test_surroundings (void)
{
  static const char *click = "{\"coordinate\":[300,200]}";
  const Spot question = { 200, 110, 200, 16, 0 };
  const Spot far = { 10, 350, 200, 40, 0 };
  g_autoptr(BelayFinding) asked = examine_around (&question, FALSE, "left_click", click);
  g_autoptr(BelayFinding) window = examine_around (&far, FALSE, "key", "{\"text\":\"Return\"}");
  BelayRect region;

  g_assert_cmpint (belay_finding_get_severity (asked), ==, BELAY_FINDING_HOLD);
  g_assert_true (belay_finding_get_region (asked, &region));
  g_assert_true (belay_rect_contains (&region, (BelayPoint) { 201, 111 }));
  g_assert_nonnull (window);

  /* Far from the pointer; little; what was moving before. */
  g_assert_null (examine_around (&far, FALSE, "left_click", click));
  g_assert_null (examine_around (&(Spot) { 200, 110, 40, 16, 0 }, FALSE, "left_click", click));
  g_assert_null (examine_around (&(Spot) { 10, 350, 90, 16, 0 }, FALSE, "key", "{\"text\":\"Return\"}"));
  g_assert_null (examine_around (&question, TRUE, "left_click", click));
  g_assert_null (examine_around (&far, TRUE, "key", "{\"text\":\"Return\"}"));
  g_assert_null (examine_around (&far, FALSE, "screenshot", "{}"));
}

/* A button in the middle of the screen. */
static BelayFrame *
draw_button (const char *text,
             double      size,
             guint32     ground,
             guint32     ink,
             guint32     border)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_text_extents_t extents;
  BelayFrame *frame;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_rectangle (cr, 270.5, 180.5, 99, 39);
  cairo_set_source_rgb (cr, (ground >> 16) / 255.0, (ground >> 8 & 0xff) / 255.0, (ground & 0xff) / 255.0);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, (border >> 16) / 255.0, (border >> 8 & 0xff) / 255.0, (border & 0xff) / 255.0);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_select_font_face (cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, size);
  cairo_text_extents (cr, text, &extents);
  cairo_set_source_rgb (cr, (ink >> 16) / 255.0, (ink >> 8 & 0xff) / 255.0, (ink & 0xff) / 255.0);
  cairo_move_to (cr, (int) (320 - extents.width / 2), 205);
  cairo_show_text (cr, text);
  cairo_surface_flush (surface);

  frame = belay_frame_new (NULL, cairo_image_surface_get_data (surface),
                           (gsize) cairo_image_surface_get_stride (surface), WIDTH, HEIGHT, NULL, 0, 1, SECOND);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return frame;
}

static void
test_hover (void)
{
  static const struct { guint32 ground, ink, border; } lights[] = {
    { 0xd0e0ff, 0x202020, 0x3584e4 }, { 0x3584e4, 0xffffff, 0x1c71d8 }, { 0xf8f8f8, 0x202020, 0xf8f8f8 },
    { 0xe8e8e8, 0x1c71d8, 0xe8e8e8 }, { 0x303030, 0xf0f0f0, 0x000000 },
  };
  static const char *const swaps[][2] = {
    { "Cancel", "Delete" }, { "Yes", "No" }, { "Allow", "Block" }, { "Save", "Send" }, { "", "Delete" },
  };
  const BelayPoint middle = { 320, 200 };

  for (double size = 11; size < 19; size += 2)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (lights); i++)
        {
          g_autoptr(BelayFrame) before = draw_button ("Cancel", size, 0xe8e8e8, 0x202020, 0xe8e8e8);
          g_autoptr(BelayFrame) lit = draw_button ("Cancel", size, lights[i].ground, lights[i].ink, lights[i].border);

          g_assert_null (belay_hover_examine (middle, before, lit));
        }

      for (gsize i = 0; i < G_N_ELEMENTS (swaps); i++)
        {
          g_autoptr(BelayFrame) before = draw_button (swaps[i][0], size, 0xe8e8e8, 0x202020, 0x909090);
          g_autoptr(BelayFrame) other = draw_button (swaps[i][1], size, 0xe8e8e8, 0x202020, 0x909090);
          g_autoptr(BelayFrame) lit = draw_button (swaps[i][1], size, 0x3584e4, 0xffffff, 0x1c71d8);
          g_autoptr(BelayFinding) plain = belay_hover_examine (middle, before, other);
          g_autoptr(BelayFinding) with_light = belay_hover_examine (middle, before, lit);

          g_assert_cmpint (belay_finding_get_severity (plain), ==, BELAY_FINDING_HOLD);
          g_assert_nonnull (with_light);
        }
    }
}

/* At the edge of the screen there is less to look at. */
static void
test_hover_corner (void)
{
  g_autoptr(BelayFrame) before = frame_at (SECOND, NULL);
  g_autoptr(BelayFrame) now = frame_at (SECOND, &(Spot) { WIDTH - 9, HEIGHT - 9, 4, 4, 0 });
  g_autoptr(BelayFinding) finding = belay_hover_examine ((BelayPoint) { WIDTH - 1, HEIGHT - 1 }, before, now);

  g_assert_nonnull (finding);
  g_assert_null (belay_hover_examine ((BelayPoint) { 0, 0 }, before, now));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/steady-target/remembers", test_remembers);
  g_test_add_func ("/steady-target/restless", test_restless);
  g_test_add_func ("/steady-target/steady", test_steady);
  g_test_add_func ("/steady-target/surroundings", test_surroundings);
  g_test_add_func ("/steady-target/hover", test_hover);
  g_test_add_func ("/steady-target/hover-corner", test_hover_corner);

  return g_test_run ();
}
