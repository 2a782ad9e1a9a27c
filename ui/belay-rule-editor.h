/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-rule.h"

G_BEGIN_DECLS

#define BELAY_TYPE_RULE_EDITOR (belay_rule_editor_get_type ())

/* Edits one saved rule, in a subpage of the preferences. Signal: "closed". */
G_DECLARE_FINAL_TYPE (BelayRuleEditor, belay_rule_editor, BELAY, RULE_EDITOR, AdwBin)

/* @rule: (nullable): a new one */
GtkWidget *belay_rule_editor_new (const BelayRule *rule);

G_END_DECLS
