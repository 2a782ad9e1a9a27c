/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frames.h"

#include <stdlib.h>
#include <string.h>

double
frames_now_ms (void)
{
  return (double) g_get_monotonic_time () / 1e3;
}

double
frames_get_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = strstr (status, "VmRSS:");

  return line != NULL ? g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024 : 0;
}

void
frames_wait_for_frame (GtkWidget *widget)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (g_main_loop_quit), loop);

  gtk_widget_queue_draw (widget);
  g_main_loop_run (loop);
  g_signal_handler_disconnect (clock, handler);
}

GtkWidget *
frames_find_scroller (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_SCROLLED_WINDOW (child) ? child : frames_find_scroller (child);

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
  self->start = frames_now_ms ();
}

static void
on_after_paint (Clocked *self)
{
  self->busy = frames_now_ms () - self->start;
}

void
frames_run (GtkWidget *window,
            void     (*advance) (guint    frame,
                                 gpointer user_data),
            gpointer   user_data,
            double    *busy,
            double    *apart)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Clocked clocked = { 0 };
  gulong before = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_update), &clocked);
  gulong after = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), &clocked);
  double last;

  frames_wait_for_frame (window);
  last = frames_now_ms ();

  for (guint i = 0; i < N_FRAMES; i++)
    {
      double begin = frames_now_ms (), advanced;

      advance (i, user_data);
      advanced = frames_now_ms () - begin;
      frames_wait_for_frame (window);
      busy[i] = clocked.busy + advanced;
      apart[i] = frames_now_ms () - last;
      last = frames_now_ms ();
    }

  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  qsort (busy, N_FRAMES, sizeof *busy, compare);
  qsort (apart, N_FRAMES, sizeof *apart, compare);
}

typedef struct
{
  GtkAdjustment *adjustment;
  double         step;
} Scroll;

static void
advance_scroll (guint    frame,
                gpointer user_data)
{
  Scroll *scroll = user_data;

  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_value (scroll->adjustment) + scroll->step);
}

void
frames_scroll (GtkWidget     *window,
               GtkAdjustment *adjustment,
               double         from,
               double         step,
               double        *busy,
               double        *apart)
{
  gtk_adjustment_set_value (adjustment, from);
  frames_run (window, advance_scroll, &(Scroll) { adjustment, step }, busy, apart);

  if (ABS (gtk_adjustment_get_value (adjustment) - from) < ABS (step) * N_FRAMES / 2)
    g_error ("Nothing has been scrolled");
}
