/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 100             /* for whoever would answer: it is this computer, or nobody */

/* Neither TEST-NET-3 nor the documentation's prefix is anybody's: nobody is disturbed where it is open. */
#define ADDRESS4 "203.0.113.7"
#define ADDRESS6 "2001:db8::7"

static socklen_t
to_address (const char              *host,
            int                      port,
            struct sockaddr_storage *address)
{
  struct sockaddr_in *in = (struct sockaddr_in *) address;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *) address;

  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, host, &in->sin_addr) == 1)
    {
      in->sin_family = AF_INET;
      in->sin_port = htons ((guint16) port);
      return sizeof *in;
    }

  if (inet_pton (AF_INET6, host, &in6->sin6_addr) != 1)
    return 0;

  in6->sin6_family = AF_INET6;
  in6->sin6_port = htons ((guint16) port);

  return sizeof *in6;
}

/* A socket that is on its way to @host, or -1. */
static int
set_out (const char *host,
         int         port,
         int         type)
{
  struct sockaddr_storage address;
  socklen_t length = to_address (host, port, &address);
  int fd = length > 0 ? socket (address.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;

  if (fd >= 0 && connect (fd, (struct sockaddr *) &address, length) != 0 && errno != EINPROGRESS)
    {
      close (fd);
      return -1;
    }

  return fd;
}

/* A way there is enough: of UDP, connecting asks the routes and sends nothing; of TCP it begins to, where there is one. */
static char *
try_ways (const char * const *hosts,
          int                 port,
          int                 type)
{
  for (; *hosts != NULL; hosts++)
    {
      int fd = set_out (*hosts, port, type);

      if (fd < 0)
        continue;

      close (fd);
      return g_strdup_printf ("%s port %d by %s", *hosts, port, type == SOCK_DGRAM ? "UDP" : "TCP");
    }

  return NULL;
}

static gboolean
arrives (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
  int failure = 0;
  socklen_t size = sizeof failure;

  return poll (&poll_fd, 1, WAIT_MS) == 1 && getsockopt (fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

/* Those that pass by the network namespace, or listen to everything. */
static char *
try_families (void)
{
  static const struct { int family; int type; const char *name; } families[] = {
    { AF_VSOCK, SOCK_STREAM, "the hypervisor’s sockets" },
    { AF_PACKET, SOCK_RAW, "raw packets" },
    { AF_BLUETOOTH, SOCK_RAW, "Bluetooth" },
    { AF_INET, SOCK_RAW, "raw packets" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      int fd = socket (families[i].family, families[i].type | SOCK_CLOEXEC, families[i].type == SOCK_RAW ? IPPROTO_ICMP : 0);

      if (fd < 0)
        continue;

      close (fd);
      return g_strdup (families[i].name);
    }

  return NULL;
}

static char *
try_interfaces (void)
{
  struct if_nameindex *all = if_nameindex ();
  char *open = NULL;

  for (struct if_nameindex *one = all; one != NULL && one->if_index != 0 && open == NULL; one++)
    {
      if (!g_str_equal (one->if_name, "lo"))
        open = g_strdup_printf ("the interface %s", one->if_name);
    }

  if (all != NULL)
    if_freenameindex (all);

  return open;
}

/* Addresses of both kinds, QUIC (UDP 443), and what needs no route. */
char *
probe_direct (const ProbeQuestion *question)
{
  static const char * const hosts[] = { ADDRESS4, ADDRESS6, NULL };
  char *open = try_interfaces ();

  if (open == NULL)
    open = try_families ();
  if (open == NULL)
    open = try_ways (hosts, 443, SOCK_DGRAM);
  if (open == NULL)
    open = try_ways (hosts, 443, SOCK_STREAM);

  return open;
}

char *
probe_metadata (const ProbeQuestion *question)
{
  static const char * const hosts[] = { "169.254.169.254", "fd00:ec2::254", "100.100.100.200", NULL };
  char *open = try_ways (hosts, 80, SOCK_DGRAM);

  return open != NULL ? open : try_ways (hosts, 80, SOCK_STREAM);
}

/* The computer itself, and the networks it may be in. */
char *
probe_local (const ProbeQuestion *question)
{
  static const char * const networks[] = { "10.0.0.1", "172.17.0.1", "192.168.1.1", "224.0.0.251", "fe80::1", "ff02::fb", NULL };
  static const char * const loopbacks[] = { "127.0.0.1", "::1" };

  for (gsize i = 0; i < G_N_ELEMENTS (loopbacks) && question->port != 0; i++)
    {
      int fd = set_out (loopbacks[i], question->port, SOCK_STREAM);
      gboolean arrived = fd >= 0 && arrives (fd);

      if (fd >= 0)
        close (fd);
      if (arrived)
        return g_strdup_printf ("%s, this computer itself", loopbacks[i]);
    }

  return try_ways (networks, 9, SOCK_DGRAM);
}

/* Names. */

/* A query for the name servers of the root, RFC 1035: every resolver knows them. */
static gboolean
asks_for_names (const char *server)
{
  static const guint8 query[] = { 0x62, 0x79, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1 };
  struct pollfd poll_fd = { .fd = set_out (server, 53, SOCK_DGRAM), .events = POLLIN };
  guint8 answer[512];
  gboolean answered;

  if (poll_fd.fd < 0)
    return FALSE;

  answered = send (poll_fd.fd, query, sizeof query, MSG_NOSIGNAL) > 0 && poll (&poll_fd, 1, WAIT_MS) == 1 &&
             recv (poll_fd.fd, answer, sizeof answer, 0) > 0;
  close (poll_fd.fd);

  return answered;
}

static char *
try_configured (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents ("/etc/resolv.conf", &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "nameserver") && asks_for_names (g_strstrip (*line + strlen ("nameserver"))))
        return g_strdup_printf ("the name server %s", *line + strlen ("nameserver"));
    }

  return NULL;
}

char *
probe_names (const ProbeQuestion *question)
{
  static const char * const sockets[] = {
    "/run/systemd/resolve/io.systemd.Resolve", "/run/nscd/socket", "/var/run/nscd/socket", "/run/avahi-daemon/socket",
  };
  static const char * const servers[] = { "127.0.0.1", "127.0.0.53", "::1" };

  for (gsize i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      if (access (sockets[i], F_OK) == 0)
        return g_strdup (sockets[i]);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (asks_for_names (servers[i]))
        return g_strdup_printf ("the name server %s", servers[i]);
    }

  return try_configured ();
}
