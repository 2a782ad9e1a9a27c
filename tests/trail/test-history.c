/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <string.h>

#include "belay-trail-history.h"

#define STEPS 10000

/* Where a session of STEPS steps has to be open for a person who waits. */
#define MAX_LOAD_MS 300

static const char content[] =
  "[{\"type\":\"thinking\",\"thinking\":\"The button is below.\",\"signature\":\"c2lnbmF0dXJl\"},\n"
  " {\"type\":\"text\",\"text\":\"I’ll press “Save”.\"}, {\"type\":\"text\",\"text\":\"Then look.\"},\n"
  " {\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"left_click\",\"input\":{\"coordinate\":[10.0,20]}}]";

static BelayTrailHistory *
load (const char *directory)
{
  g_autoptr(GError) error = NULL;
  BelayTrailHistory *history = belay_trail_history_load (directory, NULL, &error);

  g_assert_no_error (error);

  return history;
}

static BelayMoment *
get (BelayTrailHistory *history,
     guint              position,
     BelayMomentKind    kind)
{
  BelayMoment *moment = belay_trail_history_get_moment (history, position);

  g_assert_nonnull (moment);
  g_assert_cmpint (belay_moment_get_kind (moment), ==, kind);

  return moment;
}

static char *
make_hash (char digit)
{
  return g_strnfill (64, digit);
}

static JsonObject *
make_picture_object (char digit)
{
  g_autofree char *hash = make_hash (digit);
  JsonObject *object = payload ("sha256", hash, NULL);

  json_object_set_int_member (object, "width", 1280);
  json_object_set_int_member (object, "height", 800);

  return object;
}

static void
append_frame (BelayTrail *trail,
              const char *why,
              char        digit)
{
  JsonObject *object = make_picture_object (digit);

  json_object_set_string_member (object, "why", why);
  belay_trail_append (trail, "frame", object);
}

/* About a step that was held. */
static void
append_held (BelayTrail *trail,
             const char *why,
             gint64      step,
             char        digit)
{
  JsonObject *object = make_picture_object (digit);

  json_object_set_string_member (object, "why", why);
  json_object_set_int_member (object, "step", step);
  belay_trail_append (trail, "frame", object);
}

static void
append_response (BelayTrail *trail,
                 const char *text,
                 gint64      cost)
{
  JsonObject *usage = json_object_new ();
  JsonObject *object = payload ("id", "msg_1", "stop_reason", "tool_use", "content", text, NULL);

  json_object_set_int_member (usage, "cost_microdollars", cost);
  json_object_set_object_member (object, "usage", usage);
  belay_trail_append (trail, "api.request", NULL);
  belay_trail_append (trail, "api.response", object);
}

static void
append_proposal (BelayTrail *trail,
                 gint64      step,
                 const char *name,
                 const char *input)
{
  JsonObject *object = step_payload (step);

  json_object_set_int_member (object, "turn", 1);
  json_object_set_int_member (object, "index", step);
  json_object_set_string_member (object, "tool_use_id", "toolu_1");
  json_object_set_string_member (object, "toolset_name", "computer");
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "input", input);
  belay_trail_append (trail, "tool.proposed", object);
}

static void
append_scan (BelayTrail *trail,
             gint64      step)
{
  JsonObject *object = step_payload (step);
  JsonObject *finding = payload ("guard", "moved-target", "severity", "hold", "sentence", "It moved.", NULL);
  JsonObject *region = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_int_member (region, "x", 1);
  json_object_set_int_member (region, "y", 2);
  json_object_set_int_member (region, "width", 30);
  json_object_set_int_member (region, "height", 40);
  json_object_set_object_member (finding, "region", region);
  json_array_add_object_element (array, finding);
  json_array_add_object_element (array, json_object_new ());
  json_array_add_string_element (array, "no object");
  json_object_set_array_member (object, "findings", array);
  belay_trail_append (trail, "scan", object);
}

static void
append_decision (BelayTrail *trail,
                 gint64      step,
                 const char *verdict,
                 const char *input)
{
  JsonObject *object = step_payload (step);

  json_object_set_string_member (object, "verdict", verdict);
  json_object_set_string_member (object, "by", "person");
  json_object_set_string_member (object, "slack", "looks");
  json_object_set_string_member (object, "reason", "A little lower");
  json_object_set_int_member (object, "visible_ms", 1800);

  if (input != NULL)
    json_object_set_object_member (object, "after", payload ("name", "left_click", "input", input, NULL));

  belay_trail_append (trail, "decision", object);
}

