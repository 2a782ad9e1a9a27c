/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session-page.h"

G_BEGIN_DECLS

/* Handing files into the sandbox and taking them out of it: win.hand-in, win.take-out, and files that are dropped on the page. */
typedef struct _BelayFilesActions BelayFilesActions;

/* @map: the window, which must outlive them. @teller: has the signals "noted" and "failed" of BelaySessionActions. */
BelayFilesActions *belay_files_actions_new         (GActionMap        *map,
                                                    GObject           *teller);
void               belay_files_actions_free        (BelayFilesActions *self);
/* @session, @page: (nullable) */
void               belay_files_actions_set_session (BelayFilesActions *self,
                                                    BelaySession      *session,
                                                    BelaySessionPage  *page);

G_END_DECLS
