/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-tunnel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-sandbox-fd.h"

#define MAX_CONNECTIONS 4       /* at a time: there is one screen */

struct _BelayVmTunnel
{
  GThread    *thread;
  int         listener;
  int         stop[2];          /* a pipe: closed at our end, the thread ends */
  GPtrArray  *programs;         /* of GSubprocess: of the thread */

  /* Either of the two. */
  char              **command;
  BelayVmTunnelHand   hand;
  gpointer            user_data;
  GDestroyNotify      destroy;
};

static gboolean
is_over (GSubprocess *program)
{
  return g_subprocess_get_identifier (program) == NULL;
}

static void
forget_over (BelayVmTunnel *self)
{
  for (guint i = self->programs->len; i > 0; i--)
    if (is_over (self->programs->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->programs, i - 1);
}

/* Whoever connects finds out that this has failed by the end of the connection. */
static void
start_program (BelayVmTunnel *self,
               int            fd)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;
  int copy = dup (fd);
  GSubprocess *program;

  forget_over (self);

  if (copy < 0 || self->programs->len >= MAX_CONNECTIONS)
    {
      belay_sandbox_clear_fd (&copy);
      belay_sandbox_clear_fd (&fd);
      return;
    }

  g_subprocess_launcher_take_stdin_fd (launcher, fd);
  g_subprocess_launcher_take_stdout_fd (launcher, copy);
  program = g_subprocess_launcher_spawnv (launcher, (const char * const *) self->command, &error);

  if (program != NULL)
    g_ptr_array_add (self->programs, program);
  else
    g_message ("The screen of the machine cannot be reached: %s", error->message);
}

static void
hand_over (BelayVmTunnel *self,
           int            fd)
{
  if (self->hand == NULL)
    {
      start_program (self, fd);
      return;
    }

  self->hand (fd, self->user_data);
  belay_sandbox_clear_fd (&fd);
}

static gpointer
run (gpointer user_data)
{
  BelayVmTunnel *self = user_data;
  struct pollfd waits[] = { { .fd = self->stop[0], .events = POLLIN }, { .fd = self->listener, .events = POLLIN } };

  while ((poll (waits, G_N_ELEMENTS (waits), -1) >= 0 || errno == EINTR) && waits[0].revents == 0)
    {
      int fd = waits[1].revents != 0 ? accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC) : -1;

      if (fd >= 0)
        hand_over (self, fd);
    }

  for (guint i = 0; i < self->programs->len; i++)
    g_subprocess_force_exit (self->programs->pdata[i]);

  return NULL;
}

static int
listen_at (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (strlen (path) >= sizeof address.sun_path)
    errno = ENAMETOOLONG;
  else if (fd >= 0)
    g_strlcpy (address.sun_path, path, sizeof address.sun_path);

  if (fd < 0 || address.sun_path[0] == '\0' || bind (fd, (const struct sockaddr *) &address, sizeof address) != 0 ||
      listen (fd, MAX_CONNECTIONS) != 0)
    belay_sandbox_clear_fd (&fd);

  return fd;
}

/* @self: (transfer full) */
static BelayVmTunnel *
open_at (BelayVmTunnel  *self,
         const char     *path,
         GError        **error)
{
  self->programs = g_ptr_array_new_with_free_func (g_object_unref);
  self->stop[0] = self->stop[1] = -1;
  self->listener = listen_at (path);

  if (self->listener < 0 || pipe2 (self->stop, O_CLOEXEC) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      belay_vm_tunnel_free (self);
      return NULL;
    }

  self->thread = g_thread_new ("tunnel", run, self);

  return self;
}

BelayVmTunnel *
belay_vm_tunnel_new (const char  *path,
                     char       **command,
                     GError     **error)
{
  BelayVmTunnel *self = g_new0 (BelayVmTunnel, 1);

  self->command = command;

  return open_at (self, path, error);
}

BelayVmTunnel *
belay_vm_tunnel_new_for_function (const char         *path,
                                  BelayVmTunnelHand   hand,
                                  gpointer            user_data,
                                  GDestroyNotify      destroy,
                                  GError            **error)
{
  BelayVmTunnel *self = g_new0 (BelayVmTunnel, 1);

  self->hand = hand;
  self->user_data = user_data;
  self->destroy = destroy;

  return open_at (self, path, error);
}

void
belay_vm_tunnel_free (BelayVmTunnel *self)
{
  belay_sandbox_clear_fd (&self->stop[1]);
  g_clear_pointer (&self->thread, g_thread_join);
  belay_sandbox_clear_fd (&self->stop[0]);
  belay_sandbox_clear_fd (&self->listener);
  g_ptr_array_unref (self->programs);
  g_strfreev (self->command);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}
