/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-action.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PROPOSAL (belay_proposal_get_type ())

/* One tool_use of a reply, verbatim, and what it means if it means anything. Immutable. */
G_DECLARE_FINAL_TYPE (BelayProposal, belay_proposal, BELAY, PROPOSAL, GObject)

/* Parses @input as BelayAction; a failure is kept, not raised. */
BelayProposal  *belay_proposal_new              (const BelayActionSpace *space,
                                                 const char             *id,
                                                 const char             *toolset_name,
                                                 const char             *name,
                                                 const char             *input);
const char     *belay_proposal_get_id           (BelayProposal          *self);
const char     *belay_proposal_get_toolset_name (BelayProposal          *self);
const char     *belay_proposal_get_name         (BelayProposal          *self);
const char     *belay_proposal_get_input        (BelayProposal          *self);
const BelayActionSpace *
                belay_proposal_get_space        (BelayProposal          *self);
/* NULL if the input is not a valid action; then get_error() says why, in words for the model. */
BelayAction    *belay_proposal_get_action       (BelayProposal          *self);
const GError   *belay_proposal_get_error        (BelayProposal          *self);
/* Whether it counts for the halt rule of a batch (the API's page on the computer use tool). */
gboolean        belay_proposal_is_computer      (BelayProposal          *self);

/* Tokens of one reply, or summed over a session. */
typedef struct
{
  guint64 input;                /* not from the cache, not written to it */
  guint64 cache_read;
  guint64 cache_write_5m;
  guint64 cache_write_1h;
  guint64 output;               /* with thinking */
  gint64  cost;                 /* micro-dollars; -1: the price is not known */
} BelayUsage;

void            belay_usage_add                 (BelayUsage             *self,
                                                 const BelayUsage       *other);

typedef enum
{
  BELAY_STOP_TOOL_USE,
  BELAY_STOP_END_TURN,
  BELAY_STOP_MAX_TOKENS,
  BELAY_STOP_REFUSAL,
  BELAY_STOP_CONTEXT,           /* model_context_window_exceeded */
  BELAY_STOP_OTHER,             /* stop_sequence, pause_turn, compaction, unknown */
} BelayStopReason;

#define BELAY_TYPE_REPLY (belay_reply_get_type ())

/* One complete reply. Proposals of a reply that did not stop for tool_use are empty: they must not run. Immutable. */
G_DECLARE_FINAL_TYPE (BelayReply, belay_reply, BELAY, REPLY, GObject)

BelayReply      *belay_reply_new             (const char       *id,
                                              const char       *model,
                                              BelayStopReason   stop_reason,
                                              const char       *stop_detail,
                                              const char       *text,
                                              GPtrArray        *proposals,
                                              const char       *content,
                                              const BelayUsage *usage);
const char      *belay_reply_get_id          (BelayReply       *self);
const char      *belay_reply_get_model       (BelayReply       *self);
BelayStopReason  belay_reply_get_stop_reason (BelayReply       *self);
/* (nullable): the explanation of a refusal, or the raw stop_reason of BELAY_STOP_OTHER */
const char      *belay_reply_get_stop_detail (BelayReply       *self);
/* what the model said, text blocks joined by blank lines; "" if nothing */
const char      *belay_reply_get_text        (BelayReply       *self);
/* of BelayProposal, in order */
GPtrArray       *belay_reply_get_proposals   (BelayReply       *self);
/* the content array as it was received, for the trail */
const char      *belay_reply_get_content     (BelayReply       *self);
const BelayUsage *belay_reply_get_usage      (BelayReply       *self);

G_END_DECLS
