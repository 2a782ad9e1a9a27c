/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-difference.h"

#include "belay-picture-read.h"
#include "belay-recorded-target.h"
#include "spotted-frame.h"

#define WIDTH  1280
#define HEIGHT 800

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, WIDTH, HEIGHT };
static const BelayGeometry geometry = { WIDTH, HEIGHT, WIDTH, HEIGHT };

static BelayDifference *
compare (const BelayRect *spots,
         guint            n_spots)
{
  g_autoptr(BelayFrame) then = spotted_frame_new (WIDTH, HEIGHT, NULL, 0);
  g_autoptr(BelayFrame) now = spotted_frame_new (WIDTH, HEIGHT, spots, n_spots);

  return belay_difference_new (then, now);
}

static void
assert_region (const BelayDifference *difference,
               guint                  i,
               BelayRect              expected)
{
  const BelayRect *region = &g_array_index (difference->regions, BelayRect, i);

  g_assert_cmpint (region->x, ==, expected.x);
  g_assert_cmpint (region->y, ==, expected.y);
  g_assert_cmpint (region->width, ==, expected.width);
  g_assert_cmpint (region->height, ==, expected.height);
}

static void
test_places (void)
{
  const BelayRect spots[] = { { 10, 10, 50, 50 }, { 600, 300, 200, 100 }, { 1230, 790, 50, 10 } };
  g_autoptr(BelayDifference) difference = compare (spots, G_N_ELEMENTS (spots));
  g_autoptr(BelayDifference) none = compare (NULL, 0);

  g_assert_cmpuint (difference->regions->len, ==, 3);
  assert_region (difference, 0, spots[1]);
  assert_region (difference, 1, spots[0]);
  assert_region (difference, 2, spots[2]);
  /* 23 000 of 1 024 000 pixels */
  g_assert_cmpuint (difference->percent, ==, 3);

  g_assert_cmpuint (none->regions->len, ==, 0);
  g_assert_cmpuint (none->percent, ==, 0);
}

/* The words of a line are one place, two windows are two. */
static void
test_near_and_far (void)
{
  const BelayRect words[] = { { 100, 100, 40, 12 }, { 160, 100, 40, 12 }, { 220, 100, 40, 12 }, { 400, 100, 40, 12 } };
  g_autoptr(BelayDifference) difference = compare (words, G_N_ELEMENTS (words));

  g_assert_cmpuint (difference->regions->len, ==, 2);
  assert_region (difference, 0, (BelayRect) { 100, 100, 160, 12 });
  assert_region (difference, 1, words[3]);
}

static void
test_carets (void)
{
  const BelayRect bar = { 300, 300, 2, 20 }, block = { 700, 90, 9, 18 }, more = { 300, 300, 30, 20 };
  g_autoptr(BelayDifference) carets = compare ((BelayRect[]) { bar, block }, 2);
  g_autoptr(BelayDifference) word = compare (&more, 1);

  g_assert_cmpuint (carets->regions->len, ==, 0);
  g_assert_true (belay_difference_is_within (carets, NULL));
  g_assert_cmpuint (word->regions->len, ==, 1);
}

static void
test_other_size (void)
{
  g_autoptr(BelayFrame) then = spotted_frame_new (1024, 768, NULL, 0);
  g_autoptr(BelayFrame) now = spotted_frame_new (WIDTH, HEIGHT, NULL, 0);
  g_autoptr(BelayDifference) difference = belay_difference_new (then, now);

  g_assert_cmpuint (difference->regions->len, ==, 1);
  assert_region (difference, 0, (BelayRect) { 0, 0, WIDTH, HEIGHT });
  g_assert_cmpuint (difference->percent, ==, 100);
}

/* A screen that is another one at every second place: it has to end soon, and say something. */
static void
test_many_places (void)
{
  g_autoptr(GArray) spots = g_array_new (FALSE, FALSE, sizeof (BelayRect));
  g_autoptr(BelayDifference) difference = NULL;

  for (int y = 0; y + 40 < HEIGHT; y += 80)
    for (int x = 0; x + 40 < WIDTH; x += 80)
      g_array_append_val (spots, ((BelayRect) { x, y, 40, 40 }));

  difference = compare ((const BelayRect *) spots->data, spots->len);
  g_assert_cmpuint (difference->regions->len, >, 0);
  g_assert_cmpuint (difference->regions->len, <=, 32);

  for (guint i = 0; i < spots->len; i++)
    {
      gboolean covered = FALSE;

      for (guint j = 0; j < difference->regions->len; j++)
        covered |= belay_rect_intersect (&g_array_index (spots, BelayRect, i),
                                         &g_array_index (difference->regions, BelayRect, j), NULL);
      g_assert_true (covered);
    }
}

