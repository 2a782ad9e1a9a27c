/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-guest: lives in a virtual machine, where the guest agent has put it. It takes the port that leads out to the program,
 * becomes the ordinary user whose desktop it is, and passes on to the helpers of the container, which are in it, what they are
 * asked, and what they answer. Whoever asks trusts none of them.
 *
 *     belay-guest NAME         where NAME is what it is to say it is
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "belay-guest-stream.h"
#include "belay-probe-wire.h"
#include "guest.h"

#define SEND_MS      10000      /* for the program to take what it asked for */
#define NOBODY_USEC  200000     /* between two looks whether anybody is at the other end */
#define DESKTOP_SECONDS 900     /* emulated, on a busy computer; nobody waits for it that long */

typedef enum
{
  PROBE,
  SHELL,
  N_HELPERS,
} Which;

typedef struct
{
  BelayGuestVerb packet;
  BelayGuestVerb gone;
  int            number;        /* of its socket, as it knows it */
  int            fd;            /* of ours; -1: it does not run */
  gboolean       ended;         /* it is not started twice */
  guint          n_owed;        /* answers that have not come: of SHELL, each question has one */
  guint          n_void;        /* of these, how many nobody waits for any more */
} Helper;

static Helper helpers[N_HELPERS] = {
  [PROBE] = { BELAY_GUEST_PROBE, BELAY_GUEST_PROBE_GONE, BELAY_PROBE_FD, -1, FALSE, 0, 0 },
  [SHELL] = { BELAY_GUEST_SHELL, BELAY_GUEST_SHELL_GONE, BELAY_SHELL_FD, -1, FALSE, 0, 0 },
};

static BelayGuestStream stream;
static int port;
static const char *name;

static void
end_helper (Helper *helper)
{
  if (helper->fd >= 0)
    close (helper->fd);
  helper->fd = -1;
  helper->ended = TRUE;
  belay_guest_stream_send (port, helper->gone, NULL, 0, SEND_MS);
}

static G_NORETURN void
be_helper (Helper *helper,
           int     fd)
{
  int out = fcntl (fd, F_DUPFD_CLOEXEC, 20);

  close (port);
  signal (SIGCHLD, SIG_DFL);
  if (out < 0 || dup2 (out, helper->number) != helper->number)
    _exit (1);

  _exit (helper == &helpers[PROBE] ? belay_probe_main () : belay_shell_main (0, NULL));
}

static void
start_helper (Helper *helper)
{
  int pair[2];
  pid_t pid;

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    {
      end_helper (helper);
      return;
    }

  pid = fork ();
  if (pid == 0)
    be_helper (helper, pair[1]);

  close (pair[1]);
  helper->fd = pair[0];
  if (pid < 0)
    end_helper (helper);
}

static void
pass_in (Helper       *helper,
         const guint8 *packet,
         gsize         length)
{
  if (helper->fd < 0 && !helper->ended)
    start_helper (helper);
  if (helper->fd < 0)
    return;

  if (send (helper->fd, packet, length, MSG_NOSIGNAL) == (gssize) length)
    helper->n_owed++;
  else
    end_helper (helper);
}

