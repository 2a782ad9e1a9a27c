/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_FINDINGS_LIST (belay_findings_list_get_type ())

/* What the guards found in a step, the worst first. Out of sight while that is nothing. */
G_DECLARE_FINAL_TYPE (BelayFindingsList, belay_findings_list, BELAY, FINDINGS_LIST, GtkWidget)

/* @step: (nullable) */
void belay_findings_list_set_step (BelayFindingsList *self,
                                   BelayStep         *step);

G_END_DECLS