static void
test_news (void)
{
  const BelayRect one = { 100, 100, 60, 60 }, other = { 500, 500, 60, 60 };
  g_autoptr(BelayDifference) known = compare (&one, 1);
  g_autoptr(BelayDifference) both = compare ((BelayRect[]) { one, other }, 2);
  g_autoptr(BelayDifference) none = compare (NULL, 0);

  g_assert_true (belay_difference_is_within (known, known));
  g_assert_true (belay_difference_is_within (known, both));
  g_assert_false (belay_difference_is_within (both, known));
  g_assert_false (belay_difference_is_within (known, none));
  g_assert_false (belay_difference_is_within (known, NULL));
  g_assert_true (belay_difference_is_within (none, NULL));
}

/* What the guard says of an action when the screen differs from the recording at @spot. */
static BelayFinding *
examine (const char       *name,
         const char       *input,
         const BelayPoint *caret,
         BelayRect         spot)
{
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", name, input, -1, NULL);
  g_autoptr(BelayFrame) recorded = spotted_frame_new (WIDTH, HEIGHT, NULL, 0);
  g_autoptr(BelayFrame) now = spotted_frame_new (WIDTH, HEIGHT, &spot, 1);

  g_assert_nonnull (action);

  return belay_recorded_target_examine (action, &geometry, caret, recorded, now);
}

static void
test_target (void)
{
  const BelayPoint caret = { 300, 300 };
  static const struct
  {
    const char *name;
    const char *input;
    BelayRect   spot;
    gboolean    differs;
  } cases[] = {
    { "left_click", "{\"coordinate\":[640,400]}", { 600, 380, 80, 40 }, TRUE },
    { "left_click", "{\"coordinate\":[640,400]}", { 800, 380, 80, 40 }, FALSE },
    { "left_click", "{\"coordinate\":[640,400]}", { 640, 390, 2, 18 }, FALSE },
    { "left_click_drag", "{\"start_coordinate\":[100,100],\"coordinate\":[640,400]}", { 80, 80, 40, 40 }, TRUE },
    { "left_click_drag", "{\"start_coordinate\":[100,100],\"coordinate\":[640,400]}", { 620, 380, 40, 40 }, TRUE },
    { "left_click_drag", "{\"start_coordinate\":[100,100],\"coordinate\":[640,400]}", { 300, 200, 40, 40 }, FALSE },
    { "type", "{\"text\":\"a\"}", { 280, 290, 60, 20 }, TRUE },
    { "type", "{\"text\":\"a\"}", { 640, 400, 60, 20 }, FALSE },
    { "screenshot", "{}", { 0, 0, WIDTH, HEIGHT }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BelayFinding) finding = examine (cases[i].name, cases[i].input, &caret, cases[i].spot);

      g_test_message ("%s %s", cases[i].name, cases[i].input);
      g_assert_cmpint (finding != NULL, ==, cases[i].differs);
      if (finding != NULL)
        g_assert_cmpint (belay_finding_get_severity (finding), ==, BELAY_FINDING_WARN);
    }
}

/* Nobody knows what was there: that is no reason to go on. */
static void
test_no_picture (void)
{
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", "left_click", "{\"coordinate\":[1,1]}", -1, NULL);
  g_autoptr(BelayFrame) now = spotted_frame_new (WIDTH, HEIGHT, NULL, 0);
  g_autoptr(BelayFinding) finding = belay_recorded_target_examine (action, &geometry, NULL, NULL, now);

  g_assert_nonnull (finding);
  g_assert_cmpint (belay_finding_get_severity (finding), ==, BELAY_FINDING_WARN);
}

/* Whatever a record holds in the place of a picture. */
static void
test_no_png (void)
{
  static const guint8 large[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff,
    8, 2, 0, 0, 0, 0xc5, 0x1b, 0x5b, 0x9e,
  };
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autoptr(GBytes) bomb = g_bytes_new_static (large, sizeof large);
  GBytes *const bytes[] = { nothing, text, bomb };

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (belay_picture_read (bytes[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/difference/places", test_places);
  g_test_add_func ("/difference/near-and-far", test_near_and_far);
  g_test_add_func ("/difference/carets", test_carets);
  g_test_add_func ("/difference/other-size", test_other_size);
  g_test_add_func ("/difference/many-places", test_many_places);
  g_test_add_func ("/difference/news", test_news);
  g_test_add_func ("/recorded-target/target", test_target);
  g_test_add_func ("/recorded-target/no-picture", test_no_picture);
  g_test_add_func ("/picture-read/no-png", test_no_png);

  return g_test_run ();
}
