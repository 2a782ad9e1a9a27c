/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"

G_BEGIN_DECLS

/* Reads the screen of the system in machine/boot.S: four hexadecimal digits a row, each drawn on a colour of its own. Returns
 * -1 for what is no such row. */
int vm_screen_read (BelayScreen *screen,
                    int          row);

G_END_DECLS
