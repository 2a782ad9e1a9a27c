/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-bubblewrap-freeze.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "belay-sandbox-fd.h"

#define SERVER     "/usr/bin/Xtigervnc"
#define MAX_PASSES 64           /* what makes processes faster than we find them is not frozen, and that is said */

/* The namespace that process @pid lives in. */
static gboolean
get_namespace (pid_t        pid,
               struct stat *status)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/ns/pid", (int) pid);

  return stat (path, status) == 0;
}

static gboolean
is_inside (pid_t              pid,
           const struct stat *container)
{
  struct stat status;

  return get_namespace (pid, &status) && status.st_dev == container->st_dev && status.st_ino == container->st_ino;
}

static gboolean
is_server (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/exe", (int) pid);
  g_autofree char *target = g_file_read_link (path, NULL);

  return g_strcmp0 (target, SERVER) == 0;
}

/* When it started, in clock ticks since the machine did (proc(5): the 22nd field, the 20th behind the name). */
static guint64
get_start_time (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *text = NULL;
  const char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (rest = strrchr (text, ')')) == NULL)
    return G_MAXUINT64;

  for (int i = 0; i < 20 && rest != NULL; i++)
    rest = strchr (rest + 1, ' ');

  return rest != NULL ? g_ascii_strtoull (rest, NULL, 10) : G_MAXUINT64;
}

/* The processes of the container but its first one. */
static GArray *
list (pid_t              init,
      const struct stat *container)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (pid_t));
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      pid_t pid = atoi (name);

      if (pid > 1 && pid != init && is_inside (pid, container))
        g_array_append_val (pids, pid);
    }

  return pids;
}

/* The server was there before any program of the guest’s; whatever else is called like it is one of those. */
static pid_t
find_server (GArray *pids)
{
  guint64 earliest = G_MAXUINT64;
  pid_t server = 0;

  for (guint i = 0; i < pids->len; i++)
    {
      pid_t pid = g_array_index (pids, pid_t, i);
      guint64 time;

      if (is_server (pid) && (time = get_start_time (pid)) < earliest)
        {
          earliest = time;
          server = pid;
        }
    }

  return server;
}

/* By a descriptor, so that no other process gets the signal that has the number by now. */
static void
send_signal (pid_t              pid,
             const struct stat *container,
             int                number)
{
  int fd = syscall (SYS_pidfd_open, pid, 0);

  if (fd >= 0 && is_inside (pid, container))
    syscall (SYS_pidfd_send_signal, fd, number, NULL, 0);

  belay_sandbox_clear_fd (&fd);
}

/* Until a pass finds nobody who has not got the signal: those that run may have made others meanwhile. */
static gboolean
signal_all (pid_t init,
            int   number)
{
  g_autoptr(GHashTable) reached = g_hash_table_new (NULL, NULL);
  struct stat container;

  if (!get_namespace (init, &container))
    return FALSE;

  for (int pass = 0; pass < MAX_PASSES; pass++)
    {
      g_autoptr(GArray) pids = list (init, &container);
      pid_t server = find_server (pids);
      gboolean all = TRUE;

      for (guint i = 0; i < pids->len; i++)
        {
          pid_t pid = g_array_index (pids, pid_t, i);

          if (pid == server || !g_hash_table_add (reached, GINT_TO_POINTER (pid)))
            continue;

          send_signal (pid, &container, number);
          all = FALSE;
        }

      if (all)
        return TRUE;
    }

  return FALSE;
}

gboolean
belay_bubblewrap_freeze (pid_t init)
{
  return signal_all (init, SIGSTOP);
}

gboolean
belay_bubblewrap_thaw (pid_t init)
{
  return signal_all (init, SIGCONT);
}
