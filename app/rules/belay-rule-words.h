/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rule.h"

G_BEGIN_DECLS

/* Words for people, translated; (transfer none). */
const char *belay_rule_kind_get_title   (BelayActionKind  kind);
const char *belay_rule_effect_get_title (BelayRuleEffect  effect);

/* The conditions in words: “Type · text is “ls” · window “xterm””; (transfer full). Safe to show. */
char       *belay_rule_describe         (const BelayRule *self);

G_END_DECLS
