/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-review.h"
#include "belay-trail-history.h"

G_BEGIN_DECLS

/* How a recorded session was decided. (transfer full). Reads every step of it: on another thread where somebody waits. */
BelayReview *belay_review_new_for_history (BelayTrailHistory    *history);

void         belay_review_load_async      (const char           *directory,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
BelayReview *belay_review_load_finish     (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
