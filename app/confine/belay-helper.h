/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Finding and starting the programs that are parts of Belay. Linked into the program, not into them.
 */

/* Returns: (transfer full): the path of the part called @name, whether or not it is there */
char        *belay_helper_find  (const char           *name);

/*
 * @launcher: with what it is given besides
 * @environment: all of its environment
 * @fd: the number under which it has its end of a socket of packets
 * @control: (out): the other end, close-on-exec; set only if it was started
 *
 * Returns: (transfer full) (nullable): the part called @name, which says nothing to anybody but to @control
 */
GSubprocess *belay_helper_start (GSubprocessLauncher  *launcher,
                                 const char           *name,
                                 const char * const   *environment,
                                 int                   fd,
                                 int                  *control,
                                 GError              **error);

G_END_DECLS
