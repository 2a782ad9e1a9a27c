/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-colours.h"
#include "belay-magnifier-private.h"
#include "ui-display.h"

#define WIDTH  400
#define HEIGHT 300

typedef struct
{
  GtkWidget      *window;
  BelayMagnifier *magnifier;
  guint32        *pixels;
  BelayFrame     *frame;
} Fixture;

static BelayStep *
step_new (const char *name,
          const char *input)
{
  BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, WIDTH, HEIGHT };
  BelayGeometry geometry = { WIDTH, HEIGHT, WIDTH, HEIGHT };
  g_autoptr(BelayProposal) proposal = belay_proposal_new (&space, "id", "computer", name, input);

  g_assert_no_error (belay_proposal_get_error (proposal));

  return belay_step_new (proposal, &geometry, 1, 1);
}

/* Each pixel says where it is. */
static guint32
colour_at (int x,
           int y)
{
  return 0xff000000u | (guint32) (x & 0xff) << 16 | (guint32) (y & 0xff) << 8 | (guint32) (x >> 8);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->pixels = g_new (guint32, WIDTH * HEIGHT);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    fixture->pixels[i] = colour_at (i % WIDTH, i / WIDTH);
  fixture->frame = belay_frame_new (NULL, (guint8 *) fixture->pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 1, 1);

  fixture->window = gtk_window_new ();
  fixture->magnifier = BELAY_MAGNIFIER (belay_magnifier_new ());
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 320, 160);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->magnifier));
  belay_magnifier_set_frame (fixture->magnifier, fixture->frame);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_display_wait_frame (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayMagnifier) magnifier = g_object_ref (fixture->magnifier);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (g_steal_pointer (&magnifier));
  belay_frame_unref (fixture->frame);
  g_free (fixture->pixels);
}

/* Twice the size, exactly, with the target in the middle. */
static void
test_exact (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click", "{\"coordinate\":[200,150]}");
  g_autoptr(GdkTexture) texture = NULL;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->magnifier)));
  belay_magnifier_set_step (fixture->magnifier, step);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->magnifier)));

  texture = ui_display_render (GTK_WIDGET (fixture->magnifier));
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 320);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 160);
  g_assert_cmphex (ui_display_get_pixel (texture, 160, 80), ==, colour_at (200, 150));
  g_assert_cmphex (ui_display_get_pixel (texture, 161, 81), ==, colour_at (200, 150));
  g_assert_cmphex (ui_display_get_pixel (texture, 20, 30), ==, colour_at (130, 125));
  g_assert_cmphex (ui_display_get_pixel (texture, 299, 129), ==, colour_at (269, 174));
}

/* At a corner of the screen the crosshair leaves the middle; what is shown stays on the screen. */
static void
test_corner (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click", "{\"coordinate\":[399,299]}");
  g_autoptr(GdkTexture) texture = NULL;

  belay_magnifier_set_step (fixture->magnifier, step);
  texture = ui_display_render (GTK_WIDGET (fixture->magnifier));
  g_assert_cmphex (ui_display_get_pixel (texture, 20, 30), ==, colour_at (250, 235));
}

/* Both ends of a drag. */
static void
test_drag (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click_drag", "{\"start_coordinate\":[100,100],\"coordinate\":[300,200]}");
  g_autoptr(GdkTexture) texture = NULL;

  belay_magnifier_set_step (fixture->magnifier, step);
  texture = ui_display_render (GTK_WIDGET (fixture->magnifier));

  /* 320 = 146 + 28 + 146: 73 screen pixels each. */
  g_assert_cmphex (ui_display_get_pixel (texture, 72, 80), ==, colour_at (100, 100));
  g_assert_cmphex (ui_display_get_pixel (texture, 174 + 72, 80), ==, colour_at (300, 200));
}

static void
test_follows (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(BelayStep) step = step_new ("left_click", "{\"coordinate\":[200,150]}");
  g_autoptr(BelayStep) key = step_new ("key", "{\"text\":\"Return\"}");
  g_autoptr(BelayFrame) changed = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  belay_magnifier_set_step (fixture->magnifier, step);
  texture = ui_display_render (GTK_WIDGET (fixture->magnifier));
  g_clear_object (&texture);

  fixture->pixels[125 * WIDTH + 130] = 0xff123456;
  changed = belay_frame_new (fixture->frame, (guint8 *) fixture->pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, 2, 2);
  belay_magnifier_set_frame (fixture->magnifier, changed);
  texture = ui_display_render (GTK_WIDGET (fixture->magnifier));
  g_assert_cmphex (ui_display_get_pixel (texture, 20, 30), ==, 0xff123456);

  belay_magnifier_set_draft (fixture->magnifier, belay_step_get_action (key));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->magnifier)));
  belay_magnifier_set_draft (fixture->magnifier, NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->magnifier)));
  belay_magnifier_set_step (fixture->magnifier, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->magnifier)));
}

static void
add_tests (void)
{
  g_test_add ("/magnifier/exact", Fixture, NULL, set_up, test_exact, tear_down);
  g_test_add ("/magnifier/corner", Fixture, NULL, set_up, test_corner, tear_down);
  g_test_add ("/magnifier/drag", Fixture, NULL, set_up, test_drag, tear_down);
  g_test_add ("/magnifier/follows", Fixture, NULL, set_up, test_follows, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  return ui_display_run (&argc, &argv, add_tests);
}
