/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest-credentials.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MS 1000
#define MAX_FILES 200           /* of a folder */
#define MAX_HEAD  4096          /* bytes of a file that are looked at */

/* Of a name of a variable: what those are called that hold something secret. */
char *
guest_try_environment (const ProbeQuestion *question)
{
  static const char * const parts[] = { "TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY",
                                        "CREDENTIALS" };
  g_auto(GStrv) names = g_listenv ();

  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *upper = g_ascii_strup (*name, -1);

      for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
        if (strstr (upper, parts[i]) != NULL)
          return g_strdup_printf ("the variable %s", *name);
    }

  return NULL;
}

/* The home. */

static gboolean
is_private_key (const char *path)
{
  FILE *file = g_fopen (path, "re");
  char head[MAX_HEAD];
  gsize length = 0;

  if (file != NULL)
    {
      length = fread (head, 1, sizeof head, file);
      fclose (file);
    }

  return g_strstr_len (head, (gssize) length, "PRIVATE KEY-----") != NULL ||
         g_strstr_len (head, (gssize) length, "PuTTY-User-Key-File") != NULL;
}

static gboolean
is_anything (const char *path)
{
  return TRUE;
}

/* (transfer full) (nullable): the first file of @home/@folder that is one. What cannot be read harms nobody. */
static char *
find_file (const char  *home,
           const char  *folder,
           gboolean  (* is_one) (const char *path))
{
  g_autofree char *directory = g_build_filename (home, folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  for (guint i = 0; dir != NULL && i < MAX_FILES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && is_one (path))
        return g_steal_pointer (&path);
    }

  return NULL;
}

static char *
find_in_home (const char *home)
{
  static const char * const names[] = {
    ".aws", ".azure", ".kube", ".docker", ".netrc", ".git-credentials", ".pgpass", ".my.cnf", ".npmrc", ".pypirc", ".password-store",
    ".config/gcloud", ".config/gh", ".config/rclone", ".config/op", ".local/share/kwalletd", ".mozilla", ".thunderbird",
    ".config/google-chrome", ".config/chromium", ".config/microsoft-edge", ".config/BraveSoftware", ".config/vivaldi",
    ".config/belay", ".local/state/belay",
  };
  char *found = find_file (home, ".ssh", is_private_key);

  if (found == NULL)
    found = find_file (home, ".gnupg/private-keys-v1.d", is_anything);
  if (found == NULL)
    found = find_file (home, ".local/share/keyrings", is_anything);

  for (gsize i = 0; found == NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      if (access (path, F_OK) == 0)
        found = g_steal_pointer (&path);
    }

  return found;
}

char *
guest_try_home (const ProbeQuestion *question)
{
  return find_in_home (g_getenv ("HOME") != NULL ? g_getenv ("HOME") : g_get_home_dir ());
}

/* Agents: most desktops have one, and one that holds no key lends none. */

/* Returns: bytes of @answer; 0: nobody is there; -1: somebody is, and does not say */
static gssize
ask (const char    *path,
     gconstpointer  question,
     gsize          length,
     char          *answer,
     gsize          size)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  gssize n = -1;

  if (access (path, F_OK) != 0 || fd < 0 || g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    n = access (path, F_OK) != 0 ? 0 : -1;
  else if (connect (fd, (const struct sockaddr *) &address, sizeof address) == 0 &&
           send (fd, question, length, MSG_NOSIGNAL) == (gssize) length)
    {
      gint64 deadline = g_get_monotonic_time () + ANSWER_MS * 1000;

      /* All of a short answer comes a moment after its beginning. */
      if (poll (&poll_fd, 1, ANSWER_MS) == 1)
        {
          g_usleep (MIN (50000, MAX (0, deadline - g_get_monotonic_time ())));
          n = recv (fd, answer, size - 1, MSG_DONTWAIT);
          n = n > 0 ? n : -1;
        }
    }

  if (fd >= 0)
    close (fd);
  answer[MAX (n, 0)] = '\0';

  return n;
}

/* SSH_AGENTC_REQUEST_IDENTITIES; the answer has their number after its length and its kind. */
static gboolean
lends_ssh_keys (const char *path)
{
  static const char question[] = { 0, 0, 0, 1, 11 };
  static const char none[] = { 0, 0, 0, 5, 12, 0, 0, 0, 0 };
  char answer[64];
  gssize n = ask (path, question, sizeof question, answer, sizeof answer);

  return n != 0 && (n < (gssize) sizeof none || memcmp (answer, none, sizeof none) != 0);
}

/* It greets, and then lists its keys in lines before it says that this is all. */
static gboolean
lends_gpg_keys (const char *path)
{
  static const char question[] = "KEYINFO --list\n";
  char answer[1024];
  gssize n = ask (path, question, strlen (question), answer, sizeof answer);

  return n != 0 && (n < 0 || !g_str_has_prefix (answer, "OK") || strstr (answer, "KEYINFO") != NULL);
}

char *
guest_try_agents (const ProbeQuestion *question)
{
  static const char * const sockets[] = { "keyring/ssh", "ssh-agent.socket", "openssh_agent", "gcr/ssh", "gnupg/S.gpg-agent.ssh" };
  const char *ssh = g_getenv ("SSH_AUTH_SOCK");
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *directory = runtime != NULL ? g_strdup (runtime) : g_strdup_printf ("/run/user/%u", (guint) geteuid ());
  g_autofree char *gpg = g_build_filename (directory, "gnupg", "S.gpg-agent", NULL);

  if (ssh != NULL && lends_ssh_keys (ssh))
    return g_strdup_printf ("keys of the agent at %s", ssh);

  for (gsize i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      g_autofree char *path = g_build_filename (directory, sockets[i], NULL);

      if (lends_ssh_keys (path))
        return g_strdup_printf ("keys of the agent at %s", path);
    }

  return lends_gpg_keys (gpg) ? g_strdup_printf ("keys of the agent at %s", gpg) : NULL;
}
