/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A started container and our ends of its pipes, close-on-exec; the caller closes them. */
typedef struct
{
  GSubprocess *process;         /* its error output is a pipe */
  int          lifeline;        /* everything in the container ends when this is closed */
  int          info;            /* reads as bubblewrap's JSON */
  int          ready;           /* one byte when the desktop is painted */
} BelayBubblewrapStarted;

GSubprocess *belay_bubblewrap_spawn_probe (GError                 **error);
gboolean     belay_bubblewrap_spawn       (int                      socket,
                                           BelayBubblewrapStarted  *started,
                                           GError                 **error);

G_END_DECLS
