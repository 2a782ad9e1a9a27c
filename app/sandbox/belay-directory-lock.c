/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-directory-lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include "belay-sandbox-fd.h"

int
belay_directory_lock (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    belay_sandbox_clear_fd (&fd);

  return fd;
}

void
belay_directory_sweep (const char *parent,
                       const char *prefix,
                       gboolean  (*is_ours) (const char *path),
                       void      (*remove) (const char *path))
{
  g_autoptr(GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (parent, name, NULL);
      int fd;

      if (!g_str_has_prefix (name, prefix) || (is_ours != NULL && !is_ours (path)))
        continue;

      fd = belay_directory_lock (path);
      if (fd >= 0)
        remove (path);

      belay_sandbox_clear_fd (&fd);
    }
}
