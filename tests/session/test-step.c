/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-proposals.h"

/* The life of a step, drawn once more and independently of the code: from each state, where it may go. */
static const char *const arrows[][2] = {
  { "proposed", "examined failed not-run" },
  { "examined", "waiting decided skipped rejected failed not-run" },
  { "waiting", "decided skipped rejected not-run" },
  { "decided", "waiting running failed not-run" },
  { "running", "done failed interrupted unknown" },
  { "done", "" }, { "failed", "" }, { "rejected", "" }, { "skipped", "" }, { "interrupted", "" }, { "not-run", "" },
  { "unknown", "" },
};

/* A step brought into @state the ordinary way. */
static BelayStep *
step_in (BelayStepState state)
{
  g_autoptr(BelayStep) step = propose ("a", "left_click", "{\"coordinate\":[10,20]}", 1);

  if (state == BELAY_STEP_PROPOSED)
    return g_steal_pointer (&step);

  g_assert_true (belay_step_examine (step, NULL, NULL));
  if (state == BELAY_STEP_EXAMINED)
    return g_steal_pointer (&step);

  if (state == BELAY_STEP_NOT_RUN || state == BELAY_STEP_FAILED)
    {
      g_assert_true (belay_step_finish (step, state, NULL, NULL));
      return g_steal_pointer (&step);
    }

  g_assert_true (belay_step_wait (step, NULL));
  if (state == BELAY_STEP_WAITING)
    return g_steal_pointer (&step);

  if (state == BELAY_STEP_SKIPPED || state == BELAY_STEP_REJECTED)
    {
      decide (step, state == BELAY_STEP_SKIPPED ? BELAY_VERDICT_SKIP : BELAY_VERDICT_REJECT);
      return g_steal_pointer (&step);
    }

  decide (step, BELAY_VERDICT_APPROVE);
  if (state == BELAY_STEP_DECIDED)
    return g_steal_pointer (&step);

  g_assert_true (belay_step_run (step, NULL));
  if (state != BELAY_STEP_RUNNING)
    g_assert_true (belay_step_finish (step, state, NULL, NULL));

  return g_steal_pointer (&step);
}

/* Tries to move @step to @to by whatever function leads there. */
static gboolean
attempt (BelayStep       *step,
         BelayStepState   to,
         GError         **error)
{
  BelayDecision decision = { .verdict = BELAY_VERDICT_APPROVE, .action = belay_step_get_action (step), .named = TRUE };
  g_autoptr(BelayFinding) finding = NULL;

  switch (to)
    {
    case BELAY_STEP_EXAMINED:
      return belay_step_examine (step, NULL, error);

    case BELAY_STEP_WAITING:
      if (belay_step_get_state (step) != BELAY_STEP_DECIDED)
        return belay_step_wait (step, error);
      finding = belay_finding_new ("test", BELAY_FINDING_HOLD, "It moved.", NULL);
      return belay_step_hold (step, finding, NULL, NULL, error);

    case BELAY_STEP_DECIDED:
      return belay_step_decide (step, &decision, error);

    case BELAY_STEP_SKIPPED:
    case BELAY_STEP_REJECTED:
      decision.verdict = to == BELAY_STEP_SKIPPED ? BELAY_VERDICT_SKIP : BELAY_VERDICT_REJECT;
      decision.action = NULL;
      return belay_step_decide (step, &decision, error);

    case BELAY_STEP_RUNNING:
      return belay_step_run (step, error);

    case BELAY_STEP_DONE:
    case BELAY_STEP_FAILED:
    case BELAY_STEP_INTERRUPTED:
    case BELAY_STEP_NOT_RUN:
    case BELAY_STEP_UNKNOWN:
      return belay_step_finish (step, to, "It ended.", error);

    case BELAY_STEP_PROPOSED:
    default:
      g_assert_not_reached ();
    }
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  (*(int *) user_data)++;
}

