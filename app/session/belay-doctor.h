/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "belay doctor": says what this machine can do, and the command that adds what is missing. Returns the exit status: 0 if
 * nothing that is needed is missing, 1 if something is. Needs no display. */
int belay_doctor (void);

G_END_DECLS
