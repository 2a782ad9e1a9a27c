/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @grey, @width × @height bytes, @scale times as wide and high, with smooth edges; 1 to 4. (transfer full). Any thread. */
GBytes *belay_ink_enlarge (const guint8 *grey,
                           int           width,
                           int           height,
                           int           scale);

G_END_DECLS
