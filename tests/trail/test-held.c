/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "belay-json.h"
#include "belay-trail-folder.h"

#define SCREEN "vnc://example.org:5901"

/* What a session recorded before it died, and what may be held down after it. */
typedef struct
{
  const char *name;
  const char *records[8];       /* kind, payload, kind, payload … */
  const char *keys;             /* NULL: nothing is held */
  gboolean    pressed;
  int         x, y;
} Case;

#define INTENT(step, events) "action.intent", "{\"step\":" step ",\"events\":[" events "]}"
#define RESULT(step, state) "action.result", "{\"step\":" step ",\"state\":\"" state "\"}"
#define DOWN_AT(x, y) "[\"move\"," x "," y "],[\"press\",1]"

static const Case cases[] = {
  { "nothing", { NULL }, NULL, FALSE, 0, 0 },
  { "key", { INTENT ("1", "[\"key\",\"a\",\"down\"],[\"pause\",60000],[\"key\",\"a\",\"up\"]") },
    "[[\"key\",\"a\",\"up\"]]", FALSE, 0, 0 },
  { "typed", { INTENT ("1", "[\"type\",\"otto\"],[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"]") },
    "[[\"key\",\"o\",\"up\"],[\"key\",\"t\",\"up\"],[\"key\",\"Return\",\"up\"]]", FALSE, 0, 0 },
  { "key-done", { INTENT ("1", "[\"key\",\"a\",\"down\"],[\"key\",\"a\",\"up\"]"), RESULT ("1", "done") },
    NULL, FALSE, 0, 0 },
  { "click", { INTENT ("1", DOWN_AT ("30", "40") ",[\"release\",1]") }, "[]", TRUE, 30, 40 },
  { "drag", { INTENT ("1", DOWN_AT ("30", "40") ",[\"move\",500,600],[\"release\",1]") }, "[]", TRUE, 30, 40 },
  { "at-once", { INTENT ("1", "[\"pointer\",7,8,1],[\"pointer\",9,9,0]") }, "[]", TRUE, 7, 8 },
  { "pressed-where-it-was", { INTENT ("1", "[\"move\",5,6]"), RESULT ("1", "done"),
                              INTENT ("2", "[\"press\",1]"), RESULT ("2", "done") },
    "[]", TRUE, 5, 6 },
  { "held-over", { INTENT ("1", DOWN_AT ("30", "40")), RESULT ("1", "done"),
                   INTENT ("2", "[\"move\",50,60]"), RESULT ("2", "done") },
    "[]", TRUE, 30, 40 },
  { "released-later", { INTENT ("1", DOWN_AT ("30", "40")), RESULT ("1", "done"),
                        INTENT ("2", "[\"release\",1]"), RESULT ("2", "done") },
    NULL, FALSE, 0, 0 },
  { "interrupted", { INTENT ("1", DOWN_AT ("30", "40")), RESULT ("1", "interrupted") }, NULL, FALSE, 0, 0 },
  { "stopped", { INTENT ("1", DOWN_AT ("30", "40")), RESULT ("1", "done"), "interrupt", "{\"by\":\"person\"}" },
    NULL, FALSE, 0, 0 },
  { "turned-away", { INTENT ("1", DOWN_AT ("30", "40")), RESULT ("1", "not-run") }, NULL, FALSE, 0, 0 },
  { "turned-away-while-holding", { INTENT ("1", DOWN_AT ("30", "40")), RESULT ("1", "done"),
                                   INTENT ("2", "[\"release\",1]"), RESULT ("2", "not-run") },
    "[]", TRUE, 30, 40 },
  { "another-ended", { INTENT ("1", "[\"key\",\"a\",\"down\"]"), RESULT ("2", "rejected") },
    "[[\"key\",\"a\",\"up\"]]", FALSE, 0, 0 },
  { "nonsense", { "action.intent", "{\"step\":1,\"events\":[7,[],[\"press\",99],[\"move\",-1,\"x\"],[\"key\",3]]}",
                  "action.intent", "{\"step\":\"1\"}" },
    NULL, FALSE, 0, 0 },
};

static JsonObject *
object_of (const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = belay_json_parse (json, -1, BELAY_JSON_MAX_SIZE, &error);

  g_assert_no_error (error);

  return json_node_dup_object (node);
}

/* Lets go of the trail without closing it, as a crash would. Returns the id. */
static char *
die (const char        *root,
     gboolean           own,
     const char *const *records)
{
  g_autoptr(GError) error = NULL;
  BelayTrail *trail;
  g_autofree char *directory = NULL;
  char *id;
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  JsonObject *open = payload ("app", "belay", "sandbox", SCREEN, NULL);

  json_object_set_boolean_member (open, "own_sandbox", own);
  trail = create_trail_with (root, open, &error);
  g_assert_no_error (error);

  for (guint i = 0; records[i] != NULL; i += 2)
    belay_trail_append (trail, records[i], object_of (records[i + 1]));
  g_assert_true (commit (trail, "note", NULL, NULL, &error));

  id = g_strdup (belay_trail_get_id (trail));
  directory = g_strdup (belay_trail_get_directory (trail));
  g_object_unref (trail);

  /* The writer's thread lets go of the lock a moment later. */
  while (belay_trail_folder_is_held (directory) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);

  return id;
}

static void
test_case (Root          *root,
           gconstpointer  data)
{
  const Case *test = data;
  const char *records[G_N_ELEMENTS (test->records) + 1] = { NULL };
  g_autoptr(GPtrArray) elsewhere = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autofree char *id = NULL;
  const BelayTrailHeld *held;

  memcpy (records, test->records, sizeof test->records);
  id = die (root->path, FALSE, records);

  elsewhere = find_held (root->path, "vnc://example.org:5902");
  g_assert_cmpuint (elsewhere->len, ==, 0);

  found = find_held (root->path, SCREEN);
  g_assert_cmpuint (found->len, ==, test->keys != NULL ? 1u : 0u);
  if (test->keys == NULL)
    return;

  held = found->pdata[0];
  g_assert_cmpstr (held->session, ==, id);
  g_assert_cmpstr (held->keys, ==, test->keys);
  g_assert_cmpint (held->pressed, ==, test->pressed);
  if (test->pressed)
    {
      g_assert_cmpint (held->x, ==, test->x);
      g_assert_cmpint (held->y, ==, test->y);
    }
}

static const char *const open_key[] = { INTENT ("1", "[\"key\",\"a\",\"down\"]"), NULL };

/* Belay's own sandbox is gone with the session. */
static void
test_own (Root          *root,
          gconstpointer  data)
{
  g_autofree char *id = die (root->path, TRUE, open_key);
  g_autoptr(GPtrArray) found = find_held (root->path, SCREEN);

  g_assert_cmpuint (found->len, ==, 0);
}

/* Kept until it has been released, also when the session was mended earlier and its record is gone. */
static void
test_kept (Root          *root,
           gconstpointer  data)
{
  g_autofree char *id = die (root->path, FALSE, open_key);
  g_autofree char *directory = g_build_filename (root->path, id, NULL);
  g_autofree char *file = g_build_filename (root->path, "held", id, NULL);
  g_autoptr(GPtrArray) mended = recover (root->path);
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GPtrArray) again = NULL;
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  g_assert_cmpuint (mended->len, ==, 1);
  remove_tree (directory);
  found = find_held (root->path, SCREEN);
  g_assert_cmpuint (found->len, ==, 1);

  belay_trail_forget_held (root->path, id);
  while (g_file_test (file, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);

  again = find_held (root->path, SCREEN);
  g_assert_cmpuint (again->len, ==, 0);
}

/* A session that cannot be mended now must not be closed without what it held being kept. */
static void
test_cannot_be_kept (Root          *root,
                     gconstpointer  data)
{
  g_autofree char *id = die (root->path, FALSE, open_key);
  g_autofree char *in_the_way = g_build_filename (root->path, "held", NULL);
  g_autoptr(GPtrArray) mended = NULL;
  g_autoptr(GPtrArray) later = NULL;

  g_assert_true (g_file_set_contents (in_the_way, "", 0, NULL));
  mended = recover (root->path);
  g_assert_cmpuint (mended->len, ==, 0);

  g_assert_cmpint (g_unlink (in_the_way), ==, 0);
  later = recover (root->path);
  g_assert_cmpuint (later->len, ==, 1);
}

static void
test_unreadable (Root          *root,
                 gconstpointer  data)
{
  static const char *const bad[] = {
    "", "[]", "{", "{\"sandbox\":\"" SCREEN "\"}",
    "{\"sandbox\":\"" SCREEN "\",\"keys\":[],\"pressed\":true,\"x\":-1,\"y\":0}",
  };
  g_autofree char *id = die (root->path, FALSE, open_key);
  g_autofree char *file = g_build_filename (root->path, "held", id, NULL);
  g_autoptr(GPtrArray) mended = recover (root->path);

  g_assert_cmpuint (mended->len, ==, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GPtrArray) found = NULL;

      g_assert_true (g_file_set_contents (file, bad[i], -1, NULL));
      found = find_held (root->path, SCREEN);
      g_assert_cmpuint (found->len, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/held/", cases[i].name, NULL);

      g_test_add (path, Root, &cases[i], root_set_up, test_case, root_tear_down);
    }

  g_test_add ("/held/own", Root, NULL, root_set_up, test_own, root_tear_down);
  g_test_add ("/held/kept", Root, NULL, root_set_up, test_kept, root_tear_down);
  g_test_add ("/held/cannot-be-kept", Root, NULL, root_set_up, test_cannot_be_kept, root_tear_down);
  g_test_add ("/held/unreadable", Root, NULL, root_set_up, test_unreadable, root_tear_down);

  return g_test_run ();
}
