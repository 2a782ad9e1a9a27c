/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_RULES_TEXT (belay_rules_text_get_type ())

/* The saved rules as text, in a subpage of the preferences. What is typed is kept until it is saved or given up, valid or
 * not. Signal: "closed". */
G_DECLARE_FINAL_TYPE (BelayRulesText, belay_rules_text, BELAY, RULES_TEXT, AdwBin)

GtkWidget *belay_rules_text_new (void);

G_END_DECLS
