/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PROBLEM_BAR (belay_problem_bar_get_type ())

/* What keeps the session from going on, in the person's words, and what can be done about it. Hidden otherwise. */
G_DECLARE_FINAL_TYPE (BelayProblemBar, belay_problem_bar, BELAY, PROBLEM_BAR, GtkWidget)

void belay_problem_bar_set_session (BelayProblemBar *self,
                                    BelaySession    *session);

G_END_DECLS
