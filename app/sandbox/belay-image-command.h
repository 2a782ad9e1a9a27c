/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "belay image build|ready|list": images for virtual machines. @argv begins with "image". Returns the exit status: 0 if it worked, 1
 * if not, 2 for arguments that make no sense. Needs no display. */
int belay_image_command (int    argc,
                         char **argv);

G_END_DECLS
