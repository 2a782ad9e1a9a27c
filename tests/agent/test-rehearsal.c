/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-json.h"
#include "belay-rehearsal.h"

#define HEAD "{\"format\":1,\"name\":\"x\",\"title\":\"X\",\"summary\":\"S\",\"task\":\"T\"," \
             "\"screen\":{\"width\":100,\"height\":100},\"turns\":["
#define TAIL "]}"
#define CLICK "\"actions\":[{\"name\":\"left_click\",\"input\":{\"coordinate\":[1,2]}},{\"name\":\"screenshot\",\"input\":{}}]"

/* An ask, and what was streamed on the way. */
typedef struct
{
  BelayReply   *reply;
  GError       *error;
  gboolean      done;
  GString      *text;
  GString      *thinking;
  GPtrArray    *proposals;
  GCancellable *cancel_at_text;
} Ask;

static BelayRehearsal *
new_rehearsal (const char *turns)
{
  g_autofree char *json = g_strconcat (HEAD, turns, TAIL, NULL);
  g_autoptr(GError) error = NULL;
  BelayRehearsal *rehearsal = belay_rehearsal_new (json, -1, &error);

  g_assert_no_error (error);
  g_object_set (rehearsal, "pace", 0.0, NULL);
  belay_agent_set_screen (BELAY_AGENT (rehearsal), 100, 100);

  return rehearsal;
}

static void
on_text (BelayAgent *agent,
         const char *delta,
         Ask        *ask)
{
  g_string_append (ask->text, delta);

  if (ask->cancel_at_text != NULL)
    g_cancellable_cancel (ask->cancel_at_text);
}

static void
on_thinking (BelayAgent *agent,
             const char *delta,
             Ask        *ask)
{
  g_string_append (ask->thinking, delta);
}

static void
on_proposal (BelayAgent    *agent,
             BelayProposal *proposal,
             Ask           *ask)
{
  g_ptr_array_add (ask->proposals, g_object_ref (proposal));
}

static void
on_reply (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Ask *ask = user_data;

  ask->reply = belay_agent_ask_finish (BELAY_AGENT (object), result, &ask->error);
  ask->done = TRUE;
}

static void
run_ask (BelayRehearsal *rehearsal,
         BelayMessage   *message,
         GCancellable   *cancellable,
         Ask            *ask)
{
  BelayAgent *agent = BELAY_AGENT (rehearsal);

  *ask = (Ask) { .cancel_at_text = cancellable };
  ask->text = g_string_new (NULL);
  ask->thinking = g_string_new (NULL);
  ask->proposals = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (agent, "text", G_CALLBACK (on_text), ask);
  g_signal_connect (agent, "thinking", G_CALLBACK (on_thinking), ask);
  g_signal_connect (agent, "proposal", G_CALLBACK (on_proposal), ask);

  belay_agent_ask_async (agent, message, cancellable, on_reply, ask);
  g_assert_false (ask->done);

  while (!ask->done)
    g_main_context_iteration (NULL, TRUE);

  g_signal_handlers_disconnect_by_data (agent, ask);
}

static void
clear_ask (Ask *ask)
{
  g_clear_object (&ask->reply);
  g_clear_error (&ask->error);
  g_string_free (ask->text, TRUE);
  g_string_free (ask->thinking, TRUE);
  g_ptr_array_unref (ask->proposals);
}

/* Says @text and answers all proposals of @last: "approve", "reject" (the first that does something, with what follows),
 * or "skip" it. Checks the text of the reply. Returns: (transfer full): the reply */
