/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_RECORDS_GROUP (belay_records_group_get_type ())

/* Preferences: how many pictures of recorded sessions are kept, what that takes, and a way to tidy up now. */
G_DECLARE_FINAL_TYPE (BelayRecordsGroup, belay_records_group, BELAY, RECORDS_GROUP, AdwPreferencesGroup)

G_END_DECLS
