/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "belay-trail-command.h"

/* `belay trail …` by itself: trail-command trail … */
int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");

  return belay_trail_command (argc - 1, argv + 1);
}
