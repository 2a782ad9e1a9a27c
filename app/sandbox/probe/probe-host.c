/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_ENTRIES 2000        /* of a directory that are looked at */

/* The kernel gives this number to the namespace of processes that it began with. */
#define FIRST_NAMESPACE "pid:[4026531836]"

/* The name of the first entry of @directory that is none of @known; (transfer full) (nullable). */
static char *
find_unknown (const char         *directory,
              const char * const *known)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  for (guint i = 0; dir != NULL && i < MAX_ENTRIES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      if (!g_strv_contains (known, name))
        return g_build_filename (directory, name, NULL);
    }

  return NULL;
}

/* What a sandbox of ours has at these places; the computer has more. */
static char *
try_places (void)
{
  static const char * const root[] = { "bin", "dev", "etc", "home", "lib", "lib64", "opt", "proc", "run", "sbin", "tmp", "usr",
                                       "var", NULL };
  static const char * const home[] = { "agent", NULL };
  static const char * const run[] = { "user", NULL };
  static const char * const opt[] = { "belay", NULL };
  static const char * const none[] = { NULL };
  const struct { const char *directory; const char * const *known; } places[] = {
    { "/", root }, { "/home", home }, { "/run", run }, { "/opt", opt }, { "/usr/local", none }, { "/var/lib", none },
  };
  char *open = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (places) && open == NULL; i++)
    open = find_unknown (places[i].directory, places[i].known);

  return open;
}

char *
probe_files (const ProbeQuestion *question)
{
  static const char * const never[] = { "/etc/shadow", "/root", "/etc/ssh/ssh_host_ed25519_key", "/dev/sda", "/dev/nvme0n1",
                                        "/dev/vda", "/dev/mem", "/dev/kmsg", "/dev/kvm" };
  static const char * const read_only[] = { "/usr", "/etc", "/opt", "/" };

  if (question->file != NULL && access (question->file, F_OK) == 0)
    return g_strdup ("a file that this computer has for the purpose");

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    {
      if (access (never[i], R_OK) == 0)
        return g_strdup (never[i]);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (read_only); i++)
    {
      if (access (read_only[i], W_OK) == 0)
        return g_strdup_printf ("%s, to write", read_only[i]);
    }

  return try_places ();
}

char *
probe_processes (const ProbeQuestion *question)
{
  static const char * const others[] = { "kthreadd", "systemd", "systemd-logind", "dbus-broker", "gnome-shell", "plasmashell",
                                         "belay", "belay-screen", "belay-egress", NULL };
  g_autofree char *namespace = g_file_read_link ("/proc/self/ns/pid", NULL);
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  if (g_strcmp0 (namespace, FIRST_NAMESPACE) == 0)
    return g_strdup ("all processes of this computer");

  for (guint i = 0; dir != NULL && i < MAX_ENTRIES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &comm, NULL, NULL) &&
          g_strv_contains (others, g_strstrip (comm)))
        return g_strdup_printf ("the process %s", comm);
    }

  return NULL;
}

/* The value of a line of /proc/self/status; (transfer full) (nullable). */
static char *
get_status (const char *key)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, key) && (*line)[strlen (key)] == ':')
        return g_strdup (g_strstrip (*line + strlen (key) + 1));
    }

  return NULL;
}

char *
probe_privileges (const ProbeQuestion *question)
{
  static const char * const none[] = { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" };
  g_autofree char *no_new = get_status ("NoNewPrivs");
  g_autofree char *filter = get_status ("Seccomp");

  if (geteuid () == 0)
    return g_strdup ("root");

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autofree char *capabilities = get_status (none[i]);

      if (capabilities == NULL || strspn (capabilities, "0") != strlen (capabilities))
        return g_strdup_printf ("capabilities (%s)", none[i]);
    }

  if (g_strcmp0 (no_new, "1") != 0 || g_strcmp0 (filter, "2") != 0)
    return g_strdup ("system calls without a filter");
  if (unshare (CLONE_NEWUSER) == 0 || unshare (CLONE_NEWNS) == 0)
    return g_strdup ("namespaces of its own");
  if (mount ("none", "/tmp", "tmpfs", 0, NULL) == 0)
    return g_strdup ("mounting");
  if (access ("/proc/sys/kernel/core_pattern", W_OK) == 0)
    return g_strdup ("settings of the kernel");

  return NULL;
}

char *
probe_environment (const ProbeQuestion *question)
{
  static const char * const shell[] = { "PWD", "OLDPWD", "SHLVL", "_", "NO_AT_BRIDGE", "GTK_A11Y", NULL };
  g_auto(GStrv) names = g_listenv ();

  for (char **name = names; *name != NULL && question->variables != NULL; name++)
    {
      if (!g_strv_contains ((const char * const *) question->variables, *name) && !g_strv_contains (shell, *name))
        return g_strdup_printf ("the variable %s", *name);
    }

  return NULL;
}

/* What is in a home that somebody lives in. */
char *
probe_home (const ProbeQuestion *question)
{
  static const char * const names[] = {
    ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".netrc", ".git-credentials", ".pgpass", ".my.cnf", ".npmrc",
    ".pypirc", ".password-store", ".config/gcloud", ".config/gh", ".config/rclone", ".config/op", ".local/share/keyrings",
    ".local/share/kwalletd", ".mozilla", ".thunderbird", ".config/google-chrome", ".config/chromium", ".config/microsoft-edge",
    ".config/BraveSoftware", ".config/vivaldi", ".bash_history", ".config/belay", ".local/state/belay",
  };
  const char * const homes[] = { g_get_home_dir (), "/home/agent", "/root" };

  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *path = g_build_filename (homes[i], names[j], NULL);

          if (access (path, F_OK) == 0)
            return g_steal_pointer (&path);
        }
    }

  return NULL;
}

/* The kernel keeps keys as well, and lends them to whoever is the same user. */
char *
probe_agents (const ProbeQuestion *question)
{
  static const char * const variables[] = { "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "GNOME_KEYRING_CONTROL" };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      if (g_getenv (variables[i]) != NULL)
        return g_strdup (variables[i]);
    }

  /* KEYCTL_GET_KEYRING_ID of the user's own keyring. */
  if (syscall (SYS_keyctl, 0, -4, 0) >= 0)
    return g_strdup ("the kernel’s keys");

  return NULL;
}
