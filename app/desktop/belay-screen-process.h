/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean belay_screen_process_start (int               server,
                                     const char       *host,
                                     GPid             *pid,
                                     int              *control,
                                     const guint8    **memory,
                                     GError          **error);

G_END_DECLS
