/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_RULES_IN_FORCE (belay_rules_in_force_get_type ())

/* The rules in force in a session: those of the session can be taken back, or saved. */
G_DECLARE_FINAL_TYPE (BelayRulesInForce, belay_rules_in_force, BELAY, RULES_IN_FORCE, AdwPreferencesWindow)

void  belay_rules_in_force_present  (GtkWindow    *parent,
                                     BelaySession *session);
/* “2 rules in force”; (transfer full) (nullable): there are none. */
char *belay_rules_in_force_describe (BelaySession *session);

G_END_DECLS
