/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#define STEPS(n) "{'replies': [{'times': " #n ", 'blocks': [{'type': 'thinking', 'thinking': 'Hm.'}, " \
                 "{'type': 'text', 'text': 'Next.'}, " \
                 "{'type': 'tool_use', 'name': 'left_click', 'input': {'coordinate': [5, 6]}}]}]}"

static guint64
get_prompt (const BelayUsage *usage)
{
  return usage->input + usage->cache_read + usage->cache_write_5m + usage->cache_write_1h;
}

static BelayReply *
take_step (Talk       *talk,
           BelayReply *previous)
{
  g_autoptr(BelayMessage) message = previous != NULL ? talk_answer (previous) : belay_message_new ();
  g_autoptr(GError) error = NULL;
  BelayReply *reply;

  if (previous == NULL)
    belay_message_set_text (message, "Do it.");

  reply = talk_ask (talk, message, &error);
  g_assert_no_error (error);

  return reply;
}

/* Each request re-reads all that the one before sent. */
static void
test_grows (void)
{
  g_autoptr(FakeApi) api = fake_api_start (STEPS (20), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(BelayReply) reply = NULL;
  guint64 before = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(BelayReply) next = take_step (talk, reply);
      const BelayUsage *usage = belay_reply_get_usage (next);

      g_assert_cmpuint (usage->cache_read, ==, before);
      g_assert_cmpuint (usage->input, ==, 0);
      before = get_prompt (usage);
      g_set_object (&reply, next);
    }
}

/* The goal of docs/performance.md: an eighth of what the naive loop pays for its input. Each picture is paid once. */
static void
test_an_eighth (void)
{
  g_autoptr(FakeApi) api = fake_api_start (STEPS (50), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(BelayReply) reply = NULL;
  const BelayModel *model = belay_models_get (talk->models, "claude-sonnet-5-5");
  BelayUsage sum = { 0 };
  BelayUsage naive = { 0 };

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(BelayReply) next = take_step (talk, reply);

      belay_usage_add (&sum, belay_reply_get_usage (next));
      naive.input += get_prompt (belay_reply_get_usage (next));
      g_set_object (&reply, next);
    }

  sum.output = 0;
  belay_model_price (model, &sum);
  belay_model_price (model, &naive);
  g_test_message ("input of 50 steps: %.4f $ cached, %.4f $ naive, ratio 1/%.1f", sum.cost / 1e6, naive.cost / 1e6,
                  (double) naive.cost / sum.cost);
  g_assert_cmpint (sum.cost * 8, <=, naive.cost);
}

/* A batch of more blocks than the cache looks back, and a message that was taken back. */
static void
test_far_back (void)
{
  g_autoptr(GString) script = g_string_new ("{'replies': [");
  g_autoptr(FakeApi) api = NULL;
  g_autoptr(Talk) talk = NULL;
  g_autoptr(BelayReply) first = NULL;
  g_autoptr(BelayReply) second = NULL;
  g_autoptr(BelayReply) third = NULL;
  g_autoptr(BelayMessage) again = NULL;
  g_autoptr(GError) error = NULL;

  for (guint n = 0; n < 2; n++)
    {
      g_string_append (script, "{'blocks': [");
      for (guint i = 0; i < 60; i++)
        g_string_append_printf (script, "%s{'type': 'tool_use', 'name': 'screenshot', 'input': {}}", i > 0 ? "," : "");
      g_string_append (script, n == 0 ? "]}, {'fault': {'status': 400}}, " : "]}]}");
    }

  api = fake_api_start (script->str, TALK_KEY);
  talk = talk_new (api, "claude-sonnet-5-5");
  first = take_step (talk, NULL);
  again = talk_answer (first);
  g_assert_null (talk_ask (talk, again, &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST);

  second = take_step (talk, first);
  g_assert_cmpuint (belay_reply_get_usage (second)->cache_read, ==, get_prompt (belay_reply_get_usage (first)));
  third = take_step (talk, second);
  g_assert_cmpuint (belay_reply_get_usage (third)->cache_read, ==, get_prompt (belay_reply_get_usage (second)));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/claude/cache/grows", test_grows);
  g_test_add_func ("/claude/cache/an-eighth", test_an_eighth);
  g_test_add_func ("/claude/cache/far-back", test_far_back);

  return g_test_run ();
}
