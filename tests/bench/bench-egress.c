/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the way out of a sandbox costs: the same requests to the same server directly, through Belay's, and through tinyproxy,
 * by turns, in a network of their own. Prints JSON. */

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-egress.h"
#include "far-peer.h"

#define REQUESTS    200
#define DOWNLOADS   5
#define SMALL       1024                /* bytes of a body */
#define LARGE       (256 * 1024 * 1024)
#define PROXY_PORT  18888
#define PATIENCE    (10 * G_USEC_PER_SEC)

static const char CONFIG[] = "Listen 127.0.0.1\nPort %d\nTimeout 600\nMaxClients 64\nAllow 127.0.0.1\nDisableViaHeader Yes\n"
                             "LogLevel Critical\nFilter \"%s\"\nFilterType fnmatch\nFilterURLs Off\nFilterDefaultDeny Yes\n";

/* One way to the server: a socket, and how it is asked for. */
typedef struct
{
  const char              *name;
  const struct sockaddr   *address;
  socklen_t                length;
  const char              *url;         /* before the path */
  GMainLoop               *loop;        /* of the first: ended when all is measured */
  double                   request_ms[REQUESTS];
  double                   megabytes_s[DOWNLOADS];
} Way;

static const char *folder;

/* The server. */

static gboolean
on_connection (GThreadedSocketService *service,
               GSocketConnection      *connection,
               GObject                *source,
               gpointer                data)
{
  static const char body[64 * 1024];
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autofree char *head = NULL;
  char request[8192] = { 0 };
  gsize n = 0, left;
  gssize got;

  while (n < sizeof request - 1 && strstr (request, "\r\n\r\n") == NULL &&
         (got = g_socket_receive (socket, request + n, sizeof request - 1 - n, NULL, NULL)) > 0)
    n += got;

  left = strstr (request, "/large") != NULL ? LARGE : SMALL;
  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", left);
  if (g_socket_send (socket, head, strlen (head), NULL, NULL) < 0)
    return TRUE;

  while (left > 0 && (got = g_socket_send (socket, body, MIN (left, sizeof body), NULL, NULL)) > 0)
    left -= got;

  return TRUE;
}

static GSocketService *
serve (void)
{
  GSocketService *service = g_threaded_socket_service_new (8);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string (FAR_ADDRESS, 80);
  g_autoptr(GError) error = NULL;

  g_signal_connect (service, "run", G_CALLBACK (on_connection), NULL);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, NULL, &error))
    g_error ("%s", error->message);

  return service;
}

/* What the sandbox does, in a thread: the way out needs the main loop. */

