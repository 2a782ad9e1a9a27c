/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-shell-channel.h"
#include "belay-shell-wire.h"

G_BEGIN_DECLS

/* What belay-shell-channel.c (the socket, and the command under way) and belay-shell-channel-files.c share. */

struct _BelayShellChannel
{
  BelayShell    parent_instance;

  int           fd;             /* -1: it is not asked any more */
  guint         source;         /* watches it */
  guint32       last_id;

  GTask        *run;            /* (nullable) the command under way */
  guint32       run_id;
  BelayShellEnd run_end;        /* why it was killed, if it was */
  gulong        cancel_id;
  guint         run_timer;      /* until it takes too long or, once it was killed, until that does */

  GHashTable   *ends;           /* id → GTask, or NULL where nobody waits for it */
  GQueue        jobs;           /* of GTask, of the files; the first one is under way */
  guint         job_timer;
};

/* belay-shell-channel.c */
/* For good: whoever waits for something is told that the shell is gone. */
void     belay_shell_channel_dismiss          (BelayShellChannel      *self);
/* Returns: the id; 0: it could not be asked, and the caller dismisses it. */
guint32  belay_shell_channel_ask              (BelayShellChannel      *self,
                                               BelayShellVerb          verb,
                                               guint32                 argument,
                                               gconstpointer           payload,
                                               gsize                   length);
void     belay_shell_channel_return_error     (GTask                  *task,
                                               BelayShellError         code);

/* belay-shell-channel-files.c */
void     belay_shell_channel_read             (BelayShell             *shell,
                                               const char             *path,
                                               gboolean                strict,
                                               gsize                   max_size,
                                               GTask                  *task);
void     belay_shell_channel_list             (BelayShell             *shell,
                                               const char             *path,
                                               guint                   depth,
                                               GTask                  *task);
void     belay_shell_channel_find_home        (BelayShell             *shell,
                                               GTask                  *task);
void     belay_shell_channel_write            (BelayShell             *shell,
                                               const char             *path,
                                               gboolean                strict,
                                               GBytes                 *content,
                                               GBytes                 *expected,
                                               GTask                  *task);
gboolean belay_shell_channel_is_about_file    (BelayShellChannel      *self,
                                               const BelayShellAnswer *answer);
/* FALSE: that cannot be. */
gboolean belay_shell_channel_take_file_answer (BelayShellChannel      *self,
                                               const BelayShellAnswer *answer,
                                               const guint8           *payload,
                                               gsize                   length);

G_END_DECLS
