/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session.h"

G_BEGIN_DECLS

/*
 * What may be said of a session where others can read it: in notifications, and in the windows of other sessions. Never
 * what a step would type. All (transfer full), translated.
 */
/* What @step would do. */
char *belay_session_words_describe_step (BelayStep    *step);
/* What it wants of the person, or does. @discreet: there is an audience. */
char *belay_session_words_describe      (BelaySession *session,
                                         gboolean      discreet);
/* For how long something has been so, @since monotonic µs: “just now”, “3 min”. */
char *belay_session_words_since         (gint64        since);

G_END_DECLS
