/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Directories that belong to one run of the program: each is locked as long as that lasts. A program that was killed leaves its
 * directory behind; the lock it held is gone with it. Any thread. */

/* Returns: a descriptor that holds the lock; -1 if another one does, or it is no directory of its own. */
int  belay_directory_lock  (const char *path);

/* Removes those in @parent whose names begin with @prefix and that nobody holds.
 * @is_ours: (nullable): whether a path may be touched. */
void belay_directory_sweep (const char *parent,
                            const char *prefix,
                            gboolean  (*is_ours) (const char *path),
                            void      (*remove) (const char *path));

G_END_DECLS
