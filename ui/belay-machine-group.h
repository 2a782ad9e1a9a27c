/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_MACHINE_GROUP (belay_machine_group_get_type ())

/* Preferences: what virtual machines are given. */
G_DECLARE_FINAL_TYPE (BelayMachineGroup, belay_machine_group, BELAY, MACHINE_GROUP, AdwPreferencesGroup)

G_END_DECLS
