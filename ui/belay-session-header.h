/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SESSION_HEADER (belay_session_header_get_type ())

/* What is always in view while a session runs: task, state, cost, slack, Take Over and Stop. Properties: "narrow". */
G_DECLARE_FINAL_TYPE (BelaySessionHeader, belay_session_header, BELAY, SESSION_HEADER, GtkWidget)

void belay_session_header_set_session (BelaySessionHeader *self,
                                       BelaySession       *session);
void belay_session_header_set_narrow  (BelaySessionHeader *self,
                                       gboolean            narrow);
void belay_session_header_set_presenter (BelaySessionHeader *self,
                                         gboolean            presenter);

G_END_DECLS
