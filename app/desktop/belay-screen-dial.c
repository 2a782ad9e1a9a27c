/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIMIT 10                        /* seconds */

typedef struct
{
  int   fd;
  char *host;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  if (line->fd >= 0)
    close (line->fd);
  g_free (line->host);
  g_free (line);
}

/* A server on this machine is one behind a Unix socket: what listens on a loopback port may be a tunnel. */
static char *
get_host (GSocketConnectable *address,
          GSocket            *socket)
{
  g_autoptr(GSocketAddress) remote = NULL;

  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_UNIX)
    return NULL;

  if (G_IS_NETWORK_ADDRESS (address))
    return g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));

  remote = g_socket_get_remote_address (socket, NULL);
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));

  return g_strdup ("unknown");
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  GSocket *socket;
  Line *line;

  if (connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  socket = g_socket_connection_get_socket (connection);
  line = g_new0 (Line, 1);
  line->host = get_host (g_task_get_task_data (task), socket);

  /* Input that a server does not take is kept by us, who can be stopped, and not by the kernel. */
  if (line->host == NULL)
    g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, 1, NULL);
  else
    {
      g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
      g_socket_set_keepalive (socket, TRUE);
    }

  line->fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_task_return_pointer (task, line, line_free);
}

/**
 * belay_screen_dial_async:
 * @address: where the VNC server listens
 * @cancellable: (nullable): a cancellable
 * @callback: what to call when it is done
 * @user_data: for @callback
 *
 * Connects a socket, within ten seconds, without a proxy.
 */
void
belay_screen_dial_async (GSocketConnectable  *address,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, belay_screen_dial_async);
  g_task_set_task_data (task, g_object_ref (address), g_object_unref);
  g_socket_client_set_timeout (client, LIMIT);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, address, cancellable, on_connected, task);
}

/**
 * belay_screen_dial_finish:
 * @result: a result
 * @host: (out) (transfer full) (nullable): the name or address the server was reached by, %NULL if it is on this machine
 * @error: return location for an error
 *
 * Returns: (transfer full): the socket's descriptor, -1 if it failed or was cancelled
 */
int
belay_screen_dial_finish (GAsyncResult  *result,
                          char         **host,
                          GError       **error)
{
  Line *line = g_task_propagate_pointer (G_TASK (result), error);
  int fd;

  if (line == NULL)
    return -1;

  fd = line->fd;
  line->fd = -1;
  *host = g_steal_pointer (&line->host);
  line_free (line);

  return fd;
}
