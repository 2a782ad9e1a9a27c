/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define N_FRAMES 180

/* What the frames of a window cost. Times in ms. */
double     frames_now_ms         (void);
double     frames_get_memory     (void);        /* MB, of the whole process */
void       frames_wait_for_frame (GtkWidget     *widget);
GtkWidget *frames_find_scroller  (GtkWidget     *widget);
/* N_FRAMES frames, @advance called before each; what each kept the main thread busy, and how far apart they were, both
 * sorted. */
void       frames_run            (GtkWidget     *window,
                                  void         (*advance) (guint    frame,
                                                           gpointer user_data),
                                  gpointer       user_data,
                                  double        *busy,
                                  double        *apart);
/* The same, each @step further. */
void       frames_scroll         (GtkWidget     *window,
                                  GtkAdjustment *adjustment,
                                  double         from,
                                  double         step,
                                  double        *busy,
                                  double        *apart);

G_END_DECLS
