/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A started container and our ends of what connects it to us, close-on-exec; the caller closes them. */
typedef struct
{
  GSubprocess *process;         /* outside of the container, over when that is; its error output is a pipe; not to be killed */
  int          lifeline;        /* everything ends when this is closed, or we end */
  int          info;            /* a file: bubblewrap's JSON, complete when the desktop is painted */
  int          ready;           /* a pipe: one byte when the desktop is painted */
  int          doorway;         /* a socket: see belay-doorway.h */
  int          witness;         /* a socket: the program in the container that says what is where */
  int          shell;           /* a socket: the one that runs commands */
  int          probe;           /* a socket: the program in the container that tries to get out of it */
} BelayBubblewrapStarted;

GSubprocess *belay_bubblewrap_spawn_probe (GError                 **error);
gboolean     belay_bubblewrap_spawn       (int                      socket,
                                           BelayBubblewrapStarted  *started,
                                           GError                 **error);

/* Whether the container is given this computer's @place, an absolute path: itself, or below it what is mounted there. */
gboolean     belay_bubblewrap_binds       (const char              *place);
/* Whether the container is given a variable called @name, or what it is started by is. */
gboolean     belay_bubblewrap_gives       (const char              *name);
/* (transfer full): the names of all of them */
GStrv        belay_bubblewrap_list_variables (void);

G_END_DECLS
