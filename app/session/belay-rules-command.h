/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "belay trail rules FILE [SESSION…]": argv[0] is "rules". Returns the exit status: 0, 1 where a record is broken, 2 for wrong
 * usage and for a file that is no rules. Needs no display. */
int belay_rules_command (int    argc,
                         char **argv);

G_END_DECLS