static BelayReply *
go_on (BelayRehearsal *rehearsal,
       BelayReply     *last,
       const char     *decision,
       const char     *text,
       const char     *expected)
{
  g_autoptr(BelayMessage) message = belay_message_new ();
  g_autoptr(GString) streamed = NULL;
  BelayReply *reply;
  Ask ask;

  for (guint i = 0; last != NULL && i < belay_reply_get_proposals (last)->len; i++)
    {
      const char *id = belay_proposal_get_id (belay_reply_get_proposals (last)->pdata[i]);

      if (g_str_equal (decision, "reject"))
        belay_message_add_result (message, id, "computer", TRUE, i == 0 ? "Rejected." : "Not executed.");
      else if (g_str_equal (decision, "skip") && i == 0)
        belay_message_add_result (message, id, "computer", FALSE, "Skipped by the person supervising; not executed.");
      else
        belay_message_add_result (message, id, "computer", FALSE, "OK");
    }

  if (text != NULL)
    belay_message_set_text (message, text);

  run_ask (rehearsal, message, NULL, &ask);
  g_assert_no_error (ask.error);
  g_assert_cmpstr (ask.text->str, ==, belay_reply_get_text (ask.reply));
  g_assert_cmpint (ask.proposals->len, ==, belay_reply_get_proposals (ask.reply)->len);
  g_assert_cmpint (belay_reply_get_stop_reason (ask.reply), ==,
                   ask.proposals->len > 0 ? BELAY_STOP_TOOL_USE : BELAY_STOP_END_TURN);

  if (expected != NULL)
    g_assert_cmpstr (ask.text->str, ==, expected);

  reply = g_object_ref (ask.reply);
  clear_ask (&ask);

  return reply;
}

static void
test_stream (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"thinking\":\"Hm, \\n I see.\",\"text\":\" Let us — go. \"," CLICK "}");
  g_autoptr(BelayMessage) message = belay_message_new ();
  g_autoptr(JsonNode) content = NULL;
  g_autofree char *description = NULL;
  const BelayUsage *usage;
  Ask ask;

  g_assert_cmpstr (belay_agent_get_title (BELAY_AGENT (rehearsal)), ==, "Rehearsal: X");
  g_assert_cmpstr (belay_agent_get_model (BELAY_AGENT (rehearsal)), ==, "rehearsal:x");
  g_assert_true (belay_agent_is_rehearsal (BELAY_AGENT (rehearsal)));
  description = belay_agent_describe (BELAY_AGENT (rehearsal));
  g_assert_nonnull (strstr (description, "scripted rehearsal"));
  belay_agent_retry_now (BELAY_AGENT (rehearsal));

  belay_message_set_text (message, "T");
  run_ask (rehearsal, message, NULL, &ask);
  g_assert_no_error (ask.error);
  g_assert_cmpstr (ask.thinking->str, ==, "Hm, \n I see.");
  g_assert_cmpstr (ask.text->str, ==, " Let us — go. ");
  g_assert_cmpint (ask.proposals->len, ==, 2);
  g_assert_true (ask.proposals->pdata[0] == belay_reply_get_proposals (ask.reply)->pdata[0]);
  g_assert_cmpint (belay_action_get_kind (belay_proposal_get_action (ask.proposals->pdata[0])), ==, BELAY_ACTION_LEFT_CLICK);
  g_assert_cmpstr (belay_proposal_get_toolset_name (ask.proposals->pdata[0]), ==, "computer");
  g_assert_cmpstr (belay_proposal_get_id (ask.proposals->pdata[0]), !=, belay_proposal_get_id (ask.proposals->pdata[1]));

  content = belay_json_parse (belay_reply_get_content (ask.reply), -1, BELAY_JSON_MAX_SIZE, NULL);
  g_assert_nonnull (content);
  g_assert_cmpint (json_array_get_length (json_node_get_array (content)), ==, 4);

  usage = belay_reply_get_usage (ask.reply);
  g_assert_cmpint (usage->input + usage->output + usage->cost, ==, 0);

  clear_ask (&ask);
  g_assert_finalize_object (g_steal_pointer (&rehearsal));
}

