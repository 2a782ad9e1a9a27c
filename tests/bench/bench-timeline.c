/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "belay-timeline.h"
#include "belay-timeline-view.h"

/* The timeline of argv[1] steps in a window: how long until it is filled and drawn, what it weighs, and what a frame costs
 * while it is scrolled by a wheel turn a frame, and from the end to the beginning in three seconds. */

#define FRAMES 180

static GMainLoop *loop;

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1e3;
}

static double
get_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = strstr (status, "VmRSS:");

  return line != NULL ? g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024 : 0;
}

static BelayStep *
make_step (guint i)
{
  g_autofree char *id = g_strdup_printf ("toolu_%08u", i);
  g_autofree char *arguments = g_strdup_printf ("{\"coordinate\": [%u, %u]}", i % 1280, i % 800);
  g_autofree char *text = g_strdup_printf ("{\"text\": \"line %u of a letter\"}", i);
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  BelayGeometry geometry;
  g_autoptr(BelayProposal) proposal = NULL;

  belay_geometry_init (&geometry, BELAY_TIER_STANDARD, 1280, 800);
  proposal = belay_proposal_new (&space, id, "computer", i % 3 == 0 ? "type" : "left_click",
                                 i % 3 == 0 ? text : arguments);

  return belay_step_new (proposal, &geometry, i / 3 + 1, i % 3 + 1);
}

static BelayTimeline *
make_timeline (guint n_steps)
{
  BelayTimeline *timeline = belay_timeline_new ();

  belay_timeline_add (timeline, BELAY_ENTRY_TASK, "Write a long letter.");
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(BelayStep) step = make_step (i);

      if (i % 3 == 0)
        belay_timeline_add (timeline, BELAY_ENTRY_TEXT, "Now comes the next line, and a click where it belongs.");
      belay_timeline_add_step (timeline, step);
    }

  return timeline;
}

static void
wait_for_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (g_main_loop_quit), loop);

  gtk_widget_queue_draw (widget);
  g_main_loop_run (loop);
  g_signal_handler_disconnect (clock, handler);
}

static GtkWidget *
find_scroller (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_SCROLLED_WINDOW (child) ? child : find_scroller (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

typedef struct
{
  double start;
  double busy;
} Clocked;

static void
on_update (Clocked *self)
{
  self->start = now_ms ();
}

static void
on_after_paint (Clocked *self)
{
  self->busy = now_ms () - self->start;
}

/* What the main thread is busy with in each frame, and how far apart frames are. */
static void
scroll (GtkWidget     *window,
        GtkAdjustment *adjustment,
        double         from,
        double         step,
        double        *busy,
        double        *apart)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Clocked clocked = { 0 };
  gulong before = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_update), &clocked);
  gulong after = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), &clocked);
  double last;

  gtk_adjustment_set_value (adjustment, from);
  wait_for_frame (window);
  last = now_ms ();

  for (guint i = 0; i < FRAMES; i++)
    {
      double begin = now_ms (), moved;

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + step);
      moved = now_ms () - begin;
      wait_for_frame (window);
      busy[i] = clocked.busy + moved;
      apart[i] = now_ms () - last;
      last = now_ms ();
    }

  if (ABS (gtk_adjustment_get_value (adjustment) - from) < ABS (step) * FRAMES / 2)
    g_error ("The timeline has not been scrolled");
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  qsort (busy, FRAMES, sizeof *busy, compare);
  qsort (apart, FRAMES, sizeof *apart, compare);
}

/* The view follows its end, which it has reached after some frames, until somebody turns the wheel. */
static void
turn_wheel (GtkWidget     *window,
            GtkAdjustment *adjustment)
{
  double value = -1;
  g_autoptr(GSubprocess) xdotool = NULL;

  while (gtk_adjustment_get_value (adjustment) != value)
    {
      value = gtk_adjustment_get_value (adjustment);
      for (guint i = 0; i < 5; i++)
        wait_for_frame (window);
    }

  xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "xdotool", "search", "--name",
                              "^bench-timeline$", "mousemove", "--window", "%1", "200", "400", "click", "--repeat", "8",
                              "4", NULL);
  g_subprocess_wait (xdotool, NULL, NULL);

  for (guint i = 0; i < 30; i++)
    wait_for_frame (window);
  if (gtk_adjustment_get_value (adjustment) > value - 50)
    g_error ("The wheel has not turned the timeline");
}

int
main (int    argc,
      char **argv)
{
  static double busy[FRAMES], apart[FRAMES], far[FRAMES], far_apart[FRAMES];
  g_autoptr(BelayTimeline) timeline = NULL;
  GtkWidget *window, *view;
  GtkAdjustment *adjustment;
  double start, model, open, height;

  adw_init ();
  loop = g_main_loop_new (NULL, FALSE);
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "bench-timeline");
  gtk_window_set_default_size (GTK_WINDOW (window), 420, 800);
  view = g_object_new (BELAY_TYPE_TIMELINE_VIEW, NULL);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (view))
    g_main_context_iteration (NULL, TRUE);
  wait_for_frame (window);

  start = now_ms ();
  timeline = make_timeline (argc > 1 ? (guint) atoi (argv[1]) : 10000);
  model = now_ms () - start;
  belay_timeline_view_set_model (BELAY_TIMELINE_VIEW (view), belay_timeline_get_model (timeline));
  wait_for_frame (window);
  open = now_ms () - start;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (find_scroller (view)));
  turn_wheel (window, adjustment);
  height = gtk_adjustment_get_upper (adjustment);
  scroll (window, adjustment, height / 2, 90, busy, apart);
  scroll (window, adjustment, height * 0.99, -height / FRAMES, far, far_apart);

  printf ("{\"model_ms\": %.1f, \"open_ms\": %.1f, \"memory_mb\": %.1f, \"wheel_ms\": %.2f, \"wheel_p95_ms\": %.2f, "
          "\"wheel_apart_ms\": %.2f, \"drag_ms\": %.2f, \"drag_p95_ms\": %.2f}\n", model, open, get_memory (),
          busy[FRAMES / 2], busy[FRAMES * 95 / 100], apart[FRAMES / 2], far[FRAMES / 2], far[FRAMES * 95 / 100]);

  return 0;
}
