/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "belay-trail-verify.h"
#include "belay-trail.h"

/* A record of 100 000 lines of 1.4 KB, and how long it takes to verify. argv[1]: a folder. */

#define RECORDS 100000
#define RUNS    5

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static char *
write_session (const char *root)
{
  g_autoptr(GAsyncResult) created = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = NULL;
  g_autofree char *filler = g_strnfill (1120, 'x');

  belay_trail_create_async (root, NULL, NULL, on_done, &created);
  trail = belay_trail_create_finish (wait_for (&created), &error);

  if (trail == NULL)
    g_error ("%s", error->message);

  for (guint i = 2; i < RECORDS; i++)
    {
      JsonObject *payload = json_object_new ();

      json_object_set_string_member (payload, "text", filler);
      belay_trail_append (trail, "note", payload);
    }

  belay_trail_close_async (trail, "finished", on_done, &closed);

  if (!belay_trail_close_finish (trail, wait_for (&closed), &error))
    g_error ("%s", error->message);

  return g_strdup (belay_trail_get_directory (trail));
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = NULL;
  gint64 times[RUNS], processor[RUNS];

  if (argc != 2)
    return 2;

  directory = write_session (argv[1]);

  for (guint i = 0; i < RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      clock_t used = clock ();
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayTrailReport) report = belay_trail_verify (directory, &error);

      times[i] = g_get_monotonic_time () - start;
      processor[i] = (gint64) (clock () - used) * G_USEC_PER_SEC / CLOCKS_PER_SEC;

      if (report == NULL || report->n_records != RECORDS || !belay_trail_report_is_clean (report))
        g_error ("The record does not verify");
    }

  qsort (times, RUNS, sizeof times[0], compare);
  qsort (processor, RUNS, sizeof processor[0], compare);
  printf ("{\"verify_ms\": %.1f, \"verify_cpu_ms\": %.1f}\n", (double) times[RUNS / 2] / 1000,
          (double) processor[RUNS / 2] / 1000);

  return 0;
}
