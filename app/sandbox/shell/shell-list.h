/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-shell-wire.h"

G_BEGIN_DECLS

/* Appends what is in a folder to @list, see BelayShellListed. @fd: (transfer full). FALSE: there was more. */
gboolean shell_list_folder (int      fd,
                            guint    depth,
                            GString *list);

G_END_DECLS
