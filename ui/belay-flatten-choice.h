/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is hidden from the agent, as the setting, the action win.flatten and the rows that offer it name it: "nothing",
 * "unseen", "hardly-seen". */
const char *const *belay_flatten_choice_list      (void);
const char        *belay_flatten_choice_title     (const char *choice);
const char        *belay_flatten_choice_subtitle  (const char *choice);
/* What belay_session_set_flatten() takes; what is no choice hides nothing. */
guint              belay_flatten_choice_to_levels (const char *choice);
const char        *belay_flatten_choice_of_levels (guint       levels);

G_END_DECLS
