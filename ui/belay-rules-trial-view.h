/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-rules.h"

G_BEGIN_DECLS

#define BELAY_TYPE_RULES_TRIAL_VIEW (belay_rules_trial_view_get_type ())

/* What rules would have done in a recorded session, in a subpage of the preferences. Signal: "closed". */
G_DECLARE_FINAL_TYPE (BelayRulesTrialView, belay_rules_trial_view, BELAY, RULES_TRIAL_VIEW, AdwBin)

GtkWidget *belay_rules_trial_view_new (BelayRules *rules);

G_END_DECLS
