/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the person can choose from where slack is set: values of belay_slack_parse(), NULL-terminated. */
const char *const *belay_slack_choice_list     (void);
/* The same, and the rhythms of a replay. */
const char *const *belay_slack_choice_list_replay (void);
char              *belay_slack_choice_title    (const char *slack);
const char        *belay_slack_choice_subtitle (const char *slack);

G_END_DECLS
