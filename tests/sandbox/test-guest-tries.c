/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What belay-guest tries a virtual machine for, where everything is as it should be and where it is not. The system that is tried is
 * this one, with a home and a network of the test's own. */

#include <arpa/inet.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest-credentials.h"

static char *home;

void
probe_say (const char *format,
           ...)
{
}

static char *
try (const char *check)
{
  static const ProbeQuestion question;

  for (const ProbeTry *one = probe_tries; one->check != NULL; one++)
    if (g_str_equal (one->check, check))
      return one->try (&question);

  g_assert_not_reached ();
}

static void
assert_found (const char *check,
              const char *words)
{
  g_autofree char *found = try (check);

  g_test_message ("%s: %s", check, found != NULL ? found : "nothing");
  if (words == NULL)
    g_assert_null (found);
  else
    g_assert_nonnull (found != NULL ? strstr (found, words) : NULL);
}

static void
test_environment (void)
{
  static const char * const names[] = { "ANTHROPIC_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "GITHUB_TOKEN", "pgpassword",
                                        "GOOGLE_APPLICATION_CREDENTIALS" };

  assert_found ("environment", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_setenv (names[i], "planted", TRUE);
      assert_found ("environment", names[i]);
      g_unsetenv (names[i]);
    }
  assert_found ("environment", NULL);
}

/* Below the home, with the folders it takes. (transfer full) */
static char *
plant (const char *name,
       const char *content)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (home, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);

  return path;
}

#define KEY "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n"

static void
test_home (void)
{
  static const struct { const char *name, *content; gboolean bad; } files[] = {
    /* What somebody leaves who has worked there. */
    { ".bash_history", "ls\n", FALSE },
    { ".ssh/known_hosts", "host ssh-ed25519 AAAA\n", FALSE },
    { ".ssh/id_rsa.pub", "ssh-rsa AAAA\n", FALSE },
    { ".gnupg/pubring.kbx", "x", FALSE },
    { ".config/xfce4/settings", "x", FALSE },
    { ".ssh/work", KEY, TRUE },
    { ".ssh/old.ppk", "PuTTY-User-Key-File-2: ssh-rsa\n", TRUE },
    { ".gnupg/private-keys-v1.d/0.key", "x", TRUE },
    { ".local/share/keyrings/login.keyring", "x", TRUE },
    { ".aws/credentials", "x", TRUE },
    { ".netrc", "x", TRUE },
    { ".mozilla/firefox/profiles.ini", "x", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = plant (files[i].name, files[i].content);

      assert_found ("home", files[i].bad ? home : NULL);
      if (!files[i].bad)
        continue;

      /* With all folders that are empty then. */
      while (!g_str_equal (path, home) && g_remove (path) == 0)
        *strrchr (path, '/') = '\0';
      assert_found ("home", NULL);
    }
}

/* Somebody at a socket who says what is wanted, and takes the answer to one question. */
typedef struct
{
  int         listener;
  const char *answer;
  gsize       length;
} Agent;

static gpointer
serve (gpointer data)
{
  Agent *agent = data;
  int fd = accept (agent->listener, NULL, NULL);
  char question[64];

  g_assert_cmpint (recv (fd, question, sizeof question, 0), >, 0);
  g_assert_cmpint (send (fd, agent->answer, agent->length, MSG_NOSIGNAL), ==, (gssize) agent->length);
  close (fd);

  return NULL;
}

static void
check_agent (const char *name,
             const char *answer,
             gsize       length,
             gboolean    bad)
{
  g_autofree char *path = g_build_filename (home, "run", name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  Agent agent = { socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), answer, length };
  GThread *thread;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_cmpuint (g_strlcpy (address.sun_path, path, sizeof address.sun_path), <, sizeof address.sun_path);
  g_assert_cmpint (bind (agent.listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (agent.listener, 1), ==, 0);
  thread = g_thread_new ("agent", serve, &agent);
  assert_found ("agents", bad ? path : NULL);
  g_thread_join (thread);
  close (agent.listener);

  /* Who does not answer may have anything. */
  assert_found ("agents", path);
  g_unlink (path);
}

static void
test_agents (void)
{
  static const char none[] = { 0, 0, 0, 5, 12, 0, 0, 0, 0 };
  static const char one[] = { 0, 0, 0, 20, 12, 0, 0, 0, 1, 0, 0, 0, 2, 'a', 'b', 0, 0, 0, 3, 'c', 'd', 'e', 0, 0 };
  static const char failure[] = { 0, 0, 0, 1, 5 };
  static const char gpg_none[] = "OK Pleased to meet you\nOK\n";
  static const char gpg_one[] = "OK Pleased to meet you\nS KEYINFO 01 D - - - P - - -\nOK\n";

  assert_found ("agents", NULL);
  check_agent ("keyring/ssh", none, sizeof none, FALSE);
  check_agent ("keyring/ssh", one, sizeof one, TRUE);
  check_agent ("gcr/ssh", failure, sizeof failure, TRUE);
  check_agent ("gnupg/S.gpg-agent", gpg_none, strlen (gpg_none), FALSE);
  check_agent ("gnupg/S.gpg-agent", gpg_one, strlen (gpg_one), TRUE);
  check_agent ("gnupg/S.gpg-agent", "ERR 1\n", 6, TRUE);
  g_setenv ("SSH_AUTH_SOCK", home, TRUE);
  assert_found ("agents", home);
  g_unsetenv ("SSH_AUTH_SOCK");
  assert_found ("agents", NULL);
}

/* The network: in one that has nothing but a loopback device, which then has somebody else's addresses. */

static gboolean
add_address (const char *device,
             const char *text)
{
  struct ifreq request = { .ifr_flags = IFF_UP };
  struct sockaddr_in address = { .sin_family = AF_INET };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean done;

  g_strlcpy (request.ifr_name, device, sizeof request.ifr_name);
  inet_pton (AF_INET, text, &address.sin_addr);
  memcpy (&request.ifr_addr, &address, sizeof address);
  done = ioctl (fd, SIOCSIFADDR, &request) == 0;
  memset (&request.ifr_addr, 0, sizeof request.ifr_addr);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  done = done && ioctl (fd, SIOCSIFFLAGS, &request) == 0;
  close (fd);

  return done;
}

static int
listen_at (const char *host,
           int         port,
           int         type)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);

  inet_pton (AF_INET, host, &address.sin_addr);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  if (type == SOCK_STREAM)
    g_assert_cmpint (listen (fd, 4), ==, 0);

  return fd;
}

