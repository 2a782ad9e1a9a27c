/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session.h"
#include "belay-shell.h"

G_BEGIN_DECLS

/* Files that the person hands into the sandbox and takes out of it: by their own act, one at a time, each on the record with its
 * hash and size before a byte of it goes anywhere. The same channel as the shell's; whether the agent has that does not matter. */

#define BELAY_SESSION_MAX_FILE (64 * 1024 * 1024)       /* bytes */

/* The folder handed files come to, in the home of the sandbox's user. */
#define BELAY_SESSION_INBOX    "Downloads"

/* Whether files can be handed in and taken out now. */
gboolean   belay_session_can_move_files     (BelaySession         *self);

/* Puts @file, a regular one, into the inbox, under its name or one like it. Returns where it is in there; (transfer full). Errors
 * have a sentence for the person. */
void       belay_session_hand_in_async      (BelaySession         *self,
                                             GFile                *file,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
char      *belay_session_hand_in_finish     (BelaySession         *self,
                                             GAsyncResult         *result,
                                             GError              **error);

/* (element-type BelayShellEntry): what lies in the sandbox's home, nothing hidden. */
void       belay_session_list_files_async   (BelaySession         *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GPtrArray *belay_session_list_files_finish  (BelaySession         *self,
                                             GAsyncResult         *result,
                                             GError              **error);

/* Saves a file of the sandbox's home as @target, which the person has chosen, and replaces what is there. @path: of an entry. */
void       belay_session_take_out_async     (BelaySession         *self,
                                             const char           *path,
                                             GFile                *target,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean   belay_session_take_out_finish    (BelaySession         *self,
                                             GAsyncResult         *result,
                                             GError              **error);

/* A name for a file that was called @name elsewhere, by somebody who may mean harm: no path, nothing hidden, nothing
 * invisible; (transfer full). */
char      *belay_session_safe_name          (const char           *name);

G_END_DECLS
