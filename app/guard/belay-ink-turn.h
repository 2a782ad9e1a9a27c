/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pictures here are 8 bit, black on white. Any thread. */

/* Degrees, clockwise, -85 to 90, by which lines of text are turned; 0 if that is as likely as anything. */
int     belay_ink_find_angle (GBytes *grey,
                              int     width,
                              int     height);

/* (transfer full): the picture turned back by @angle, with all of it on white ground; @width, @height: (inout). */
GBytes *belay_ink_turn_back  (GBytes *grey,
                              int     angle,
                              int    *width,
                              int    *height);

/* (transfer full): the picture turned by 180 degrees. */
GBytes *belay_ink_upend      (GBytes *grey);

G_END_DECLS
