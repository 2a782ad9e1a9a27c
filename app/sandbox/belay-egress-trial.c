/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-egress-trial.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "belay-allow-list.h"
#include "belay-egress-trial-wire.h"
#include "belay-sandbox-fd.h"

#define MAX_HEARD 1024          /* bytes of a connection: its first words say what it is */

#define REDIRECTION "HTTP/1.1 302 Found\r\nLocation: " BELAY_EGRESS_TRIAL_ELSEWHERE "/\r\nContent-Length: 0\r\n\r\n"

struct _BelayEgressTrial
{
  BelayAllowList *list;         /* as a session would have it */
  char           *name;
  GPtrArray      *servers;      /* of Server */
  gboolean        leaked;
  gboolean        heard;
};

/* The far end of a connection. */
typedef struct
{
  BelayEgressTrial *trial;
  int               fd;
  guint             source;
} Server;

static void
server_free (gpointer data)
{
  Server *server = data;

  g_clear_handle_id (&server->source, g_source_remove);
  belay_sandbox_clear_fd (&server->fd);
  g_free (server);
}

BelayEgressTrial *
belay_egress_trial_new (void)
{
  BelayEgressTrial *self = g_new0 (BelayEgressTrial, 1);

  self->list = belay_allow_list_new ();
  self->name = g_strdup_printf ("trial-%08x.belay.example", g_random_int ());
  self->servers = g_ptr_array_new_with_free_func (server_free);
  belay_allow_list_add (self->list, self->name, NULL);

  return self;
}

void
belay_egress_trial_free (BelayEgressTrial *self)
{
  g_ptr_array_unref (self->servers);
  g_object_unref (self->list);
  g_free (self->name);
  g_free (self);
}

const char *
belay_egress_trial_get_name (BelayEgressTrial *self)
{
  return self->name;
}

gboolean
belay_egress_trial_has_leaked (BelayEgressTrial *self)
{
  return self->leaked;
}

gboolean
belay_egress_trial_has_heard (BelayEgressTrial *self)
{
  return self->heard;
}

static void
answer (Server     *server,
        const char *text)
{
  if (send (server->fd, text, strlen (text), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    g_debug ("The way out cannot be answered: %s", g_strerror (errno));
}

/* What comes is read for nothing but the name of whom it is meant for: a leak is what does not name it. */
static gboolean
on_heard (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Server *server = user_data;
  BelayEgressTrial *self = server->trial;
  char bytes[MAX_HEARD];
  gssize n = recv (fd, bytes, sizeof bytes, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (n <= 0)
    {
      server->source = 0;
      return G_SOURCE_REMOVE;
    }

  if (memmem (bytes, (gsize) n, self->name, strlen (self->name)) == NULL)
    {
      self->leaked = TRUE;
      return G_SOURCE_CONTINUE;
    }

  if (*bytes == 0x16)
    {
      self->heard = TRUE;
      answer (server, BELAY_EGRESS_TRIAL_HEARD);
    }
  else
    {
      answer (server, REDIRECTION);
    }

  return G_SOURCE_CONTINUE;
}

int
belay_egress_trial_connect (BelayEgressTrial *self,
                            const char       *host,
                            guint16           port,
                            gboolean          secure)
{
  Server *server;
  int fds[2];

  if (belay_allow_list_check (self->list, host, port, secure, NULL) != BELAY_ALLOW_LIST_ALLOWED ||
      socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
    return -1;

  server = g_new (Server, 1);
  server->trial = self;
  server->fd = fds[0];
  server->source = g_unix_fd_add (fds[0], G_IO_IN | G_IO_HUP, on_heard, server);
  g_ptr_array_add (self->servers, server);

  return fds[1];
}
