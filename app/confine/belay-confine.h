/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the helper processes that look at what cannot be trusted. Linked into them, not into the program. */
gboolean belay_confine (int     highest_fd,
                        guint64 memory);

G_END_DECLS
