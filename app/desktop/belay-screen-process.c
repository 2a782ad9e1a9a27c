/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-process.h"
#include "belay-helper.h"
#include "belay-screen.h"
#include "belay-screen-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Memory that neither side can make smaller under the other. Pages come into being as they are used. */
static int
create_memory (const guint8 **memory)
{
  int fd = memfd_create ("belay-screen", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gpointer mapped;

  if (fd < 0)
    return -1;

  if (ftruncate (fd, (off_t) BELAY_WIRE_MEMORY_SIZE) == 0 &&
      fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    {
      mapped = mmap (NULL, BELAY_WIRE_MEMORY_SIZE, PROT_READ, MAP_SHARED, fd, 0);
      if (mapped != MAP_FAILED)
        {
          *memory = mapped;
          return fd;
        }
    }

  close (fd);

  return -1;
}

/* Out of the way of the numbers the helper wants. Takes over @fd, which may be -1. */
static int
move_up (int fd)
{
  int moved;

  if (fd < 0)
    return -1;

  moved = fcntl (fd, F_DUPFD_CLOEXEC, BELAY_WIRE_FD_MEMORY + 1);
  close (fd);

  return moved;
}

static int
spawn_helper (GPid       *pid,
              const int  *fds,
              const char *host)
{
  g_autofree char *program = belay_helper_find ("belay-screen");
  char * const argv[] = { (char *) "belay-screen", (char *) host, NULL };
  char * const environment[] = { NULL };
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  int result;

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2 (&actions, 0, 1);
#if !defined(__SANITIZE_ADDRESS__)      /* there it has something to say about the program, not for it */
  posix_spawn_file_actions_adddup2 (&actions, 0, 2);
#endif
  posix_spawn_file_actions_adddup2 (&actions, fds[0], BELAY_WIRE_FD_SERVER);
  posix_spawn_file_actions_adddup2 (&actions, fds[1], BELAY_WIRE_FD_CONTROL);
  posix_spawn_file_actions_adddup2 (&actions, fds[2], BELAY_WIRE_FD_MEMORY);

  sigemptyset (&none);
  sigfillset (&all);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &all);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  result = posix_spawn (pid, program, &actions, &attributes, argv, environment);

  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);

  return result;
}

/**
 * belay_screen_process_start:
 * @server: (transfer full): the connected socket of the VNC server
 * @host: (nullable): the name the server was reached by, %NULL if it is on this machine
 * @pid: (out): the process, to be reaped by the caller
 * @control: (out): the caller's end of the control socket
 * @memory: (out): the shared memory, %BELAY_WIRE_MEMORY_SIZE bytes to read
 * @error: return location for an error
 *
 * Starts belay-screen with an empty environment and nothing but what it needs.
 *
 * Returns: %TRUE if it runs; otherwise @control and @memory may be set nevertheless and are the caller's
 */
gboolean
belay_screen_process_start (int               server,
                            const char       *host,
                            GPid             *pid,
                            int              *control,
                            const guint8    **memory,
                            GError          **error)
{
  int sockets[2] = { -1, -1 }, result = 0;
  int fds[3];                           /* server, control, memory: what the helper is given */

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    result = errno;

  *control = sockets[0];
  fds[0] = move_up (server);
  fds[1] = move_up (sockets[1]);
  fds[2] = move_up (create_memory (memory));

  if (result == 0 && (fds[0] < 0 || fds[1] < 0 || fds[2] < 0))
    result = EMFILE;

  if (result == 0)
    result = spawn_helper (pid, fds, host);

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      if (fds[i] >= 0)
        close (fds[i]);
    }

  if (result != 0)
    {
      *pid = 0;
      g_set_error (error, BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_REFUSED,
                   /* Translators: %s is the system's message */
                   _("The program that reads the screen could not be started: %s"), g_strerror (result));
    }

  return result == 0;
}
