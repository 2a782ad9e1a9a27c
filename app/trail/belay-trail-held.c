/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-held.h"

#include "belay-json.h"
#include "belay-trail.h"

#define MAX_SIZE (1024 * 1024)
#define MAX_SIDE 65535

/* Where to look, and for which screen. */
typedef struct
{
  char *root;
  char *sandbox;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_free (wanted->root);
  g_free (wanted->sandbox);
  g_free (wanted);
}

/**
 * belay_trail_held_free:
 * @held: (transfer full) (nullable): what was held
 */
void
belay_trail_held_free (BelayTrailHeld *held)
{
  if (held == NULL)
    return;

  g_free (held->session);
  g_free (held->keys);
  g_free (held);
}

/* The names of keys as the events that let go of them. */
static char *
make_releases (JsonArray *names)
{
  GString *events = g_string_new ("[");

  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;

      g_string_append (events, events->len > 1 ? ",[\"key\"," : "[\"key\",");
      belay_json_append_string (events, json_node_get_string (node));
      g_string_append (events, ",\"up\"]");
    }

  return g_string_free (g_string_append_c (events, ']'), FALSE);
}

/* Returns: (nullable): NULL if it is about another screen, or cannot be read. */
static BelayTrailHeld *
load (const char *path,
      const char *session,
      const char *sandbox)
{
  g_autoptr(BelayTrailHeld) held = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;
  JsonObject *object;
  JsonArray *names;
  const char *name;
  gint64 x, y;

  if (!g_file_get_contents (path, &text, &length, &error) ||
      (node = belay_json_parse (text, (gssize) length, MAX_SIZE, &error)) == NULL)
    {
      g_message ("What the session %s left held down cannot be read: %s", session, error->message);
      return NULL;
    }

  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object == NULL || !belay_json_get_string (object, "sandbox", &name, NULL) || !g_str_equal (name, sandbox))
    return NULL;

  held = g_new0 (BelayTrailHeld, 1);
  if (!belay_json_get_array (object, "keys", &names, NULL) ||
      !belay_json_get_boolean (object, "pressed", &held->pressed, NULL) ||
      !belay_json_get_int (object, "x", 0, MAX_SIDE, &x, NULL) ||
      !belay_json_get_int (object, "y", 0, MAX_SIDE, &y, NULL))
    return NULL;

  held->session = g_strdup (session);
  held->keys = make_releases (names);
  held->x = (int) x;
  held->y = (int) y;

  return g_steal_pointer (&held);
}

static void
find_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_trail_held_free);
  g_autoptr(GPtrArray) recoveries = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename (wanted->root, BELAY_TRAIL_HELD_FOLDER, NULL);
  g_autoptr(GDir) dir = NULL;
  const char *name;

  recoveries = belay_trail_recover (wanted->root, cancellable, &error);
  if (recoveries == NULL)
    g_warning ("Sessions that ended unexpectedly could not be closed: %s", error->message);

  dir = g_dir_open (folder, 0, NULL);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      BelayTrailHeld *held = load (path, name, wanted->sandbox);

      if (held != NULL)
        g_ptr_array_add (found, held);
    }

  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * belay_trail_find_held_async:
 * @root: the directory of all sessions; it need not be there
 * @sandbox: the name of a screen
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is known
 * @user_data: for @callback
 *
 * Closes what crashed sessions left open, as belay_trail_recover_async() does, and looks for what any of them may have
 * left held down on the screen @sandbox.
 */
void
belay_trail_find_held_async (const char          *root,
                             const char          *sandbox,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Wanted *wanted;

  g_return_if_fail (root != NULL);
  g_return_if_fail (sandbox != NULL);

  wanted = g_new (Wanted, 1);
  wanted->root = g_strdup (root);
  wanted->sandbox = g_strdup (sandbox);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_find_held_async);
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * belay_trail_find_held_finish:
 * @result: what the callback got
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (element-type BelayTrailHeld) (nullable): what may be held down there, empty if nothing; %NULL
 *   with %G_IO_ERROR_CANCELLED
 */
GPtrArray *
belay_trail_find_held_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_trail_forget_held:
 * @root: the directory of all sessions
 * @session: the id of the one that had held it
 *
 * What it held has been released. If the file stays, it is released once more, which does no harm.
 */
void
belay_trail_forget_held (const char *root,
                         const char *session)
{
  g_autoptr(GFile) file = g_file_new_build_filename (root, BELAY_TRAIL_HELD_FOLDER, session, NULL);

  g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}