static gpointer
serve_names (gpointer data)
{
  /* An answer to whatever is asked, that has one record. */
  static const guint8 answer[] = { 'b', 'y', 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 0 };
  struct sockaddr_in from;
  socklen_t size = sizeof from;
  char query[64];

  g_assert_cmpint (recvfrom (GPOINTER_TO_INT (data), query, sizeof query, 0, (struct sockaddr *) &from, &size), >, 0);
  sendto (GPOINTER_TO_INT (data), answer, sizeof answer, 0, (struct sockaddr *) &from, size);

  return NULL;
}

static void
check_network (void)
{
  static const struct { const char *check, *device, *host; int port; } ways[] = {
    { "direct", "lo:1", "203.0.113.7", 443 },
    { "metadata", "lo:2", "169.254.169.254", 80 },
    { "local", "lo:3", "10.0.2.2", 631 },
    { "local", "lo:4", "192.168.1.1", 80 },
  };
  GThread *thread;
  int fd;

  g_assert_true (add_address ("lo", "127.0.0.1"));
  assert_found ("names", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      assert_found (ways[i].check, NULL);
      g_assert_true (add_address (ways[i].device, ways[i].host));
      /* Nobody listens there yet. */
      assert_found (ways[i].check, NULL);
      fd = listen_at (ways[i].host, ways[i].port, SOCK_STREAM);
      assert_found (ways[i].check, ways[i].host);
      close (fd);
    }

  fd = listen_at ("127.0.0.1", 53, SOCK_DGRAM);
  thread = g_thread_new ("names", serve_names, GINT_TO_POINTER (fd));
  assert_found ("names", "127.0.0.1");
  g_thread_join (thread);
  close (fd);
}

/* In a process of its own, as namespaces are not left again. */
static void
test_network (void)
{
  int status = 0;
  pid_t pid;

  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      if (unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
        _exit (77);
      check_network ();
      _exit (0);
    }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    g_test_skip ("No network of its own can be had here");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const char * const cleared[] = { "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", NULL };
  g_autofree char *runtime = NULL;
  g_auto(GStrv) names = g_listenv ();
  int result;

  g_test_init (&argc, &argv, NULL);

  /* What the machine of the test knows is not to be found. */
  for (char **name = names; *name != NULL; name++)
    if (strstr (*name, "KEY") != NULL || strstr (*name, "TOKEN") != NULL || strstr (*name, "SECRET") != NULL)
      g_unsetenv (*name);
  for (gsize i = 0; cleared[i] != NULL; i++)
    g_unsetenv (cleared[i]);

  home = g_dir_make_tmp ("bXXXXXX", NULL);
  runtime = g_build_filename (home, "run", NULL);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);

  g_test_add_func ("/guest-tries/network", test_network);
  g_test_add_func ("/guest-tries/environment", test_environment);
  g_test_add_func ("/guest-tries/home", test_home);
  g_test_add_func ("/guest-tries/agents", test_agents);

  result = g_test_run ();
  g_free (home);

  return result;
}
