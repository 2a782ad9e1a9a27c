/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"

G_BEGIN_DECLS

#define BELAY_SETTLE_QUIET_MS 100
#define BELAY_SETTLE_LIMIT_MS 2000

/* Waits until the screen has come to rest: no change beyond small periodic blinking (a caret) for
 * BELAY_SETTLE_QUIET_MS after @since (g_get_monotonic_time() of the last input), BELAY_SETTLE_LIMIT_MS at the most. */
void        belay_settle_async  (BelayScreen          *screen,
                                 gint64                since,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);

/* Returns: (transfer full): the frame at rest; @settled is FALSE if the limit came first. */
BelayFrame *belay_settle_finish (BelayScreen          *screen,
                                 GAsyncResult         *result,
                                 gboolean             *settled,
                                 GError              **error);

G_END_DECLS
