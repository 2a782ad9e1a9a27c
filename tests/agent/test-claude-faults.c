/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <string.h>

#define TWO "{'blocks': [{'type': 'text', 'text': 'Ä'}, " \
            "{'type': 'tool_use', 'name': 'left_click', 'input': {'coordinate': [10, 20]}}, " \
            "{'type': 'tool_use', 'name': 'key', 'input': {'text': 'ctrl+s'}}]"

static BelayReply *
ask_with (const char  *script,
          Talk       **talk,
          FakeApi    **api,
          GError     **error)
{
  *api = fake_api_start (script, TALK_KEY);
  *talk = talk_new (*api, "claude-sonnet-5-5");

  return talk_say (*talk, "Do it.", error);
}

/* Fails for good after so many requests, with this code. */
static void
assert_fails (const char      *script,
              BelayAgentError  code,
              guint            n_requests)
{
  g_autoptr(FakeApi) api = NULL;
  g_autoptr(Talk) talk = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (ask_with (script, &talk, &api, &error));
  g_assert_error (error, BELAY_AGENT_ERROR, (int) code);
  g_assert_cmpuint (fake_api_count (api), ==, n_requests);
}

static void
assert_succeeds (const char *script,
                 guint       n_requests)
{
  g_autoptr(FakeApi) api = NULL;
  g_autoptr(Talk) talk = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = ask_with (script, &talk, &api, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fake_api_count (api), ==, n_requests);
}

static void
test_policy (void)
{
  static const struct
  {
    const char *fault;
    int         code;           /* -1: the next attempt succeeds */
  } cases[] = {
    { "'status': 529, 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}", -1 },
    { "'status': 500", -1 },
    { "'status': 503", -1 },
    { "'status': 504", -1 },
    { "'status': 408", -1 },
    { "'status': 409", -1 },
    { "'status': 400, 'headers': {'x-should-retry': 'true'}", -1 },
    { "'status': 429, 'headers': {'retry-after': '1'}", -1 },
    { "'status': 429, 'headers': {'retry-after': '1', 'x-should-retry': 'false'}", BELAY_AGENT_ERROR_OVERLOADED },
    { "'status': 500, 'headers': {'x-should-retry': 'false'}", BELAY_AGENT_ERROR_OVERLOADED },
    { "'status': 429", BELAY_AGENT_ERROR_BILLING },
    { "'status': 429, 'error': {'type': 'rate_limit_error', 'message': 'x', "
      "'details': {'error_code': 'enforced_spend_limit_reached'}}", BELAY_AGENT_ERROR_BILLING },
    { "'status': 400", BELAY_AGENT_ERROR_REQUEST },
    { "'status': 401", BELAY_AGENT_ERROR_KEY },
    { "'status': 402", BELAY_AGENT_ERROR_BILLING },
    { "'status': 403", BELAY_AGENT_ERROR_KEY },
    { "'status': 404", BELAY_AGENT_ERROR_REQUEST },
    { "'status': 413", BELAY_AGENT_ERROR_FULL },
    { "'status': 302, 'headers': {'location': 'http://127.0.0.1:1/'}", BELAY_AGENT_ERROR_NETWORK },
  };

  g_autoptr(GString) script = g_string_new ("{'replies': [");
  g_autoptr(FakeApi) api = NULL;
  guint n_requests = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_string_append_printf (script, "%s{'fault': {%s}}%s", i > 0 ? "," : "", cases[i].fault,
                            cases[i].code < 0 ? "," DONE : "");
  g_string_append (script, "]}");
  api = fake_api_start (script->str, TALK_KEY);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);

      g_test_message ("%s", cases[i].fault);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, BELAY_AGENT_ERROR, cases[i].code);

      n_requests += cases[i].code < 0 ? 2 : 1;
      g_assert_cmpuint (fake_api_count (api), ==, n_requests);
    }
}

static void
test_ten_tries (void)
{
  assert_fails (REPLIES ("{'times': 20, 'fault': {'status': 529}}"), BELAY_AGENT_ERROR_OVERLOADED, 10);
}

