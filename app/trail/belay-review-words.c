/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-review.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>

#define MAX_LISTED 6            /* flagged steps in a sentence */

/**
 * belay_review_format_time:
 * @ms: milliseconds, not negative
 *
 * Returns: (transfer full): "400 ms", "4.2 s"; what was in view for minutes is told in whole seconds
 */
char *
belay_review_format_time (gint64 ms)
{
  if (ms < 1000)
    /* Translators: a time in thousandths of a second, as in “400 ms” */
    return g_strdup_printf (_("%d\302\240ms"), (int) ms);

  if (ms < 60 * 1000)
    /* Translators: a time in seconds, as in “4.2 s” */
    return g_strdup_printf (_("%.1f\302\240s"), (double) ms / 1000);

  /* Translators: minutes and seconds, as in “3 min 20 s” */
  return g_strdup_printf (_("%d\302\240min %d\302\240s"), (int) (ms / 60000), (int) (ms / 1000 % 60));
}

/**
 * belay_review_get_verdict_word:
 * @verdict: as in the trail
 *
 * Returns: (transfer none): the word for it, translated, with which a sentence can begin
 */
const char *
belay_review_get_verdict_word (const char *verdict)
{
  if (g_str_equal (verdict, "approve"))
    return _("Approved");
  if (g_str_equal (verdict, "edit"))
    return _("Changed and approved");
  if (g_str_equal (verdict, "skip"))
    return _("Skipped");
  if (g_str_equal (verdict, "reject"))
    return _("Rejected");
  if (g_str_equal (verdict, "look-again"))
    return _("Sent back for another look");
  if (g_str_equal (verdict, "take-back"))
    return _("Taken back");

  return _("Decided");
}

static char *
describe_one (const BelayReview *self,
              gboolean           yours)
{
  g_autofree char *time = NULL;

  if (self->times->len == 0)
    return g_strdup (yours ? _("You decided one step yourself. It was not in view.")
                           : _("The person decided one step. It was not in view."));

  time = belay_review_format_time (g_array_index (self->times, gint64, 0));

  /* Translators: %s is a time, as in “1.2 s” */
  return g_strdup_printf (yours ? _("You decided one step yourself, after %s.")
                                : _("The person decided one step, after %s."), time);
}

/* How long those took that were in view: several, or one among others that were not. */
static char *
describe_spread (const BelayReview *self)
{
  g_autofree char *median = NULL, *longest = NULL;
  gint64 ms;

  if (!belay_review_get_median (self, &ms))
    return g_strdup (_("None of them was in view."));

  median = belay_review_format_time (ms);
  longest = belay_review_format_time (g_array_index (self->times, gint64, self->times->len - 1));

  if (self->n_unseen == 0)
    /* Translators: of several decisions; both are times, as in “1.2 s” */
    return g_strdup_printf (_("Half of them took up to %s, the longest %s."), median, longest);

  return g_strdup_printf (ngettext ("%u was not in view; half of the others took up to %s, the longest %s.",
                                    "%u were not in view; half of the others took up to %s, the longest %s.",
                                    self->n_unseen), self->n_unseen, median, longest);
}

/**
 * belay_review_describe:
 * @self: a review
 * @whose: whom it speaks to
 *
 * Returns: (transfer full): one or two sentences: how much the person decided, and how long that took
 */
char *
belay_review_describe (const BelayReview *self,
                       BelayReviewWhose   whose)
{
  gboolean yours = whose == BELAY_REVIEW_YOURS;
  g_autofree char *first = NULL, *second = NULL;

  if (self->n_person == 0)
    return g_strdup (yours ? _("You decided none of the steps yourself.") : _("The person decided none of the steps."));

  if (self->n_person == 1)
    return describe_one (self, yours);

  first = g_strdup_printf (yours ? ngettext ("You decided %u step yourself.", "You decided %u steps yourself.",
                                             self->n_person)
                                 : ngettext ("The person decided %u step.", "The person decided %u steps.",
                                             self->n_person), self->n_person);
  second = describe_spread (self);

  return g_strconcat (first, " ", second, NULL);
}

