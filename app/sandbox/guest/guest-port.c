/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"

#include <fcntl.h>

#define PORTS "/sys/class/virtio-ports"

/* (transfer full) (nullable): the device of the port. */
static char *
find_port (const char *name)
{
  g_autoptr(GDir) dir = g_dir_open (PORTS, 0, NULL);
  const char *device;

  while (dir != NULL && (device = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (PORTS, device, "name", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && g_str_equal (g_strstrip (text), name))
        return g_build_filename ("/dev", device, NULL);
    }

  return NULL;
}

int
guest_port_open (const char *name)
{
  g_autofree char *path = find_port (name);
  int fd = -1;

  /* An earlier one may have it still. */
  for (guint i = 0; path != NULL && fd < 0 && i < 50; i++)
    {
      fd = open (path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
      if (fd < 0)
        g_usleep (100000);
    }

  return fd;
}
