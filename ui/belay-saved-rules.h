/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rules-store.h"
#include "belay-session.h"

G_BEGIN_DECLS

/* The saved rules of the program; (transfer none). */
BelayRulesStore *belay_saved_rules_get_default (void);
/* Puts them in force in @session, now and whenever they change. */
void             belay_saved_rules_follow      (BelaySession *session);

G_END_DECLS
