/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session.h"

G_BEGIN_DECLS

/* Whether Stop makes the whole sandbox stand still, where it can: not before somebody is in control again does it go on. */
void     belay_session_set_stop_freezes (BelaySession *self,
                                         gboolean      freezes);

G_END_DECLS
