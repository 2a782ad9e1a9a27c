/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-session-page.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SESSION_ACTIONS (belay_session_actions_get_type ())

/*
 * The GActions through which everything reaches a session: buttons, keys, menus, the session bus, assistive tools.
 * Signals: "failed" (GError *: an action was refused), "answered" (char *: words given while no task has been given).
 */
G_DECLARE_FINAL_TYPE (BelaySessionActions, belay_session_actions, BELAY, SESSION_ACTIONS, GObject)

BelaySessionActions *belay_session_actions_new         (GActionMap          *map);
/* @page: (nullable) */
void                 belay_session_actions_set_session (BelaySessionActions *self,
                                                        BelaySession        *session,
                                                        BelaySessionPage    *page);

G_END_DECLS
