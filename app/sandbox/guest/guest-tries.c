/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest-credentials.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What is tried in a virtual machine: it has a system of its own, with files, processes and users, and a network card. What matters
 * is who answers at the other end of that, and what was left in it for whoever works there. */

#define WAIT_MS 1200            /* for whoever would answer; a machine may be slow */
#define MAX_WAYS 12

/* Neither TEST-NET-3 nor the documentation's prefix is anybody's. */
#define ADDRESS4 "203.0.113.7"
#define ADDRESS6 "2001:db8::7"

/* The other end of the card, as QEMU makes it: the computer, and its name server. */
#define COMPUTER "10.0.2.2"
#define NAMES    "10.0.2.3"

const char * const probe_proxies[] = { "127.0.0.1", COMPUTER, NULL };

/* The network. A way there always is, to the card; somebody has to answer. */

typedef struct
{
  const char *host;
  int         port;
} Way;

static int
set_out (const Way *way,
         int        type)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons ((guint16) way->port) };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons ((guint16) way->port) };
  gboolean is4 = inet_pton (AF_INET, way->host, &in.sin_addr) == 1;
  int fd;

  if (way->port == 0 || (!is4 && inet_pton (AF_INET6, way->host, &in6.sin6_addr) != 1))
    return -1;

  fd = socket (is4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0 && connect (fd, is4 ? (struct sockaddr *) &in : (struct sockaddr *) &in6, is4 ? sizeof in : sizeof in6) != 0 &&
      errno != EINPROGRESS)
    {
      close (fd);
      return -1;
    }

  return fd;
}

/* Whether what has come on @fd says that somebody is there. */
typedef gboolean (* Answers) (int fd);

static gboolean
is_connected (int fd)
{
  int failure = 0;
  socklen_t size = sizeof failure;
  struct sockaddr_storage peer;
  socklen_t peer_size = sizeof peer;

  /* One that was turned away may have nothing to say of why, but then it has nobody at its other end either. */
  return getsockopt (fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0 &&
         getpeername (fd, (struct sockaddr *) &peer, &peer_size) == 0;
}

/* All at once, so that nobody waits for one after the other. Returns: the first that answers, or -1 */
static int
await_answer (int     *fds,
              guint    n_fds,
              short    events,
              Answers  answers)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;

  for (gint64 left = WAIT_MS; left > 0; left = (deadline - g_get_monotonic_time ()) / 1000)
    {
      struct pollfd polled[MAX_WAYS];
      guint n_open = 0;

      for (guint i = 0; i < n_fds; i++)
        {
          polled[i] = (struct pollfd) { fds[i], events, 0 };
          n_open += fds[i] >= 0;
        }

      if (n_open == 0 || poll (polled, n_fds, (int) left) <= 0)
        return -1;

      for (guint i = 0; i < n_fds; i++)
        {
          if (polled[i].revents == 0)
            continue;
          if (answers (fds[i]))
            return (int) i;
          close (fds[i]);
          fds[i] = -1;
        }
    }

  return -1;
}

static int
try_ways (const Way *ways,
          guint      n_ways)
{
  int fds[MAX_WAYS];
  int found;

  n_ways = MIN (n_ways, MAX_WAYS);
  for (guint i = 0; i < n_ways; i++)
    fds[i] = set_out (&ways[i], SOCK_STREAM);

  found = await_answer (fds, n_ways, POLLOUT, is_connected);

  for (guint i = 0; i < n_ways; i++)
    if (fds[i] >= 0)
      close (fds[i]);

  return found;
}

static char *
try_tcp (const Way *ways,
         guint      n_ways)
{
  int found = try_ways (ways, n_ways);

  return found >= 0 ? g_strdup_printf ("%s port %d by TCP", ways[found].host, ways[found].port) : NULL;
}

static char *
try_direct (const ProbeQuestion *question)
{
  static const Way ways[] = { { ADDRESS4, 443 }, { ADDRESS6, 443 }, { ADDRESS4, 80 }, { ADDRESS6, 80 }, { ADDRESS4, 53 } };

  return try_tcp (ways, G_N_ELEMENTS (ways));
}

static char *
try_metadata (const ProbeQuestion *question)
{
  static const Way ways[] = { { "169.254.169.254", 80 }, { "fd00:ec2::254", 80 }, { "100.100.100.200", 80 } };

  return try_tcp (ways, G_N_ELEMENTS (ways));
}

/* The program listens at the loopback address of its computer, which is where QEMU's network has it where nothing keeps it away. */
static char *
try_local (const ProbeQuestion *question)
{
  const Way ways[] = { { COMPUTER, question->port }, { COMPUTER, 22 }, { COMPUTER, 80 }, { COMPUTER, 443 }, { COMPUTER, 631 },
                       { COMPUTER, 5900 }, { COMPUTER, 6000 }, { "10.0.0.1", 80 }, { "172.17.0.1", 80 }, { "192.168.1.1", 80 } };

  return try_tcp (ways, G_N_ELEMENTS (ways));
}

/* Names. */

/* An answer that has something in it: a resolver of the machine's own that nobody answers says so. RFC 1035. */
static gboolean
has_names (int fd)
{
  guint8 answer[512];
  gssize n = recv (fd, answer, sizeof answer, MSG_DONTWAIT);

  return n >= 12 && (answer[2] & 0x80) != 0 && (answer[3] & 15) == 0 && (answer[6] != 0 || answer[7] != 0);
}

static char *
try_names (const ProbeQuestion *question)
{
  static const guint8 query[] = { 0x62, 0x79, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1 };
  static const Way ways[] = { { NAMES, 53 }, { COMPUTER, 53 }, { "127.0.0.1", 53 }, { "127.0.0.53", 53 }, { "::1", 53 } };
  int fds[G_N_ELEMENTS (ways)];
  int found;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      fds[i] = set_out (&ways[i], SOCK_DGRAM);
      if (fds[i] >= 0)
        send (fds[i], query, sizeof query, MSG_NOSIGNAL);
    }

  found = await_answer (fds, G_N_ELEMENTS (ways), POLLIN, has_names);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (fds[i] >= 0)
      close (fds[i]);

  return found >= 0 ? g_strdup_printf ("the name server %s", ways[found].host) : NULL;
}

const ProbeTry probe_tries[] = {
  { "environment", guest_try_environment },
  { "home", guest_try_home },
  { "agents", guest_try_agents },
  { "direct", try_direct },
  { "names", try_names },
  { "local", try_local },
  { "metadata", try_metadata },
  { "proxy", probe_proxy },
  { NULL, NULL },
};
