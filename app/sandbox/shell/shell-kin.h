/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Kills every process that descends from this one and waits until it is gone. This one must be the subreaper: what loses its
 * parent is then its child, wherever it has put itself. */
void shell_kin_kill (void);

/* Takes note of those that are over, but for @but, which somebody else waits for. */
void shell_kin_reap (pid_t but);

G_END_DECLS
