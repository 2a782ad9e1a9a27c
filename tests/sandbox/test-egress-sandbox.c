/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way out of the real sandbox, tried from the inside: what is allowed works, and nothing else does. */

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "far-peer.h"
#include "inside.h"

typedef struct
{
  BelaySandbox       *sandbox;
  GSocketConnectable *address;
  GError             *error;
  gboolean            done;
} Start;

/* Each line says what got through; a line of "closed" would be a hole. What is asked of the proxy comes with its answer. */
static const char probe[] =
  "ask () { exec 3<>/dev/tcp/127.0.0.1/3128; printf \"$2\" >&3; echo $1 $(timeout 30 head -n 1 <&3); exec 3>&-; }\n"
  "try () { timeout 5 bash -c \": >/dev/$2\" && echo closed $1; }\n"
  "try direct tcp/203.0.113.7/80\n"
  "try loopback tcp/127.0.0.1/7177\n"
  "try metadata tcp/169.254.169.254/80\n"
  "timeout 5 bash -c 'echo x >/dev/udp/203.0.113.7/53' && echo closed dns\n"
  "timeout 5 bash -c 'echo x >/dev/udp/203.0.113.7/443' && echo closed quic\n"
  "timeout 5 getent ahosts plain.example && echo closed names\n"
  "grep -c . /proc/net/if_inet6 | sed 's/^/addresses6 /'\n"
  "sed 1d /proc/net/route | sed 's/^/closed route /'\n"
  "sed 1d /proc/net/ipv6_route 2>/dev/null | grep -v ' lo$' | sed 's/^/closed route6 /'\n"
  "grep '@belay-egress-test' /proc/net/unix && echo closed abstract\n"
  "echo proxy $http_proxy $https_proxy\n"
  "ask allowed 'GET http://plain.example/ HTTP/1.1\\r\\n\\r\\n'\n"
  "ask held 'GET http://held.example/ HTTP/1.1\\r\\n\\r\\n'\n"
  "ask literal 'CONNECT 203.0.113.7:443 HTTP/1.1\\r\\n\\r\\n'\n"
  "ask literal6 'CONNECT [::1]:443 HTTP/1.1\\r\\n\\r\\n'\n"
  "ask local 'GET http://127.0.0.1:7177/ HTTP/1.1\\r\\n\\r\\n'\n"
  "ask inside 'GET http://inside.example/ HTTP/1.1\\r\\n\\r\\n'\n"
  "ask metadata 'GET http://169.254.169.254/ HTTP/1.1\\r\\n\\r\\n'\n"
  "ask port 'CONNECT plain.example:22 HTTP/1.1\\r\\n\\r\\n'\n"
  "ask api 'CONNECT api.example:443 HTTP/1.1\\r\\n\\r\\n'\n";

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Start *start = user_data;

  start->address = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &start->error);
  start->done = TRUE;
}

/* The person allows one of those that are held, and no other. */
static void
on_contact (BelayEgress  *egress,
            BelayContact *contact,
            guint         suppressed,
            gpointer      user_data)
{
  if (belay_contact_get_state (contact) != BELAY_CONTACT_HELD)
    return;

  if (g_str_equal (belay_contact_get_host (contact), "held.example"))
    belay_egress_allow_once (egress, contact);
  else
    belay_egress_never (egress, contact);
}

/* What the host has and the sandbox must not see: a server at the loopback address, and an abstract socket. */
static void
listen_outside (int fds[2])
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons (7177), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "\0belay-egress-test" };

  fds[0] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  fds[1] = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (fds[0], (struct sockaddr *) &in, sizeof in), ==, 0);
  g_assert_cmpint (bind (fds[1], (struct sockaddr *) &un, sizeof un), ==, 0);
  g_assert_cmpint (listen (fds[0], 8), ==, 0);
  g_assert_cmpint (listen (fds[1], 8), ==, 0);
}

static void
check (char       **lines,
       const char  *name,
       const char  *answer)
{
  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, name) && (*line)[strlen (name)] == ' ')
        {
          if (strstr (*line, answer) == NULL)
            g_error ("%s: “%s” was expected", *line, answer);
          return;
        }
    }

  g_error ("Nothing was said of %s", name);
}

static void
check_all (char **lines)
{
  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "closed "))
        g_error ("The sandbox got through: %s", *line);
    }

  check (lines, "proxy", "http://127.0.0.1:3128 http://127.0.0.1:3128");
  check (lines, "allowed", "port 80");
  check (lines, "held", "port 80");
  check (lines, "literal", " 403 ");
  check (lines, "literal6", " 403 ");
  check (lines, "local", " 403 ");
  check (lines, "inside", " 403 ");
  check (lines, "metadata", " 403 ");
  check (lines, "port", " 403 ");
  check (lines, "api", " 403 ");
}

static void
test_from_inside (void)
{
  g_autoptr(GSocketService) server = far_peer_serve (80);
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  BelayEgress *egress = belay_sandbox_get_egress (sandbox);
  BelayAllowList *list = belay_egress_get_list (egress);
  Start start = { .sandbox = sandbox };
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  int fds[2];

  far_peer_name ("plain.example", FAR_ADDRESS);
  far_peer_name ("held.example", FAR_ADDRESS);
  far_peer_name ("inside.example", "127.0.0.1");
  g_assert_true (belay_allow_list_add (list, "plain.example", NULL));
  g_assert_true (belay_allow_list_add (list, "inside.example", NULL));
  g_assert_true (belay_allow_list_add (list, "api.example", NULL));
  belay_allow_list_forbid (list, "api.example");
  g_signal_connect (egress, "contact", G_CALLBACK (on_contact), NULL);
  listen_outside (fds);

  belay_sandbox_start_async (sandbox, NULL, on_started, &start);
  while (!start.done)
    g_main_context_iteration (NULL, TRUE);

  if (g_error_matches (start.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING) ||
      g_error_matches (start.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED))
    {
      g_test_skip (start.error->message);
      g_clear_error (&start.error);
    }
  else
    {
      g_assert_no_error (start.error);
      belay_egress_open (egress);
      text = inside_run (start.address, probe);
      g_test_message ("%s", text);
      lines = g_strsplit (text, "\n", -1);
      check_all (lines);
      belay_sandbox_stop (sandbox);
      g_clear_object (&start.address);
    }

  close (fds[0]);
  close (fds[1]);
}

int
main (int    argc,
      char **argv)
{
  /* Before any thread. */
  if (!far_peer_enter ())
    {
      g_print ("1..0 # SKIP this machine does not let one make namespaces\n");
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/egress/from-inside", test_from_inside);

  return g_test_run ();
}
