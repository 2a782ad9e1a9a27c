/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"

G_BEGIN_DECLS

#define BELAY_SCREEN_REFRESH_MS 5000

/* Waits until the newest frame is what the server has now, all of it: for when what is behind it became another without having
 * been drawn. Main thread only. */
void     belay_screen_refresh_async  (BelayScreen          *screen,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* FALSE: it did not come within BELAY_SCREEN_REFRESH_MS, or the screen is not live. */
gboolean belay_screen_refresh_finish (BelayScreen          *screen,
                                      GAsyncResult         *result);

G_END_DECLS
