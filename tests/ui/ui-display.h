/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A display of one's own, for tests of widgets. */
int            ui_display_run        (int         *argc,
                                      char      ***argv,
                                      void       (*add_tests) (void));
void           ui_display_wait_frame (GtkWidget   *widget);
GdkTexture    *ui_display_render     (GtkWidget   *widget);
guint32        ui_display_get_pixel  (GdkTexture  *texture,
                                      int          x,
                                      int          y);
GtkWidget     *ui_display_find       (GtkWidget   *widget,
                                      GType        type);
void           ui_display_xdotool    (const char  *first,
                                      ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
