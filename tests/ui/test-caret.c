/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-caret.h"
#include "belay-screen-view.h"
#include "ui-display.h"
#include "ui-rehearsal.h"

/* Where the text of a proposal is shown: at the click before it as long as that can be true, else nowhere in
 * particular. */

#define SCENARIO \
  UI_REHEARSAL_SCENARIO ("{\"actions\": [" \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [100, 50]}}," \
  "{\"name\": \"type\", \"input\": {\"text\": \"one\"}}," \
  "{\"name\": \"type\", \"input\": {\"text\": \"two\"}}," \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [100, 50]}}," \
  "{\"name\": \"type\", \"input\": {\"text\": \"three\"}}]}, {\"ask\": \"Well?\"}")

#define WIDTH  640
#define HEIGHT 400

static const BelayPoint click = { 300, 200 };

/* @previous, or white, with a filled rectangle. */
static BelayFrame *
create_frame (BelayFrame *previous,
              BelayRect   area,
              guint32     colour)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = 0xffffffff;
  if (previous != NULL)
    belay_frame_read (previous, &(BelayRect) { 0, 0, WIDTH, HEIGHT }, (guint8 *) pixels, WIDTH * 4);

  for (int y = area.y; y < area.y + area.height; y++)
    for (int x = area.x; x < area.x + area.width; x++)
      pixels[y * WIDTH + x] = colour;

  return belay_frame_new (previous, (const guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 0, 0);
}

/* The frame of a field and a caret in it. */
static void
test_field (void)
{
  g_autoptr(BelayFrame) before = create_frame (NULL, (BelayRect) { 0, 0, 0, 0 }, 0);
  g_autoptr(BelayFrame) outer = create_frame (before, (BelayRect) { 100, 185, 400, 30 }, 0xff3584e4);
  g_autoptr(BelayFrame) inner = create_frame (outer, (BelayRect) { 102, 187, 396, 26 }, 0xffffffff);
  g_autoptr(BelayFrame) now = create_frame (inner, (BelayRect) { 110, 190, 2, 20 }, 0xff000000);

  g_assert_true (belay_caret_is_plausible (click, before, before));
  g_assert_true (belay_caret_is_plausible (click, before, now));
}

/* A line that lights up. */
static void
test_line (void)
{
  g_autoptr(BelayFrame) before = create_frame (NULL, (BelayRect) { 0, 0, 0, 0 }, 0);
  g_autoptr(BelayFrame) now = create_frame (before, (BelayRect) { 50, 190, 280, 18 }, 0xffdddddd);

  g_assert_true (belay_caret_is_plausible (click, before, now));
}

/* A window far away or over the click, come or gone, and a menu below it: another may have the keyboard now. */
static void
test_window (void)
{
  g_autoptr(BelayFrame) before = create_frame (NULL, (BelayRect) { 0, 0, 0, 0 }, 0);
  g_autoptr(BelayFrame) away = create_frame (before, (BelayRect) { 10, 10, 150, 100 }, 0xff202020);
  g_autoptr(BelayFrame) over = create_frame (before, (BelayRect) { 200, 100, 300, 250 }, 0xff202020);
  g_autoptr(BelayFrame) menu = create_frame (before, (BelayRect) { 250, 205, 150, 120 }, 0xff202020);
  g_autoptr(BelayFrame) small = create_frame (before, (BelayRect) { 180, 170, 130, 50 }, 0xff202020);

  g_assert_false (belay_caret_is_plausible (click, before, away));
  g_assert_false (belay_caret_is_plausible (click, before, over));
  g_assert_false (belay_caret_is_plausible (click, over, before));
  g_assert_false (belay_caret_is_plausible (click, before, menu));
  g_assert_false (belay_caret_is_plausible (click, before, small));
  g_assert_false (belay_caret_is_plausible ((BelayPoint) { 9000, 10 }, before, before));
}

/* Whether something is drawn at the click. */
static gboolean
is_at_click (UiRehearsal *fixture)
{
  BelayScreenView *view = BELAY_SCREEN_VIEW (ui_rehearsal_find (fixture, BELAY_TYPE_SCREEN_VIEW));
  g_autoptr(GArray) occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  BelayViewport port;
  double x, y;

  g_assert_true (belay_screen_view_get_viewport (view, &port));
  belay_viewport_to_view (&port, 100, 50, &x, &y);
  belay_screen_view_list_occupied (view, occupied);

  for (guint i = 0; i < occupied->len; i++)
    if (graphene_rect_contains_point (&g_array_index (occupied, graphene_rect_t, i),
                                      &GRAPHENE_POINT_INIT ((float) x, (float) y)))
      return TRUE;

  return FALSE;
}

/* Text goes to the click; the text after it, which begins wherever that one ended, goes where the keyboard is. */
static void
test_steps (UiRehearsal   *fixture,
            gconstpointer  data)
{
  static const gboolean at_click[] = { TRUE, TRUE, FALSE, TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (at_click); i++)
    {
      ui_rehearsal_wait_for_step (fixture, i + 1);
      ui_display_wait_frame (GTK_WIDGET (fixture->window));
      g_assert_cmpint (is_at_click (fixture), ==, at_click[i]);
      ui_rehearsal_activate (fixture, "approve", NULL);
    }

  ui_rehearsal_wait_until (ui_rehearsal_is_asking, fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/caret/field", test_field);
  g_test_add_func ("/caret/line", test_line);
  g_test_add_func ("/caret/window", test_window);
  ui_rehearsal_add_test ("/caret/steps", SCENARIO, test_steps);
}

int
main (int    argc,
      char **argv)
{
  return ui_rehearsal_run (&argc, &argv, add_tests);
}
