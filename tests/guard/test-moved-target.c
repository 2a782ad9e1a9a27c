/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moved-target.h"
#include "spotted-frame.h"

#define WIDTH  1280
#define HEIGHT 800

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 640, 400 };
static const BelayGeometry geometry = { 640, 400, WIDTH, HEIGHT };

/* Whether @action is held when the screen changed at @spots only. */
static gboolean
holds (const char       *name,
       const char       *input,
       const BelayPoint *caret,
       const BelayRect  *spots,
       guint             n_spots,
       BelayRect        *region)
{
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", name, input, -1, NULL);
  g_autoptr(BelayFrame) before = spotted_frame_new (WIDTH, HEIGHT, NULL, 0);
  g_autoptr(BelayFrame) now = spotted_frame_new (WIDTH, HEIGHT, spots, n_spots);
  g_autoptr(BelayFinding) finding = NULL;

  g_assert_nonnull (action);
  finding = belay_moved_target_examine (action, &geometry, caret, before, now);

  if (finding == NULL)
    return FALSE;

  g_assert_cmpint (belay_finding_get_severity (finding), ==, BELAY_FINDING_HOLD);
  g_assert_cmpstr (belay_finding_get_guard (finding), ==, "moved-target");
  g_assert_cmpstr (belay_finding_get_sentence (finding), !=, "");
  if (region != NULL)
    g_assert_true (belay_finding_get_region (finding, region));

  return TRUE;
}

static gboolean
holds_at (const char       *name,
          const char       *input,
          const BelayPoint *caret,
          BelayRect         spot)
{
  return holds (name, input, caret, &spot, 1, NULL);
}

static void
test_click (void)
{
  const char *input = "{\"coordinate\":[200,100]}";
  BelayRect region;

  g_assert_false (holds ("left_click", input, NULL, NULL, 0, NULL));

  /* One pixel under the target, at the edge of the patch, and just outside. The target is 401, 201 on the screen. */
  g_assert_true (holds ("left_click", input, NULL, &(BelayRect) { 401, 201, 1, 1 }, 1, &region));
  g_assert_true (belay_rect_contains (&region, (BelayPoint) { 401, 201 }));
  g_assert_cmpint (region.width, ==, BELAY_MOVED_TARGET_SIDE);
  g_assert_cmpint (region.height, ==, BELAY_MOVED_TARGET_SIDE);
  g_assert_true (holds_at ("left_click", input, NULL, (BelayRect) { region.x, region.y, 1, 1 }));
  g_assert_true (holds_at ("left_click", input, NULL, (BelayRect) { region.x + 95, region.y + 95, 1, 1 }));
  g_assert_false (holds_at ("left_click", input, NULL, (BelayRect) { region.x - 1, region.y, 1, 96 }));
  g_assert_false (holds_at ("left_click", input, NULL, (BelayRect) { region.x + 96, region.y, 1, 96 }));

  /* Where the coordinate would be if it were not converted. */
  g_assert_false (holds_at ("left_click", input, NULL, (BelayRect) { 200, 100, 1, 1 }));
}

static void
test_corner (void)
{
  g_assert_true (holds_at ("left_click", "{\"coordinate\":[0,0]}", NULL, (BelayRect) { 0, 0, 1, 1 }));
  g_assert_true (holds_at ("left_click", "{\"coordinate\":[639,399]}", NULL,
                            (BelayRect) { WIDTH - 1, HEIGHT - 1, 1, 1 }));
  g_assert_false (holds_at ("left_click", "{\"coordinate\":[0,0]}", NULL, (BelayRect) { 200, 200, 9, 9 }));
}

static void
test_other_pointer_actions (void)
{
  const char *drag = "{\"start_coordinate\":[100,100],\"coordinate\":[500,300]}";
  const char *scroll = "{\"coordinate\":[100,100],\"scroll_direction\":\"up\",\"scroll_amount\":1}";
  const BelayPoint pointer = { 700, 300 };

  g_assert_true (holds_at ("left_click_drag", drag, NULL, (BelayRect) { 210, 210, 2, 2 }));
  g_assert_true (holds_at ("left_click_drag", drag, NULL, (BelayRect) { 1010, 610, 2, 2 }));
  g_assert_false (holds_at ("left_click_drag", drag, NULL, (BelayRect) { 600, 400, 20, 20 }));
  g_assert_true (holds_at ("scroll", scroll, NULL, (BelayRect) { 210, 210, 2, 2 }));
  g_assert_true (holds_at ("mouse_move", "{\"coordinate\":[100,100]}", NULL, (BelayRect) { 210, 210, 2, 2 }));

  /* Without a coordinate: where the pointer is. */
  g_assert_true (holds_at ("left_click", "{}", &pointer, (BelayRect) { 710, 310, 2, 2 }));
  g_assert_false (holds_at ("left_click", "{}", &pointer, (BelayRect) { 210, 210, 2, 2 }));
}

