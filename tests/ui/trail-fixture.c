/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-fixture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "belay-trail.h"

static void
on_answer (GObject      *source,
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

G_GNUC_PRINTF (3, 4) static void
append (BelayTrail *trail,
        const char *kind,
        const char *format,
        ...)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *json = NULL;
  va_list arguments;

  va_start (arguments, format);
  json = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  node = json_from_string (json, NULL);
  g_assert_nonnull (node);
  belay_trail_append (trail, kind, json_node_dup_object (node));
}

/* A grey screen with boxes in two colours; (transfer full): its SHA-256. */
static char *
store_screen (BelayTrail *trail,
              guint       n_boxes)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, TRAIL_FIXTURE_WIDTH, TRAIL_FIXTURE_HEIGHT);
  g_autoptr(GBytes) png = NULL;
  g_autofree char *buffer = NULL;
  char *sha256;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x808080ff);
  for (guint i = 0; i < n_boxes; i++)
    {
      g_autoptr(GdkPixbuf) box = gdk_pixbuf_new_subpixbuf (pixbuf, i % 2 == 0 ? 20 : 240, i % 2 == 0 ? 30 : 150, 40, 20);

      gdk_pixbuf_fill (box, i % 2 == 0 ? 0xff0000ff : 0x0000ffff);
    }

  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "png", NULL, NULL));
  png = g_bytes_new (buffer, length);
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, png);
  belay_trail_store_picture (trail, png, sha256);

  return sha256;
}

static void
propose (BelayTrail *trail,
         guint       step,
         const char *name,
         const char *input)
{
  append (trail, "tool.proposed", "{\"step\": %u, \"turn\": 1, \"index\": %u, \"tool_use_id\": \"toolu_%u\", "
          "\"toolset_name\": \"computer\", \"name\": \"%s\", \"input\": \"%s\"}", step, step, step, name, input);
}

static void
finish (BelayTrail *trail,
        guint       step,
        const char *name,
        const char *input,
        const char *picture)
{
  append (trail, "action.intent", "{\"step\": %u, \"action\": {\"name\": \"%s\", \"input\": \"%s\"}, "
          "\"events\": [[\"pointer\", 40, 40, 1], [\"pointer\", 40, 40, 0]], \"frame\": 7}", step, name, input);
  append (trail, "action.result", "{\"step\": %u, \"state\": \"done\", \"sent\": 2, \"events\": 2, \"text\": \"Done.\", "
          "\"picture\": {\"sha256\": \"%s\", \"px_sha256\": \"%s\", \"width\": %d, \"height\": %d}}", step, picture,
          picture, TRAIL_FIXTURE_WIDTH, TRAIL_FIXTURE_HEIGHT);
}

static void
record_steps (BelayTrail *trail,
              const char *before,
              const char *after)
{
  const char *click = "{\\\"coordinate\\\": [40, 40]}";
  const char *typed = "{\\\"text\\\": \\\"one\\\"}";
  const char *changed = "{\\\"text\\\":\\\"two\\\"}";

  propose (trail, 1, "left_click", click);
  propose (trail, 2, "type", typed);
  propose (trail, 3, "left_click", click);
  append (trail, "api.response", "{\"id\": \"msg_1\", \"model\": \"m\", \"stop_reason\": \"tool_use\", \"usage\": "
          "{\"cost_microdollars\": 12000}, \"content\": \"[{\\\"type\\\":\\\"thinking\\\",\\\"thinking\\\":\\\"Hm.\\\"},"
          "{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"I fill in the form.\\\"}]\"}");
  append (trail, "frame", "{\"why\": \"decision\", \"sha256\": \"%s\", \"px_sha256\": \"%s\", \"width\": %d, "
          "\"height\": %d}", before, before, TRAIL_FIXTURE_WIDTH, TRAIL_FIXTURE_HEIGHT);
  append (trail, "scan", "{\"step\": 1, \"findings\": [{\"guard\": \"g\", \"severity\": \"warn\", \"sentence\": "
          "\"Look twice.\", \"region\": {\"x\": 10, \"y\": 10, \"width\": 50, \"height\": 50}}]}");
  append (trail, "decision", "{\"step\": 1, \"verdict\": \"approve\", \"by\": \"person\", \"slack\": \"every\", "
          "\"visible_ms\": 4200}");
  finish (trail, 1, "left_click", click, after);
  append (trail, "decision", "{\"step\": 2, \"verdict\": \"edit\", \"by\": \"person\", \"slack\": \"every\", "
          "\"visible_ms\": 900, \"before\": {\"name\": \"type\", \"input\": \"%s\"}, "
          "\"after\": {\"name\": \"type\", \"input\": \"%s\"}}", typed, changed);
  finish (trail, 2, "type", changed, after);
  append (trail, "decision", "{\"step\": 3, \"verdict\": \"reject\", \"by\": \"person\", \"slack\": \"every\", "
          "\"visible_ms\": 100, \"reason\": \"Not there.\"}");
  append (trail, "action.result", "{\"step\": 3, \"state\": \"rejected\", \"sent\": 0, \"events\": 0, \"text\": \"Not there.\"}");
  append (trail, "person.control", "{\"what\": \"took over\"}");
}

static void
record_more (BelayTrail *trail,
             guint       n_more,
             const char *picture)
{
  for (guint i = 0; i < n_more; i++)
    {
      g_autofree char *input = g_strdup_printf ("{\\\"coordinate\\\": [%u, %u]}", i % 300, i % 190);

      propose (trail, 4 + i, "left_click", input);
      append (trail, "decision", "{\"step\": %u, \"verdict\": \"approve\", \"by\": \"slack\", \"slack\": \"auto\", "
              "\"visible_ms\": 0}", 4 + i);
      finish (trail, 4 + i, "left_click", input, picture);

      /* What waits to be written is not to grow without bound. */
      while (i % 256 == 0 && g_main_context_iteration (NULL, FALSE))
        continue;
    }
}

char *
trail_fixture_record (const char *root,
                      const char *task,
                      guint       n_more)
{
  g_autoptr(GAsyncResult) created = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(BelayTrail) trail = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) about = json_object_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  char *directory;

  json_object_set_string_member (about, "app", "belay test");
  json_object_set_string_member (about, "sandbox", "test");
  belay_trail_create_async (root, json_object_ref (about), NULL, on_answer, &created);
  trail = belay_trail_create_finish (wait_for (&created), &error);
  g_assert_no_error (error);

  append (trail, "task", "{\"text\": \"%s\", \"agent\": \"rehearsal:test\", \"rehearsal\": true, \"slack\": \"every\"}", task);
  before = store_screen (trail, 0);
  after = store_screen (trail, 2);
  record_steps (trail, before, after);
  record_more (trail, n_more, after);

  belay_trail_close_async (trail, "finished", on_answer, &closed);
  g_assert_true (belay_trail_close_finish (trail, wait_for (&closed), &error));
  g_assert_no_error (error);
  directory = g_strdup (belay_trail_get_directory (trail));

  return directory;
}

void
trail_fixture_remove (const char *root)
{
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (root, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        trail_fixture_remove (path);
      else
        g_unlink (path);
    }

  g_rmdir (root);
}
