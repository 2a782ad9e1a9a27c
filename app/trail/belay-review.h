/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One decision on a step, in the words of the trail. The strings are static. */
typedef struct
{
  const char *verdict;          /* "approve", "edit", "skip", "reject", "look-again", "take-back" */
  const char *by;               /* "person", "slack", "rule" */
  gint64      visible_ms;       /* how long the step had been in view; -1: it was not */
  guint       together;         /* how many steps were decided with the same press; 0 and 1: this one */
  gboolean    flagged;          /* something of warn or hold was known of it */
} BelayReviewDecision;

/* A step of which something of warn or hold was known, and what was decided in the end. */
typedef struct
{
  guint       number;           /* of the step, in the session */
  guint64     seq;              /* of its first record; 0: not known */
  char       *sentence;         /* (nullable) what it would do: safe to show, not markup */
  const char *verdict;          /* (nullable) static: nobody has decided */
  const char *by;               /* (nullable) static */
  gint64      visible_ms;
} BelayReviewFlagged;

/* Decisions by how long the step had been in view. */
typedef enum
{
  BELAY_REVIEW_UNDER_1,         /* seconds */
  BELAY_REVIEW_UNDER_3,
  BELAY_REVIEW_UNDER_10,
  BELAY_REVIEW_LONGER,
  BELAY_REVIEW_N_SPANS,
} BelayReviewSpan;

/*
 * How a session was decided, so that a person can see for themselves whether they have looked. A step counts with the
 * decision that held in the end. The same from the timeline of a session (belay-session-review.h) and from its record.
 * Read only.
 */
typedef struct
{
  guint      n_steps;           /* proposed */
  guint      n_person;          /* decided by the person; of them: */
  guint      n_approved;
  guint      n_edited;
  guint      n_skipped;
  guint      n_rejected;
  guint      n_looked_again;
  guint      n_together;        /* with a press that decided others as well */
  guint      n_unseen;          /* that were not in view; they are in no span */
  guint      spans[BELAY_REVIEW_N_SPANS];
  guint      n_slack;           /* that the slack let through */
  guint      n_rule;            /* that a rule decided */
  guint      n_taken_back;      /* decisions */
  GArray    *times;             /* of gint64: ms in view before the person decided, the shortest first */
  GPtrArray *flagged;           /* of BelayReviewFlagged, in the order of the steps */
} BelayReview;

/* Whose decisions it speaks of. */
typedef enum
{
  BELAY_REVIEW_YOURS,
  BELAY_REVIEW_SOMEBODYS,
} BelayReviewWhose;

BelayReview        *belay_review_new              (void);
void                belay_review_free             (BelayReview               *self);
/* (nullable) (transfer none): the step, if it was flagged; its sentence and seq are for the caller to fill in. */
BelayReviewFlagged *belay_review_add_step         (BelayReview               *self,
                                                   guint                      number,
                                                   const BelayReviewDecision *decisions,
                                                   guint                      n_decisions,
                                                   gboolean                   flagged);

/* ms: so long, or less, half of the decisions took; FALSE if there are none. */
gboolean            belay_review_get_median       (const BelayReview         *self,
                                                   gint64                    *ms);

/* For people, translated; (transfer full) but for the constant ones. */
char               *belay_review_format_time      (gint64                     ms);
const char         *belay_review_get_verdict_word (const char                *verdict);
char               *belay_review_describe         (const BelayReview         *self,
                                                   BelayReviewWhose           whose);
char               *belay_review_describe_counts  (const BelayReview         *self);
char               *belay_review_describe_flagged (const BelayReview         *self);
char               *belay_review_flagged_describe (const BelayReviewFlagged  *flagged);
const char         *belay_review_span_get_label   (BelayReviewSpan            span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayReview, belay_review_free)

G_END_DECLS
