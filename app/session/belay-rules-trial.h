/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rules.h"

G_BEGIN_DECLS

/* What rules would have said of a recorded step. */
typedef struct
{
  guint              number;            /* of the step */
  gint64             time;              /* UTC, ns */
  char              *what;              /* a sentence, translated; safe to show */
  BelayRulesVerdict  verdict;
  gboolean           overridden;        /* a rule allows it, and what a guard found makes it ask */
  gboolean           unsure;            /* a rule that denies may be about it */
  char              *rule;              /* (nullable) the name of the one that decides */
  char              *recorded;          /* (nullable) what was decided then: "approve", … */
  char              *by;                /* (nullable) and by whom */
} BelayRulesTrialStep;

/* Rules tried on a recorded session. Immutable, reference counted. */
typedef struct
{
  char      *session;
  char      *task;                      /* (nullable) as recorded: hostile text */
  GPtrArray *steps;                     /* of BelayRulesTrialStep, in order */
  guint      n[BELAY_RULES_DENY + 1];   /* how many of each verdict */
  char      *problem;                   /* (nullable) the record is broken from here on */
} BelayRulesTrial;

/* Blocks on the disk: for worker threads and commands. BELAY_TRAIL_ERROR_NOT_FOUND. */
BelayRulesTrial *belay_rules_trial_load        (const char           *directory,
                                                BelayRules           *rules,
                                                GCancellable         *cancellable,
                                                GError              **error);
void             belay_rules_trial_load_async  (const char           *directory,
                                                BelayRules           *rules,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
BelayRulesTrial *belay_rules_trial_load_finish (GAsyncResult         *result,
                                                GError              **error);
void             belay_rules_trial_unref       (BelayRulesTrial      *self);

/* "These rules would have allowed 41 of 57 steps, denied 2, asked about 14."; (transfer full). @one: it was a single rule. */
char            *belay_rules_trial_describe    (const BelayRulesTrial *self,
                                                gboolean               one);
/* What is said of one step: “Denied by “No secrets””; (transfer full). Safe to show. */
char            *belay_rules_trial_describe_step (const BelayRulesTrialStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRulesTrial, belay_rules_trial_unref)

G_END_DECLS
