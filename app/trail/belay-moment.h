/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-action.h"
#include "belay-geometry.h"
#include "belay-review.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_MOMENT_OPEN,            /* the session began */
  BELAY_MOMENT_TASK,            /* the person gave a task, or said or answered something */
  BELAY_MOMENT_SAID,            /* what the agent said in one reply; thinking is in "thought" */
  BELAY_MOMENT_STEP,
  BELAY_MOMENT_PERSON,          /* took over, acted, handed back, stopped, changed the slack */
  BELAY_MOMENT_NETWORK,         /* a connection was allowed or refused */
  BELAY_MOMENT_PROBLEM,         /* something went wrong, or a remark of the program */
  BELAY_MOMENT_RECORD,          /* about the record itself: gap, failure, clock */
  BELAY_MOMENT_CLOSE,
} BelayMomentKind;

/* A finding as it was recorded. */
typedef struct
{
  char      *guard;
  char      *severity;          /* "note", "warn", "hold" */
  char      *sentence;
  gboolean   has_region;
  BelayRect  region;            /* screen pixels */
} BelayMomentFinding;

/* A part of a text to be typed, and where its words came from, as it was recorded. */
typedef struct
{
  char      *origin;            /* "person", "screen", "neither" */
  guint      start;             /* bytes of the proposed text: not checked against it */
  guint      length;
  gboolean   has_region;
  BelayRect  region;            /* of the screen: screen pixels */
} BelayMomentOrigin;

/* What became of one proposal. Strings are as recorded: hostile text, to be shown through belay_visible_text(). */
typedef struct
{
  guint      number;            /* of the step, unique in its session */
  guint      turn;
  guint      index;
  char      *tool_use_id;
  char      *toolset;           /* (nullable) */
  char      *name;              /* of the action, as proposed */
  char      *input;             /* JSON, verbatim */
  char      *invalid;           /* (nullable) why it was refused */
  GPtrArray *findings;          /* of BelayMomentFinding */
  GPtrArray *origins;           /* of BelayMomentOrigin, in order; empty: not known */

  char      *verdict;           /* (nullable: not decided) "approve", "edit", "skip", "reject", "look-again", "take-back" */
  char      *by;                /* (nullable) "person", "slack", … */
  char      *slack;             /* (nullable) what it was set to */
  char      *reason;            /* (nullable) in the person's words */
  BelayTarget *target;          /* (nullable) what it was aimed at, in the words that could be read when it was decided */
  gint64     visible_ms;        /* how long the card was in view; -1: it was not */
  GArray    *decisions;         /* of BelayReviewDecision: all that were made on it, in order */
  char      *decided_name;      /* (nullable: not edited) */
  char      *decided_input;     /* (nullable) JSON */

  char      *sent_name;         /* (nullable: no intent) */
  char      *sent_input;        /* (nullable) JSON */
  char      *events;            /* (nullable) JSON: the events that were about to go out */
  gint64     n_events;
  gint64     n_sent;

  char      *state;             /* (nullable: no result) "done", "failed", "unknown", … */
  char      *text;              /* (nullable) what the model was told */
  char      *before;            /* (nullable) SHA-256 of the picture the decision was about, or the last one before it */
  char      *after;             /* (nullable) SHA-256 of the picture after it */
  char      *approved;          /* (nullable: never held) SHA-256 of the screen that was decided on … */
  char      *held;              /* … and of the one found in its place, when it was held last */

  gint64     proposed_at;       /* UTC, ns; 0: never */
  gint64     decided_at;
  gint64     intended_at;
  gint64     ended_at;
} BelayMomentStep;

gboolean               belay_moment_step_is_flagged (const BelayMomentStep *self);

#define BELAY_TYPE_MOMENT (belay_moment_get_type ())

/* One thing that happened in a recorded session. Immutable. */
G_DECLARE_FINAL_TYPE (BelayMoment, belay_moment, BELAY, MOMENT, GObject)

BelayMomentKind        belay_moment_get_kind     (BelayMoment *self);
guint64                belay_moment_get_seq      (BelayMoment *self);
gint64                 belay_moment_get_time     (BelayMoment *self);
/* The kind of its (first) record: "person.control", "tool.proposed", … */
const char            *belay_moment_get_record   (BelayMoment *self);
/* What was said, asked, noted; (nullable). As recorded: hostile text. */
const char            *belay_moment_get_text     (BelayMoment *self);
/* (nullable) what the agent thought in that reply */
const char            *belay_moment_get_thought  (BelayMoment *self);
/* (nullable) the host of a network moment */
const char            *belay_moment_get_host     (BelayMoment *self);
/* (nullable) the screen as it was last recorded at this moment: SHA-256 of a picture */
const char            *belay_moment_get_picture  (BelayMoment *self);
/* Of the screen's last picture then, to which what a step says refers: FALSE if there was none. */
gboolean               belay_moment_get_size     (BelayMoment *self,
                                                  int         *width,
                                                  int         *height);
/* All that was spent until then, in millionths of a dollar. */
gint64                 belay_moment_get_cost     (BelayMoment *self);
/* (nullable) of a step */
const BelayMomentStep *belay_moment_get_step     (BelayMoment *self);
/* The action proposed, or sent where @sent and there was an intent; (transfer full) (nullable): it was none. */
BelayAction           *belay_moment_parse_action (BelayMoment *self,
                                                  gboolean     sent);
/* A sentence about it, translated; (transfer full). Safe to show. */
char                  *belay_moment_describe     (BelayMoment *self);

G_END_DECLS
