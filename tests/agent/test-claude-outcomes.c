/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <string.h>

#define STOP(reason) "{'blocks': [{'type': 'text', 'text': 'Half a'}, " \
                     "{'type': 'tool_use', 'name': 'key', 'input': {'text': 'Return'}}], 'stop_reason': '" reason "'}"
#define EMPTY        "{'blocks': [{'type': 'thinking', 'thinking': ''}, {'type': 'text', 'text': ''}]}"

static guint
get_max_tokens (JsonArray *log,
                guint      index)
{
  return json_object_get_int_member (fake_api_get_body (log, index), "max_tokens");
}

static guint
count_messages (JsonArray *log,
                guint      index)
{
  return json_array_get_length (json_object_get_array_member (fake_api_get_body (log, index), "messages"));
}

/* A reply that ended in any other way proposes nothing, and the same can be asked again, results and all. */
static void
test_nothing_runs (gconstpointer data)
{
  static const struct
  {
    const char      *reason;
    BelayStopReason  expected;
  } table[] = {
    { "refusal", BELAY_STOP_REFUSAL },
    { "model_context_window_exceeded", BELAY_STOP_CONTEXT },
    { "pause_turn", BELAY_STOP_OTHER },
    { "stop_sequence", BELAY_STOP_OTHER },
    { "compaction", BELAY_STOP_OTHER },
    { "an_unknown_reason", BELAY_STOP_OTHER },
  };
  guint index = GPOINTER_TO_UINT (data);
  g_autofree char *stop = g_strdup_printf (STOP ("%s"), table[index].reason);
  g_autofree char *script = g_strdup_printf ("{'replies': [" BATCH ", %s, " DONE "]}", stop);
  g_autoptr(FakeApi) api = fake_api_start (script, TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) second = talk_ask (talk, answer, &error);
  g_autoptr(BelayReply) third = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (belay_reply_get_stop_reason (second), ==, table[index].expected);
  g_assert_cmpuint (belay_reply_get_proposals (second)->len, ==, 0);
  g_assert_cmpstr (belay_reply_get_text (second), ==, "Half a");
  if (table[index].expected == BELAY_STOP_OTHER)
    g_assert_cmpstr (belay_reply_get_stop_detail (second), ==, table[index].reason);

  third = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_text (third), ==, "All done.");
}

static void
test_refusal_detail (void)
{
  g_autoptr(FakeApi) api = fake_api_start (
    REPLIES ("{'blocks': [], 'stop_reason': 'refusal', 'stop_details': {'category': 'cyber', 'explanation': 'Not that.'}},"
             "{'blocks': [], 'stop_reason': 'refusal', 'stop_details': {'category': 'cyber', 'explanation': null}}"),
    TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayReply) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_stop_detail (first), ==, "Not that.");
  second = talk_say (talk, "Do something else.", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_stop_detail (second), ==, "cyber");
}

/* Once with more room; what the first attempt cost is told. */
static void
test_max_tokens (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (STOP ("max_tokens") "," BATCH), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  g_autoptr(JsonArray) log = fake_api_read_log (api);
  JsonObject *usage;

  g_assert_no_error (error);
  g_assert_cmpint (belay_reply_get_stop_reason (reply), ==, BELAY_STOP_TOOL_USE);
  g_assert_cmpuint (talk->resets, ==, 1);
  g_assert_cmpuint (talk->lost->len, ==, 1);
  g_assert_cmpuint (talk->proposals->len, ==, 3);
  g_assert_cmpuint (get_max_tokens (log, 1), >, get_max_tokens (log, 0));

  usage = json_object_get_object_member (json_array_get_object_element (log, 0), "usage");
  g_assert_cmpuint (belay_reply_get_usage (reply)->cache_write_5m, >=,
                    json_object_get_int_member (usage, "cache_creation_input_tokens"));
  g_assert_cmpuint (belay_reply_get_usage (reply)->cache_read, >, 0);
}

static void
test_max_tokens_again (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (STOP ("max_tokens") "," STOP ("max_tokens") "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayReply) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (belay_reply_get_stop_reason (reply), ==, BELAY_STOP_MAX_TOKENS);
  g_assert_cmpuint (belay_reply_get_proposals (reply)->len, ==, 0);
  g_assert_cmpuint (fake_api_count (api), ==, 2);

  again = talk_say (talk, "Do less.", &error);
  g_assert_no_error (error);
}

/* An empty reply after results is not kept; the agent is asked to go on, once. */
static void
test_empty (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH "," EMPTY "," BATCH), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) second = talk_ask (talk, answer, &error);
  g_autoptr(BelayMessage) more = NULL;
  g_autoptr(BelayReply) third = NULL;
  g_autofree char *log = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (belay_reply_get_stop_reason (second), ==, BELAY_STOP_TOOL_USE);
  log = fake_api_get_log (api);
  g_assert_nonnull (strstr (log, "Please continue"));

  more = talk_answer (second);
  third = talk_ask (talk, more, &error);
  g_assert_no_error (error);
}

