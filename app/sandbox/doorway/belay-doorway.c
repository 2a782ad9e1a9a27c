/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-doorway: runs in the sandbox, before anything else does. It makes the socket at which the programs in there find their
 * proxy, hands it out, and is gone: who accepts is outside, and nothing of it can be stopped or replaced in here.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "belay-doorway-wire.h"

static int
hand_out (int fd)
{
  union { struct cmsghdr header; char space[CMSG_SPACE (sizeof (int))]; } control;
  char byte = 0;
  struct iovec part = { &byte, sizeof byte };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };

  memset (&control, 0, sizeof control);
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN (sizeof fd);
  memcpy (CMSG_DATA (&control.header), &fd, sizeof fd);

  return sendmsg (BELAY_DOORWAY_FD, &message, MSG_NOSIGNAL) == 1 ? 0 : 1;
}

int
main (void)
{
  const struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (BELAY_DOORWAY_PORT),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || bind (fd, (const struct sockaddr *) &address, sizeof address) != 0 || listen (fd, 64) != 0)
    {
      perror ("The way out of the sandbox");
      return 1;
    }

  return hand_out (fd);
}
