/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-rule.h"

G_BEGIN_DECLS

/* A row with a rule's name, its effect and its conditions in words: an AdwActionRow. */
GtkWidget  *belay_rule_row_new              (const BelayRule *rule);

/* The icon of an effect, and its style class. */
const char *belay_rule_effect_get_icon      (BelayRuleEffect  effect);
const char *belay_rule_effect_get_style     (BelayRuleEffect  effect);

G_END_DECLS
