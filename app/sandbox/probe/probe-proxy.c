/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "belay-doorway-wire.h"
#include "belay-egress-trial-wire.h"

#define WAIT_SECONDS 3          /* for each answer: whoever is there answers at once, but on a busy machine */

/* What the way out lets through must be what was allowed, and nothing else. */

static int
try_proxy (const char *host)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (BELAY_DOORWAY_PORT),
                                 .sin_addr.s_addr = inet_addr (host) };
  struct timeval wait = { .tv_sec = WAIT_SECONDS };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  close (fd);

  return -1;
}

static int
reach_proxy (void)
{
  int fd = -1;

  for (const char * const *host = probe_proxies; *host != NULL && fd < 0; host++)
    fd = try_proxy (*host);

  return fd;
}

/* The number in the first line of what comes; 0: there is none. */
static int
read_status (int   fd,
             char *text,
             gsize size)
{
  gssize n = recv (fd, text, size - 1, 0);
  int status = 0;

  if (n <= 0)
    return 0;

  text[n] = '\0';
  if (sscanf (text, "HTTP/1.%*d %d", &status) != 1)
    return 0;

  return status;
}

static int
ask (const char *request,
     int        *connection)
{
  char text[1024];
  int fd = reach_proxy (), status;

  if (fd < 0)
    return 0;

  status = send (fd, request, strlen (request), MSG_NOSIGNAL) > 0 ? read_status (fd, text, sizeof text) : 0;
  if (connection != NULL && status == 200)
    *connection = fd;
  else
    close (fd);

  return status;
}

/* Whether what was said in a tunnel to @name came out at its other end, which says so. */
static gboolean
comes_out (const char *name,
           const char *said)
{
  g_autofree char *request = g_strdup_printf ("CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\n\r\n", name, name);
  g_autoptr(GByteArray) hello = probe_hello (said);
  char answer[sizeof BELAY_EGRESS_TRIAL_HEARD];
  int fd = -1;
  gboolean heard;

  if (ask (request, &fd) != 200)
    return FALSE;

  heard = send (fd, hello->data, hello->len, MSG_NOSIGNAL) > 0 &&
          recv (fd, answer, sizeof answer, 0) == (gssize) strlen (BELAY_EGRESS_TRIAL_HEARD);
  close (fd);

  return heard;
}

/* What leads elsewhere is refused by the proxy itself: 403. */
static char *
try_elsewhere (const ProbeQuestion *question)
{
  const struct { char *request; const char *what; } elsewhere[] = {
    { g_strdup ("CONNECT 203.0.113.7:443 HTTP/1.1\r\n\r\n"), "an address" },
    { g_strdup ("CONNECT [2001:db8::7]:443 HTTP/1.1\r\n\r\n"), "an IPv6 address" },
    { g_strdup ("CONNECT 0x7f000001:443 HTTP/1.1\r\n\r\n"), "an address written otherwise" },
    { g_strdup ("GET http://169.254.169.254/latest/meta-data/ HTTP/1.1\r\n\r\n"), "the cloud’s metadata" },
    { g_strdup_printf ("GET http://127.0.0.1:%d/ HTTP/1.1\r\n\r\n", question->port), "this computer itself" },
    { g_strdup_printf ("CONNECT %s:22 HTTP/1.1\r\n\r\n", question->name), "another port" },
    { g_strdup ("GET " BELAY_EGRESS_TRIAL_ELSEWHERE "/ HTTP/1.1\r\n\r\n"), "a host it was redirected to" },
  };
  char *open = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    {
      int status = open == NULL ? ask (elsewhere[i].request, NULL) : 0;

      if (open == NULL && status != 403)
        open = g_strdup_printf ("the way out to %s (answer %d)", elsewhere[i].what, status);
      g_free (elsewhere[i].request);
    }

  return open;
}

char *
probe_proxy (const ProbeQuestion *question)
{
  g_autofree char *request = NULL;

  if (question->name == NULL)
    return NULL;

  /* Where nothing comes through at all, nothing is proven. */
  request = g_strdup_printf ("GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", question->name, question->name);
  if (ask (request, NULL) != 302 || !comes_out (question->name, question->name))
    return g_strdup ("nothing at all, not even what is allowed");

  if (comes_out (question->name, "elsewhere.invalid"))
    return g_strdup ("TLS for another host than was allowed");

  return try_elsewhere (question);
}
