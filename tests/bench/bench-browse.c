/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>

#include "belay-moment-list.h"
#include "belay-trail-page.h"
#include "frames.h"
#include "trail-fixture.h"

/* A recorded session in the trail browser: how long until it can be read and is drawn, how long until its verdict is there,
 * what it weighs, and what a frame costs while its moments are scrolled by a wheel turn a frame, and while another moment is
 * shown in each. With "--record ROOT N" it makes one of N steps and says where. */

static int
record (const char *root,
        guint       n_steps)
{
  g_autofree char *directory = trail_fixture_record (root, "Write a long letter.", n_steps);

  printf ("%s\n", directory);

  return 0;
}

/* All through the session in N_FRAMES jumps. */
static void
advance_moment (guint    frame,
                gpointer page)
{
  guint n = belay_trail_history_get_n_moments (belay_trail_page_get_history (page));

  belay_trail_page_set_position (page, (frame + 1) * (n / (N_FRAMES + 1)));
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = BELAY_IS_MOMENT_LIST (child) ? child : find_list (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
wait_for_verdict (BelayTrailPage *page)
{
  while (belay_trail_page_get_report (page) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  static double busy[N_FRAMES], apart[N_FRAMES], scrubbed[N_FRAMES];
  GtkWidget *window, *page;
  GtkAdjustment *adjustment;
  double start, history, open, verdict;

  if (argc > 3 && g_str_equal (argv[1], "--record"))
    return record (argv[2], (guint) atoi (argv[3]));

  adw_init ();
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "bench-browse");
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  page = g_object_new (BELAY_TYPE_TRAIL_PAGE, NULL);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (page))
    g_main_context_iteration (NULL, TRUE);
  frames_wait_for_frame (window);

  start = frames_now_ms ();
  belay_trail_page_open (BELAY_TRAIL_PAGE (page), argv[1], 0);
  while (belay_trail_page_get_history (BELAY_TRAIL_PAGE (page)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  history = frames_now_ms () - start;
  frames_wait_for_frame (window);
  open = frames_now_ms () - start;
  wait_for_verdict (BELAY_TRAIL_PAGE (page));
  verdict = frames_now_ms () - start;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (frames_find_scroller (find_list (page))));
  frames_scroll (window, adjustment, gtk_adjustment_get_upper (adjustment) / 2, 90, busy, apart);
  frames_run (window, advance_moment, page, scrubbed, apart);

  printf ("{\"history_ms\": %.1f, \"open_ms\": %.1f, \"verdict_ms\": %.1f, \"memory_mb\": %.1f, \"wheel_ms\": %.2f, "
          "\"wheel_p95_ms\": %.2f, \"scrub_ms\": %.2f, \"scrub_p95_ms\": %.2f}\n", history, open, verdict,
          frames_get_memory (), busy[N_FRAMES / 2], busy[N_FRAMES * 95 / 100], scrubbed[N_FRAMES / 2],
          scrubbed[N_FRAMES * 95 / 100]);

  return 0;
}
