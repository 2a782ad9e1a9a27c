/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-run-directory.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-directory-lock.h"
#include "belay-sandbox-fd.h"

#define PREFIX      "belay-sandbox-"
#define SOCKET_NAME "/screen"

struct _BelayRunDirectory
{
  char *path;
  char *socket_path;
  int   fd;             /* locked for as long as the directory is in use */
};

static gboolean
is_ours_alone (const char *path)
{
  struct stat status;

  return lstat (path, &status) == 0 && S_ISDIR (status.st_mode) && status.st_uid == geteuid () &&
         (status.st_mode & 077) == 0;
}

static gboolean
is_short_enough (const char *parent)
{
  return strlen (parent) + strlen ("/" PREFIX "XXXXXX" SOCKET_NAME) < sizeof ((struct sockaddr_un *) NULL)->sun_path;
}

/* $XDG_RUNTIME_DIR/belay where that is private to us and short enough for a socket, the directory for temporary files
 * otherwise. */
static char *
choose_parent (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  if (runtime != NULL && g_path_is_absolute (runtime) && is_ours_alone (runtime))
    {
      g_autofree char *parent = g_build_filename (runtime, "belay", NULL);

      if (is_short_enough (parent) && (g_mkdir (parent, 0700) == 0 || errno == EEXIST) && is_ours_alone (parent))
        return g_steal_pointer (&parent);
    }

  return g_strdup (g_get_tmp_dir ());
}

static void
remove_directory (const char *path)
{
  g_autofree char *socket_path = g_strconcat (path, SOCKET_NAME, NULL);

  unlink (socket_path);
  rmdir (path);
}

/**
 * belay_run_directory_new:
 * @error: return location for an error
 *
 * Makes a directory of mode 0700 with a name of its own and removes those that killed programs left behind.
 *
 * Returns: (transfer full) (nullable): the directory, or %NULL with a %G_IO_ERROR
 */
BelayRunDirectory *
belay_run_directory_new (GError **error)
{
  g_autofree char *parent = choose_parent ();

  belay_directory_sweep (parent, PREFIX, is_ours_alone, remove_directory);

  /* Another instance may sweep between making and locking. */
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *path = g_build_filename (parent, PREFIX "XXXXXX", NULL);
      struct stat status;
      int fd;

      if (g_mkdtemp_full (path, 0700) == NULL)
        break;

      fd = belay_directory_lock (path);

      if (fd >= 0 && fstat (fd, &status) == 0 && status.st_nlink > 0)
        {
          BelayRunDirectory *self = g_new0 (BelayRunDirectory, 1);

          self->socket_path = g_strconcat (path, SOCKET_NAME, NULL);
          self->path = g_steal_pointer (&path);
          self->fd = fd;

          return self;
        }

      belay_sandbox_clear_fd (&fd);
    }

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               "No directory can be made in %s: %s", parent, g_strerror (errno));

  return NULL;
}

/**
 * belay_run_directory_free:
 * @self: (transfer full): a directory
 *
 * Removes the directory with the socket in it.
 */
void
belay_run_directory_free (BelayRunDirectory *self)
{
  remove_directory (self->path);
  belay_sandbox_clear_fd (&self->fd);
  g_free (self->path);
  g_free (self->socket_path);
  g_free (self);
}

/**
 * belay_run_directory_get_path:
 * @self: a directory
 *
 * Returns: its absolute path
 */
const char *
belay_run_directory_get_path (BelayRunDirectory *self)
{
  return self->path;
}

/**
 * belay_run_directory_get_socket_path:
 * @self: a directory
 *
 * Returns: where the socket is once belay_run_directory_listen() has made it
 */
const char *
belay_run_directory_get_socket_path (BelayRunDirectory *self)
{
  return self->socket_path;
}

/**
 * belay_run_directory_listen:
 * @self: a directory
 * @error: return location for an error
 *
 * Makes the socket, mode 0600, and listens on it.
 *
 * Returns: a descriptor, close-on-exec and the caller's, or -1 with a %G_IO_ERROR
 */
int
belay_run_directory_listen (BelayRunDirectory  *self,
                            GError            **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = -1;

  if (strlen (self->socket_path) >= sizeof address.sun_path)
    errno = ENAMETOOLONG;
  else
    fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd >= 0)
    {
      g_strlcpy (address.sun_path, self->socket_path, sizeof address.sun_path);

      if (bind (fd, (struct sockaddr *) &address, sizeof address) == 0 && chmod (self->socket_path, 0600) == 0 &&
          listen (fd, 16) == 0)
        return fd;
    }

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               "No socket can be made at %s: %s", self->socket_path, g_strerror (errno));
  belay_sandbox_clear_fd (&fd);

  return -1;
}
