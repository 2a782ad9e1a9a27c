/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <locale.h>
#include <glib/gi18n-lib.h>
#include <sys/resource.h>

#include "belay-application.h"
#include "belay-doctor.h"
#include "belay-image-command.h"
#include "belay-renderer.h"
#include "belay-rules-command.h"
#include "belay-trail-command.h"

/* The API's key is in memory and must not get onto the disk with the rest of a crash. The limit binds core files, and
 * what collects them in their stead honours it. PR_SET_DUMPABLE would do more, but portals then take the program for
 * one they may not look at, and tell it nothing, the colour scheme included. */
static void
leave_no_core (void)
{
  static const struct rlimit nothing = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &nothing) != 0)
    g_warning ("A crash may leave a core file behind: %s", g_strerror (errno));
}

/* These two know more than the trail. */
static gboolean
is_trail_command (int          argc,
                  char       **argv,
                  const char  *name)
{
  return argc > 2 && g_str_equal (argv[1], "trail") && g_str_equal (argv[2], name);
}

/* "belay trail browse SESSION" is "belay --trail SESSION". */
static int
browse (int    argc,
        char **argv)
{
  g_autoptr(BelayApplication) application = belay_application_new ();
  char *arguments[] = { argv[0], (char *) "--trail", argc > 3 ? argv[3] : (char *) "", NULL };

  if (argc > 4)
    {
      g_printerr (_("belay trail: usage: %s\n"), "belay trail browse [SESSION]");
      return 2;
    }

  return g_application_run (G_APPLICATION (application), G_N_ELEMENTS (arguments) - 1, arguments);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(BelayApplication) application = NULL;

  leave_no_core ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BELAY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  if (is_trail_command (argc, argv, "rules"))
    return belay_rules_command (argc - 2, argv + 2);

  /* Records are read on machines without a display as well. */
  if (argc > 1 && g_str_equal (argv[1], "trail") && !is_trail_command (argc, argv, "browse"))
    return belay_trail_command (argc - 1, argv + 1);

  if (argc > 1 && g_str_equal (argv[1], "image"))
    return belay_image_command (argc - 1, argv + 1);

  if (argc == 2 && g_str_equal (argv[1], "doctor"))
    return belay_doctor ();

  belay_renderer_choose ();
  g_set_application_name ("Belay");
  if (is_trail_command (argc, argv, "browse"))
    return browse (argc, argv);

  application = belay_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
