/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_STATUS_USAGE 2

/* On the terminal, made visible. */
void  belay_trail_command_print_error  (const char  *text);

/* The directory a person means by @session: a path, "latest", a name or its beginning. @session: (nullable): the latest.
 * (transfer full) (nullable): it was said what is wrong. */
char *belay_trail_command_find_session (const char  *root,
                                        const char  *session);

/* The names of all sessions, the oldest first; (transfer full) (element-type utf8). */
GPtrArray *belay_trail_command_list_sessions (const char *root);

/* The options of a command, with a summary and help in our own words; (transfer full). The texts are translated already. */
GOptionContext *belay_trail_command_make_context (const char         *words,
                                                  const char         *summary,
                                                  const GOptionEntry *entries);
/* Reads @arguments, the first of which is the command, into what the options of @context point to; @help is one of them.
 * (transfer full) (nullable): the command and at most @max_words after it; %NULL: all is done, exit with @status. */
char          **belay_trail_command_parse        (GOptionContext     *context,
                                                  char              **arguments,
                                                  guint               max_words,
                                                  const gboolean     *help,
                                                  int                *status);

/* `belay trail verify …` and `belay trail key …`; @argv begins with that word. The exit status. */
int   belay_trail_command_verify       (int          argc,
                                        char       **argv);
int   belay_trail_command_key          (int          argc,
                                        char       **argv);
/* `belay trail search …`; @argv begins with "search". The exit status. */
int   belay_trail_command_search       (int          argc,
                                        char       **argv);
/* `belay trail export …`; @argv begins with "export". The exit status. */
int   belay_trail_command_export       (int          argc,
                                        char       **argv);
/* `belay trail prune …` and `belay trail hold …`; @argv begins with that word. The exit status. */
int   belay_trail_command_prune        (int          argc,
                                        char       **argv);
int   belay_trail_command_hold         (int          argc,
                                        char       **argv);

G_END_DECLS
