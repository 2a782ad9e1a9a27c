/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_RULES_PAGE (belay_rules_page_get_type ())

/* The saved rules, a page of the preferences. */
G_DECLARE_FINAL_TYPE (BelayRulesPage, belay_rules_page, BELAY, RULES_PAGE, AdwPreferencesPage)

G_END_DECLS
