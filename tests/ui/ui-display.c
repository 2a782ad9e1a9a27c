/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-display.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* An X server that dies with the test, however that ends. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start_server (void)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;
  g_autofree char *display = NULL;
  GSubprocess *server;
  char number[16] = "";
  int fds[2];

  g_assert_no_errno (pipe (fds));
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  g_subprocess_launcher_take_fd (launcher, fds[1], 3);
  server = g_subprocess_launcher_spawn (launcher, &error, "Xvfb", "-displayfd", "3", "-screen", "0", "1600x1200x24",
                                        "-nolisten", "tcp", "-noreset", NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher);

  for (gsize n = 0; strchr (number, '\n') == NULL; n++)
    {
      g_assert_cmpuint (n, <, sizeof number - 1);
      g_assert_cmpint (read (fds[0], number + n, 1), ==, 1);
    }
  close (fds[0]);

  display = g_strconcat (":", g_strchomp (number), NULL);
  g_setenv ("DISPLAY", display, TRUE);
  g_setenv ("GDK_BACKEND", "x11", TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);

  return server;
}

/* ui_display_run: starts a display, runs the tests @add_tests adds on it, and ends it. Returns what main() should. */
int
ui_display_run (int    *argc,
                char ***argv,
                void  (*add_tests) (void))
{
  g_autoptr(GSubprocess) server = NULL;
  int result;

  g_test_init (argc, argv, NULL);
  server = start_server ();
  gtk_init ();
  add_tests ();
  result = g_test_run ();

  gdk_display_close (gdk_display_get_default ());
  g_subprocess_force_exit (server);
  g_subprocess_wait (server, NULL, NULL);

  return result;
}

static void
on_after_paint (GdkFrameClock *clock,
                gboolean      *painted)
{
  *painted = TRUE;
}

/* ui_display_wait_frame: returns when the window of @widget has been drawn once more. */
void
ui_display_wait_frame (GtkWidget *widget)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (root);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &painted);

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
  gtk_widget_queue_draw (root);

  while (!painted)
    g_main_context_iteration (NULL, TRUE);

  g_signal_handler_disconnect (clock, handler);
}

/* ui_display_render: @widget as its renderer draws it; (transfer full) */
GdkTexture *
ui_display_render (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  int width, height;

  ui_display_wait_frame (widget);
  width = gtk_widget_get_width (widget);
  height = gtk_widget_get_height (widget);
  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);

  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                      &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/* ui_display_get_pixel: 0xffRRGGBB */
guint32
ui_display_get_pixel (GdkTexture *texture,
                      int         x,
                      int         y)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  g_assert_cmpint (x, <, width);
  g_assert_cmpint (y, <, height);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);

  return pixels[(gsize) y * (gsize) width + (gsize) x];
}

/* ui_display_find: @widget or the first of that type in it; NULL if there is none. */
GtkWidget *
ui_display_find (GtkWidget *widget,
                 GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_display_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* ui_display_xdotool: input events by way of the X server, as a person's come; returns when they have been sent. */
void
ui_display_xdotool (const char *first,
                    ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  int status = -1;
  va_list list;

  g_ptr_array_add (arguments, (gpointer) "xdotool");
  va_start (list, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);

  g_spawn_sync (NULL, (char **) arguments->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}
