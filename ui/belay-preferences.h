/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_PREFERENCES (belay_preferences_get_type ())

/* What stays set from one session to the next. Nothing in it changes a session under way. */
G_DECLARE_FINAL_TYPE (BelayPreferences, belay_preferences, BELAY, PREFERENCES, AdwPreferencesWindow)

void belay_preferences_present (GtkWindow *parent);

G_END_DECLS