static void
append_intent (BelayTrail *trail,
               gint64      step,
               const char *name,
               const char *input)
{
  JsonObject *object = step_payload (step);
  JsonArray *events = json_array_new ();

  json_array_add_string_element (events, "press");
  json_array_add_string_element (events, "release");
  json_object_set_object_member (object, "action", payload ("name", name, "input", input, NULL));
  json_object_set_array_member (object, "events", events);
  belay_trail_append (trail, "action.intent", object);
}

static void
append_result (BelayTrail *trail,
               gint64      step,
               char        picture)
{
  JsonObject *object = step_payload (step);

  json_object_set_string_member (object, "state", "done");
  json_object_set_int_member (object, "sent", 2);
  json_object_set_int_member (object, "events", 2);
  json_object_set_string_member (object, "text", "Clicked.");
  json_object_set_object_member (object, "picture", make_picture_object (picture));
  belay_trail_append (trail, "action.result", object);
}

/* Opens at position 0; then: task, reply, step 1, slack, zoom, network, problem, close. */
static char *
make_story (const char *root)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root, &error);
  JsonObject *task = payload ("text", "Save the letter", "agent", "claude-test", NULL);

  g_assert_no_error (error);
  json_object_set_boolean_member (task, "rehearsal", TRUE);
  belay_trail_append (trail, "task", task);
  append_frame (trail, "look", 'a');
  append_response (trail, content, 1500);
  append_proposal (trail, 1, "left_click", "{\"coordinate\":[10,20]}");
  append_scan (trail, 1);
  append_decision (trail, 1, "edit", "{\"coordinate\":[10,30]}");
  append_held (trail, "approved", 1, 'e');
  append_held (trail, "held", 1, 'f');
  append_intent (trail, 1, "left_click", "{\"coordinate\":[10,30]}");
  append_frame (trail, "decision", 'b');
  append_result (trail, 1, 'c');
  belay_trail_append (trail, "slack", payload ("slack", "auto", NULL));
  append_response (trail, "[{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"zoom\",\"input\":{}}]", 500);
  append_proposal (trail, 2, "zoom", "{\"region\":[0,0,100,100]}");
  append_intent (trail, 2, "zoom", "{\"region\":[0,0,100,100]}");
  append_result (trail, 2, 'd');
  belay_trail_append (trail, "net.blocked", payload ("host", "evil.example", NULL));
  belay_trail_append (trail, "problem", payload ("domain", "x", "message", "It went wrong.", NULL));
  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_no_error (error);

  return g_strdup (belay_trail_get_directory (trail));
}

static void
assert_hash (const char *hash,
             char        digit)
{
  g_autofree char *expected = make_hash (digit);

  g_assert_cmpstr (hash, ==, expected);
}

static void
test_story (Root          *root,
            gconstpointer  data)
{
  g_autofree char *path = make_story (root->path);
  g_autofree char *id = g_path_get_basename (path);
  g_autoptr(BelayTrailHistory) history = load (path);
  BelayMoment *moment;

  g_assert_cmpstr (belay_trail_history_get_directory (history), ==, path);
  g_assert_cmpstr (belay_trail_history_get_id (history), ==, id);
  g_assert_no_error (belay_trail_history_get_error (history));
  g_assert_cmpstr (belay_trail_history_get_task (history), ==, "Save the letter");
  g_assert_cmpstr (belay_trail_history_get_agent (history), ==, "claude-test");
  g_assert_null (belay_trail_history_get_sandbox (history));
  g_assert_true (belay_trail_history_is_rehearsal (history));
  g_assert_cmpint (belay_trail_history_get_cost (history), ==, 2000);
  g_assert_cmpint (belay_trail_history_get_begin (history), >, 0);
  g_assert_cmpint (belay_trail_history_get_end (history), >=, belay_trail_history_get_begin (history));

  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (history)) == BELAY_TYPE_MOMENT);
  g_assert_cmpuint (belay_trail_history_get_n_moments (history), ==, 9);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 9);
  g_assert_null (belay_trail_history_get_moment (history, 9));
  get (history, 0, BELAY_MOMENT_OPEN);
  moment = get (history, 1, BELAY_MOMENT_TASK);
  g_assert_cmpstr (belay_moment_get_text (moment), ==, "Save the letter");
  g_assert_null (belay_moment_get_picture (moment));
  g_assert_null (belay_moment_get_step (moment));
  moment = get (history, 2, BELAY_MOMENT_SAID);
  g_assert_cmpstr (belay_moment_get_text (moment), ==, "I’ll press “Save”.\n\nThen look.");
  g_assert_cmpstr (belay_moment_get_thought (moment), ==, "The button is below.");
  g_assert_cmpint (belay_moment_get_cost (moment), ==, 1500);
  assert_hash (belay_moment_get_picture (moment), 'a');
  moment = get (history, 4, BELAY_MOMENT_PERSON);
  g_assert_cmpstr (belay_moment_get_record (moment), ==, "slack");
  g_assert_cmpstr (belay_moment_get_text (moment), ==, "auto");
  assert_hash (belay_moment_get_picture (moment), 'c');
  moment = get (history, 6, BELAY_MOMENT_NETWORK);
  g_assert_cmpstr (belay_moment_get_host (moment), ==, "evil.example");
  moment = get (history, 7, BELAY_MOMENT_PROBLEM);
  g_assert_cmpstr (belay_moment_get_text (moment), ==, "It went wrong.");
  moment = get (history, 8, BELAY_MOMENT_CLOSE);
  g_assert_cmpstr (belay_moment_get_text (moment), ==, "finished");
}

