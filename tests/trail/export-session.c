/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH  640
#define HEIGHT 400

/*
 * A session to export: export-session ROOT ordinary STEPS | export-session ROOT hostile. Prints its directory.
 *
 * Each string of a hostile one that comes from the model, the screen, the person or the disk tries everything at once, and
 * carries the name of its field twice: at the beginning, and where only a reader of all of it comes.
 */
static char *
attack (const char *field)
{
  return g_strdup_printf (
    "[[%s]]</script><script>window.hit=1</script></style><style>*{display:none!important;background:url(http://"
    "belay-hostile.test/css)}</style></noscript></svg></title></textarea><img src=x onerror=\"window.hit=1\"><svg "
    "onload='window.hit=1'><image href=\"http://belay-hostile.test/svg\"/></svg>\"'`><a href=\"javascript:window.hit=1\">"
    "x</a><iframe srcdoc=\"<script>parent.hit=1</script>\"></iframe><meta http-equiv=refresh content=\"0;url=http://"
    "belay-hostile.test/meta\"><base href=\"http://belay-hostile.test/\"><link rel=stylesheet href=//belay-hostile."
    "test/l>data:text/html,<script>top.hit=1</script> ]]> --> <!-- {{script}} {{title}} &lt;b&gt; &#60;u&#62; "
    "\\u003cscript\\u003e \xe2\x80\xae" "desrever\xe2\x80\xac \xe2\x81\xa6" "isolated \xe2\x80\x8b" "zero "
    "\xf3\xa0\x81\x81" "tag \x1b[2J\x1b]0;x\x07 \x01 "
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d line\nline \r\ttab {{%s}}", field, field);
}

static void
set_attack (JsonObject *object,
            const char *member,
            const char *field)
{
  g_autofree char *text = attack (field);

  json_object_set_string_member (object, member, text);
}

/* A screen with a window that moves: the same number gives the same bytes. */
static GBytes *
draw_screen (guint number)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autoptr(GdkPixbuf) window = NULL;
  g_autoptr(GError) error = NULL;
  char *png = NULL;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x4a6478ff);
  window = gdk_pixbuf_new_subpixbuf (pixbuf, 20 + (int) (number * 7 % 300), 20 + (int) (number * 5 % 150), 280, 180);
  gdk_pixbuf_fill (window, 0xf6f5f4ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", &error, NULL);
  g_assert_no_error (error);

  return g_bytes_new_take (png, length);
}

static JsonObject *
describe_picture (const char *why,
                  const char *sha256)
{
  JsonObject *object = json_object_new ();

  if (why != NULL)
    json_object_set_string_member (object, "why", why);
  json_object_set_string_member (object, "sha256", sha256);
  json_object_set_int_member (object, "width", WIDTH);
  json_object_set_int_member (object, "height", HEIGHT);

  return object;
}

static char *
store_screen (BelayTrail *trail,
              guint       number)
{
  g_autoptr(GBytes) png = draw_screen (number);
  char *sha256 = hash_picture (png);

  belay_trail_store_picture (trail, png, sha256);

  return sha256;
}

static void
append_usage (JsonObject *object)
{
  JsonObject *usage = json_object_new ();

  json_object_set_int_member (usage, "input", 100);
  json_object_set_int_member (usage, "cache_read", 2000);
  json_object_set_int_member (usage, "cache_write_5m", 30);
  json_object_set_int_member (usage, "cache_write_1h", 4);
  json_object_set_int_member (usage, "output", 50);
  json_object_set_int_member (usage, "cost_microdollars", 4200);
  json_object_set_object_member (object, "usage", usage);
}

static const struct
{
  const char *name;
  const char *input;
  const char *verdict;
  const char *state;
} steps[] = {
  { "left_click", "{\"coordinate\":[120,80]}", "approve", "done" },
  { "type", "{\"text\":\"SECRET-TYPED\\n\"}", "approve", "failed" },
  { "key", "{\"text\":\"ctrl+l\"}", "edit", "done" },
  { "scroll", "{\"coordinate\":[300,200],\"scroll_direction\":\"down\",\"scroll_amount\":3}", "reject", "rejected" },
  { "left_click_drag", "{\"start_coordinate\":[50,60],\"coordinate\":[400,300]}", "skip", "skipped" },
  { "screenshot", "{}", "approve", "unknown" },
};

