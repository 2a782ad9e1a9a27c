/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void  belay_screen_dial_async  (GSocketConnectable   *address,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
int   belay_screen_dial_finish (GAsyncResult         *result,
                                char                **host,
                                GError              **error);

G_END_DECLS
