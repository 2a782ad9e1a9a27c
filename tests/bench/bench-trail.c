/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#include "belay-trail.h"

/* A step's two durable records, the second with a picture of 120 KB: how long until the callback. argv[1]: a folder. */

#define STEPS 200

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
on_trail (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(BelayTrail **) user_data = belay_trail_create_finish (result, &error);
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
on_commit (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error))
    g_error ("%s", error->message);
  *(gboolean *) user_data = TRUE;
}

static gint64
commit (BelayTrail *trail,
        const char *kind,
        GBytes     *picture)
{
  g_autofree char *filler = g_strnfill (1200, 'x');
  JsonObject *payload = json_object_new ();
  gboolean done = FALSE;
  gint64 start = g_get_monotonic_time ();

  if (picture != NULL)
    {
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, picture);

      belay_trail_store_picture (trail, picture, hash);
    }

  json_object_set_string_member (payload, "text", filler);
  belay_trail_commit_async (trail, kind, payload, on_commit, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);

  return g_get_monotonic_time () - start;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(BelayTrail) trail = NULL;
  static gint64 intents[STEPS], results[STEPS];
  g_autofree guint32 *noise = g_new (guint32, 30 * 1024);

  belay_trail_create_async (argv[1], json_object_new (), NULL, on_trail, &trail);
  while (trail == NULL)
    g_main_context_iteration (NULL, TRUE);

  for (int i = 0; i < STEPS; i++)
    {
      g_autoptr(GBytes) picture = NULL;

      for (int j = 0; j < 30 * 1024; j++)
        noise[j] = g_random_int ();
      picture = g_bytes_new (noise, 120 * 1024);
      intents[i] = commit (trail, "action.intent", NULL);
      results[i] = commit (trail, "action.result", picture);
    }

  qsort (intents, STEPS, sizeof (gint64), compare);
  qsort (results, STEPS, sizeof (gint64), compare);
  printf ("{\"intent_ms\": %.2f, \"intent_p99_ms\": %.2f, \"result_ms\": %.2f, \"result_p99_ms\": %.2f}\n",
          (double) intents[STEPS / 2] / 1e3, (double) intents[STEPS * 99 / 100] / 1e3,
          (double) results[STEPS / 2] / 1e3, (double) results[STEPS * 99 / 100] / 1e3);

  return 0;
}
