/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session.h"

G_BEGIN_DECLS

gboolean belay_budget_check (const BelayBudget *self,
                             const BelayUsage  *usage,
                             guint              n_steps,
                             gint64             started,
                             GError           **error);
void     belay_budget_raise (BelayBudget       *self,
                             const BelayBudget *by,
                             const BelayUsage  *usage,
                             guint              n_steps,
                             gint64             started);

G_END_DECLS
