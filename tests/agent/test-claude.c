/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <string.h>

static void
assert_batch (Talk       *talk,
              BelayReply *reply)
{
  GPtrArray *proposals = belay_reply_get_proposals (reply);
  static const BelayActionKind kinds[] = { BELAY_ACTION_LEFT_CLICK, BELAY_ACTION_TYPE, BELAY_ACTION_SCREENSHOT };

  g_assert_cmpint (belay_reply_get_stop_reason (reply), ==, BELAY_STOP_TOOL_USE);
  g_assert_cmpstr (belay_reply_get_text (reply), ==, "I will click and look.");
  g_assert_cmpstr (talk->text->str, ==, "I will click and look.");
  g_assert_cmpstr (talk->thinking->str, ==, "I look first. Ünïcode ✓");
  g_assert_cmpuint (proposals->len, ==, 3);
  g_assert_cmpuint (talk->proposals->len, ==, 3);

  for (guint i = 0; i < 3; i++)
    {
      BelayAction *action = belay_proposal_get_action (proposals->pdata[i]);

      g_assert_true (proposals->pdata[i] == talk->proposals->pdata[i]);
      g_assert_no_error (belay_proposal_get_error (proposals->pdata[i]));
      g_assert_cmpint (belay_action_get_kind (action), ==, kinds[i]);
      g_assert_true (belay_proposal_is_computer (proposals->pdata[i]));
    }

  g_assert_cmpstr (belay_action_get_text (belay_proposal_get_action (proposals->pdata[1])), ==, "päth 😀");
}

static JsonObject *
get_tool (JsonArray *log,
          guint      index)
{
  JsonArray *tools = json_object_get_array_member (fake_api_get_body (log, index), "tools");

  g_assert_cmpuint (json_array_get_length (tools), ==, 1);

  return json_array_get_object_element (tools, 0);
}

/* Three replies in each wire shape; the stand-in refuses whatever does not belong to the shape. */
static void
test_shape (gconstpointer data)
{
  const char *const *expected = data;
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH "," BATCH "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, expected[0]);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayReply) second = NULL;
  g_autoptr(BelayReply) third = NULL;
  g_autoptr(BelayMessage) answer = NULL;
  g_autoptr(BelayMessage) again = NULL;
  g_autoptr(JsonArray) log = NULL;

  g_assert_no_error (error);
  assert_batch (talk, first);
  answer = talk_answer (first);

  second = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
  assert_batch (talk, second);
  again = talk_answer (second);
  belay_message_set_text (again, "And hurry.");

  third = talk_ask (talk, again, &error);
  g_assert_no_error (error);
  g_assert_cmpint (belay_reply_get_stop_reason (third), ==, BELAY_STOP_END_TURN);
  g_assert_cmpstr (belay_reply_get_text (third), ==, "All done.");
  g_assert_cmpuint (belay_reply_get_proposals (third)->len, ==, 0);
  g_assert_cmpuint (belay_reply_get_usage (third)->cache_read, >, 0);
  g_assert_cmpint (belay_reply_get_usage (third)->cost, >, 0);
  g_assert_cmpuint (talk->resets, ==, 0);

  log = fake_api_read_log (api);
  g_assert_cmpstr (json_object_get_string_member (get_tool (log, 2), "type"), ==, expected[1]);
  g_assert_cmpstr (fake_api_get_header (log, 2, "anthropic-beta"), ==, expected[2]);
  g_assert_cmpstr (fake_api_get_header (log, 2, "anthropic-version"), ==, "2023-06-01");
}

/* The thinking is shown, the effort is the model's, the key goes where it should. */
static void
test_request (void)
{
  static const char *const extra[] = { "x-gateway: team 7", "anthropic-beta: some-beta", NULL };
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (DONE), TALK_KEY);
  BelayClaudeOptions options = { .api_key = TALK_KEY, .bearer = TRUE, .api_version = "2026-10-21",
                                 .extra_headers = extra, .effort = "low", .system_prompt = "Be brief." };
  g_autoptr(Talk) talk = talk_new_full (api, "claude-sonnet-5-5", &options);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  g_autoptr(JsonArray) log = fake_api_read_log (api);
  JsonObject *body = fake_api_get_body (log, 0);
  JsonObject *thinking = json_object_get_object_member (body, "thinking");
  JsonArray *auth = json_object_get_array_member (json_array_get_object_element (log, 0), "auth");

  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (thinking, "type"), ==, "adaptive");
  g_assert_cmpstr (json_object_get_string_member (thinking, "display"), ==, "summarized");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (body, "output_config"), "effort"),
                   ==, "low");
  g_assert_cmpstr (fake_api_get_header (log, 0, "anthropic-version"), ==, "2026-10-21");
  g_assert_cmpstr (fake_api_get_header (log, 0, "anthropic-beta"), ==, "some-beta");
  g_assert_cmpstr (fake_api_get_header (log, 0, "x-gateway"), ==, "team 7");
  g_assert_cmpuint (json_array_get_length (auth), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (auth, 0), ==, "authorization");
}

