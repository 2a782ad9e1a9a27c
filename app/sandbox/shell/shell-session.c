/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell-kin.h"

/* As the shell knows its descriptors; what it runs does not get them. */
#define COMMANDS_FD 8
#define STATUSES_FD 9

/* Whatever a command defines: “builtin” finds what was meant. Only one that redefines that hangs, and is killed for it. */
#define SCRIPT \
  "while IFS= builtin read -r -d '' -u 8; do " \
  "builtin eval \"$REPLY\" </dev/null 8<&- 9>&-; " \
  "builtin printf '%d\\0' \"$?\" >&9; done"

void
shell_session_init (ShellSession *self)
{
  self->pid = 0;
  self->commands = self->statuses = self->output = -1;
  self->running = 0;
}

static void
clear_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);

  *fd = -1;
}

static void
forget (ShellSession *self)
{
  clear_fd (&self->commands);
  clear_fd (&self->statuses);
  clear_fd (&self->output);
  self->pid = 0;
}

static void
report (ShellSession     *self,
        BelayShellStatus  status,
        guint             value,
        ShellSessionEnd   end)
{
  guint32 id = self->running;

  self->running = 0;
  if (id != 0)
    end (id, status, value, &self->kept);
}

/* In the child. */
static G_NORETURN void
become_shell (int commands,
              int statuses,
              int output)
{
  int nothing = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  sigset_t none;

  setpgid (0, 0);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  /* What runs in the background is born without these. */
  signal (SIGINT, SIG_DFL);
  signal (SIGQUIT, SIG_DFL);
  signal (SIGPIPE, SIG_DFL);

  /* Out of the way of the numbers they get. */
  commands = fcntl (commands, F_DUPFD_CLOEXEC, 20);
  statuses = fcntl (statuses, F_DUPFD_CLOEXEC, 20);
  output = fcntl (output, F_DUPFD_CLOEXEC, 20);

  if (dup2 (nothing, 0) == 0 && dup2 (output, 1) == 1 && dup2 (output, 2) == 2 &&
      dup2 (commands, COMMANDS_FD) == COMMANDS_FD && dup2 (statuses, STATUSES_FD) == STATUSES_FD &&
      chdir (g_getenv ("HOME")) == 0)
    execl ("/bin/bash", "bash", "--noprofile", "--norc", "-c", SCRIPT, (char *) NULL);

  _exit (127);
}

static gboolean
start (ShellSession *self)
{
  int commands[2] = { -1, -1 }, statuses[2] = { -1, -1 }, output[2] = { -1, -1 };

  if (pipe2 (commands, O_CLOEXEC) == 0 && pipe2 (statuses, O_CLOEXEC) == 0 && pipe2 (output, O_CLOEXEC) == 0)
    {
      self->pid = fork ();
      if (self->pid == 0)
        become_shell (commands[0], statuses[1], output[1]);
      if (self->pid > 0)
        setpgid (self->pid, self->pid);
    }

  clear_fd (&commands[0]);
  clear_fd (&statuses[1]);
  clear_fd (&output[1]);
  self->commands = commands[1];
  self->statuses = statuses[0];
  self->output = output[0];

  if (self->pid <= 0)
    {
      forget (self);
      return FALSE;
    }

  /* A whole command fits. */
  fcntl (self->commands, F_SETPIPE_SZ, 2 * BELAY_SHELL_MAX_COMMAND);
  fcntl (self->commands, F_SETFL, O_NONBLOCK);
  fcntl (self->statuses, F_SETFL, O_NONBLOCK);
  fcntl (self->output, F_SETFL, O_NONBLOCK);

  return TRUE;
}

static void
take_output (ShellSession *self,
             gboolean      all)
{
  guint8 buffer[16 * 1024];
  int there = 0;
  gssize n;

  /* Not more than is there now: what goes on in the background may put out for ever. */
  ioctl (self->output, FIONREAD, &there);
  do
    {
      n = read (self->output, buffer, sizeof buffer);
      if (n > 0 && self->running != 0)
        shell_output_add (&self->kept, buffer, (gsize) n);
      there -= (int) MAX (n, 0);
    }
  while (n > 0 && all && there > 0);

  /* Nobody has its other end any more. */
  if (n == 0)
    clear_fd (&self->output);
}

gboolean
shell_session_run (ShellSession *self,
                   guint32       id,
                   const char   *command,
                   gsize         length)
{
  const struct { const char *data; gsize length; } parts[] = { { command, length }, { "", 1 } };

  if (self->running != 0 || (self->pid == 0 && !start (self)))
    return FALSE;

  take_output (self, TRUE);
  shell_output_clear (&self->kept);
  self->n_status = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (gsize sent = 0; sent < parts[i].length;)
      {
        gssize n = write (self->commands, parts[i].data + sent, parts[i].length - sent);

        if (n < 0 && errno != EINTR)
          return FALSE;
        sent += (gsize) MAX (n, 0);
      }

  self->running = id;

  return TRUE;
}

guint
shell_session_watch (ShellSession  *self,
                     struct pollfd *fds)
{
  if (self->pid == 0)
    return 0;

  fds[0] = (struct pollfd) { self->statuses, POLLIN, 0 };
  fds[1] = (struct pollfd) { self->output, POLLIN, 0 };

  return 2;
}

/* The shell has let go of its end: it is over, or became something else. */
static void
take_end (ShellSession    *self,
          ShellSessionEnd  end)
{
  int how = 0;
  pid_t done;

  take_output (self, TRUE);
  kill (-self->pid, SIGKILL);

  do
    done = waitpid (self->pid, &how, 0);
  while (done < 0 && errno == EINTR);

  forget (self);
  report (self, BELAY_SHELL_ENDED, WIFSIGNALED (how) ? (guint) (128 + WTERMSIG (how)) : (guint) WEXITSTATUS (how), end);
}

void
shell_session_turn (ShellSession    *self,
                    ShellSessionEnd  end)
{
  gssize n;
  char c;

  if (self->pid == 0)
    return;

  take_output (self, FALSE);

  while ((n = read (self->statuses, &c, 1)) == 1)
    {
      if (c != '\0')
        {
          if (self->n_status < sizeof self->status - 1)
            self->status[self->n_status++] = c;
          continue;
        }

      self->status[self->n_status] = '\0';
      self->n_status = 0;
      take_output (self, TRUE);
      report (self, BELAY_SHELL_OK, (guint) atoi (self->status) & 255, end);
    }

  if (n == 0)
    take_end (self, end);
}

void
shell_session_kill (ShellSession    *self,
                    ShellSessionEnd  end)
{
  if (self->pid > 0)
    {
      kill (-self->pid, SIGKILL);
      take_output (self, TRUE);
    }

  shell_kin_kill ();
  forget (self);
  report (self, BELAY_SHELL_KILLED, 0, end);
}