static void
test_ask_and_end (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"A.\",\"ask\":\"B?\"},{\"text\":\"C\"}");
  g_autoptr(BelayReply) question = go_on (rehearsal, NULL, "approve", "T", "A.\n\nB?");
  g_autoptr(BelayReply) closing = go_on (rehearsal, question, "approve", "yes", "C");
  g_autoptr(BelayReply) ended = go_on (rehearsal, closing, "approve", "more", NULL);
  g_autoptr(BelayReply) again = go_on (rehearsal, ended, "approve", "more", NULL);

  g_assert_true (g_str_has_prefix (belay_reply_get_text (ended), "This rehearsal has ended."));
  g_assert_true (g_str_has_prefix (belay_reply_get_text (again), "This rehearsal has ended."));
}

static void
test_branch (gconstpointer data)
{
  const char *decision = data;
  gboolean approved = g_str_equal (decision, "approve");
  g_autoptr(BelayRehearsal) rehearsal =
    new_rehearsal ("{\"text\":\"A\"," CLICK ",\"if_refused\":[{\"text\":\"no 1\"," CLICK "},{\"text\":\"no 2\"," CLICK "}],"
                   "\"if_approved\":[{\"text\":\"yes\"," CLICK "}]},{\"text\":\"end\"}");
  g_autoptr(BelayReply) first = go_on (rehearsal, NULL, "approve", "T", "A");
  g_autoptr(BelayReply) second = go_on (rehearsal, first, decision, NULL, approved ? "yes" : "no 1");
  g_autoptr(BelayReply) third = go_on (rehearsal, second, "approve", NULL, approved ? "end" : "no 2");

  if (!approved)
    {
      g_autoptr(BelayReply) fourth = go_on (rehearsal, third, "approve", NULL, "end");
    }
}

/* Nothing was planned for a refusal: it is not passed over, and not insisted upon. */
static void
test_stall (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"A\"," CLICK "},{\"text\":\"B\"}");
  g_autoptr(BelayReply) first = go_on (rehearsal, NULL, "approve", "T", "A");
  g_autoptr(BelayReply) stalled = go_on (rehearsal, first, "reject", NULL, NULL);
  g_autoptr(BelayReply) again = NULL, told = NULL, skipped = NULL;

  g_assert_true (g_str_has_prefix (belay_reply_get_text (stalled), "I have left that as it is."));
  g_assert_cmpint (belay_reply_get_proposals (stalled)->len, ==, 0);
  again = go_on (rehearsal, stalled, "approve", "go on", "A");
  told = go_on (rehearsal, again, "reject", "once more", "A");
  skipped = go_on (rehearsal, told, "skip", NULL, "B");
}

/* Somebody goes back to before what the first reply proposed: that is proposed again, and what comes after it too. */
static void
test_return (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"A\"," CLICK "},{\"text\":\"B\"," CLICK "},{\"text\":\"C\"}");
  g_autoptr(BelayReply) first = go_on (rehearsal, NULL, "approve", "T", "A");
  guint mark = belay_agent_get_mark (BELAY_AGENT (rehearsal));
  g_autoptr(BelayReply) second = go_on (rehearsal, first, "approve", NULL, "B");
  g_autoptr(BelayReply) third = go_on (rehearsal, second, "approve", NULL, "C");
  g_autoptr(BelayReply) again = NULL, other = NULL;

  g_assert_true (belay_agent_can_return (BELAY_AGENT (rehearsal)));
  belay_agent_return_to (BELAY_AGENT (rehearsal), mark);
  g_assert_cmpuint (belay_agent_get_mark (BELAY_AGENT (rehearsal)), ==, mark);
  again = go_on (rehearsal, first, "reject", "The machine was brought back.", "A");
  other = go_on (rehearsal, again, "approve", NULL, "B");
}

static void
test_cancel (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"one two three\"," CLICK "},{\"text\":\"B\"}");
  g_autoptr(BelayMessage) message = belay_message_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(BelayReply) first = NULL;
  Ask ask;

  belay_message_set_text (message, "T");
  run_ask (rehearsal, message, cancellable, &ask);
  g_assert_error (ask.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (ask.text->str, ==, "one");
  g_assert_cmpint (ask.proposals->len, ==, 0);
  clear_ask (&ask);

  /* From the start: the conversation is as it was. */
  first = go_on (rehearsal, NULL, "approve", "T", "one two three");
  g_clear_object (&first);
  g_assert_finalize_object (g_steal_pointer (&rehearsal));
}