static void
test_settings (void)
{
  static const char *const bad_header[] = { "x: a\r\ny: b", NULL };
  static const char *const no_name[] = { "no colon", NULL };
  g_autoptr(BelayModels) models = belay_models_new (NULL, NULL);
  const struct
  {
    BelayClaudeOptions options;
    BelayAgentError    code;
  } cases[] = {
    { { .api_key = NULL }, BELAY_AGENT_ERROR_KEY },
    { { .api_key = "" }, BELAY_AGENT_ERROR_KEY },
    { { .api_key = "sk\r\nx: y" }, BELAY_AGENT_ERROR_KEY },
    { { .api_key = "k", .base_url = "http://example.com" }, BELAY_AGENT_ERROR_REQUEST },
    { { .api_key = "k", .base_url = "https://me:secret@example.com" }, BELAY_AGENT_ERROR_REQUEST },
    { { .api_key = "k", .base_url = "https://example.com/?key=secret" }, BELAY_AGENT_ERROR_REQUEST },
    { { .api_key = "k", .base_url = "file:///etc/passwd" }, BELAY_AGENT_ERROR_REQUEST },
    { { .api_key = "k", .extra_headers = bad_header }, BELAY_AGENT_ERROR_REQUEST },
    { { .api_key = "k", .extra_headers = no_name }, BELAY_AGENT_ERROR_REQUEST },
    { { .api_key = "k", .api_version = "x\ny" }, BELAY_AGENT_ERROR_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (belay_claude_new (models, "claude-sonnet-5-5", &cases[i].options, &error));
      g_assert_error (error, BELAY_AGENT_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_wrong_key (void)
{
  g_autoptr(FakeApi) api = fake_api_start (NULL, "another");
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;

  g_assert_null (talk_say (talk, "Do it.", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "invalid x-api-key"));
  g_assert_cmpuint (fake_api_count (api), ==, 1);
}

/* The older shape is tried once, kept, and remembered for the next conversation. */
static void
test_fallback (void)
{
  g_autoptr(FakeApi) api = fake_api_start ("{'shapes': {'claude-sonnet-5': ['computer_20251124']}, "
                                           "'replies': [" BATCH "," DONE "]}", TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  g_autoptr(Talk) next = NULL;
  g_autoptr(BelayReply) later = NULL;

  g_assert_no_error (error);
  assert_batch (talk, reply);
  g_assert_cmpstr (talk->notices->str, !=, "");
  g_assert_cmpuint (fake_api_count (api), ==, 2);

  next = talk_new (api, "claude-sonnet-5");
  later = talk_say (next, "Do it.", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (next->notices->str, ==, "");
  g_assert_cmpuint (fake_api_count (api), ==, 3);
}

static void
test_no_shape (void)
{
  g_autoptr(FakeApi) api = fake_api_start ("{'shapes': {'claude-sonnet-5-5': ['another']}}", TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;

  g_assert_null (talk_say (talk, "Do it.", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST);
  g_assert_nonnull (strstr (error->message, "does not support tool types"));
  g_assert_cmpuint (fake_api_count (api), ==, 2);
}

static void
test_signature (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH ", {'fault': {'signature': true}}," DONE "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) second = talk_ask (talk, answer, &error);
  g_autoptr(BelayReply) third = NULL;
  g_autoptr(JsonArray) log = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_text (second), ==, "All done.");
  g_assert_cmpstr (talk->notices->str, !=, "");

  /* It stays that way. */
  third = talk_say (talk, "More.", &error);
  g_assert_no_error (error);
  log = fake_api_read_log (api);
  g_assert_cmpuint (json_array_get_length (log), ==, 4);
  for (guint i = 2; i < 4; i++)
    {
      JsonObject *thinking = json_object_get_object_member (fake_api_get_body (log, i), "thinking");
      JsonObject *binding = json_object_get_object_member (thinking, "block_binding");

      g_assert_cmpstr (json_object_get_string_member (binding, "prefix_mismatch_behavior"), ==, "drop_block");
      g_assert_cmpstr (fake_api_get_header (log, i, "anthropic-beta"), ==, "thinking-binding-controls-2026-08-01");
    }
}

/* What this program does not know comes back as it went out; the stand-in compares. */
static void
test_verbatim (void)
{
  g_autoptr(FakeApi) api = fake_api_start (
    REPLIES ("{'blocks': [{'type': 'thinking', 'thinking': ''}, {'type': 'redacted_thinking', 'data': 'abc='}, "
             "{'type': 'text', 'text': ''}, "
             "{'type': 'later_kind', 'number': 1.0, 'big': 1234567890123456789, 'deep': {'a': [1, 2.50, null]}}, "
             "{'type': 'text', 'text': 'a\\u2028b\\t/\\\\'}, "
             "{'type': 'tool_use', 'name': 'wait', 'input': {'duration': 1.50}}, "
             "{'type': 'tool_use', 'name': 'left_click', 'input': {'coordinate': [1, 2], 'text': null}}, "
             "{'type': 'tool_use', 'name': 'unheard_of', 'input': {'x': [1e3]}}]}," DONE "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) second = NULL;
  g_autoptr(BelayReply) third = NULL;
  GPtrArray *proposals = belay_reply_get_proposals (first);

  g_assert_no_error (error);
  g_assert_cmpuint (proposals->len, ==, 3);
  g_assert_null (belay_proposal_get_action (proposals->pdata[2]));
  g_assert_error (belay_proposal_get_error (proposals->pdata[2]), BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED);
  g_assert_false (belay_proposal_is_computer (proposals->pdata[2]));
  g_assert_nonnull (strstr (belay_reply_get_content (first), "1234567890123456789"));
  g_assert_nonnull (strstr (belay_reply_get_content (first), "\"text\":\"\""));

  second = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
  third = talk_say (talk, "More.", &error);
  g_assert_no_error (error);
}

static void
test_fifty (void)
{
  g_autoptr(GString) script = g_string_new ("{'replies': [{'blocks': [");
  g_autoptr(FakeApi) api = NULL;
  g_autoptr(Talk) talk = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = NULL;
  g_autoptr(BelayReply) second = NULL;
  g_autoptr(BelayMessage) answer = NULL;

  for (guint i = 0; i < 50; i++)
    g_string_append_printf (script, "%s{'type': 'tool_use', 'name': 'key', 'input': {'text': 'Tab'}}", i > 0 ? "," : "");
  g_string_append (script, "]}]}");

  api = fake_api_start (script->str, TALK_KEY);
  talk = talk_new (api, "claude-sonnet-5-5");
  first = talk_say (talk, "Do it.", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (belay_reply_get_proposals (first)->len, ==, 50);
  answer = talk_answer (first);
  second = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
}

static void
test_results_are_checked (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayMessage) extra = talk_answer (first);
  g_autoptr(BelayReply) second = NULL;

  g_assert_no_error (error);
  g_assert_null (talk_say (talk, "No results.", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL);
  g_clear_error (&error);

  belay_message_add_result (extra, "toolu_nobody", NULL, FALSE, "OK");
  g_assert_null (talk_ask (talk, extra, &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_cmpuint (fake_api_count (api), ==, 1);

  second = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
}

static GString *logged;

static GLogWriterOutput
keep_log (GLogLevelFlags   level,
          const GLogField *log_fields,
          gsize            n_fields,
          gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (log_fields[i].length < 0)
      g_string_append (logged, log_fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

/* The key is in a header of each request and nowhere else. */
static void
test_canary (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH ", {'fault': {'status': 529}}," DONE), TALK_KEY);
  static const char *const extra[] = { "x-gateway-secret: sesame-canary", NULL };
  BelayClaudeOptions options = { .api_key = TALK_KEY, .extra_headers = extra };
  g_autoptr(Talk) talk = talk_new_full (api, "claude-sonnet-5-5", &options);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) second = talk_ask (talk, answer, &error);
  g_autofree char *describe = belay_agent_describe (BELAY_AGENT (talk->claude));
  g_autofree char *log = fake_api_get_log (api);
  g_autoptr(JsonNode) node = json_from_string (describe, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_null (strstr (describe, TALK_KEY));
  g_assert_null (strstr (describe, "sesame"));
  g_assert_nonnull (strstr (describe, "x-gateway-secret"));
  g_assert_nonnull (strstr (describe, "computer_toolset_20260801"));
  g_assert_null (strstr (log, TALK_KEY));
  g_assert_null (strstr (logged->str, TALK_KEY));
  g_assert_null (strstr (logged->str, "sesame"));
  g_assert_nonnull (strstr (logged->str, "529"));
}

static void
test_prompt (void)
{
  g_autofree char *version = NULL;
  g_autofree char *prompt = belay_claude_load_prompt (&version);

  g_assert_cmpstr (version, ==, "2");
  g_assert_null (strstr (prompt, "version:"));
  g_assert_true (g_str_has_prefix (prompt, "You are operating"));
  g_assert_cmpuint (strlen (prompt), <, 6000);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const toolset[] = { "claude-sonnet-5-5", "computer_toolset_20260801", NULL };
  static const char *const new_tool[] = { "claude-opus-4-7", "computer_20251124", "computer-use-2025-11-24" };
  static const char *const old_tool[] = { "claude-haiku-4-5", "computer_20250124", "computer-use-2025-01-24" };

  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);

  g_test_add_data_func ("/claude/shape/toolset", toolset, test_shape);
  g_test_add_data_func ("/claude/shape/20251124", new_tool, test_shape);
  g_test_add_data_func ("/claude/shape/20250124", old_tool, test_shape);
  g_test_add_func ("/claude/request", test_request);
  g_test_add_func ("/claude/settings", test_settings);
  g_test_add_func ("/claude/wrong-key", test_wrong_key);
  g_test_add_func ("/claude/fallback", test_fallback);
  g_test_add_func ("/claude/no-shape", test_no_shape);
  g_test_add_func ("/claude/signature", test_signature);
  g_test_add_func ("/claude/verbatim", test_verbatim);
  g_test_add_func ("/claude/fifty", test_fifty);
  g_test_add_func ("/claude/results-are-checked", test_results_are_checked);
  g_test_add_func ("/claude/canary", test_canary);
  g_test_add_func ("/claude/prompt", test_prompt);

  return g_test_run ();
}
