/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-down.h"

#include <unistd.h>

gboolean
belay_step_down_is_due (void)
{
  return geteuid () == 0 || getuid () == 0;
}

void
belay_step_down_add (GPtrArray *argv)
{
  static const char * const command[] = {
    "/usr/bin/setpriv", "--reuid", G_STRINGIFY (BELAY_STEP_DOWN_ID), "--regid", G_STRINGIFY (BELAY_STEP_DOWN_ID),
    "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--",
  };

  if (!belay_step_down_is_due ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (command); i++)
    g_ptr_array_add (argv, g_strdup (command[i]));
}
