/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-renderer.h"

static gboolean
has_gpu (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "renderD"))
        return TRUE;
    }

  return g_file_test ("/dev/nvidia0", G_FILE_TEST_EXISTS);
}

/**
 * belay_renderer_choose:
 *
 * Where there is no GPU GTK 4.8 still takes OpenGL, in software: the live view then costs two to ten times what it does
 * with cairo (docs/performance.md). Chooses cairo there, unless GSK_RENDERER says otherwise. Before GTK starts.
 */
void
belay_renderer_choose (void)
{
  if (!has_gpu ())
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
}