static void
test_typing (void)
{
  const char *input = "{\"text\":\"hello\"}";
  const BelayPoint caret = { 600, 400 };
  const BelayPoint outside = { 5000, 400 };
  BelayRect region;

  g_assert_false (holds ("type", input, &caret, NULL, 0, NULL));

  /* Carets: a bar, an underscore, a block. */
  g_assert_false (holds_at ("type", input, &caret, (BelayRect) { 610, 380, 2, 40 }));
  g_assert_false (holds_at ("type", input, &caret, (BelayRect) { 610, 380, 12, 2 }));
  g_assert_false (holds_at ("type", input, &caret, (BelayRect) { 610, 380, 10, 20 }));

  /* Another window, a dialog, a word; two carets are one too many. */
  g_assert_true (holds ("type", input, &caret, &(BelayRect) { 500, 360, 200, 80 }, 1, &region));
  g_assert_cmpint (region.width, ==, 240);
  g_assert_cmpint (region.height, ==, 96);
  g_assert_true (holds_at ("key", "{\"text\":\"Return\"}", &caret, (BelayRect) { 560, 390, 60, 12 }));
  g_assert_true (holds ("type", input, &caret,
                        (BelayRect[]) { { 540, 390, 2, 20 }, { 640, 390, 2, 20 } }, 2, NULL));

  g_assert_false (holds_at ("type", input, &caret, (BelayRect) { 20, 20, 300, 200 }));
  g_assert_true (holds ("type", input, &outside, NULL, 0, NULL));
}

static void
test_typing_nowhere (void)
{
  const char *input = "{\"text\":\"hello\"}";
  const BelayRect corners[] = { { 0, 0, 20, 20 }, { WIDTH - 20, HEIGHT - 20, 20, 20 } };

  g_assert_false (holds ("type", input, NULL, corners, 2, NULL));
  g_assert_false (holds_at ("type", input, NULL, (BelayRect) { 0, 0, 1280, 190 }));
  g_assert_true (holds_at ("type", input, NULL, (BelayRect) { 0, 0, 1280, 210 }));
}

static void
test_looks (void)
{
  const BelayRect whole = { 0, 0, WIDTH, HEIGHT };

  g_assert_false (holds_at ("screenshot", "{}", NULL, whole));
  g_assert_false (holds_at ("wait", "{\"duration\":1}", NULL, whole));
  g_assert_false (holds_at ("cursor_position", "{}", NULL, whole));
}

static void
test_frames (void)
{
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", "left_click", "{\"coordinate\":[9,9]}", -1,
                                                      NULL);
  g_autoptr(BelayAction) look = belay_action_parse (&space, "computer", "screenshot", "{}", -1, NULL);
  g_autoptr(BelayFrame) frame = spotted_frame_new (WIDTH, HEIGHT, NULL, 0);
  g_autoptr(BelayFrame) smaller = spotted_frame_new (800, 600, NULL, 0);
  BelayFrame *const pairs[][2] = { { NULL, frame }, { frame, NULL }, { smaller, frame }, { frame, smaller } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr(BelayFinding) finding = NULL;

      finding = belay_moved_target_examine (action, &geometry, NULL, pairs[i][0], pairs[i][1]);
      g_assert_nonnull (finding);
      g_assert_cmpint (belay_finding_get_severity (finding), ==, BELAY_FINDING_HOLD);
      g_assert_false (belay_finding_get_region (finding, NULL));
      g_assert_null (belay_moved_target_examine (look, &geometry, NULL, pairs[i][0], pairs[i][1]));
    }

  g_assert_null (belay_moved_target_examine (action, &geometry, NULL, frame, frame));
}

static void
test_finding (void)
{
  const BelayRect place = { 1, 2, 3, 4 };
  BelayFinding *finding = belay_finding_new ("guard", BELAY_FINDING_WARN, "A sentence.", &place);
  BelayRect region = { 0 };

  g_assert_cmpstr (belay_finding_get_guard (finding), ==, "guard");
  g_assert_cmpint (belay_finding_get_severity (finding), ==, BELAY_FINDING_WARN);
  g_assert_cmpstr (belay_finding_get_sentence (finding), ==, "A sentence.");
  g_assert_true (belay_finding_get_region (finding, &region));
  g_assert_true (belay_rect_equal (&region, &place));
  g_assert_finalize_object (finding);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/moved-target/click", test_click);
  g_test_add_func ("/moved-target/corner", test_corner);
  g_test_add_func ("/moved-target/other-pointer-actions", test_other_pointer_actions);
  g_test_add_func ("/moved-target/typing", test_typing);
  g_test_add_func ("/moved-target/typing-nowhere", test_typing_nowhere);
  g_test_add_func ("/moved-target/looks", test_looks);
  g_test_add_func ("/moved-target/frames", test_frames);
  g_test_add_func ("/moved-target/finding", test_finding);

  return g_test_run ();
}
