/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail-folder.h"
#include "belay-trail.h"

/**
 * belay_trail_hold_get:
 * @directory: the directory of a session
 *
 * Any thread. What cannot be told counts as on hold.
 *
 * Returns: %TRUE if nothing may be taken away from the session
 */
gboolean
belay_trail_hold_get (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, BELAY_TRAIL_HOLD_NAME, NULL);
  struct stat status;

  return lstat (path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static gboolean
set_hold (int      directory,
          gboolean hold)
{
  int fd;

  if (!hold)
    return unlinkat (directory, BELAY_TRAIL_HOLD_NAME, 0) == 0 || errno == ENOENT;

  fd = openat (directory, BELAY_TRAIL_HOLD_NAME, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);

  return fd >= 0;
}

/**
 * belay_trail_hold_set:
 * @directory: the directory of a session
 * @hold: whether it is to keep everything
 * @error: (nullable): return location for an error
 *
 * Durable on return. Blocks on the disk. Any thread.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_WRITE or %BELAY_TRAIL_ERROR_NOT_FOUND
 */
gboolean
belay_trail_hold_set (const char  *directory,
                      gboolean     hold,
                      GError     **error)
{
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && set_hold (fd, hold) && fsync (fd) == 0;
  int error_number = errno;

  if (fd >= 0)
    close (fd);

  if (!done)
    g_set_error (error, BELAY_TRAIL_ERROR, fd < 0 ? BELAY_TRAIL_ERROR_NOT_FOUND : BELAY_TRAIL_ERROR_WRITE,
                 hold ? _("The session cannot be put on hold: %s.") : _("The hold on the session cannot be lifted: %s."),
                 g_strerror (error_number));

  return done;
}
