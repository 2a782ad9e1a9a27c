/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-launch.h"

G_BEGIN_DECLS

#define BELAY_TYPE_START_OPTIONS (belay_start_options_get_type ())

/* With what a session is started: sandbox, model, slack, limits. Signals: "changed". */
G_DECLARE_FINAL_TYPE (BelayStartOptions, belay_start_options, BELAY, START_OPTIONS, AdwPreferencesGroup)

void     belay_start_options_fill          (BelayStartOptions *self,
                                            const BelayLaunch *launch);
void     belay_start_options_read          (BelayStartOptions *self,
                                            BelayLaunch       *launch);
gboolean belay_start_options_is_complete   (BelayStartOptions *self);
void     belay_start_options_set_presenter (BelayStartOptions *self,
                                            gboolean           presenter);

G_END_DECLS
