/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the helper processes that look at what cannot be trusted. Linked into them, not into the program. */
typedef enum
{
  BELAY_CONFINE_PLAIN,
  BELAY_CONFINE_ACCEPT,         /* takes connections of a socket that listens, and descriptors it is handed */
} BelayConfineKind;

gboolean belay_confine (BelayConfineKind kind,
                        int              highest_fd,
                        guint64          memory);

G_END_DECLS
