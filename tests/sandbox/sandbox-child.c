/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox.h"

/* A program with one bubblewrap sandbox. Says where its screen listens and how many milliseconds that took, then waits to
 * be killed, or for its input to end. */

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnectable) connectable = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &error);
  g_autofree char *address = NULL;
  gint64 *begin = user_data;

  if (connectable == NULL)
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }

  address = g_socket_connectable_to_string (connectable);
  g_print ("%s %d\n", address, (int) ((g_get_monotonic_time () - *begin) / 1000));
}

static gboolean
on_input (GIOChannel   *channel,
          GIOCondition  condition,
          gpointer      user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

int
main (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GIOChannel) input = g_io_channel_unix_new (0);
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  gint64 begin = g_get_monotonic_time ();

  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_input, loop);
  belay_sandbox_start_async (sandbox, NULL, on_started, &begin);
  g_main_loop_run (loop);
  belay_sandbox_stop (sandbox);

  return 0;
}
