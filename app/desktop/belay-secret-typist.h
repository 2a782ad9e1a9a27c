/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-input-plan.h"
#include "belay-input-planner.h"
#include "belay-secret.h"

G_BEGIN_DECLS

/* Finds the keys of a secret one by one, while they are sent: they are in no plan, and nowhere together. For
 * belay-executor.c alone. */
typedef struct
{
  BelaySecret *secret;          /* NULL between two */
  const char  *at;              /* the character that is struck */
  guint        phase;
  BelayKeyWay  way;
} BelaySecretTypist;

void     belay_secret_typist_begin (BelaySecretTypist     *self,
                                    BelaySecret           *secret,
                                    BelayKeyWay            way);
gboolean belay_secret_typist_next  (BelaySecretTypist     *self,
                                    BelayInputEvent       *event);
void     belay_secret_typist_clear (BelaySecretTypist     *self);

/* Whether every secret of @plan is among @secrets. */
gboolean belay_secret_typist_check (const BelayInputPlan  *plan,
                                    GPtrArray             *secrets,
                                    GError               **error);

G_END_DECLS