static void
append_turn (BelayTrail *trail,
             guint       number)
{
  g_autofree char *id = g_strdup_printf ("toolu_%u", number);
  JsonObject *object;

  belay_trail_append (trail, "api.request", payload ("text", "SECRET-SAID", NULL));
  object = step_payload (number);
  json_object_set_int_member (object, "turn", number);
  json_object_set_int_member (object, "index", 0);
  json_object_set_string_member (object, "tool_use_id", id);
  json_object_set_string_member (object, "toolset_name", "computer");
  json_object_set_string_member (object, "name", steps[number % G_N_ELEMENTS (steps)].name);
  json_object_set_string_member (object, "input", steps[number % G_N_ELEMENTS (steps)].input);
  belay_trail_append (trail, "tool.proposed", object);

  object = payload ("id", "msg_1", "model", "claude-test-1", "stop_reason", "tool_use", NULL);
  append_usage (object);
  json_object_set_string_member (object, "content", "[{\"type\":\"thinking\",\"thinking\":\"SECRET-THOUGHT\"},"
                                 "{\"type\":\"text\",\"text\":\"I go on.\"},{\"type\":\"tool_use\",\"id\":\"toolu\","
                                 "\"name\":\"left_click\",\"input\":{\"coordinate\":[1.5,2]}}]");
  belay_trail_append (trail, "api.response", object);
}

static void
append_decision (BelayTrail *trail,
                 guint       number)
{
  const char *verdict = steps[number % G_N_ELEMENTS (steps)].verdict;
  JsonObject *object = step_payload (number);

  json_object_set_string_member (object, "verdict", verdict);
  json_object_set_string_member (object, "by", "person");
  json_object_set_string_member (object, "slack", "looks");
  json_object_set_int_member (object, "visible_ms", 1840);
  if (g_str_equal (verdict, "reject"))
    json_object_set_string_member (object, "reason", "SECRET-REASON");
  if (g_str_equal (verdict, "edit"))
    json_object_set_object_member (object, "after", payload ("name", "key", "input", "{\"text\":\"ctrl+k\"}", NULL));
  belay_trail_append (trail, "decision", object);
}

static void
append_step (BelayTrail *trail,
             guint       number)
{
  guint i = number % G_N_ELEMENTS (steps);
  gboolean edited = g_str_equal (steps[i].verdict, "edit");
  g_autofree char *before = store_screen (trail, number % 40);
  g_autofree char *after = store_screen (trail, (number + 1) % 40);
  JsonObject *object;

  append_turn (trail, number);
  belay_trail_append (trail, "frame", describe_picture ("look", before));
  append_decision (trail, number);

  if (edited || g_str_equal (steps[i].verdict, "approve"))
    {
      object = step_payload (number);
      json_object_set_object_member (object, "action",
                                     payload ("name", steps[i].name,
                                              "input", edited ? "{\"text\":\"ctrl+k\"}" : steps[i].input, NULL));
      json_object_set_array_member (object, "events", json_array_new ());
      belay_trail_append (trail, "action.intent", object);
    }

  object = step_payload (number);
  json_object_set_string_member (object, "state", steps[i].state);
  json_object_set_string_member (object, "text", "SECRET-TOLD");
  json_object_set_int_member (object, "sent", 3);
  json_object_set_int_member (object, "events", 3);
  json_object_set_object_member (object, "picture", describe_picture (NULL, after));
  belay_trail_append (trail, "action.result", object);
}

static void
append_ordinary (BelayTrail *trail,
                 guint       n_steps)
{
  JsonObject *object = payload ("text", "Book a table for two", "agent", "claude-test-1", "slack", "looks", NULL);

  json_object_set_boolean_member (object, "rehearsal", FALSE);
  belay_trail_append (trail, "task", object);

  for (guint i = 1; i <= n_steps; i++)
    append_step (trail, i);

  belay_trail_append (trail, "person.control", payload ("what", "took over", NULL));
  belay_trail_append (trail, "net.refused", payload ("host", "ads.example.org", NULL));
  belay_trail_append (trail, "api.request", payload ("text", "SECRET-SAID", NULL));
  belay_trail_append (trail, "interrupt", payload ("by", "person", NULL));
}

static void
append_hostile_step (BelayTrail *trail,
                     guint       number)
{
  JsonObject *object = step_payload (number), *inner;
  JsonArray *array;
  g_autofree char *sha256 = store_screen (trail, number);

  set_attack (object, "tool_use_id", "tool_use_id");
  set_attack (object, "toolset_name", "toolset");
  set_attack (object, "name", "name");
  set_attack (object, "input", "input");
  set_attack (object, "invalid", "invalid");
  belay_trail_append (trail, "tool.proposed", object);

  object = step_payload (number);
  array = json_array_new ();
  inner = json_object_new ();
  set_attack (inner, "guard", "guard");
  set_attack (inner, "severity", "severity");
  set_attack (inner, "sentence", "finding");
  json_array_add_object_element (array, inner);
  json_object_set_array_member (object, "findings", array);
  belay_trail_append (trail, "scan", object);

  object = step_payload (number);
  set_attack (object, "verdict", "verdict");
  set_attack (object, "by", "by");
  set_attack (object, "slack", "slack");
  set_attack (object, "reason", "reason");
  inner = json_object_new ();
  set_attack (inner, "name", "decided-name");
  set_attack (inner, "input", "decided-input");
  json_object_set_object_member (object, "after", inner);
  belay_trail_append (trail, "decision", object);

  object = step_payload (number);
  inner = json_object_new ();
  set_attack (inner, "name", "sent-name");
  set_attack (inner, "input", "sent-input");
  json_object_set_object_member (object, "action", inner);
  array = json_array_new ();
  inner = json_object_new ();
  set_attack (inner, "event", "event");
  json_array_add_object_element (array, inner);
  json_object_set_array_member (object, "events", array);
  belay_trail_append (trail, "action.intent", object);

  object = step_payload (number);
  set_attack (object, "state", "state");
  set_attack (object, "text", "told");
  json_object_set_object_member (object, "picture", describe_picture (NULL, sha256));
  belay_trail_append (trail, "action.result", object);
}

