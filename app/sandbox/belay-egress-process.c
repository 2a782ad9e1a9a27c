/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-egress-process.h"
#include "belay-helper.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _BelayEgressProcess
{
  GSubprocess *process;
  int          fd;
};

/**
 * belay_egress_process_start:
 * @listener: (transfer full): a listening socket, close-on-exec; closed here in any case
 * @error: return location for an error
 *
 * Starts belay-egress with an empty environment and nothing but what it needs.
 *
 * Returns: (transfer full) (nullable): it
 */
BelayEgressProcess *
belay_egress_process_start (int      listener,
                            GError **error)
{
  static const char * const environment[] = { NULL };
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  BelayEgressProcess *self;
  GSubprocess *process;
  int control;

  g_subprocess_launcher_take_fd (launcher, listener, BELAY_EGRESS_FD_LISTEN);
  process = belay_helper_start (launcher, "belay-egress", environment, BELAY_EGRESS_FD_CONTROL, &control, error);
  if (process == NULL)
    return NULL;

  self = g_new (BelayEgressProcess, 1);
  self->process = process;
  self->fd = control;

  return self;
}

/**
 * belay_egress_process_kill:
 * @self: (transfer full): a process
 *
 * Ends it at once, and with it all connections.
 */
void
belay_egress_process_kill (BelayEgressProcess *self)
{
  g_subprocess_force_exit (self->process);
  g_object_unref (self->process);
  close (self->fd);
  g_free (self);
}

int
belay_egress_process_get_fd (BelayEgressProcess *self)
{
  return self->fd;
}

/* Terminates it. What is no host is shown and recorded, too: it holds nothing but what can be seen. */
static void
clean (char host[BELAY_HOST_NAME_MAX + 1])
{
  host[BELAY_HOST_NAME_MAX] = '\0';

  for (char *at = host; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at))
        {
          *host = '\0';
          return;
        }
    }
}

/**
 * belay_egress_process_read:
 * @self: a process
 * @packet: (out): what it says
 *
 * Its texts are terminated and of visible ASCII here, whatever it sent.
 *
 * Returns: 1 for a packet, 0 if there is none now, -1 if it is gone or does not speak as it should
 */
gssize
belay_egress_process_read (BelayEgressProcess *self,
                           BelayEgressPacket  *packet)
{
  gssize n = recv (self->fd, packet, sizeof *packet, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return 0;
  if (n != (gssize) sizeof *packet)
    return -1;

  clean (packet->host);
  clean (packet->other);

  return 1;
}

/**
 * belay_egress_process_answer:
 * @self: a process
 * @id: of the connection
 * @verdict: the answer
 * @server: a connected socket, or -1; still the caller's
 *
 * If it is gone, its socket says so.
 */
void
belay_egress_process_answer (BelayEgressProcess *self,
                             guint32             id,
                             BelayEgressVerdict  verdict,
                             int                 server)
{
  union { struct cmsghdr header; char space[CMSG_SPACE (sizeof (int))]; } control = { 0 };
  BelayEgressAnswer answer = { id, verdict };
  struct iovec part = { &answer, sizeof answer };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

  if (server >= 0)
    {
      message.msg_control = &control;
      message.msg_controllen = sizeof control;
      control.header.cmsg_level = SOL_SOCKET;
      control.header.cmsg_type = SCM_RIGHTS;
      control.header.cmsg_len = CMSG_LEN (sizeof server);
      memcpy (CMSG_DATA (&control.header), &server, sizeof server);
    }

  if (sendmsg (self->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    g_debug ("belay-egress cannot be answered: %s", g_strerror (errno));
}
