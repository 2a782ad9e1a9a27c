/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <string.h>

/* The tools for commands and files, in every shape of computer use, before a stand-in that refuses what the API would. */

#define CALLS "{'blocks': [{'type': 'tool_use', 'name': 'bash', 'input': {'command': 'ls'}}, " \
              "{'type': 'tool_use', 'name': 'str_replace_based_edit_tool', 'input': {'command': 'view', 'path': '/a'}}, " \
              "{'type': 'tool_use', 'name': 'bash', 'input': {'restart': true}}, " \
              "{'type': 'tool_use', 'name': 'bash', 'input': {'command': 'ls', 'timeout': 5}}, " \
              "{'type': 'tool_use', 'name': 'screenshot', 'input': {}}]}"

static const char *
get_type (JsonArray *tools,
          guint      i)
{
  return json_object_get_string_member (json_array_get_object_element (tools, i), "type");
}

static void
test_offered (gconstpointer data)
{
  const char *model = data;
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (CALLS "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, model);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = NULL, second = NULL;
  g_autoptr(BelayMessage) answer = belay_message_new ();
  g_autoptr(JsonArray) log = NULL;
  g_autofree char *description = NULL;
  GPtrArray *proposals;
  JsonArray *tools;

  belay_agent_set_shell (BELAY_AGENT (talk->claude), TRUE);
  first = talk_say (talk, "Do it.", &error);
  g_assert_no_error (error);

  proposals = belay_reply_get_proposals (first);
  g_assert_cmpuint (proposals->len, ==, 5);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_null (belay_proposal_get_toolset_name (proposals->pdata[i]));
      g_assert_false (belay_proposal_is_computer (proposals->pdata[i]));
      g_assert_cmpint (belay_proposal_get_action (proposals->pdata[i]) != NULL, ==, i < 3);
    }

  /* An error is text; what was put out is, too. */
  for (guint i = 0; i < 5; i++)
    {
      BelayProposal *proposal = proposals->pdata[i];

      belay_message_add_result (answer, belay_proposal_get_id (proposal), belay_proposal_get_toolset_name (proposal), i == 1 || i == 3,
                                i == 0 ? "a\nb\n[exit status 1]" : "It failed.");
    }
  second = talk_ask (talk, answer, &error);
  g_assert_no_error (error);

  log = fake_api_read_log (api);
  tools = json_object_get_array_member (fake_api_get_body (log, 1), "tools");
  g_assert_cmpuint (json_array_get_length (tools), ==, 3);
  g_assert_cmpstr (get_type (tools, 0), ==, "bash_20250124");
  g_assert_cmpstr (get_type (tools, 1), ==, "text_editor_20250728");
  g_assert_true (g_str_has_prefix (get_type (tools, 2), "computer_"));

  description = belay_agent_describe (BELAY_AGENT (talk->claude));
  g_assert_nonnull (strstr (description, "\"shell\":true"));
}

static void
test_not_offered (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  g_autoptr(JsonArray) log = fake_api_read_log (api);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (fake_api_get_body (log, 0), "tools")), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/claude/shell/toolset", "claude-sonnet-5-5", test_offered);
  g_test_add_data_func ("/claude/shell/20251124", "claude-opus-4-7", test_offered);
  g_test_add_data_func ("/claude/shell/20250124", "claude-haiku-4-5", test_offered);
  g_test_add_func ("/claude/shell/off", test_not_offered);

  return g_test_run ();
}
