/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-kin.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PASSES   200
#define MAX_KIN      4096
#define MAX_STAT     1024

typedef struct
{
  pid_t pid;
  pid_t parent;
} Process;

/* The parent of @pid; 0: it is gone, or only waits to be taken note of. */
static pid_t
get_parent (const char *pid)
{
  char path[64], text[MAX_STAT];
  const char *rest;
  gssize n;
  int fd;

  g_snprintf (path, sizeof path, "/proc/%s/stat", pid);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;

  n = read (fd, text, sizeof text - 1);
  close (fd);
  if (n <= 0)
    return 0;

  /* A program's name may hold anything, parentheses too. */
  text[n] = '\0';
  rest = strrchr (text, ')');

  return rest != NULL && strlen (rest) > 4 && rest[2] != 'Z' && rest[2] != 'X' ? atoi (rest + 4) : 0;
}

static guint
list_processes (Process *processes)
{
  DIR *folder = opendir ("/proc");
  struct dirent *entry;
  guint n = 0;

  while (folder != NULL && n < MAX_KIN && (entry = readdir (folder)) != NULL)
    {
      pid_t parent = g_ascii_isdigit (*entry->d_name) ? get_parent (entry->d_name) : 0;

      if (parent > 0)
        processes[n++] = (Process) { atoi (entry->d_name), parent };
    }

  if (folder != NULL)
    closedir (folder);

  return n;
}

static gboolean
descends (const Process *processes,
          guint          n,
          pid_t          pid)
{
  pid_t self = getpid ();

  /* Longer than any line of descent there can be: a list that is not of one moment may hold a circle. */
  for (guint steps = 0; steps < n && pid > 1; steps++)
    {
      pid_t parent = 0;

      for (guint i = 0; i < n && parent == 0; i++)
        if (processes[i].pid == pid)
          parent = processes[i].parent;

      if (parent == self)
        return TRUE;
      pid = parent;
    }

  return FALSE;
}

void
shell_kin_reap (pid_t but)
{
  siginfo_t info = { 0 };

  while (waitid (P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0 && info.si_pid != but)
    waitpid (info.si_pid, NULL, WNOHANG);
}

/* First they are stopped, so that nobody makes more while the others are being killed. */
void
shell_kin_kill (void)
{
  static Process processes[MAX_KIN];

  for (guint pass = 0; pass < MAX_PASSES; pass++)
    {
      guint n = list_processes (processes), n_kin = 0;

      for (guint i = 0; i < n; i++)
        if (descends (processes, n, processes[i].pid))
          {
            kill (processes[i].pid, pass == 0 ? SIGSTOP : SIGKILL);
            n_kin++;
          }

      shell_kin_reap (0);
      if (n_kin == 0)
        return;
      if (pass > 0)
        g_usleep (200);
    }
}