static void
test_cancelled_before (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"A\"}");
  g_autoptr(BelayMessage) message = belay_message_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Ask ask;

  g_cancellable_cancel (cancellable);
  run_ask (rehearsal, message, cancellable, &ask);
  g_assert_error (ask.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ask.text->len, ==, 0);
  clear_ask (&ask);
}

static void
test_other_screen (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"A\"}");
  g_autoptr(BelayMessage) message = belay_message_new ();
  Ask ask;

  belay_agent_set_screen (BELAY_AGENT (rehearsal), 101, 100);
  run_ask (rehearsal, message, NULL, &ask);
  g_assert_error (ask.error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT);
  clear_ask (&ask);
}

/* Slower than nothing, still all of it. */
static void
test_pace (void)
{
  g_autoptr(BelayRehearsal) rehearsal = new_rehearsal ("{\"text\":\"one two three four five\"}");
  g_autoptr(BelayReply) reply = NULL;
  gint64 begun = g_get_monotonic_time ();

  g_object_set (rehearsal, "pace", 0.1, NULL);
  reply = go_on (rehearsal, NULL, "approve", "T", "one two three four five");
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, (50 + 4 * 4 - 5) * 1000);
}

typedef struct
{
  const char *json;
  const char *message;          /* how it starts */
} Malformed;

static void
test_malformed (gconstpointer data)
{
  const Malformed *malformed = data;
  g_autoptr(GError) error = NULL;

  g_assert_null (belay_rehearsal_new (malformed->json, -1, &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT);
  g_test_message ("%s", error->message);

  if (!g_str_has_prefix (error->message, malformed->message))
    g_error ("“%s” does not start with “%s”", error->message, malformed->message);
}

/* Every way through a shipped scenario comes to its end, each turn with actions looks at what became of them. */
static void
walk (const char *path,
      const char *decision)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayRehearsal) rehearsal = belay_rehearsal_load (path, &error);
  g_autoptr(BelayReply) reply = NULL;
  g_autofree char *file = NULL;
  gboolean ended = FALSE;

  g_assert_no_error (error);
  file = g_strdup_printf ("/%s.json", belay_rehearsal_get_name (rehearsal));
  g_assert_true (g_str_has_suffix (path, file));
  g_assert_cmpint (strlen (belay_rehearsal_get_task (rehearsal)), >, 0);
  g_assert_cmpint (strlen (belay_rehearsal_get_summary (rehearsal)), >, 0);
  g_object_set (rehearsal, "pace", 0.0, NULL);
  belay_agent_set_screen (BELAY_AGENT (rehearsal), 1280, 800);

  for (guint i = 0; i < 50 && !ended; i++)
    {
      gboolean is_question = reply == NULL || belay_reply_get_proposals (reply)->len == 0;
      g_autoptr(BelayReply) next = go_on (rehearsal, reply, decision, is_question ? "Yes" : NULL, NULL);
      GPtrArray *proposals = belay_reply_get_proposals (next);

      for (guint j = 0; j < proposals->len; j++)
        g_assert_nonnull (belay_proposal_get_action (proposals->pdata[j]));

      if (proposals->len > 0)
        g_assert_cmpstr (belay_proposal_get_name (proposals->pdata[proposals->len - 1]), ==, "screenshot");

      ended = g_str_has_prefix (belay_reply_get_text (next), "This rehearsal has ended.");
      g_set_object (&reply, next);
    }

  /* Rejecting everything stalls, by and by, at a turn without another way. */
  g_assert_true (ended || g_str_equal (decision, "reject"));
}

static void
test_shipped (void)
{
  g_auto(GStrv) paths = belay_rehearsal_list_shipped ();

  g_assert_cmpint (g_strv_length (paths), ==, 3);

  for (char **path = paths; *path != NULL; path++)
    {
      walk (*path, "approve");
      walk (*path, "skip");
      walk (*path, "reject");
    }
}

