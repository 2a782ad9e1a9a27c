/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-input-plan-private.h"
#include "belay-input-planner.h"

G_BEGIN_DECLS

gboolean belay_keysym_needs_shift (guint32                       keysym);
gboolean belay_keysym_takes_slot  (guint32                       keysym);
gboolean belay_input_limits_check (const BelayInputPlanBuilder  *plan,
                                   const BelayInputSituation    *situation,
                                   GError                      **error);

G_END_DECLS
