/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rule-book.h"
#include "belay-session.h"

G_BEGIN_DECLS

/* The rules of a session, for whoever shows and changes them. */

/* In force; (transfer none). The saved ones are set there. */
BelayRuleBook *belay_session_get_rules    (BelaySession     *self);

/* The narrowest rule that allows @step, not in force; (transfer full) (nullable): it could not be narrow. */
BelayRule     *belay_session_propose_rule (BelaySession     *self,
                                           BelayStep        *step);
/* How many of the session's steps so far, @n_steps, @rule is about. */
guint          belay_session_try_rule     (BelaySession     *self,
                                           const BelayRule  *rule,
                                           guint            *n_steps);
/* Puts a rule for this session in force; a step that waits and that it allows goes on. */
gboolean       belay_session_add_rule     (BelaySession     *self,
                                           const BelayRule  *rule,
                                           GError          **error);

G_END_DECLS
