/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-helper.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

char *
belay_helper_find (const char *name)
{
  const char *dir = g_getenv ("BELAY_LIBEXECDIR");

  return g_build_filename (dir != NULL ? dir : BELAY_LIBEXECDIR, name, NULL);
}

GSubprocess *
belay_helper_start (GSubprocessLauncher  *launcher,
                    const char           *name,
                    const char * const   *environment,
                    int                   fd,
                    int                  *control,
                    GError              **error)
{
  g_autofree char *program = belay_helper_find (name);
  GSubprocessFlags silence = G_SUBPROCESS_FLAGS_STDOUT_SILENCE;
  GSubprocess *process;
  int sockets[2];

#if !defined(__SANITIZE_ADDRESS__)      /* there it has something to say about the program, not for it */
  silence |= G_SUBPROCESS_FLAGS_STDERR_SILENCE;
#endif

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "socketpair: %s", g_strerror (code));
      return NULL;
    }

  g_subprocess_launcher_set_flags (launcher, silence);
  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  g_subprocess_launcher_take_fd (launcher, sockets[1], fd);
  process = g_subprocess_launcher_spawn (launcher, error, program, NULL);

  if (process != NULL)
    *control = sockets[0];
  else
    close (sockets[0]);

  return process;
}
