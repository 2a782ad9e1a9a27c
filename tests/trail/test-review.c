/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include "belay-review-history.h"

static BelayReviewDecision
decide (const char *verdict,
        const char *by,
        gint64      visible_ms)
{
  return (BelayReviewDecision) { .verdict = verdict, .by = by, .visible_ms = visible_ms };
}

static const BelayReviewFlagged *
add_one (BelayReview        *review,
         BelayReviewDecision decision)
{
  return belay_review_add_step (review, review->n_steps + 1, &decision, 1, FALSE);
}

static void
assert_told (const BelayReview *review,
             const char        *sentence,
             const char        *counts)
{
  g_autofree char *told = belay_review_describe (review, BELAY_REVIEW_YOURS);
  g_autofree char *told_counts = belay_review_describe_counts (review);

  g_assert_cmpstr (told, ==, sentence);
  g_assert_cmpstr (told_counts, ==, counts);
}

static void
test_times (void)
{
  g_autoptr(BelayReview) review = belay_review_new ();
  gint64 median;

  assert_told (review, "You decided none of the steps yourself.", "");
  g_assert_false (belay_review_get_median (review, &median));

  add_one (review, decide ("approve", "person", 2400));
  assert_told (review, "You decided one step yourself, after 2.4\302\240s.", "1 approved");

  /* In whatever order they come. */
  add_one (review, decide ("reject", "person", 12000));
  add_one (review, decide ("approve", "person", 300));
  add_one (review, decide ("approve", "person", 999));
  add_one (review, decide ("edit", "person", 1000));
  assert_told (review, "You decided 5 steps yourself. Half of them took up to 1.0\302\240s, the longest 12.0\302\240s.",
               "3 approved · 1 changed · 1 rejected");
  g_assert_true (belay_review_get_median (review, &median));
  g_assert_cmpint (median, ==, 1000);
  g_assert_cmpuint (review->spans[BELAY_REVIEW_UNDER_1], ==, 2);
  g_assert_cmpuint (review->spans[BELAY_REVIEW_UNDER_3], ==, 2);
  g_assert_cmpuint (review->spans[BELAY_REVIEW_UNDER_10], ==, 0);
  g_assert_cmpuint (review->spans[BELAY_REVIEW_LONGER], ==, 1);

  /* What was not in view took no time, and is no quick decision either. */
  add_one (review, decide ("approve", "person", -1));
  add_one (review, decide ("approve", "slack", -1));
  add_one (review, decide ("reject", "rule", -1));
  assert_told (review, "You decided 6 steps yourself. 1 was not in view; half of the others took up to 1.0\302\240s, the "
               "longest 12.0\302\240s.", "4 approved · 1 changed · 1 rejected · 1 let through by the slack · 1 decided by a rule");
  g_assert_cmpuint (review->n_steps, ==, 8);
  g_assert_cmpuint (review->flagged->len, ==, 0);
}

static void
test_unseen (void)
{
  g_autoptr(BelayReview) review = belay_review_new ();

  add_one (review, decide ("approve", "person", -1));
  assert_told (review, "You decided one step yourself. It was not in view.", "1 approved");
  add_one (review, decide ("skip", "person", -1));
  assert_told (review, "You decided 2 steps yourself. None of them was in view.", "1 approved · 1 skipped");
}

