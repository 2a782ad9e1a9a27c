/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-egress: the only way out of a sandbox. It reads what the sandbox asks for, asks the program, and passes bytes between
 * the sandbox and a socket that the program has connected. It cannot make a connection itself, and has neither files nor
 * privileges: what the sandbox says is hostile.
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-confine.h"
#include "belay-egress-wire.h"
#include "egress-connection.h"

#define HIGHEST_FD (BELAY_EGRESS_FD_LISTEN + 2 * BELAY_EGRESS_MAX_CONNECTIONS + 8)

static void
tell (const BelayEgressPacket *packet)
{
  gssize n;

  do
    n = write (BELAY_EGRESS_FD_CONTROL, packet, sizeof *packet);
  while (n < 0 && errno == EINTR);

  /* Nobody is there any more who could decide. */
  if (n < 0)
    _exit (0);
}

static void
tell_kind (BelayEgressPacketKind kind)
{
  const BelayEgressPacket packet = { .kind = kind };

  tell (&packet);
}

static void
take_connection (GPtrArray *connections)
{
  static guint32 last;
  int client = accept4 (BELAY_EGRESS_FD_LISTEN, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

  if (client < 0)
    return;

  last = last == G_MAXUINT32 ? 1 : last + 1;
  g_ptr_array_add (connections, egress_connection_new (last, client, tell));
}

static EgressConnection *
find (GPtrArray *connections,
      guint32    id)
{
  for (guint i = 0; i < connections->len; i++)
    {
      if (egress_connection_get_id (connections->pdata[i]) == id)
        return connections->pdata[i];
    }

  return NULL;
}

/* The descriptor that came with a packet, or -1. */
static int
get_descriptor (struct msghdr *message)
{
  int fd = -1;

  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL; part = CMSG_NXTHDR (message, part))
    {
      if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS && part->cmsg_len == CMSG_LEN (sizeof fd))
        memcpy (&fd, CMSG_DATA (part), sizeof fd);
    }

  return fd;
}

/* FALSE when the program is gone. */
static gboolean
take_answer (GPtrArray *connections)
{
  union { struct cmsghdr header; char space[CMSG_SPACE (sizeof (int))]; } control;
  BelayEgressAnswer answer;
  struct iovec part = { &answer, sizeof answer };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  gssize n = recvmsg (BELAY_EGRESS_FD_CONTROL, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  EgressConnection *connection;
  int fd;

  if (n < 0)
    return errno == EAGAIN || errno == EINTR;
  if (n != (gssize) sizeof answer)
    return FALSE;

  fd = get_descriptor (&message);
  connection = find (connections, answer.id);

  if (connection != NULL)
    egress_connection_answer (connection, answer.verdict, fd);
  else if (fd >= 0)
    close (fd);

  return TRUE;
}

/* Milliseconds until somebody's time is up, rounded up; -1 if nobody waits. */
static int
get_timeout (gint64 deadline)
{
  gint64 rest = deadline - g_get_monotonic_time ();

  if (deadline == G_MAXINT64)
    return -1;

  return (int) CLAMP ((rest + 999) / 1000, 0, G_MAXINT);
}

static gboolean
go_round (GPtrArray *connections)
{
  struct pollfd fds[2 + 2 * BELAY_EGRESS_MAX_CONNECTIONS];
  gint64 deadline = G_MAXINT64, now;
  guint n = connections->len;

  fds[0] = (struct pollfd) { .fd = BELAY_EGRESS_FD_CONTROL, .events = POLLIN };
  fds[1] = (struct pollfd) { .fd = n < BELAY_EGRESS_MAX_CONNECTIONS ? BELAY_EGRESS_FD_LISTEN : -1, .events = POLLIN };

  for (guint i = 0; i < n; i++)
    deadline = MIN (deadline, egress_connection_prepare (connections->pdata[i], &fds[2 + 2 * i]));

  if (poll (fds, 2 + 2 * n, get_timeout (deadline)) < 0)
    return errno == EINTR;

  /* From the end: one that is over takes its place out of the list. */
  now = g_get_monotonic_time ();
  for (guint i = n; i-- > 0;)
    {
      if (!egress_connection_go_on (connections->pdata[i], &fds[2 + 2 * i], now))
        g_ptr_array_remove_index (connections, i);
    }

  if (fds[1].revents & POLLIN)
    take_connection (connections);

  return fds[0].revents == 0 || take_answer (connections);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GPtrArray) connections = g_ptr_array_new_with_free_func ((GDestroyNotify) egress_connection_free);
  int listens = 0;
  socklen_t size = sizeof listens;

  if (getsockopt (BELAY_EGRESS_FD_LISTEN, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens)
    {
      g_printerr ("belay-egress is a part of Belay, which starts it. It is of no use by itself.\n");
      return 2;
    }

  signal (SIGPIPE, SIG_IGN);
  close_range (BELAY_EGRESS_FD_LISTEN + 1, ~0u, 0);

  if (!belay_confine (BELAY_CONFINE_ACCEPT, HIGHEST_FD, BELAY_EGRESS_MAX_MEMORY))
    {
      tell_kind (BELAY_EGRESS_NOT_CONFINED);
      return 1;
    }

  tell_kind (BELAY_EGRESS_READY);

  while (go_round (connections))
    ;

  return 0;
}
