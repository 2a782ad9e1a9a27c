/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Makes @row show what was chosen before it explains it: in a narrow window the explanation gets more lines, where AdwComboRow
 * would cut the choice. For models of GtkStringObject. */
void belay_combo_values_keep (AdwComboRow *row);

G_END_DECLS
