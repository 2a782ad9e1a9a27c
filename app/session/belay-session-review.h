/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-review.h"
#include "belay-session.h"

G_BEGIN_DECLS

/* How @session has been decided so far; (transfer full). From its timeline: the record says the same. */
BelayReview *belay_session_review (BelaySession *session);

G_END_DECLS
