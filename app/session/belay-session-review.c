/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-review.h"

#include "belay-entry.h"
#include "belay-visible-text.h"

#define MAX_SENTENCE 300        /* characters */

static void
add_step (BelayReview *self,
          BelayStep   *step)
{
  guint n_decisions;
  const BelayReviewDecision *decisions = belay_step_get_decisions (step, &n_decisions);
  BelaySeverity worst;
  gboolean flagged = belay_step_get_worst (step, &worst) && worst >= BELAY_FINDING_WARN;
  BelayReviewFlagged *kept = belay_review_add_step (self, belay_step_get_number (step), decisions, n_decisions, flagged);
  g_autofree char *sentence = kept != NULL ? belay_step_describe (step) : NULL;

  if (kept != NULL)
    kept->sentence = belay_visible_text (sentence, MAX_SENTENCE);
}

/**
 * belay_session_review:
 * @session: a session
 *
 * Returns: (transfer full): how its steps were decided
 */
BelayReview *
belay_session_review (BelaySession *session)
{
  BelayReview *self = belay_review_new ();
  GListModel *timeline;

  g_return_val_if_fail (BELAY_IS_SESSION (session), self);

  timeline = belay_session_get_timeline (session);
  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (timeline, i);
      BelayStep *step = belay_entry_get_step (entry);

      if (step != NULL)
        add_step (self, step);
    }

  return self;
}
