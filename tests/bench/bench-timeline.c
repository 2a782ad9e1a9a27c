/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>

#include "belay-timeline.h"
#include "belay-timeline-view.h"
#include "frames.h"

/* The timeline of argv[1] steps in a window: how long until it is filled and drawn, what it weighs, and what a frame costs
 * while it is scrolled by a wheel turn a frame, and from the end to the beginning in three seconds. */

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
        frames_wait_for_frame (window);
    }

  xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "xdotool", "search", "--name",
                              "^bench-timeline$", "mousemove", "--window", "%1", "200", "400", "click", "--repeat", "8",
                              "4", NULL);
  g_subprocess_wait (xdotool, NULL, NULL);

  for (guint i = 0; i < 30; i++)
    frames_wait_for_frame (window);
  if (gtk_adjustment_get_value (adjustment) > value - 50)
    g_error ("The wheel has not turned the timeline");
}

int
main (int    argc,
      char **argv)
{
  static double busy[N_FRAMES], apart[N_FRAMES], far[N_FRAMES], far_apart[N_FRAMES];
  g_autoptr(BelayTimeline) timeline = NULL;
  GtkWidget *window, *view;
  GtkAdjustment *adjustment;
  double start, model, open, height;

  adw_init ();
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "bench-timeline");
  gtk_window_set_default_size (GTK_WINDOW (window), 420, 800);
  view = g_object_new (BELAY_TYPE_TIMELINE_VIEW, NULL);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (view))
    g_main_context_iteration (NULL, TRUE);
  frames_wait_for_frame (window);

  start = frames_now_ms ();
  timeline = make_timeline (argc > 1 ? (guint) atoi (argv[1]) : 10000);
  model = frames_now_ms () - start;
  belay_timeline_view_set_model (BELAY_TIMELINE_VIEW (view), belay_timeline_get_model (timeline));
  frames_wait_for_frame (window);
  open = frames_now_ms () - start;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (frames_find_scroller (view)));
  turn_wheel (window, adjustment);
  height = gtk_adjustment_get_upper (adjustment);
  frames_scroll (window, adjustment, height / 2, 90, busy, apart);
  frames_scroll (window, adjustment, height * 0.99, -height / N_FRAMES, far, far_apart);

  printf ("{\"model_ms\": %.1f, \"open_ms\": %.1f, \"memory_mb\": %.1f, \"wheel_ms\": %.2f, \"wheel_p95_ms\": %.2f, "
          "\"wheel_apart_ms\": %.2f, \"drag_ms\": %.2f, \"drag_p95_ms\": %.2f}\n", model, open, frames_get_memory (),
          busy[N_FRAMES / 2], busy[N_FRAMES * 95 / 100], apart[N_FRAMES / 2], far[N_FRAMES / 2], far[N_FRAMES * 95 / 100]);

  return 0;
}