static void
test_step (Root          *root,
           gconstpointer  data)
{
  g_autofree char *path = make_story (root->path);
  g_autoptr(BelayTrailHistory) history = load (path);
  BelayMoment *moment = get (history, 3, BELAY_MOMENT_STEP);
  const BelayMomentStep *step = belay_moment_get_step (moment);
  const BelayMomentFinding *finding;
  g_autoptr(BelayAction) proposed = belay_moment_parse_action (moment, FALSE);
  g_autoptr(BelayAction) sent = belay_moment_parse_action (moment, TRUE);
  BelayPoint point;

  g_assert_cmpuint (step->number, ==, 1);
  g_assert_cmpuint (step->turn, ==, 1);
  g_assert_cmpuint (step->index, ==, 1);
  g_assert_cmpstr (step->tool_use_id, ==, "toolu_1");
  g_assert_cmpstr (step->toolset, ==, "computer");
  g_assert_cmpstr (step->name, ==, "left_click");
  g_assert_cmpstr (step->input, ==, "{\"coordinate\":[10,20]}");
  g_assert_null (step->invalid);
  g_assert_cmpuint (step->findings->len, ==, 1);
  finding = step->findings->pdata[0];
  g_assert_cmpstr (finding->guard, ==, "moved-target");
  g_assert_cmpstr (finding->severity, ==, "hold");
  g_assert_cmpstr (finding->sentence, ==, "It moved.");
  g_assert_true (finding->has_region);
  g_assert_cmpint (finding->region.height, ==, 40);
  g_assert_cmpstr (step->verdict, ==, "edit");
  g_assert_cmpstr (step->by, ==, "person");
  g_assert_cmpstr (step->slack, ==, "looks");
  g_assert_cmpstr (step->reason, ==, "A little lower");
  g_assert_cmpint (step->visible_ms, ==, 1800);
  g_assert_cmpstr (step->decided_name, ==, "left_click");
  g_assert_cmpstr (step->decided_input, ==, "{\"coordinate\":[10,30]}");
  g_assert_cmpstr (step->sent_name, ==, "left_click");
  g_assert_cmpstr (step->sent_input, ==, "{\"coordinate\":[10,30]}");
  g_assert_cmpstr (step->events, ==, "[\"press\",\"release\"]");
  g_assert_cmpint (step->n_events, ==, 2);
  g_assert_cmpint (step->n_sent, ==, 2);
  g_assert_cmpstr (step->state, ==, "done");
  g_assert_cmpstr (step->text, ==, "Clicked.");
  assert_hash (step->before, 'b');
  assert_hash (step->after, 'c');
  assert_hash (step->approved, 'e');
  assert_hash (step->held, 'f');
  g_assert_cmpint (step->proposed_at, ==, belay_moment_get_time (moment));
  g_assert_cmpint (step->decided_at, >=, step->proposed_at);
  g_assert_cmpint (step->intended_at, >=, step->decided_at);
  g_assert_cmpint (step->ended_at, >=, step->intended_at);

  g_assert_true (belay_action_get_point (proposed, &point));
  g_assert_cmpint (point.y, ==, 20);
  g_assert_true (belay_action_get_point (sent, &point));
  g_assert_cmpint (point.y, ==, 30);

  /* What is zoomed into is no picture of the screen. */
  step = belay_moment_get_step (get (history, 5, BELAY_MOMENT_STEP));
  assert_hash (step->before, 'c');
  assert_hash (step->after, 'd');
  g_assert_null (step->approved);
  g_assert_null (step->held);
  g_assert_null (step->verdict);
  g_assert_cmpint (step->visible_ms, ==, -1);
  assert_hash (belay_moment_get_picture (get (history, 8, BELAY_MOMENT_CLOSE)), 'c');
}

