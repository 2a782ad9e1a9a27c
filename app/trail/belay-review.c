/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-review.h"

static void
flagged_free (gpointer data)
{
  BelayReviewFlagged *flagged = data;

  g_free (flagged->sentence);
  g_free (flagged);
}

/**
 * belay_review_new:
 *
 * Returns: (transfer full): a review of no steps yet
 */
BelayReview *
belay_review_new (void)
{
  BelayReview *self = g_new0 (BelayReview, 1);

  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->flagged = g_ptr_array_new_with_free_func (flagged_free);

  return self;
}

/**
 * belay_review_free:
 * @self: (transfer full): a review
 */
void
belay_review_free (BelayReview *self)
{
  g_array_unref (self->times);
  g_ptr_array_unref (self->flagged);
  g_free (self);
}

static void
add_time (BelayReview *self,
          gint64       ms)
{
  guint low = 0, high = self->times->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->times, gint64, middle) <= ms)
        low = middle + 1;
      else
        high = middle;
    }

  g_array_insert_val (self->times, low, ms);

  if (ms < 1000)
    self->spans[BELAY_REVIEW_UNDER_1]++;
  else if (ms < 3000)
    self->spans[BELAY_REVIEW_UNDER_3]++;
  else if (ms < 10000)
    self->spans[BELAY_REVIEW_UNDER_10]++;
  else
    self->spans[BELAY_REVIEW_LONGER]++;
}

static void
add_persons (BelayReview               *self,
             const BelayReviewDecision *decision)
{
  const struct
  {
    const char *verdict;
    guint      *count;
  } counts[] = {
    { "approve", &self->n_approved },
    { "edit", &self->n_edited },
    { "skip", &self->n_skipped },
    { "reject", &self->n_rejected },
    { "look-again", &self->n_looked_again },
  };

  self->n_person++;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (g_str_equal (decision->verdict, counts[i].verdict))
      (*counts[i].count)++;

  if (decision->together > 1)
    self->n_together++;

  if (decision->visible_ms < 0)
    self->n_unseen++;
  else
    add_time (self, decision->visible_ms);
}

/* The one that held in the end: a later one takes the place of an earlier one, whose target had changed. */
static const BelayReviewDecision *
find_last (BelayReview               *self,
           const BelayReviewDecision *decisions,
           guint                      n_decisions,
           gboolean                  *flagged)
{
  const BelayReviewDecision *last = NULL;

  for (guint i = 0; i < n_decisions; i++)
    {
      if (g_str_equal (decisions[i].verdict, "take-back"))
        {
          self->n_taken_back++;
          last = NULL;
        }
      else
        {
          *flagged |= decisions[i].flagged;
          last = &decisions[i];
        }
    }

  return last;
}

/**
 * belay_review_add_step:
 * @self: a review
 * @number: of the step
 * @decisions: (array length=n_decisions): all decisions on it, in order, those that were taken back among them
 * @n_decisions: how many
 * @flagged: whether something of warn or hold is known of it after all of them
 *
 * Returns: (transfer none) (nullable): what is kept of it if anything of warn or hold was ever known when it was decided
 */
BelayReviewFlagged *
belay_review_add_step (BelayReview               *self,
                       guint                      number,
                       const BelayReviewDecision *decisions,
                       guint                      n_decisions,
                       gboolean                   flagged)
{
  const BelayReviewDecision *last = find_last (self, decisions, n_decisions, &flagged);
  BelayReviewFlagged *kept;

  self->n_steps++;
  if (last != NULL && g_str_equal (last->by, "person"))
    add_persons (self, last);
  else if (last != NULL && g_str_equal (last->by, "slack"))
    self->n_slack++;
  else if (last != NULL && g_str_equal (last->by, "rule"))
    self->n_rule++;

  if (!flagged)
    return NULL;

  kept = g_new0 (BelayReviewFlagged, 1);
  kept->number = number;
  kept->verdict = last != NULL ? last->verdict : NULL;
  kept->by = last != NULL ? last->by : NULL;
  kept->visible_ms = last != NULL ? last->visible_ms : -1;
  g_ptr_array_add (self->flagged, kept);

  return kept;
}

/**
 * belay_review_get_median:
 * @self: a review
 * @ms: (out): milliseconds in view, of those steps that were
 *
 * Returns: %FALSE if the person decided nothing that was in view
 */
gboolean
belay_review_get_median (const BelayReview *self,
                         gint64            *ms)
{
  if (self->times->len == 0)
    return FALSE;

  *ms = g_array_index (self->times, gint64, (self->times->len - 1) / 2);
  return TRUE;
}
