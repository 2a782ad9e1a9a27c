/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_DEPTH   4
#define MAX_ENTRIES 500         /* of a directory that are looked at */

/* @name: an abstract one begins with '@'. */
static gboolean
reaches (const char *name)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gsize length = strlen (name);
  int fd;
  gboolean reached;

  if (length >= sizeof address.sun_path)
    return FALSE;

  memcpy (address.sun_path, name, length);
  if (*name == '@')
    address.sun_path[0] = '\0';

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  reached = connect (fd, (struct sockaddr *) &address, (socklen_t) (offsetof (struct sockaddr_un, sun_path) + length)) == 0;
  close (fd);

  return reached;
}

/* Its own: of its screen, and of the bus on which programs say what is on their windows. */
static gboolean
is_own (const char *path)
{
  static const char * const own[] = { "/tmp/.X11-unix/X0", "/run/user/at-spi", NULL };

  return g_strv_contains (own, path);
}

/* The first socket below @directory that is not the sandbox's own; (transfer full) (nullable). */
static char *
find_socket (const char *directory,
             guint       depth)
{
  g_autoptr(GDir) dir = depth < MAX_DEPTH ? g_dir_open (directory, 0, NULL) : NULL;
  const char *name;
  char *found = NULL;

  for (guint i = 0; dir != NULL && found == NULL && i < MAX_ENTRIES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      struct stat status;

      if (lstat (path, &status) != 0)
        continue;
      if (S_ISSOCK (status.st_mode) && !is_own (path))
        found = g_steal_pointer (&path);
      else if (S_ISDIR (status.st_mode))
        found = find_socket (path, depth + 1);
    }

  return found;
}

/* Sockets are what a desktop is reached by: session bus, Wayland, X, sound, keyrings and agents. Where there are none, none can
 * be connected to. */
char *
probe_desktop (const ProbeQuestion *question)
{
  static const char * const variables[] = { "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XAUTHORITY", "PULSE_SERVER", "PIPEWIRE_REMOTE" };
  char *open;

  if (question->abstract != NULL)
    {
      g_autofree char *name = g_strconcat ("@", question->abstract, NULL);

      if (reaches (name))
        return g_strdup ("abstract sockets of this computer");
    }

  for (guint i = 1; i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("@/tmp/.X11-unix/X%u", i);

      if (reaches (name))
        return g_strdup_printf ("the X server :%u", i);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      if (g_getenv (variables[i]) != NULL)
        return g_strdup_printf ("the variable %s", variables[i]);
    }

  open = find_socket ("/run", 0);

  return open != NULL ? open : find_socket ("/tmp", 0);
}
