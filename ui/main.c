/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <glib/gi18n-lib.h>

#include "belay-application.h"
#include "belay-renderer.h"
#include "belay-trail-command.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(BelayApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BELAY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  /* Records are read on machines without a display as well. */
  if (argc > 1 && g_str_equal (argv[1], "trail"))
    return belay_trail_command (argc - 1, argv + 1);

  belay_renderer_choose ();
  g_set_application_name ("Belay");
  application = belay_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