static void
test_transitions (void)
{
  for (BelayStepState from = BELAY_STEP_PROPOSED; from <= BELAY_STEP_UNKNOWN; from++)
    {
      g_auto(GStrv) allowed = g_strsplit (arrows[from][1], " ", -1);

      g_assert_cmpstr (belay_step_state_get_name (from), ==, arrows[from][0]);
      g_assert_cmpint (belay_step_state_is_final (from), ==, *arrows[from][1] == '\0');

      for (BelayStepState to = BELAY_STEP_EXAMINED; to <= BELAY_STEP_UNKNOWN; to++)
        {
          g_autoptr(BelayStep) step = step_in (from);
          g_autoptr(GError) error = NULL;
          gboolean may = g_strv_contains ((const char *const *) allowed, belay_step_state_get_name (to));
          int n_notified = 0;

          g_signal_connect (step, "notify::state", G_CALLBACK (on_notify), &n_notified);
          g_assert_cmpint (attempt (step, to, &error), ==, may);
          g_assert_cmpint (n_notified, ==, may ? 1 : 0);
          g_assert_cmpint (belay_step_get_state (step), ==, may ? to : from);
          if (!may)
            g_assert_error (error, BELAY_STEP_ERROR, BELAY_STEP_ERROR_STATE);

          g_assert_finalize_object (g_steal_pointer (&step));
        }
    }
}

/* A risk must be named: a plain approval of a held step is refused and changes nothing. */
static void
test_hold_needs_naming (void)
{
  g_autoptr(BelayStep) step = propose ("a", "left_click", "{\"coordinate\":[10,20]}", 1);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  BelayDecision decision = { .verdict = BELAY_VERDICT_APPROVE, .action = belay_step_get_action (step) };
  BelaySeverity worst;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (findings, belay_finding_new ("a", BELAY_FINDING_NOTE, "A note.", NULL));
  g_ptr_array_add (findings, belay_finding_new ("b", BELAY_FINDING_HOLD, "A risk.", NULL));
  g_assert_true (belay_step_examine (step, findings, NULL));
  g_assert_true (belay_step_get_worst (step, &worst));
  g_assert_cmpint (worst, ==, BELAY_FINDING_HOLD);
  g_assert_cmpstr (belay_finding_get_sentence (belay_step_get_findings (step)->pdata[0]), ==, "A risk.");

  g_assert_false (belay_step_decide (step, &decision, &error));
  g_assert_error (error, BELAY_STEP_ERROR, BELAY_STEP_ERROR_STATE);
  g_assert_cmpint (belay_step_get_state (step), ==, BELAY_STEP_EXAMINED);
  g_assert_null (belay_step_get_decision (step));

  decision.named = TRUE;
  g_assert_true (belay_step_decide (step, &decision, NULL));
}

/* Taking a decision back leaves nothing of it, and the same guard speaks once. */
static void
test_hold_again (void)
{
  g_autoptr(BelayStep) step = step_in (BELAY_STEP_DECIDED);
  g_autoptr(BelayFinding) finding = belay_finding_new ("moved-target", BELAY_FINDING_HOLD, "It moved.", NULL);

  g_assert_true (belay_step_hold (step, finding, NULL, NULL, NULL));
  g_assert_null (belay_step_get_decision (step));
  decide (step, BELAY_VERDICT_APPROVE);
  g_assert_true (belay_step_hold (step, finding, NULL, NULL, NULL));
  g_assert_cmpint (belay_step_get_findings (step)->len, ==, 1);
}

static void
test_edit_keeps_proposal (void)
{
  g_autoptr(BelayStep) step = propose ("a", "type", "{\"text\":\"hello\"}", 1);
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  BelayAction *proposed = belay_step_get_action (step);
  g_autoptr(BelayAction) edited = belay_action_edit_text (proposed, &space, "goodbye", NULL);
  BelayDecision decision = { .verdict = BELAY_VERDICT_EDIT, .action = edited };

  g_assert_nonnull (edited);
  g_assert_true (belay_step_examine (step, NULL, NULL));
  g_assert_true (belay_step_decide (step, &decision, NULL));
  g_assert_cmpstr (belay_action_get_text (belay_step_get_action (step)), ==, "goodbye");
  g_assert_true (belay_proposal_get_action (belay_step_get_proposal (step)) == proposed);
  g_assert_cmpstr (belay_proposal_get_input (belay_step_get_proposal (step)), ==, "{\"text\":\"hello\"}");
}

static void
test_nonsense (void)
{
  g_autoptr(BelayStep) step = propose ("a", "launch_<b>missiles", "{}", 1);
  g_autofree char *markup = belay_step_describe_markup (step);

  g_assert_null (belay_step_get_action (step));
  g_assert_nonnull (strstr (markup, "launch_&lt;b&gt;missiles"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/step/transitions", test_transitions);
  g_test_add_func ("/step/hold-needs-naming", test_hold_needs_naming);
  g_test_add_func ("/step/hold-again", test_hold_again);
  g_test_add_func ("/step/edit-keeps-proposal", test_edit_keeps_proposal);
  g_test_add_func ("/step/nonsense", test_nonsense);

  return g_test_run ();
}
