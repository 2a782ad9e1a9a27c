/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A process that records a session until it is killed: trail-writer ROOT. It writes a line to its standard output for
 * each record it was told is durable: "open ID", "intent STEP SHA256", "result STEP". With ROOT and "hold" it opens the
 * session and waits.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "belay-trail.h"

typedef struct
{
  BelayTrail *trail;
  gint64      step;
  char       *sha256;
  gboolean    hold;
} Writer;

static void next_step (Writer *writer);

static JsonObject *
step_payload (gint64 step)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "step", step);

  return object;
}

G_GNUC_PRINTF (1, 2)
static void
say (const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (write (STDOUT_FILENO, text, strlen (text)) < 0)
    _exit (1);
}

static void
on_result (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Writer *writer = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_trail_commit_finish (writer->trail, result, NULL, &error))
    g_error ("%s", error->message);

  say ("result %" G_GINT64_FORMAT "\n", writer->step);
  next_step (writer);
}

static void
on_intent (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Writer *writer = user_data;
  JsonObject *payload = step_payload (writer->step);
  g_autoptr(GError) error = NULL;

  if (!belay_trail_commit_finish (writer->trail, result, NULL, &error))
    g_error ("%s", error->message);

  say ("intent %" G_GINT64_FORMAT " %s\n", writer->step, writer->sha256);
  json_object_set_string_member (payload, "state", "done");
  belay_trail_commit_async (writer->trail, "action.result", payload, on_result, writer);
}

static void
next_step (Writer *writer)
{
  gsize size = 20000;
  guint8 *data = g_malloc (size);
  g_autoptr(GBytes) picture = NULL;
  JsonObject *payload;

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_random_int ();

  picture = g_bytes_new_take (data, size);
  g_free (writer->sha256);
  writer->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, picture);
  writer->step++;

  belay_trail_append (writer->trail, "tool.proposed", step_payload (writer->step));
  belay_trail_store_picture (writer->trail, picture, writer->sha256);
  payload = step_payload (writer->step);
  json_object_set_string_member (payload, "picture", writer->sha256);
  belay_trail_commit_async (writer->trail, "action.intent", payload, on_intent, writer);
}

static void
on_created (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Writer *writer = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *task = json_object_new ();

  writer->trail = belay_trail_create_finish (result, &error);

  if (writer->trail == NULL)
    g_error ("%s", error->message);

  say ("open %s\n", belay_trail_get_id (writer->trail));
  json_object_set_string_member (task, "text", "Write until killed");
  belay_trail_append (writer->trail, "task", task);

  if (!writer->hold)
    next_step (writer);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Writer writer = { .hold = argc > 2 };

  if (argc < 2)
    return 2;

  belay_trail_create_async (argv[1], NULL, NULL, on_created, &writer);
  g_main_loop_run (loop);

  return 0;
}
