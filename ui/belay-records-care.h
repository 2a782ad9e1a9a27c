/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-settings.h"
#include "belay-trail-upkeep.h"

G_BEGIN_DECLS

/* The rules of retention the person has set. FALSE: they ask for nothing. */
gboolean belay_records_care_get_rules (BelaySettings       *settings,
                                       BelayTrailRetention *retention,
                                       gboolean            *recompress);
/* Follows them some time after the start of the program, and then daily. Once. */
void     belay_records_care_start     (void);

G_END_DECLS
