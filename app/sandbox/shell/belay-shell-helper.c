/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-shell: lives in the sandbox, as the user the agent works as. It runs what is asked for in a shell that it keeps, and
 * reads and writes files. It is asked over a socket that was passed to it. Whoever asks does not trust it.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shell-files.h"
#include "shell-kin.h"
#include "shell-session.h"

#ifdef BELAY_IN_GUEST
#include "guest.h"
#define main belay_shell_main
#endif

static ShellSession session;
static ShellFiles files;

static void
answer (const BelayShellAnswer *head,
        const guint8           *payload,
        gsize                   length)
{
  struct iovec parts[] = { { (void *) head, sizeof *head }, { (void *) payload, length } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

  while (sendmsg (BELAY_SHELL_FD, &message, MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

static void
on_command_end (guint32            id,
                BelayShellStatus   status,
                guint              value,
                const ShellOutput *kept)
{
  BelayShellAnswer head = { .id = id, .status = status, .value = value, .size = kept->size };
  guint8 output[2 * BELAY_SHELL_KEPT];

  answer (&head, output, shell_output_copy (kept, output));
}

/* What can be told at once; @payload is followed by a zero. */
static void
obey (const BelayShellQuestion *question,
      const char               *payload,
      gsize                     length)
{
  BelayShellAnswer head = { .id = question->id };
  static guint8 data[BELAY_SHELL_CHUNK];
  gsize n = 0;
  gboolean cut = FALSE;

  switch ((BelayShellVerb) question->verb)
    {
    case BELAY_SHELL_RUN:
      if (shell_session_run (&session, question->id, payload, length))
        return;
      shell_session_kill (&session, on_command_end);
      head.status = BELAY_SHELL_FAILED;
      break;

    case BELAY_SHELL_END:
      shell_session_kill (&session, on_command_end);
      break;

    case BELAY_SHELL_OPEN:
      head.status = shell_files_open (&files, payload, question->argument != 0, &head.size);
      break;

    case BELAY_SHELL_LIST:
      head.status = shell_files_list (&files, payload, question->argument, &cut);
      head.value = cut;
      break;

    case BELAY_SHELL_HOME:
      head.status = shell_files_home (&files);
      break;

    case BELAY_SHELL_READ:
      n = sizeof data;
      head.status = shell_files_read (&files, data, &n);
      break;

    case BELAY_SHELL_CREATE:
      head.status = shell_files_create (&files, payload, question->argument != 0);
      break;

    case BELAY_SHELL_WRITE:
      head.status = shell_files_write (&files, (const guint8 *) payload, length);
      break;

    case BELAY_SHELL_COMMIT:
      head.status = shell_files_commit (&files, length == BELAY_SHELL_DIGEST ? (const guint8 *) payload : NULL);
      break;

    case BELAY_SHELL_DROP:
      shell_files_drop (&files);
      break;

    default:
      head.status = BELAY_SHELL_FAILED;
    }

  answer (&head, data, n);
}

/* FALSE: nobody asks any more. */
static gboolean
hear (void)
{
  static struct
  {
    BelayShellQuestion question;
    char               payload[BELAY_SHELL_MAX_COMMAND + 1];
  } packet;
  gssize n = recv (BELAY_SHELL_FD, &packet, sizeof packet - 1, MSG_DONTWAIT);

  if (n < 0)
    return errno == EAGAIN || errno == EINTR;
  if (n < (gssize) sizeof packet.question)
    return FALSE;

  n -= sizeof packet.question;
  packet.payload[n] = '\0';
  obey (&packet.question, packet.payload, (gsize) n);

  return TRUE;
}

static int
watch_children (void)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGCHLD);
  sigprocmask (SIG_BLOCK, &signals, NULL);
  signal (SIGPIPE, SIG_IGN);

  return signalfd (-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
main (int    argc,
      char **argv)
{
  struct signalfd_siginfo told;
  int children;
  gboolean open = TRUE;

  /* Its socket is nobody else's, and what loses its parent is its child. */
  prctl (PR_SET_DUMPABLE, 0);
  prctl (PR_SET_CHILD_SUBREAPER, 1);
  fcntl (BELAY_SHELL_FD, F_SETFD, FD_CLOEXEC);
  children = watch_children ();
  shell_session_init (&session);
  shell_files_init (&files);

  while (open)
    {
      struct pollfd fds[4] = { { BELAY_SHELL_FD, POLLIN, 0 }, { children, POLLIN, 0 } };

      if (poll (fds, 2 + shell_session_watch (&session, fds + 2), -1) < 0 && errno != EINTR)
        break;

      while (read (children, &told, sizeof told) == (gssize) sizeof told)
        ;
      shell_kin_reap (session.pid);
      shell_session_turn (&session, on_command_end);
      if (fds[0].revents != 0)
        open = hear ();
    }

  shell_session_kill (&session, on_command_end);
  shell_files_drop (&files);

  return 0;
}
