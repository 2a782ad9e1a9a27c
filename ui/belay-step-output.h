/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-step.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): what a command put out or the editor answered, as it can be shown; NULL of a step for the screen, and
 * while it has not ended. @unfolded: more than its first lines. @more: (out): whether there is more than those. */
char *belay_step_output_get (BelayStep *step,
                             gboolean   unfolded,
                             gboolean  *more);

G_END_DECLS
