/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Makes all processes of a container stand still, or go on: all but its first one and its VNC server, so that its screen can be
 * looked at. @init: process 1 of the container, as this machine counts. Takes some 2 ms. Returns whether all of them do. */
gboolean belay_bubblewrap_freeze (pid_t init);
gboolean belay_bubblewrap_thaw   (pid_t init);

G_END_DECLS
