/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-executor.h"
#include "belay-executor-hands.h"
#include "belay-secret-typist.h"

G_BEGIN_DECLS

/* What belay-executor.c, which carries out plans, and belay-executor-person.c, for what is sent without one, share. */
struct _BelayExecutor
{
  GObject         parent_instance;

  BelayScreen    *screen;
  BelayHands      hands;
  BelayKeyWay     way;

  /* Of the plan under way; all unset between two */
  GTask          *task;
  BelayInputPlan *plan;
  guint           index;                /* of the next event */
  guint           n_sent;
  GSource        *timer;                /* the next go */
  GSource        *cancel_source;
  guint           patience;             /* milliseconds until the next look whether the server has taken all */
  gboolean        has_fetched;          /* the sandbox has what the plan last put on its clipboard */
  gboolean        is_awaiting;          /* that */
  GPtrArray      *secrets;              /* (nullable) of BelaySecret: what it types */
  BelaySecretTypist typist;
  gboolean        has_typed;            /* a secret, and nothing after it yet */
};

G_END_DECLS