G_GNUC_PRINTF (3, 4)
static void
add_count (GString    *text,
           guint       count,
           const char *format,
           ...)
{
  va_list arguments;

  if (count == 0)
    return;

  if (text->len > 0)
    g_string_append (text, " · ");
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

/**
 * belay_review_describe_counts:
 * @self: a review
 *
 * Returns: (transfer full): how many of which kind of decision, those that there were; empty if there were none
 */
char *
belay_review_describe_counts (const BelayReview *self)
{
  GString *text = g_string_new (NULL);

  add_count (text, self->n_approved, ngettext ("%u approved", "%u approved", self->n_approved), self->n_approved);
  add_count (text, self->n_edited, ngettext ("%u changed", "%u changed", self->n_edited), self->n_edited);
  add_count (text, self->n_skipped, ngettext ("%u skipped", "%u skipped", self->n_skipped), self->n_skipped);
  add_count (text, self->n_rejected, ngettext ("%u rejected", "%u rejected", self->n_rejected), self->n_rejected);
  /* Translators: its target had changed, and the agent was to look again */
  add_count (text, self->n_looked_again,
             ngettext ("%u looked at again", "%u looked at again", self->n_looked_again), self->n_looked_again);
  /* Translators: decisions */
  add_count (text, self->n_taken_back, ngettext ("%u taken back", "%u taken back", self->n_taken_back), self->n_taken_back);
  /* Translators: steps, with a press that decided several */
  add_count (text, self->n_together,
             ngettext ("%u decided together", "%u decided together", self->n_together), self->n_together);
  add_count (text, self->n_slack,
             ngettext ("%u let through by the slack", "%u let through by the slack", self->n_slack), self->n_slack);
  add_count (text, self->n_rule, ngettext ("%u decided by a rule", "%u decided by rules", self->n_rule), self->n_rule);

  return g_string_free (text, FALSE);
}

/* What became of it, where it took no time of a person's. (nullable) */
static const char *
describe_without_person (const BelayReviewFlagged *flagged)
{
  if (flagged->verdict == NULL)
    return _("Not decided");
  if (g_str_equal (flagged->by, "slack"))
    return _("Let through by the slack");
  if (g_str_equal (flagged->by, "rule"))
    return g_str_equal (flagged->verdict, "reject") ? _("Denied by a rule") : _("Allowed by a rule");

  return NULL;
}

/**
 * belay_review_flagged_describe:
 * @flagged: a step
 *
 * Returns: (transfer full): how it was decided and after how long, not a whole sentence
 */
char *
belay_review_flagged_describe (const BelayReviewFlagged *flagged)
{
  const char *without = describe_without_person (flagged);
  g_autofree char *time = NULL;

  if (without != NULL)
    return g_strdup (without);

  if (flagged->visible_ms < 0)
    /* Translators: “Approved” or the like */
    return g_strdup_printf (_("%s without having been in view"), belay_review_get_verdict_word (flagged->verdict));

  time = belay_review_format_time (flagged->visible_ms);

  /* Translators: the first is “Approved” or the like, the second a time, as in “1.2 s” */
  return g_strdup_printf (_("%s after %s"), belay_review_get_verdict_word (flagged->verdict), time);
}

/**
 * belay_review_describe_flagged:
 * @self: a review
 *
 * Returns: (transfer full): which steps had findings of warn or hold, and how they were decided, in words; empty if there
 *   were none
 */
char *
belay_review_describe_flagged (const BelayReview *self)
{
  GString *text = g_string_new (NULL);

  if (self->flagged->len == 0)
    return g_string_free (text, FALSE);

  g_string_append_printf (text, ngettext ("%u was flagged.", "%u were flagged.", self->flagged->len), self->flagged->len);

  for (guint i = 0; i < MIN (self->flagged->len, MAX_LISTED); i++)
    {
      const BelayReviewFlagged *flagged = self->flagged->pdata[i];
      g_autofree char *how = belay_review_flagged_describe (flagged);

      g_string_append_c (text, ' ');
      /* Translators: the number of a step, and how it was decided, as in “Approved after 1.2 s” */
      g_string_append_printf (text, _("Step %u: %s."), flagged->number, how);
    }

  if (self->flagged->len > MAX_LISTED)
    g_string_append (text, " …");

  return g_string_free (text, FALSE);
}

/**
 * belay_review_span_get_label:
 * @span: a span
 *
 * Returns: (transfer none): a caption for it
 */
const char *
belay_review_span_get_label (BelayReviewSpan span)
{
  static const char *const labels[] = { N_("under 1 s"), N_("1 to 3 s"), N_("3 to 10 s"), N_("longer") };

  g_return_val_if_fail (span < BELAY_REVIEW_N_SPANS, "");

  return _(labels[span]);
}
