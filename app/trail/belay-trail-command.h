/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "belay trail list|search|show|…": argv[0] is "trail". Returns the exit status, as belay(1) lists it:
 * 0 sealed, 3 unsealed, 1 broken, 4 pictures missing, 2 wrong usage. Needs no display. */
int belay_trail_command (int    argc,
                         char **argv);

G_END_DECLS