static void
test_load (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (belay_rehearsal_load ("/nonexistent/scenario.json", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Without an end. */
  g_assert_null (belay_rehearsal_load ("/dev/zero", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT);
}

static const Malformed malformed[] = {
  { "", "" },
  { "[]", "" },
  { "{", "" },
  { "{}", "" },
  { "{\"format\":2}", "format: " },
  { "{\"format\":1,\"name\":\"X\",\"title\":\"X\",\"summary\":\"S\",\"task\":\"T\"}", "name: " },
  { "{\"format\":1,\"name\":\"x\",\"title\":\"\",\"summary\":\"S\",\"task\":\"T\"}", "“title”" },
  { "{\"format\":1,\"name\":\"x\",\"title\":\"X\",\"summary\":\"S\",\"task\":\"T\",\"screen\":[1,2],\"turns\":[]}", "" },
  { "{\"format\":1,\"name\":\"x\",\"title\":\"X\",\"summary\":\"S\",\"task\":\"T\",\"screen\":{\"width\":0,\"height\":1},"
    "\"turns\":[]}", "screen: " },
  { HEAD TAIL, "“turns” " },
  { HEAD "1" TAIL, "turns[0]: " },
  { HEAD "{}" TAIL, "turns[0]: " },
  { HEAD "{\"text\":\"A\"},{\"text\":1}" TAIL, "turns[1]: " },
  { HEAD "{\"text\":\"A\",\"tekst\":\"A\"}" TAIL, "turns[0]: “tekst”" },
  { HEAD "{\"actions\":[]}" TAIL, "turns[0]: " },
  { HEAD "{\"actions\":[1]}" TAIL, "turns[0].actions[0]: " },
  { HEAD "{\"actions\":[{\"name\":\"screenshot\"}]}" TAIL, "turns[0].actions[0]: " },
  { HEAD "{\"actions\":[{\"name\":\"screenshot\",\"input\":{}},{\"name\":\"jump\",\"input\":{}}]}" TAIL,
    "turns[0].actions[1]: " },
  { HEAD "{\"actions\":[{\"name\":\"left_click\",\"input\":{\"coordinate\":[100,0]}}]}" TAIL, "turns[0].actions[0]: " },
  { HEAD "{" CLICK ",\"ask\":\"?\"}" TAIL, "turns[0]: " },
  { HEAD "{\"text\":\"A\",\"if_refused\":[{\"text\":\"B\"}]}" TAIL, "turns[0]: “if_refused”" },
  { HEAD "{" CLICK ",\"if_refused\":[]}" TAIL, "turns[0]: “if_refused”" },
  { HEAD "{" CLICK ",\"if_approved\":[{\"text\":\"B\"},{}]}" TAIL, "turns[0].if_approved[1]: " },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rehearsal/stream", test_stream);
  g_test_add_func ("/rehearsal/ask-and-end", test_ask_and_end);
  g_test_add_data_func ("/rehearsal/branch/approve", "approve", test_branch);
  g_test_add_data_func ("/rehearsal/branch/reject", "reject", test_branch);
  g_test_add_data_func ("/rehearsal/branch/skip", "skip", test_branch);
  g_test_add_func ("/rehearsal/stall", test_stall);
  g_test_add_func ("/rehearsal/return", test_return);
  g_test_add_func ("/rehearsal/cancel", test_cancel);
  g_test_add_func ("/rehearsal/cancelled-before", test_cancelled_before);
  g_test_add_func ("/rehearsal/other-screen", test_other_screen);
  g_test_add_func ("/rehearsal/pace", test_pace);
  g_test_add_func ("/rehearsal/shipped", test_shipped);
  g_test_add_func ("/rehearsal/load", test_load);

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autofree char *path = g_strdup_printf ("/rehearsal/malformed/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &malformed[i], test_malformed);
    }

  return g_test_run ();
}
