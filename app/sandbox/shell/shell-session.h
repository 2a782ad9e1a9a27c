/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poll.h>
#include "shell-output.h"

G_BEGIN_DECLS

/* The shell: one process that is kept between commands, and whatever was started from it. */
typedef struct
{
  pid_t       pid;              /* and its process group; 0: there is none */
  int         commands;         /* where it reads them, each ended by a zero byte; -1 */
  int         statuses;         /* where it says how each ended; -1 */
  int         output;           /* -1 */
  guint32     running;          /* id of the command under way, 0: none */
  ShellOutput kept;             /* what that has put out */
  char        status[8];        /* its exit status as it is written, as far as it has come */
  guint       n_status;
} ShellSession;

typedef void (* ShellSessionEnd) (guint32           id,
                                  BelayShellStatus  status,
                                  guint             value,
                                  const ShellOutput *kept);

void     shell_session_init   (ShellSession    *self);
/* Starts the shell if there is none. FALSE: it cannot be started, or takes no more. */
gboolean shell_session_run    (ShellSession    *self,
                               guint32          id,
                               const char      *command,
                               gsize            length);
/* The descriptors to be watched, at most two. */
guint    shell_session_watch  (ShellSession    *self,
                               struct pollfd   *fds);
/* Takes what has come. */
void     shell_session_turn   (ShellSession    *self,
                               ShellSessionEnd  end);
/* Kills it and everything that was started from it, now. */
void     shell_session_kill   (ShellSession    *self,
                               ShellSessionEnd  end);

G_END_DECLS