static void
pass_out (Helper *helper)
{
  static guint8 packet[BELAY_SHELL_MAX_ANSWER];
  gssize n = recv (helper->fd, packet, sizeof packet, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;

  if (n <= 0)
    {
      end_helper (helper);
      return;
    }

  if (helper->n_owed > 0)
    helper->n_owed--;
  if (helper->n_void > 0)
    helper->n_void--;
  else
    belay_guest_stream_send (port, helper->packet, packet, (gsize) n, SEND_MS);
}

/* Who asks has forgotten what was asked before: the machine has gone back, or a new session has it. */
static void
say_hello (guint32 number)
{
  guint8 payload[sizeof number + BELAY_GUEST_MAX_NAME];
  gsize length = MIN (strlen (name), BELAY_GUEST_MAX_NAME);

  helpers[SHELL].n_void = helpers[SHELL].n_owed;
  memcpy (payload, &number, sizeof number);
  memcpy (payload + sizeof number, name, length);
  belay_guest_stream_send (port, BELAY_GUEST_HELLO, payload, sizeof number + length, SEND_MS);
}

/* FALSE: there is nothing more to do. */
static gboolean
obey (const BelayGuestFrame *frame,
      const guint8          *payload)
{
  guint32 number;

  switch ((BelayGuestVerb) frame->verb)
    {
    case BELAY_GUEST_HELLO:
      if (frame->length == sizeof number)
        {
          memcpy (&number, payload, sizeof number);
          say_hello (number);
        }
      return TRUE;

    case BELAY_GUEST_PROBE:
      pass_in (&helpers[PROBE], payload, frame->length);
      return TRUE;

    case BELAY_GUEST_SHELL:
      pass_in (&helpers[SHELL], payload, frame->length);
      return TRUE;

    case BELAY_GUEST_BYE:
      if (frame->length == strlen (name) && memcmp (payload, name, frame->length) == 0)
        return TRUE;
      belay_guest_stream_send (port, BELAY_GUEST_BYE, NULL, 0, SEND_MS);
      return FALSE;

    case BELAY_GUEST_PROBE_GONE:
    case BELAY_GUEST_SHELL_GONE:
    case BELAY_GUEST_WAY_OPEN:
    case BELAY_GUEST_WAY_DATA:
    case BELAY_GUEST_WAY_TAKEN:
    case BELAY_GUEST_WAY_END:
    case BELAY_GUEST_WAY_GONE:
    case BELAY_GUEST_N_VERBS:
    default:
      return TRUE;
    }
}

static gboolean
hear (void)
{
  BelayGuestFrame frame;
  const guint8 *payload;

  /* Nobody is at the other end, for now. */
  if (belay_guest_stream_fill (&stream, port) <= 0)
    {
      g_usleep (NOBODY_USEC);
      return TRUE;
    }

  while (belay_guest_stream_take (&stream, &frame, &payload))
    if (!obey (&frame, payload))
      return FALSE;

  return TRUE;
}

static void
serve (void)
{
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      struct pollfd fds[1 + N_HELPERS] = { { port, POLLIN, 0 } };

      for (guint i = 0; i < N_HELPERS; i++)
        fds[1 + i] = (struct pollfd) { helpers[i].fd, POLLIN, 0 };

      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno != EINTR)
        return;

      for (guint i = 0; i < N_HELPERS; i++)
        if (fds[1 + i].revents != 0)
          pass_out (&helpers[i]);

      if (fds[0].revents != 0)
        goes_on = hear ();
    }
}

/* What is said meanwhile will be said again; it must not stand in the way of what others have to say to that computer. */
static void
pass_over (void)
{
  struct pollfd poll_fd = { .fd = port, .events = POLLIN };
  static guint8 nothing[BELAY_GUEST_MAX_FRAME];

  for (guint i = 0; i < 10; i++)
    if (poll (&poll_fd, 1, 100) == 1 && read (port, nothing, sizeof nothing) <= 0)
      g_usleep (NOBODY_USEC / 2);
}

static gboolean
find_user (GuestUser *user)
{
  for (guint i = 0; i < DESKTOP_SECONDS; i++, pass_over ())
    if (guest_user_find (user))
      return TRUE;

  return FALSE;
}

/* The guest agent is not to wait for it. */
static gboolean
detach (void)
{
  int nothing;

  if (fork () != 0)
    return FALSE;

  setsid ();
  nothing = open ("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; fd++)
    dup2 (nothing, fd);
  if (nothing > 2)
    close (nothing);

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  GuestUser user = { 0 };
  GuestWayOut way_out;
  gboolean has_way_out;

  if (argc != 2 || !detach ())
    return argc == 2 ? 0 : 2;

  name = argv[1];
  signal (SIGCHLD, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  port = guest_port_open (BELAY_GUEST_PORT);
  if (port < 0)
    port = guest_port_open (BELAY_GUEST_FAR_PORT);
  has_way_out = guest_way_out_open (&way_out);
  if (port < 0 || !find_user (&user) || !guest_user_become (&user))
    return 1;

  prctl (PR_SET_DUMPABLE, 0);
  if (has_way_out)
    guest_way_out_serve (&way_out);
  serve ();

  return 0;
}
