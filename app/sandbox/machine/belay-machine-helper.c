/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-machine: what libvirt starts in the place of QEMU. It leaves the network of this computer for an empty one of its own,
 * then becomes QEMU: whatever the guest does to the network card it was given, and whatever it did to QEMU itself, there is no
 * route, no neighbour and no name to be looked up. The one thing that listens in that network is the way out, if there is
 * to be one: a socket that is handed to Belay, which accepts outside. QEMU passes connections of the guest to 10.0.2.2 on to
 * the loopback address.
 *
 * The socket that was handed out by is a lifeline as well: when Belay is gone, or has done with the machine, its end is closed, and a
 * watcher that was left behind kills QEMU. libvirt would do that, too, but may be gone itself.
 *
 * Environment: BELAY_DOORWAY, the path of a SOCK_SEQPACKET socket that waits for the listening socket; none, no way out.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-doorway-wire.h"

#define QEMU "/usr/bin/qemu-system-x86_64"

static int
write_file (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  int written = fd >= 0 && write (fd, text, strlen (text)) == (ssize_t) strlen (text);

  if (fd >= 0)
    close (fd);

  return written;
}

/* A user namespace in which we are who we were: needed to make the network, and of no use afterwards. */
static int
leave_network (void)
{
  char users[64], groups[64];

  snprintf (users, sizeof users, "%u %u 1\n", (unsigned) geteuid (), (unsigned) geteuid ());
  snprintf (groups, sizeof groups, "%u %u 1\n", (unsigned) getegid (), (unsigned) getegid ());

  return unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0 && write_file ("/proc/self/setgroups", "deny") &&
         write_file ("/proc/self/uid_map", users) && write_file ("/proc/self/gid_map", groups);
}

static int
raise_loopback (int fd)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };

  return ioctl (fd, SIOCSIFFLAGS, &request) == 0;
}

/* Returns: our end of what it was handed out by, or -1. */
static int
hand_out (int         fd,
          const char *path)
{
  union { struct cmsghdr header; char space[CMSG_SPACE (sizeof (int))]; } control;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  char byte = 0;
  struct iovec part = { &byte, sizeof byte };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  int peer = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

  memset (&control, 0, sizeof control);
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN (sizeof fd);
  memcpy (CMSG_DATA (&control.header), &fd, sizeof fd);

  if (peer < 0 || strlen (path) >= sizeof address.sun_path)
    return -1;

  memcpy (address.sun_path, path, strlen (path) + 1);

  if (connect (peer, (const struct sockaddr *) &address, sizeof address) != 0 || sendmsg (peer, &message, MSG_NOSIGNAL) != 1)
    return -1;

  return peer;
}

/* Returns: the lifeline, or -1. */
static int
make_way_out (const char *path)
{
  const struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (BELAY_DOORWAY_PORT),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || !raise_loopback (fd) || bind (fd, (const struct sockaddr *) &address, sizeof address) != 0 || listen (fd, 64) != 0)
    return -1;

  return hand_out (fd, path);
}

/* Only what it waits for and whom it kills: libvirt waits for the end of some of the others. */
static void
keep_only (int first,
           int second)
{
  int low = first < second ? first : second, high = first < second ? second : first;

  if (low > 0)
    close_range (0, low - 1, 0);
  if (high > low + 1)
    close_range (low + 1, high - 1, 0);
  close_range (high + 1, ~0U, 0);
}

static void
watch (int   lifeline,
       int   machine,
       pid_t parent)
{
  char byte;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (0);

  setsid ();
  keep_only (lifeline, machine);
  while (read (lifeline, &byte, sizeof byte) > 0 || errno == EINTR)
    errno = 0;

  syscall (SYS_pidfd_send_signal, machine, SIGKILL, NULL, 0);
  _exit (0);
}

/* Whoever calls it becomes QEMU; a number of a process may be another's later, a descriptor may not. */
static int
leave_watcher (int lifeline)
{
  pid_t parent = getpid ();
  int machine = syscall (SYS_pidfd_open, parent, 0);
  pid_t child = machine >= 0 ? fork () : -1;

  if (child == 0)
    watch (lifeline, machine, parent);

  return child > 0;
}

int
main (int    argc,
      char **argv)
{
  const char *doorway = getenv ("BELAY_DOORWAY");

  if (!leave_network ())
    {
      perror ("belay-machine: this computer does not allow a network of its own for the machine");
      return 1;
    }

  if (doorway != NULL)
    {
      int lifeline = make_way_out (doorway);

      if (lifeline < 0 || !leave_watcher (lifeline))
        {
          perror ("belay-machine: the way out");
          return 1;
        }
    }

  unsetenv ("BELAY_DOORWAY");
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  argv[0] = (char *) QEMU;
  execv (QEMU, argv);
  perror ("belay-machine: " QEMU);

  return 1;
}
