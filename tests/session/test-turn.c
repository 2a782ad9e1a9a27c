/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-turn.h"
#include "test-proposals.h"

static BelayStep *
add (BelayTurn  *turn,
     const char *id,
     const char *name,
     const char *input)
{
  g_autoptr(BelayStep) step = propose (id, name, input,
                                       g_list_model_get_n_items (belay_turn_get_steps (turn)) + 1);

  belay_turn_add (turn, step);
  if (belay_step_get_action (step) != NULL)
    g_assert_true (belay_step_examine (step, NULL, NULL));

  return step;
}

static void
run (BelayStep  *step,
     const char *outcome)
{
  decide (step, BELAY_VERDICT_APPROVE);
  g_assert_true (belay_step_run (step, NULL));
  g_assert_true (belay_step_finish (step, BELAY_STEP_DONE, outcome, NULL));
}

/* Every way a step can end gets exactly one answer, in order, and each is true. */
static void
test_one_answer_each (void)
{
  g_autoptr(BelayTurn) turn = belay_turn_new (1);
  BelayStep *done = add (turn, "1", "left_click", "{\"coordinate\":[1,1]}");
  BelayStep *skipped = add (turn, "2", "type", "{\"text\":\"a\"}");
  BelayStep *interrupted = add (turn, "3", "type", "{\"text\":\"b\"}");
  BelayStep *rejected = add (turn, "4", "key", "{\"text\":\"Return\"}");
  BelayStep *halted = add (turn, "5", "left_click", "{\"coordinate\":[2,2]}");
  BelayStep *stopped = add (turn, "6", "screenshot", "{}");
  BelayStep *nonsense = add (turn, "7", "type", "{\"text\":5}");
  BelayDecision reject = { .verdict = BELAY_VERDICT_REJECT, .reason = (char *) "Not that one" };
  static const gboolean errors[] = { FALSE, FALSE, FALSE, TRUE, TRUE, TRUE, TRUE };
  static const char *const texts[] = {
    "Clicked.",
    "Skipped by the person supervising; not executed.",
    "1 of 2 events had been sent.",
    "Rejected by the person supervising; not executed. Their reason: Not that one",
    "Not executed: an earlier computer action in this turn failed.",
    "Stopped.",
    "No number.",
  };
  g_autoptr(BelayMessage) message = NULL;
  GPtrArray *results;

  belay_turn_complete (turn);
  g_assert_true (belay_turn_get_next (turn) == done);
  run (done, "Clicked.");
  decide (skipped, BELAY_VERDICT_SKIP);
  g_assert_false (belay_turn_is_halted (turn, interrupted));
  decide (interrupted, BELAY_VERDICT_APPROVE);
  g_assert_true (belay_step_run (interrupted, NULL));
  g_assert_true (belay_step_finish (interrupted, BELAY_STEP_INTERRUPTED, "1 of 2 events had been sent.", NULL));
  g_assert_true (belay_turn_is_halted (turn, rejected));
  g_assert_true (belay_step_decide (rejected, &reject, NULL));
  g_assert_true (belay_step_finish (halted, BELAY_STEP_NOT_RUN, NULL, NULL));
  g_assert_true (belay_step_finish (stopped, BELAY_STEP_NOT_RUN, "Stopped.", NULL));
  g_assert_true (belay_step_finish (nonsense, BELAY_STEP_FAILED, "No number.", NULL));
  g_assert_null (belay_turn_get_next (turn));

  message = belay_turn_to_message (turn);
  results = belay_message_get_results (message);
  g_assert_cmpint (results->len, ==, 7);

  for (guint i = 0; i < results->len; i++)
    {
      BelayResult *result = results->pdata[i];
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      g_assert_cmpstr (result->id, ==, id);
      g_assert_cmpstr (result->toolset_name, ==, "computer");
      g_assert_cmpint (result->is_error, ==, errors[i]);
      g_assert_cmpstr (result->text, ==, texts[i]);
      g_assert_null (result->picture);
    }
}

/* The model's own words come back unaltered; that something else ran is said, and what. */
static void
test_edit_is_said (void)
{
  g_autoptr(BelayTurn) turn = belay_turn_new (1);
  BelayStep *step = add (turn, "1", "type", "{\"text\":\"rm\"}");
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  g_autoptr(BelayAction) edited = belay_action_edit_text (belay_step_get_action (step), &space, "ls", NULL);
  BelayDecision decision = { .verdict = BELAY_VERDICT_EDIT, .action = edited };
  g_autoptr(BelayMessage) message = NULL;
  BelayResult *result;

  belay_turn_complete (turn);
  g_assert_true (belay_step_decide (step, &decision, NULL));
  g_assert_true (belay_step_run (step, NULL));
  g_assert_true (belay_step_finish (step, BELAY_STEP_DONE, "Typed.", NULL));

  message = belay_turn_to_message (turn);
  result = belay_message_get_results (message)->pdata[0];
  g_assert_false (result->is_error);
  g_assert_nonnull (strstr (result->text, "changed this action"));
  g_assert_nonnull (strstr (result->text, "{\"text\":\"ls\"}"));
  g_assert_nonnull (strstr (result->text, "Typed."));
}

/* Another tool's failure does not halt the computer's steps. */
static void
test_other_tools_do_not_halt (void)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  g_autoptr(BelayTurn) turn = belay_turn_new (1);
  g_autoptr(BelayProposal) proposal = belay_proposal_new (&space, "1", NULL, "bash", "{\"command\":\"ls\"}");
  BelayGeometry geometry = { 1280, 800, 1280, 800 };
  g_autoptr(BelayStep) shell = belay_step_new (proposal, &geometry, 1, 1);
  BelayStep *click;

  belay_turn_add (turn, shell);
  g_assert_true (belay_step_finish (shell, BELAY_STEP_FAILED, "No shell.", NULL));
  click = add (turn, "2", "left_click", "{\"coordinate\":[1,1]}");
  g_assert_false (belay_turn_is_halted (turn, click));
}

static void
test_matches (void)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  g_autoptr(BelayTurn) turn = belay_turn_new (1);
  g_autoptr(GPtrArray) proposals = g_ptr_array_new_with_free_func (g_object_unref);

  add (turn, "1", "screenshot", "{}");
  add (turn, "2", "screenshot", "{}");
  g_ptr_array_add (proposals, belay_proposal_new (&space, "1", "computer", "screenshot", "{}"));
  g_assert_false (belay_turn_matches (turn, proposals));
  g_ptr_array_add (proposals, belay_proposal_new (&space, "3", "computer", "screenshot", "{}"));
  g_assert_false (belay_turn_matches (turn, proposals));
  g_ptr_array_remove_index (proposals, 1);
  g_ptr_array_add (proposals, belay_proposal_new (&space, "2", "computer", "screenshot", "{}"));
  g_assert_true (belay_turn_matches (turn, proposals));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/turn/one-answer-each", test_one_answer_each);
  g_test_add_func ("/turn/edit-is-said", test_edit_is_said);
  g_test_add_func ("/turn/other-tools-do-not-halt", test_other_tools_do_not_halt);
  g_test_add_func ("/turn/matches", test_matches);

  return g_test_run ();
}