/* The wait is the one that was asked for, and it is counted down. */
static void
wait_for (const char *headers,
          double      at_least,
          double      at_most,
          guint       n_signals)
{
  g_autofree char *script = g_strdup_printf (
    "{'replies': [{'fault': {'status': 429, 'headers': {%s}}}, " DONE "]}", headers);
  g_autoptr(FakeApi) api = fake_api_start (script, TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = NULL;
  gint64 start = g_get_monotonic_time ();
  double seconds;

  talk->patient = TRUE;
  reply = talk_say (talk, "Do it.", &error);
  seconds = (g_get_monotonic_time () - start) / 1e6;

  g_assert_no_error (error);
  g_assert_cmpfloat (seconds, >=, at_least);
  g_assert_cmpfloat (seconds, <, at_most);
  g_assert_cmpuint (talk->waits, >=, n_signals);
  g_assert_cmpuint (talk->last_attempt, ==, 2);
  g_assert_cmpuint (talk->last_seconds, ==, 1);
}

static void
test_countdown (void)
{
  wait_for ("'retry-after': '2'", 2, 6, 2);
  wait_for ("'retry-after-ms': '250', 'retry-after': '60'", 0.25, 5, 1);
  /* One second after the server's own time, whatever ours is. */
  wait_for ("'date': 'Wed, 21 Oct 2015 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2015 07:28:01 GMT'", 1, 5, 1);
}

static void
test_long_wait (void)
{
  g_autoptr(FakeApi) api = fake_api_start (
    REPLIES ("{'fault': {'status': 429, 'headers': {'retry-after': '3600'}}}," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = NULL;

  talk->cancel_on_wait = TRUE;
  g_assert_null (talk_say (talk, "Do it.", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (talk->last_seconds, ==, 3600);
  g_assert_cmpuint (fake_api_count (api), ==, 1);
  g_clear_error (&error);

  talk->cancel_on_wait = FALSE;
  reply = talk_say (talk, "Do it.", &error);
  g_assert_no_error (error);
}

static void
test_no_server (void)
{
  BelayClaudeOptions options = { .api_key = TALK_KEY, .base_url = "http://127.0.0.1:9" };
  g_autoptr(Talk) talk = talk_new_full (NULL, "claude-sonnet-5-5", &options);
  g_autoptr(GError) error = NULL;

  g_assert_null (talk_say (talk, "Do it.", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_NETWORK);
  g_assert_cmpuint (talk->last_attempt, ==, 10);
}

static void
assert_whole (BelayProposal *proposal)
{
  g_assert_no_error (belay_proposal_get_error (proposal));

  if (g_str_equal (belay_proposal_get_name (proposal), "key"))
    g_assert_cmpstr (belay_proposal_get_input (proposal), ==, "{\"text\": \"ctrl+s\"}");
  else
    g_assert_cmpstr (belay_proposal_get_input (proposal), ==, "{\"coordinate\": [10, 20]}");
}

/* The stream breaks at every seventh byte, once with a bang and once politely: what was proposed is whole, or was not
 * proposed, and what counts is proposed once. */
static void
test_cut_anywhere (gconstpointer data)
{
  const char *how = data;
  const gsize length = 4000;    /* longer than the reply */
  g_autoptr(GString) script = g_string_new ("{'replies': [");
  g_autoptr(FakeApi) api = NULL;
  guint n_resets = 0;

  for (gsize at = 1; at < length; at += 7)
    g_string_append_printf (script, "%s" TWO ", 'fault': {'%s': %" G_GSIZE_FORMAT "}}," TWO "}", at > 1 ? "," : "",
                            how, at);
  g_string_append (script, "]}");
  api = fake_api_start (script->str, TALK_KEY);

  for (gsize at = 1; at < length; at += 7)
    {
      g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);

      g_assert_no_error (error);
      g_assert_cmpuint (belay_reply_get_proposals (reply)->len, ==, 2);
      g_assert_cmpuint (talk->proposals->len, ==, 2);
      g_assert_cmpuint (talk->lost->len, <=, 2);
      g_ptr_array_foreach (talk->proposals, (GFunc) (void (*) (void)) assert_whole, NULL);
      g_ptr_array_foreach (talk->lost, (GFunc) (void (*) (void)) assert_whole, NULL);
      n_resets += talk->resets;

      /* It came through at once: the reply is shorter than that, and there is nothing more to cut. */
      if (talk->last_attempt == 0)
        break;
    }

  g_assert_cmpuint (n_resets, >, 100);
}

static void
test_cut_too_often (void)
{
  assert_fails (REPLIES ("{'times': 9, 'blocks': [{'type': 'text', 'text': 'x'}], 'fault': {'cut': 600}}"),
                BELAY_AGENT_ERROR_NETWORK, 4);
}

static void
test_error_event (void)
{
  assert_succeeds (REPLIES (TWO ", 'fault': {'after': 2, 'error_event': {'type': 'overloaded_error', 'message': 'x'}}},"
                            DONE), 2);
  assert_fails (REPLIES (TWO ", 'fault': {'after': 2, 'error_event': {'type': 'invalid_request_error', 'message': 'x'}}},"
                         DONE), BELAY_AGENT_ERROR_REQUEST, 1);
  assert_fails (REPLIES (TWO ", 'times': 9, 'fault': {'error_event': {'type': 'overloaded_error', 'message': 'x'}}}"),
                BELAY_AGENT_ERROR_OVERLOADED, 4);
}

/* Whatever eight bytes of the data are replaced: the reply is asked for anew. */
static void
test_garbled (void)
{
  g_autoptr(GString) script = g_string_new ("{'replies': [");
  g_autoptr(FakeApi) api = NULL;

  for (guint at = 10; at < 1500; at += 37)
    g_string_append_printf (script, "%s" TWO ", 'fault': {'garble': %u}}," TWO "}", at > 10 ? "," : "", at);
  g_string_append (script, "]}");
  api = fake_api_start (script->str, TALK_KEY);

  for (guint at = 10; at < 1500; at += 37)
    {
      g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);

      g_assert_no_error (error);
      g_assert_cmpuint (talk->proposals->len, ==, 2);
      g_ptr_array_foreach (talk->proposals, (GFunc) (void (*) (void)) assert_whole, NULL);
    }
}

static void
test_portal (void)
{
  assert_fails (REPLIES ("{'fault': {'html': '<html>event: message_start'}}," DONE), BELAY_AGENT_ERROR_NETWORK, 1);
  assert_fails (REPLIES ("{'fault': {'html': ''}}," DONE), BELAY_AGENT_ERROR_NETWORK, 1);
}

/* Every way to end a line, a byte at a time. */
static void
test_slow_and_odd (void)
{
  static const char *const newlines[] = { "\\n", "\\r", "\\r\\n" };

  for (guint i = 0; i < G_N_ELEMENTS (newlines); i++)
    {
      g_autofree char *script = g_strdup_printf ("{'replies': [" TWO ", 'newline': '%s', 'pieces': 1, "
                                                 "'fault': {'drip': %u, 'delay': 0}}]}", newlines[i], i + 1);
      g_autoptr(FakeApi) api = NULL;
      g_autoptr(Talk) talk = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayReply) reply = ask_with (script, &talk, &api, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (belay_reply_get_text (reply), ==, "Ä");
      g_assert_cmpuint (talk->proposals->len, ==, 2);
      g_assert_cmpuint (talk->resets, ==, 0);
    }
}

static void
test_stall (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (TWO ", 'fault': {'stall': 900}}," DONE), TALK_KEY);
  BelayClaudeOptions options = { .api_key = TALK_KEY, .idle_timeout = 1 };
  g_autoptr(Talk) talk = talk_new_full (api, "claude-sonnet-5-5", &options);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (talk->resets, ==, 1);
  g_assert_cmpstr (belay_reply_get_text (reply), ==, "All done.");
}

static void
cancel (BelayAgent *agent,
        const char *delta,
        gpointer    user_data)
{
  g_cancellable_cancel (((Talk *) user_data)->cancellable);
}

/* Stopped while the reply comes: the connection is closed, and the results can be said again. */
static void
test_cancel (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (TWO "}," TWO ", 'fault': {'stall': 900}}," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) first = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayMessage) answer = talk_answer (first);
  g_autoptr(BelayReply) third = NULL;
  gulong handler = g_signal_connect (talk->claude, "text", G_CALLBACK (cancel), talk);
  gboolean gone = FALSE;

  g_assert_no_error (error);
  g_assert_null (talk_ask (talk, answer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (talk->proposals->len, ==, 0);
  g_signal_handler_disconnect (talk->claude, handler);

  while (!gone)
    {
      g_autofree char *log = fake_api_get_log (api);

      gone = strstr (log, "\"gone\": true") != NULL;
      g_usleep (1000);
    }

  third = talk_ask (talk, answer, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_text (third), ==, "All done.");
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = belay_agent_ask_finish (BELAY_AGENT (source), result, &error);

  g_assert_error (error, G_IO_ERROR, *(int *) user_data);
  *(int *) user_data = -1;
}

/* Whoever has cancelled may ask again at once; whoever has not may not. */
static void
test_ask_again_at_once (void)
{
  g_autoptr(FakeApi) api = fake_api_start (REPLIES (TWO ", 'fault': {'stall': 900}}," DONE), TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(BelayMessage) message = belay_message_new ();
  g_autoptr(BelayReply) reply = NULL;
  int pending = G_IO_ERROR_PENDING;
  int cancelled = G_IO_ERROR_CANCELLED;

  belay_message_set_text (message, "Do it.");
  belay_agent_ask_async (BELAY_AGENT (talk->claude), message, cancellable, on_asked, &cancelled);
  belay_agent_ask_async (BELAY_AGENT (talk->claude), message, NULL, on_asked, &pending);
  while (pending != -1 || talk->text->len == 0)
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_cancel (cancellable);
  reply = talk_say (talk, "Do it.", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_text (reply), ==, "All done.");

  while (cancelled != -1)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/claude/faults/policy", test_policy);
  g_test_add_func ("/claude/faults/ten-tries", test_ten_tries);
  g_test_add_func ("/claude/faults/countdown", test_countdown);
  g_test_add_func ("/claude/faults/long-wait", test_long_wait);
  g_test_add_func ("/claude/faults/no-server", test_no_server);
  g_test_add_data_func ("/claude/faults/cut", "cut", test_cut_anywhere);
  g_test_add_data_func ("/claude/faults/end", "end", test_cut_anywhere);
  g_test_add_func ("/claude/faults/cut-too-often", test_cut_too_often);
  g_test_add_func ("/claude/faults/error-event", test_error_event);
  g_test_add_func ("/claude/faults/garbled", test_garbled);
  g_test_add_func ("/claude/faults/portal", test_portal);
  g_test_add_func ("/claude/faults/slow-and-odd", test_slow_and_odd);
  g_test_add_func ("/claude/faults/stall", test_stall);
  g_test_add_func ("/claude/faults/cancel", test_cancel);
  g_test_add_func ("/claude/faults/ask-again-at-once", test_ask_again_at_once);

  return g_test_run ();
}