static void
test_find (Root          *root,
           gconstpointer  data)
{
  g_autofree char *path = make_story (root->path);
  g_autoptr(BelayTrailHistory) history = load (path);
  BelayMoment *step = get (history, 3, BELAY_MOMENT_STEP);

  g_assert_cmpuint (belay_trail_history_find_time (history, 0), ==, 0);
  g_assert_cmpuint (belay_trail_history_find_time (history, G_MAXINT64), ==, 8);
  g_assert_cmpuint (belay_trail_history_find_time (history, belay_moment_get_time (step)), >=, 3);
  g_assert_cmpuint (belay_trail_history_find_time (history, belay_moment_get_time (step) - 1), <=, 3);

  /* open, task, frame, request, response, proposal, scan, decision, two frames, intent, frame, result, slack, … */
  g_assert_cmpuint (belay_trail_history_find_seq (history, 0), ==, 0);
  g_assert_cmpuint (belay_trail_history_find_seq (history, 1), ==, 0);
  g_assert_cmpuint (belay_trail_history_find_seq (history, 3), ==, 1);
  g_assert_cmpuint (belay_trail_history_find_seq (history, 5), ==, 2);

  for (guint seq = 6; seq <= 13; seq++)
    g_assert_cmpuint (belay_trail_history_find_seq (history, seq), ==, 3);

  g_assert_cmpuint (belay_trail_history_find_seq (history, 14), ==, 4);
  g_assert_cmpuint (belay_trail_history_find_seq (history, G_MAXUINT64), ==, 8);
}

static void
test_describe (Root          *root,
               gconstpointer  data)
{
  static const char * const sentences[] = {
    "The session began.", "Save the letter", "I’ll press “Save”.⏎⏎Then look.", "Left click at 10, 20",
    "The person set the slack to “auto”.", NULL, "A connection to evil.example was refused.", "It went wrong.",
    "The session was closed: finished",
  };
  g_autofree char *path = make_story (root->path);
  g_autoptr(BelayTrailHistory) history = load (path);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autofree char *sentence = belay_moment_describe (belay_trail_history_get_moment (history, i));

      if (sentences[i] != NULL)
        g_assert_cmpstr (sentence, ==, sentences[i]);
    }
}

/* Asks a history everything. */
static void
exercise (BelayTrailHistory *history)
{
  guint n = belay_trail_history_get_n_moments (history);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BelayMoment) moment = g_list_model_get_item (G_LIST_MODEL (history), i);
      g_autofree char *sentence = belay_moment_describe (moment);
      g_autoptr(BelayAction) proposed = belay_moment_parse_action (moment, FALSE);
      g_autoptr(BelayAction) sent = belay_moment_parse_action (moment, TRUE);
      const BelayMomentStep *step = belay_moment_get_step (moment);

      g_assert_true (g_utf8_validate (sentence, -1, NULL));
      g_assert_true ((step != NULL) == (belay_moment_get_kind (moment) == BELAY_MOMENT_STEP));
      g_assert_true (step == NULL || (step->name != NULL && step->input != NULL && step->tool_use_id != NULL));
      g_assert_cmpuint (belay_trail_history_find_seq (history, belay_moment_get_seq (moment)), ==, i);
      g_assert_true (belay_moment_get_picture (moment) == NULL || strlen (belay_moment_get_picture (moment)) == 64);
    }
}

/* Records as somebody would write them who wants to break a reader: every kind, with members of every wrong type. */
static void
test_hostile (Root          *root,
              gconstpointer  data)
{
  static const char * const kinds[] = {
    "task", "api.request", "api.response", "tool.proposed", "scan", "decision", "action.intent", "action.result",
    "frame", "instruction", "slack", "interrupt", "person.control", "human.input", "note", "problem", "clock.step",
    "net.blocked", "net.", "nobody.knows",
  };
  static const char * const members[] = {
    "step", "text", "content", "usage", "findings", "after", "action", "events", "picture", "sha256", "why", "host",
    "name", "input", "state", "toolset_name", "width", "sent",
  };
  static const char * const values[] = {
    "null", "true", "-1", "1", "9223372036854775807", "\"\"", "\"\\u0007\\\"\"", "\"decision\"", "[]", "{}", "[[1],{}]",
    "{\"sha256\":1,\"width\":-5}", "{\"name\":\"zoom\",\"input\":7}", "\"[1,{\\\"type\\\":\\\"text\\\"},{\\\"type\\\":3}]\"",
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autoptr(BelayTrailHistory) history = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      JsonObject *object = step_payload (g_rand_int_range (rand, 0, 20));

      for (guint j = 0; j < 4; j++)
        json_object_set_member (object, members[g_rand_int_range (rand, 0, G_N_ELEMENTS (members))],
                                json_from_string (values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))], NULL));

      belay_trail_append (trail, kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))], object);
    }

  g_assert_true (commit (trail, "note", NULL, NULL, &error));
  history = load (belay_trail_get_directory (trail));
  g_assert_no_error (belay_trail_history_get_error (history));
  g_assert_cmpuint (belay_trail_history_get_n_moments (history), >, 1000);
  exercise (history);
}