static void
test_empty_twice (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH "," EMPTY "," EMPTY "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) second = talk_ask (talk, answer, &error);
  g_autoptr(BelayReply) third = NULL;
  g_autoptr(JsonArray) log = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (belay_reply_get_stop_reason (second), ==, BELAY_STOP_END_TURN);
  g_assert_cmpstr (belay_reply_get_text (second), ==, "");

  third = talk_say (talk, "Well?", &error);
  g_assert_no_error (error);
  log = fake_api_read_log (api);
  g_assert_cmpuint (count_messages (log, 1), ==, 3);
  g_assert_cmpuint (count_messages (log, 2), ==, 4);
  g_assert_cmpuint (count_messages (log, 3), ==, 4);
}

/* What ended with end_turn was not to be run, and yet each tool_use of it is answered. */
static void
test_end_turn_with_tool_use (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (STOP ("end_turn") "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayReply) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (belay_reply_get_proposals (first)->len, ==, 0);
  second = talk_say (talk, "Go on.", &error);
  g_assert_no_error (error);
}

static void
assert_protocol_error (const char *script)
{
  g_autoptr(FakeApi) api = fake_api_start (script, TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;

  g_assert_null (talk_say (talk, "Do it.", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL);
}

static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (2000, '[');
  g_autofree char *large = g_strnfill (1100 * 1024, 'x');
  g_autofree char *large_input = g_strdup_printf (
    "{'replies': [{'times': 4, 'pieces': 100000, 'blocks': [{'type': 'tool_use', 'name': 'type', 'input': {'text': '%s'}}]}]}",
    large);
  g_autofree char *deep_event = g_strdup_printf (
    "{'replies': [{'times': 4, 'raw': 'event: message_start\\ndata: {\\\"a\\\":%s\\n\\n'}]}", deep);

  assert_protocol_error (REPLIES ("{'blocks': [{'type': 'text', 'text': 'x'}], 'stop_reason': 'tool_use'}"));
  assert_protocol_error (REPLIES ("{'times': 4, 'blocks': ["
                                  "{'type': 'tool_use', 'id': 'a', 'name': 'screenshot', 'input': {}}, "
                                  "{'type': 'tool_use', 'id': 'a', 'name': 'screenshot', 'input': {}}]}"));
  assert_protocol_error (REPLIES ("{'times': 4, 'blocks': [{'type': 'tool_use', 'name': 'type', 'input': [1]}]}"));
  assert_protocol_error (REPLIES ("{'times': 4, 'raw': 'event: content_block_stop\\ndata: {\\\"type\\\":"
                                  "\\\"content_block_stop\\\",\\\"index\\\":0}\\n\\n'}"));
  assert_protocol_error (large_input);
  assert_protocol_error (deep_event);
}

static void
test_used_id (void)
{
  g_autoptr(FakeApi) api = fake_api_start (
    REPLIES ("{'times': 2, 'blocks': [{'type': 'tool_use', 'id': 'toolu_a', 'name': 'screenshot', 'input': {}}]}," DONE),
    TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) third = NULL;

  g_assert_no_error (error);
  g_assert_null (talk_ask (talk, answer, &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL);
  g_clear_error (&error);

  third = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *path = g_strdup_printf ("/claude/outcomes/nothing-runs/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_nothing_runs);
    }

  g_test_add_func ("/claude/outcomes/refusal-detail", test_refusal_detail);
  g_test_add_func ("/claude/outcomes/max-tokens", test_max_tokens);
  g_test_add_func ("/claude/outcomes/max-tokens-again", test_max_tokens_again);
  g_test_add_func ("/claude/outcomes/empty", test_empty);
  g_test_add_func ("/claude/outcomes/empty-twice", test_empty_twice);
  g_test_add_func ("/claude/outcomes/end-turn-with-tool-use", test_end_turn_with_tool_use);
  g_test_add_func ("/claude/outcomes/hostile", test_hostile);
  g_test_add_func ("/claude/outcomes/used-id", test_used_id);

  return g_test_run ();
}