/* Returns the bytes that came back, head and body. */
static gsize
fetch (const Way  *way,
       const char *path)
{
  g_autofree char *request = g_strdup_printf ("GET %s%s HTTP/1.1\r\nHost: far.example\r\nConnection: close\r\n\r\n", way->url, path);
  g_autofree char *bytes = g_malloc (256 * 1024);
  int fd = socket (way->address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gsize total = 0;
  gssize n;

  if (connect (fd, way->address, way->length) != 0 || send (fd, request, strlen (request), MSG_NOSIGNAL) < 0)
    g_error ("%s: %s", way->name, g_strerror (errno));

  while ((n = recv (fd, bytes, 256 * 1024, 0)) > 0)
    {
      if (total == 0 && strncmp (bytes, "HTTP/1.1 200", 12) != 0 && strncmp (bytes, "HTTP/1.0 200", 12) != 0)
        g_error ("%s: %.*s", way->name, (int) MIN (n, 80), bytes);
      total += n;
    }
  close (fd);

  return total;
}

static void
check (const Way *way,
       gsize      came,
       gsize      body)
{
  if (came < body)
    g_error ("%s: %zu bytes of %zu came", way->name, came, body);
}

static gpointer
measure (gpointer data)
{
  Way *ways = data;
  gint64 start;

  for (guint i = 0; i < REQUESTS; i++)
    for (Way *way = ways; way->name != NULL; way++)
      {
        start = g_get_monotonic_time ();
        check (way, fetch (way, "/small"), SMALL);
        way->request_ms[i] = (g_get_monotonic_time () - start) / 1000.0;
      }

  for (guint i = 0; i < DOWNLOADS; i++)
    for (Way *way = ways; way->name != NULL; way++)
      {
        start = g_get_monotonic_time ();
        check (way, fetch (way, "/large"), LARGE);
        way->megabytes_s[i] = LARGE / 1e6 / ((g_get_monotonic_time () - start) / 1e6);
      }

  g_idle_add_once ((GSourceOnceFunc) g_main_loop_quit, ways[0].loop);
  return NULL;
}

/* The proxies. */

static BelayEgress *
start_egress (struct sockaddr_un *address)
{
  g_autoptr(BelayAllowList) list = belay_allow_list_new ();
  BelayEgress *egress = belay_egress_new (list);
  int listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address->sun_family = AF_UNIX;
  g_snprintf (address->sun_path, sizeof address->sun_path, "%s/proxy", folder);
  if (bind (listener, (struct sockaddr *) address, sizeof *address) != 0 || listen (listener, 64) != 0)
    g_error ("%s: %s", address->sun_path, g_strerror (errno));

  belay_allow_list_add (list, "far.example", NULL);
  belay_egress_take_listener (egress, listener);
  belay_egress_open (egress);

  return egress;
}

/* (nullable): where there is none, or it does not start, nothing is compared with it. */
static GSubprocess *
start_tinyproxy (const struct sockaddr_in *address)
{
  g_autofree char *list = g_build_filename (folder, "allow", NULL);
  g_autofree char *file = g_build_filename (folder, "tinyproxy.conf", NULL);
  g_autofree char *config = g_strdup_printf (CONFIG, PROXY_PORT, list);
  GSubprocess *process;
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  g_file_set_contents (list, FAR_ADDRESS "\n", -1, NULL);
  g_file_set_contents (file, config, -1, NULL);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "setpriv", "--pdeathsig", "KILL", "tinyproxy",
                              "-d", "-c", file, NULL);

  while (process != NULL)
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      gboolean up = connect (fd, (const struct sockaddr *) address, sizeof *address) == 0;

      close (fd);
      if (up)
        break;
      if (g_get_monotonic_time () > deadline)
        g_clear_object (&process);
      g_usleep (10 * 1000);
    }

  return process;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print (Way *way)
{
  qsort (way->request_ms, REQUESTS, sizeof (double), compare);
  qsort (way->megabytes_s, DOWNLOADS, sizeof (double), compare);
  printf ("\"%s\": {\"request_ms\": %.3f, \"request_p95_ms\": %.3f, \"megabytes_s\": %.0f}", way->name,
          way->request_ms[REQUESTS / 2], way->request_ms[REQUESTS * 95 / 100], way->megabytes_s[DOWNLOADS / 2]);
}

int
main (int    argc,
      char **argv)
{
  struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons (80) };
  struct sockaddr_in proxy = { .sin_family = AF_INET, .sin_port = htons (PROXY_PORT),
                               .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct sockaddr_un egress_address = { 0 };
  Way ways[] = {
    { "direct", (struct sockaddr *) &server, sizeof server, "" },
    { "belay", (struct sockaddr *) &egress_address, sizeof egress_address, "http://far.example" },
    { "tinyproxy", (struct sockaddr *) &proxy, sizeof proxy, "http://" FAR_ADDRESS },
    { NULL },
  };
  g_autoptr(GSocketService) service = NULL;
  g_autoptr(GSubprocess) tinyproxy = NULL;
  g_autoptr(BelayEgress) egress = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;

  if (argc != 2)
    g_error ("a folder, please");
  folder = argv[1];
  if (!far_peer_enter ())
    g_error ("this machine does not let one make namespaces");

  inet_pton (AF_INET, FAR_ADDRESS, &server.sin_addr);
  far_peer_name ("far.example", FAR_ADDRESS);
  service = serve ();
  egress = start_egress (&egress_address);
  tinyproxy = start_tinyproxy (&proxy);
  if (tinyproxy == NULL)
    ways[2].name = NULL;

  ways[0].loop = loop;
  thread = g_thread_new ("client", measure, ways);
  g_main_loop_run (loop);
  g_thread_join (thread);

  printf ("{");
  for (Way *way = ways; way->name != NULL; way++)
    {
      printf (way == ways ? "" : ", ");
      print (way);
    }
  printf ("}\n");
  if (tinyproxy != NULL)
    g_subprocess_force_exit (tinyproxy);

  return 0;
}
