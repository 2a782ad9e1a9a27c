/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rules.h"

G_BEGIN_DECLS

#define BELAY_TYPE_RULE_BOOK (belay_rule_book_get_type ())

/*
 * The rules in force in one session: the saved ones, and those of this session, which end with it. Property "rules", notified;
 * signal "changed" (what: "added", "revoked", "changed"; id of the rule, or NULL) before it. Main thread.
 */
G_DECLARE_FINAL_TYPE (BelayRuleBook, belay_rule_book, BELAY, RULE_BOOK, GObject)

BelayRuleBook *belay_rule_book_new         (void);

/* All that are in force; never NULL. */
BelayRules    *belay_rule_book_get_rules   (BelayRuleBook    *self);
/* Of those, how many are enabled. */
guint          belay_rule_book_get_n       (BelayRuleBook    *self);

/* The saved ones, in place of those before. */
void           belay_rule_book_set_saved   (BelayRuleBook    *self,
                                            BelayRules       *rules);
/* Adds a rule for this session; BELAY_RULES_ERROR_FULL. */
gboolean       belay_rule_book_add         (BelayRuleBook    *self,
                                            const BelayRule  *rule,
                                            GError          **error);
/* Takes a rule of this session back. FALSE if there is none. */
gboolean       belay_rule_book_revoke      (BelayRuleBook    *self,
                                            const char       *id);

G_END_DECLS
