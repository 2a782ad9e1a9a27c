/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-doorway-wire.h"
#include "belay-guest-way.h"

/* The way out of a machine that has no network card: the port of the proxy, from which connections go out by a port of the machine. */

#define NOBODY_USEC 200000      /* between two looks whether anybody is at the other end */
#define ALIAS       "lo:belay"
#define PROXY       "http://127.0.0.1:" G_STRINGIFY (BELAY_DOORWAY_PORT)

/* Where the proxy is in a machine that has a card, see belay-machine-helper.c. Images of Belay's pass on to there from the loopback
 * address. */
#define CARD "10.0.2.2"

static int
listen_at (const char *host)
{
  const struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (BELAY_DOORWAY_PORT),
                                       .sin_addr.s_addr = inet_addr (host) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);

  if (fd >= 0 && (bind (fd, (const struct sockaddr *) &address, sizeof address) != 0 || listen (fd, BELAY_GUEST_WAY_MAX) != 0))
    {
      close (fd);
      fd = -1;
    }

  return fd;
}

/* An address of the machine's own. */
static void
take_address (const char *host)
{
  struct ifreq request = { .ifr_name = ALIAS };
  struct sockaddr_in *address = (struct sockaddr_in *) &request.ifr_addr;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  address->sin_family = AF_INET;
  address->sin_addr.s_addr = inet_addr (host);
  if (fd >= 0 && ioctl (fd, SIOCSIFADDR, &request) == 0)
    {
      address->sin_addr.s_addr = htonl (INADDR_BROADCAST);
      ioctl (fd, SIOCSIFNETMASK, &request);
    }

  if (fd >= 0)
    close (fd);
}

gboolean
guest_way_out_open (GuestWayOut *self)
{
  self->port = guest_port_open (BELAY_GUEST_WAY_PORT);
  self->listener = -1;

  if (self->port < 0)
    return FALSE;

  self->listener = listen_at ("127.0.0.1");
  if (self->listener < 0)
    {
      take_address (CARD);
      self->listener = listen_at (CARD);
    }

  return self->listener >= 0;
}

void
guest_way_out_serve (GuestWayOut *self)
{
  static const char * const variables[] = { "http_proxy", "https_proxy" };
  BelayGuestWay *way;
  pid_t parent = getpid ();

  /* For what is started in the shell, where nobody has said it. */
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_setenv (variables[i], PROXY, FALSE);
  g_setenv ("no_proxy", "localhost,127.0.0.1", FALSE);

  if (fork () == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      way = belay_guest_way_new (self->port, self->listener, NULL, NULL);
      while (getppid () == parent)
        if (belay_guest_way_go_round (way, -1) < 0)
          g_usleep (NOBODY_USEC);

      _exit (0);
    }

  close (self->port);
  close (self->listener);
}
