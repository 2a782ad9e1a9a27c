/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the computer has and the sandbox must not reach, as the program says; each is (nullable). */
typedef struct
{
  char  *file;
  char  *abstract;
  char  *name;                  /* whom the way out lets through */
  char **variables;             /* that were given to the sandbox */
  int    port;                  /* at the computer's loopback address; 0: none */
} ProbeQuestion;

/* Tries some of a check. Returns: (transfer full) (nullable): what was open, a few words; NULL: nothing. */
typedef char *(* ProbeTryFunc) (const ProbeQuestion *question);

typedef struct
{
  const char   *check;
  ProbeTryFunc  try;
} ProbeTry;

/* What is tried in this kind of sandbox, and the addresses at which its programs may find their proxy; a NULL at the end. */
extern const ProbeTry     probe_tries[];
extern const char * const probe_proxies[];

/* Says what was found out; the first bad one of a check counts. */
void     probe_say     (const char          *format,
                        ...) G_GNUC_PRINTF (1, 2);

char    *probe_files       (const ProbeQuestion *question);
char    *probe_processes   (const ProbeQuestion *question);
char    *probe_privileges  (const ProbeQuestion *question);
char    *probe_environment (const ProbeQuestion *question);
char    *probe_home        (const ProbeQuestion *question);
char    *probe_agents      (const ProbeQuestion *question);
char    *probe_desktop     (const ProbeQuestion *question);
char    *probe_direct      (const ProbeQuestion *question);
char    *probe_names       (const ProbeQuestion *question);
char    *probe_local       (const ProbeQuestion *question);
char    *probe_metadata    (const ProbeQuestion *question);
char    *probe_proxy       (const ProbeQuestion *question);

/* probe-hello.c: (transfer full): the first words of TLS to @name */
GByteArray *probe_hello    (const char          *name);

/* probe-screen.c */
typedef struct _ProbeScreen ProbeScreen;

ProbeScreen *probe_screen_draw  (guint32      seed,
                                 int          x,
                                 int          y);
int          probe_screen_fd    (ProbeScreen *self);
/* Says which keys have come. FALSE: the screen is lost. */
gboolean     probe_screen_serve (ProbeScreen *self);
void         probe_screen_free  (ProbeScreen *self);

G_END_DECLS
