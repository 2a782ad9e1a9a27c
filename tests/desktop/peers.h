/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Programs a test talks to line by line, and real X servers among them. */
typedef struct _Peer Peer;

Peer       *peer_start        (const char * const *argv,
                               const char         *display);
Peer       *peer_start_script (const char         *name,
                               ...) G_GNUC_NULL_TERMINATED;
void        peer_stop         (Peer               *self);
int         peer_get_pid      (Peer               *self);
void        peer_write        (Peer               *self,
                               const char         *format,
                               ...) G_GNUC_PRINTF (2, 3);
char       *peer_expect       (Peer               *self,
                               const char         *prefix);
gboolean    peer_has_said     (Peer               *self,
                               const char         *prefix);
void        peer_forget       (Peer               *self);

/* An Xtigervnc on a Unix socket in a directory of its own. */
typedef struct
{
  Peer *server;
  char *folder;
  char *socket;
  char *display;                /* ":N" */
  int   port;                   /* if it listens on the loopback as well, 0 otherwise */
} XServer;

XServer    *x_server_start    (const char         *argument,
                               ...) G_GNUC_NULL_TERMINATED;
void        x_server_stop     (XServer            *self);

char       *make_folder       (void);
void        remove_folder     (char               *folder);

/* Runs the main loop until @condition holds; fails after @seconds. */
#define wait_until(condition, seconds)                                                                  \
  G_STMT_START                                                                                          \
    {                                                                                                   \
      gint64 wait_end_ = g_get_monotonic_time () + (gint64) ((seconds) * G_USEC_PER_SEC);               \
      guint wait_tick_ = g_timeout_add (5, wait_tick, NULL);                                            \
      while (!(condition) && g_get_monotonic_time () < wait_end_)                                       \
        g_main_context_iteration (NULL, TRUE);                                                          \
      g_source_remove (wait_tick_);                                                                     \
      if (!(condition))                                                                                 \
        g_error ("%s:%d: in vain waited for: %s", __FILE__, __LINE__, #condition);                      \
    }                                                                                                   \
  G_STMT_END

gboolean    wait_tick         (gpointer            user_data);
void        run_for           (double              seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_stop)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XServer, x_server_stop)

G_END_DECLS
