/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <gio/gunixsocketaddress.h>
#include <stdlib.h>

#include "belay-screen-view.h"

/* The view in a window of its own, with nothing around it. argv: a VNC server's Unix socket, width and height of the
 * window. Runs until killed. */

int
main (int    argc,
      char **argv)
{
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(BelayScreen) screen = NULL;
  GtkWidget *window, *view;

  if (argc != 4)
    return 2;

  adw_init ();
  address = g_unix_socket_address_new (argv[1]);
  screen = belay_screen_new (G_SOCKET_CONNECTABLE (address));
  belay_screen_open (screen);

  view = belay_screen_view_new ();
  belay_screen_view_set_screen (BELAY_SCREEN_VIEW (view), screen);
  belay_screen_view_set_control (BELAY_SCREEN_VIEW (view), BELAY_CONTROL_AGENT);

  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), atoi (argv[2]), atoi (argv[3]));
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));

  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);

  return 0;
}
