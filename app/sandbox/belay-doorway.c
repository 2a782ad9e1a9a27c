/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-doorway.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "belay-sandbox-fd.h"

struct _BelayDoorway
{
  int                 socket;
  guint               source;
  BelayDoorwayOpened  opened;
  gpointer            user_data;
};

/* It comes before any program of the guest runs; a look does no harm. */
static gboolean
is_listener (int fd)
{
  int listens = 0, type = 0;
  socklen_t size = sizeof (int);

  return getsockopt (fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens &&
         getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

int
belay_doorway_receive (int socket)
{
  union { struct cmsghdr header; char space[CMSG_SPACE (sizeof (int))]; } control;
  char byte;
  struct iovec part = { &byte, sizeof byte };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  struct cmsghdr *first;
  int fd;

  if (recvmsg (socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != 1)
    return -1;

  first = CMSG_FIRSTHDR (&message);
  if (first == NULL || first->cmsg_level != SOL_SOCKET || first->cmsg_type != SCM_RIGHTS ||
      first->cmsg_len != CMSG_LEN (sizeof fd))
    return -1;

  memcpy (&fd, CMSG_DATA (first), sizeof fd);
  if (!is_listener (fd))
    belay_sandbox_clear_fd (&fd);

  return fd;
}

static gboolean
on_handed (int          socket,
           GIOCondition condition,
           gpointer     user_data)
{
  BelayDoorway *self = user_data;
  int listener = belay_doorway_receive (socket);

  self->source = 0;

  if (listener >= 0)
    self->opened (listener, self->user_data);
  else
    g_message ("The sandbox has no way out.");

  return G_SOURCE_REMOVE;
}

BelayDoorway *
belay_doorway_new (int                 socket,
                   BelayDoorwayOpened  opened,
                   gpointer            user_data)
{
  BelayDoorway *self = g_new (BelayDoorway, 1);

  self->socket = socket;
  self->opened = opened;
  self->user_data = user_data;
  self->source = g_unix_fd_add (socket, G_IO_IN | G_IO_HUP, on_handed, self);

  return self;
}

void
belay_doorway_free (BelayDoorway *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  belay_sandbox_clear_fd (&self->socket);
  g_free (self);
}