static void
test_last_counts (void)
{
  g_autoptr(BelayReview) review = belay_review_new ();
  BelayReviewDecision decisions[4];
  const BelayReviewFlagged *flagged;
  g_autofree char *how = NULL, *list = NULL;

  /* Approved, taken back, approved with others, and asked again because its target had changed. */
  decisions[0] = decide ("approve", "person", 100);
  decisions[1] = decide ("take-back", "person", -1);
  decisions[2] = decide ("approve", "slack", -1);
  decisions[3] = decide ("approve", "person", 4000);
  decisions[3].flagged = TRUE;
  decisions[3].together = 3;
  flagged = belay_review_add_step (review, 7, decisions, 4, FALSE);
  g_assert_nonnull (flagged);
  how = belay_review_flagged_describe (flagged);
  g_assert_cmpstr (how, ==, "Approved after 4.0\302\240s");
  assert_told (review, "You decided one step yourself, after 4.0\302\240s.", "1 approved · 1 taken back · 1 decided together");

  /* Of these nothing holds, or nobody has decided. */
  g_assert_null (belay_review_add_step (review, 8, decisions, 2, FALSE));
  g_assert_nonnull (belay_review_add_step (review, 9, NULL, 0, TRUE));
  g_assert_cmpuint (review->n_person, ==, 1);
  g_assert_cmpuint (review->n_taken_back, ==, 2);
  list = belay_review_describe_flagged (review);
  g_assert_cmpstr (list, ==, "2 were flagged. Step 7: Approved after 4.0\302\240s. Step 9: Not decided.");
}

static void
append_scan (BelayTrail *trail,
             gint64      step,
             const char *severity)
{
  JsonObject *object = step_payload (step);
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, payload ("guard", "g", "severity", severity, "sentence", "S.", NULL));
  json_object_set_array_member (object, "findings", array);
  belay_trail_append (trail, "scan", object);
}

static void
append_decision (BelayTrail *trail,
                 gint64      step,
                 const char *verdict,
                 gint64      visible_ms)
{
  JsonObject *object = step_payload (step);

  json_object_set_string_member (object, "verdict", verdict);
  json_object_set_string_member (object, "by", "person");
  json_object_set_int_member (object, "visible_ms", visible_ms);
  belay_trail_append (trail, "decision", object);
}

static void
append_step (BelayTrail *trail,
             gint64      step)
{
  JsonObject *object = step_payload (step);

  json_object_set_string_member (object, "toolset_name", "computer");
  json_object_set_string_member (object, "name", "wait");
  json_object_set_string_member (object, "input", "{\"duration\":1}");
  belay_trail_append (trail, "tool.proposed", object);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **loaded = user_data;

  *loaded = g_object_ref (result);
}

/* A record of any kind, as a damaged or a later program may have written it. */
static void
test_record (Root          *root,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(BelayReview) review = NULL;
  g_autoptr(GAsyncResult) loaded = NULL;
  const BelayReviewFlagged *flagged;

  g_assert_no_error (error);
  append_step (trail, 1);
  append_scan (trail, 1, "note");
  append_decision (trail, 1, "approve", 500);
  append_step (trail, 2);
  append_scan (trail, 2, "note");
  append_decision (trail, 2, "approve", 700);
  append_scan (trail, 2, "hold");
  append_decision (trail, 2, "perhaps", 900);
  append_decision (trail, 2, "look-again", 2500);
  g_assert_true (close_trail (trail, "finished", &error));

  belay_review_load_async (belay_trail_get_directory (trail), NULL, on_loaded, &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);
  review = belay_review_load_finish (loaded, &error);
  g_assert_no_error (error);

  assert_told (review, "You decided 2 steps yourself. Half of them took up to 500\302\240ms, the longest 2.5\302\240s.",
               "1 approved · 1 looked at again");
  g_assert_cmpuint (review->flagged->len, ==, 1);
  flagged = review->flagged->pdata[0];
  g_assert_cmpuint (flagged->number, ==, 2);
  g_assert_cmpuint (flagged->seq, ==, 5);
  g_assert_cmpstr (flagged->sentence, ==, "Wait 1 second");
}

static void
test_none (Root          *root,
           gconstpointer  data)
{
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GError) error = NULL;

  belay_review_load_async (root->path, NULL, on_loaded, &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (belay_review_load_finish (loaded, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/times", test_times);
  g_test_add_func ("/review/unseen", test_unseen);
  g_test_add_func ("/review/last-counts", test_last_counts);
  g_test_add ("/review/record", Root, NULL, root_set_up, test_record, root_tear_down);
  g_test_add ("/review/none", Root, NULL, root_set_up, test_none, root_tear_down);

  return g_test_run ();
}
