/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-records-care.h"

#include "belay-trail.h"

#define BYTES_PER_MEGABYTE G_GUINT64_CONSTANT (1000000)

/* Seconds: a start has better things to do with the disk. */
#define FIRST (3 * 60)
#define DAY   (24 * 60 * 60)

/**
 * belay_records_care_get_rules:
 * @settings: the settings
 * @retention: (out caller-allocates): how much is kept
 * @recompress: (out): whether pictures are written anew
 *
 * Returns: %FALSE if nothing is to be done
 */
gboolean
belay_records_care_get_rules (BelaySettings       *settings,
                              BelayTrailRetention *retention,
                              gboolean            *recompress)
{
  retention->days = belay_settings_get_uint (settings, "keep-days");
  retention->bytes = belay_settings_get_uint (settings, "keep-megabytes") * BYTES_PER_MEGABYTE;
  *recompress = belay_settings_get_boolean (settings, "recompress");

  return retention->days > 0 || retention->bytes > 0 || *recompress;
}

static void
on_upkeep (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  BelayTrailUpkeepResult done;

  if (!belay_trail_upkeep_finish (result, &done, &error))
    g_warning ("The pictures of past sessions could not be tidied up: %s", error->message);
  else
    g_info ("Took %u pictures away and recompressed %u", done.n_pictures, done.n_recompressed);
}

static void
follow_rules (void)
{
  g_autofree char *root = belay_trail_get_default_root ();
  BelayTrailRetention retention;
  gboolean recompress;

  if (belay_records_care_get_rules (belay_settings_get_default (), &retention, &recompress))
    belay_trail_upkeep_async (root, &retention, recompress, FALSE, NULL, on_upkeep, NULL);
}

static gboolean
on_day (gpointer user_data)
{
  follow_rules ();

  return G_SOURCE_CONTINUE;
}

static gboolean
on_first (gpointer user_data)
{
  follow_rules ();
  g_timeout_add_seconds_full (G_PRIORITY_LOW, DAY, on_day, NULL, NULL);

  return G_SOURCE_REMOVE;
}

/**
 * belay_records_care_start:
 *
 * Once for the program. Main thread.
 */
void
belay_records_care_start (void)
{
  g_timeout_add_seconds_full (G_PRIORITY_LOW, FIRST, on_first, NULL, NULL);
}
