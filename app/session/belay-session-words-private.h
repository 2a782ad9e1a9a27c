/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-provenance.h"
#include "belay-screen-text.h"
#include "belay-session-private.h"
#include "belay-typed-line.h"

G_BEGIN_DECLS

/* The pictures of one message to the agent, and what they say. */
typedef struct
{
  GPtrArray *readings;          /* of BelayScreenReading */
  guint      n_pending;
  gboolean   late;              /* somebody has waited for it in vain */
} BelayWordSight;

/* What a session knows of words: what is said on the screens the agent sees (belay-session-words.c), and where the words
 * the agent types come from (belay-session-origins.c). */
struct _BelaySessionWords
{
  BelayScreenText *guard;
  BelayWordSight  *sight;       /* (nullable) the pictures the agent has seen last */
  BelayWordSight  *next_sight;  /* (nullable) those that go with the next message */
  gboolean         awaiting;    /* slack would let the next step run, once these have been read */
  guint            deadline;    /* source id: of that waiting */

  GPtrArray       *past;        /* of readings, the newest last, */
  GPtrArray       *pictures;    /* and the SHA-256 of their pictures */
  GPtrArray       *said;        /* the person's words */
  GString         *typed;       /* what the agent has typed */
  GString         *ours;        /* the skeletons of both: what is no news on the screen */
  BelaySources    *sources;     /* (nullable) made of all that */
  guint            n_making;    /* sources are being made on threads, */
  guint            n_tracing;   /* and texts looked up in them */
  BelayTypedLine  *line;
  char            *clipboard;   /* (nullable) of the sandbox */
};

#define BELAY_ORIGIN_GUARD "provenance"
#define BELAY_LINE_GUARD   "typed-line"

/* belay-session-words.c */
void     belay_session_add_passages   (BelaySession        *self,
                                       BelayStep           *step,
                                       GPtrArray           *findings);
void     belay_session_amend_words    (BelaySession        *self);

/* belay-session-origins.c */
void     belay_session_make_sources   (BelaySession        *self);
void     belay_session_trace          (BelaySession        *self,
                                       BelayStep           *step);
void     belay_session_add_origins    (BelaySession        *self,
                                       BelayStep           *step,
                                       GPtrArray           *findings);
char    *belay_session_get_origin_key (BelayStep           *step);
void     belay_session_add_line       (BelaySession        *self,
                                       BelayStep           *step,
                                       GPtrArray           *findings);
void     belay_session_act_on_line    (BelaySession        *self,
                                       BelayStep           *step);

G_END_DECLS