/* Whatever is changed, there is a history of what comes before it. */
static void
test_damaged (Root          *root,
              gconstpointer  data)
{
  g_autofree char *path = make_story (root->path);
  g_autofree char *text = read_log (path, 1);
  gsize length = strlen (text);
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);
  guint n_broken = 0;

  for (guint i = 0; i < 600; i++)
    {
      g_autoptr(GString) damaged = g_string_new_len (text, (gssize) length);
      g_autoptr(BelayTrailHistory) history = NULL;

      for (guint j = g_rand_int_range (rand, 1, 4); j > 0; j--)
        damaged->str[g_rand_int_range (rand, 0, (gint32) length)] ^= (char) (1 << g_rand_int_range (rand, 0, 8));

      if (i % 5 == 0)
        g_string_truncate (damaged, (gsize) g_rand_int_range (rand, 0, (gint32) length));

      write_log (path, 1, damaged->str, (gssize) damaged->len);
      history = load (path);
      exercise (history);
      n_broken += belay_trail_history_get_error (history) != NULL;
    }

  g_assert_cmpuint (n_broken, >, 400);
}

static void
test_missing (Root          *root,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = make_story (root->path);

  g_assert_null (belay_trail_history_load (root->path, NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (belay_trail_history_load (path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(BelayTrailHistory **) user_data = belay_trail_history_load_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_async (Root          *root,
            gconstpointer  data)
{
  g_autofree char *path = make_story (root->path);
  g_autoptr(BelayTrailHistory) history = NULL;
  g_autoptr(BelayMoment) moment = NULL;

  belay_trail_history_load_async (path, NULL, on_loaded, &history);

  while (history == NULL)
    g_main_context_iteration (NULL, TRUE);

  moment = g_list_model_get_item (G_LIST_MODEL (history), 3);
  g_assert_finalize_object (g_steal_pointer (&history));

  /* A moment needs its history no more. */
  g_assert_cmpstr (belay_moment_get_step (moment)->state, ==, "done");
}

static void
test_long (Root          *root,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(BelayTrailHistory) history = NULL;
  gint64 start;
  double ms = G_MAXDOUBLE;

  belay_trail_append (trail, "task", payload ("text", "Go on and on", NULL));

  for (guint i = 1; i <= STEPS; i++)
    {
      append_response (trail, content, 100);
      append_proposal (trail, i, "left_click", "{\"coordinate\":[10,20]}");
      append_scan (trail, i);
      append_decision (trail, i, "approve", NULL);
      append_intent (trail, i, "left_click", "{\"coordinate\":[10,20]}");
      append_frame (trail, "decision", 'a');
      append_result (trail, i, 'b');
    }

  g_assert_true (close_trail (trail, "finished", &error));

  for (guint i = 0; i < 3; i++)
    {
      g_clear_object (&history);
      start = g_get_monotonic_time ();
      history = load (belay_trail_get_directory (trail));
      ms = MIN (ms, (double) (g_get_monotonic_time () - start) / 1000.0);
    }

  g_assert_cmpuint (belay_trail_history_get_n_moments (history), ==, 2 * STEPS + 3);
  g_test_message ("%d steps, %u records: %.0f ms", STEPS, 8 * STEPS + 3, ms);

  if (g_getenv ("BELAY_TEST_TIMES") != NULL)
    g_assert_cmpfloat (ms, <, MAX_LOAD_MS);
}

#define ADD(name, function) \
  g_test_add ("/history/" name, Root, NULL, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("story", test_story);
  ADD ("step", test_step);
  ADD ("find", test_find);
  ADD ("describe", test_describe);
  ADD ("hostile", test_hostile);
  ADD ("damaged", test_damaged);
  ADD ("missing", test_missing);
  ADD ("async", test_async);
  ADD ("long", test_long);

  return g_test_run ();
}
