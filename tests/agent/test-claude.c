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

static void
test_shape (gconstpointer data)
{
  const char *model = data;
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (BATCH "," BATCH "," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, model);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayReply) second = NULL;
  g_autoptr(BelayReply) third = NULL;
  g_autoptr(BelayMessage) answer = NULL;
  g_autoptr(BelayMessage) again = NULL;

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
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/claude/shape/toolset", "claude-sonnet-5-5", test_shape);
  g_test_add_data_func ("/claude/shape/20251124", "claude-opus-4-7", test_shape);
  g_test_add_data_func ("/claude/shape/20250124", "claude-haiku-4-5", test_shape);

  return g_test_run ();
}
