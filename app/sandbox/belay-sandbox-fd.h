/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <errno.h>
#include <glib.h>
#include <unistd.h>

G_BEGIN_DECLS

/* Closes @fd if it is one, keeps errno. GLib has g_clear_fd() from 2.76 only. */
static inline void
belay_sandbox_clear_fd (int *fd)
{
  int saved = errno;

  if (*fd >= 0)
    close (*fd);

  *fd = -1;
  errno = saved;
}

G_END_DECLS