/* The words of an action that is one: drawn on the picture, not only listed. */
static void
append_hostile_typing (BelayTrail *trail)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *input = NULL;

  json_node_take_object (node, payload ("text", "[[typed]]</script><script>window.hit=1</script></p></div><img src=x "
                                        "onerror=\"window.hit=1\"> {{typed}}", NULL));
  input = json_to_string (node, FALSE);

  for (guint number = 2; number < 4; number++)
    {
      JsonObject *object = step_payload (number);

      json_object_set_string_member (object, "tool_use_id", "toolu_2");
      json_object_set_string_member (object, "toolset_name", "computer");
      json_object_set_string_member (object, "name", "type");
      json_object_set_string_member (object, "input", number == 2 ? input : "{\"text\":\"harmless\"}");
      belay_trail_append (trail, "tool.proposed", object);
    }
}

static void
append_hostile_words (BelayTrail *trail,
                      const char *kind,
                      const char *member,
                      const char *field)
{
  JsonObject *object = json_object_new ();

  set_attack (object, member, field);
  belay_trail_append (trail, kind, object);
}

static void
append_hostile (BelayTrail *trail)
{
  JsonObject *object = json_object_new ();
  g_autofree char *said = attack ("said");
  g_autofree char *thought = attack ("thought");
  g_autofree char *enormous = g_strnfill (300000, 'W');
  JsonObject *block = payload ("type", "text", "text", said, NULL);
  JsonArray *blocks = json_array_new ();
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *content = NULL;

  set_attack (object, "text", "task");
  set_attack (object, "agent", "agent");
  belay_trail_append (trail, "task", object);

  json_array_add_object_element (blocks, block);
  json_array_add_object_element (blocks, payload ("type", "thinking", "thinking", thought, NULL));
  json_node_take_array (node, blocks);
  content = json_to_string (node, FALSE);
  object = payload ("content", content, NULL);
  set_attack (object, "id", "id");
  set_attack (object, "model", "model");
  set_attack (object, "stop_reason", "stop_reason");
  belay_trail_append (trail, "api.response", object);

  append_hostile_step (trail, 1);
  append_hostile_typing (trail);
  append_hostile_words (trail, "instruction", "text", "instruction");
  append_hostile_words (trail, "slack", "slack", "slack-setting");
  append_hostile_words (trail, "person.control", "what", "control");
  append_hostile_words (trail, "human.input", "what", "human-input");
  append_hostile_words (trail, "net.refused", "host", "host");
  append_hostile_words (trail, "problem", "message", "problem");
  append_hostile_words (trail, "note", "text", "note");
  append_hostile_words (trail, "something.else", "text", "unknown-kind");
  belay_trail_append (trail, "note", payload ("text", enormous, NULL));
}

static void
on_created (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BelayTrail *
create_session (const char *root,
                gboolean    hostile)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *object = payload ("app", "belay", "sandbox", "bubblewrap", NULL);
  BelayTrail *trail;

  if (hostile)
    {
      set_attack (object, "sandbox", "sandbox");
      set_attack (object, "user", "user");
    }

  belay_trail_create_async (root, object, NULL, on_created, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  trail = belay_trail_create_finish (result, &error);
  g_assert_no_error (error);

  return trail;
}

int
main (int    argc,
      char **argv)
{
  gboolean hostile = argc > 2 && g_str_equal (argv[2], "hostile");
  g_autoptr(BelayTrail) trail = NULL;
  g_autofree char *reason = attack ("close-reason");
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (argc, >, 2);
  trail = create_session (argv[1], hostile);

  if (hostile)
    append_hostile (trail);
  else
    append_ordinary (trail, argc > 3 ? (guint) atoi (argv[3]) : 6);

  g_assert_true (close_trail (trail, hostile ? reason : "finished", &error));
  g_print ("%s\n", belay_trail_get_directory (trail));

  /* Everything is durable. The writer's thread may still be on its way out, which whoever looks for leaks would take
   * for one. */
  _exit (0);
}
