/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every start of the program does with what crashed sessions left: trail-recover ROOT. */

#include "belay-trail.h"

static void
on_recovered (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) recoveries = belay_trail_recover_finish (result, &error);

  if (recoveries == NULL)
    g_error ("%s", error->message);

  g_print ("%u\n", recoveries->len);
  g_main_loop_quit (user_data);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc != 2)
    return 2;

  belay_trail_recover_async (argv[1], NULL, on_recovered, loop);
  g_main_loop_run (loop);

  return 0;
}
