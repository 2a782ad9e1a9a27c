/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "belay-trail-identity.h"
#include "belay-trail-known.h"

static int
print_key (gboolean renew)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) identity = renew ? belay_trail_identity_renew (&error)
                                                 : belay_trail_identity_load (&error);
  g_autofree char *directory = belay_trail_known_get_directory ();
  g_autofree char *path = g_build_filename (directory, BELAY_TRAIL_KNOWN_NAME, NULL);
  g_autoptr(BelayTrailKnown) known = NULL;
  g_autofree char *text = NULL;

  /* The public part is worth knowing even where the secret one cannot be used. */
  if (identity == NULL)
    belay_trail_command_print_error (error->message);

  known = belay_trail_known_load (path, NULL);

  if (known == NULL)
    return BELAY_TRAIL_STATUS_USAGE;

  text = belay_trail_known_format (known);
  g_print ("%s", text);

  return identity != NULL ? 0 : BELAY_TRAIL_STATUS_USAGE;
}

/**
 * belay_trail_command_key:
 * @argc: the length of @argv
 * @argv: "key", and what the person wrote after it
 *
 * Prints the public key of this installation, as "verify --key" reads it.
 *
 * Returns: the exit status: 0 done, 2 wrong usage, or the key cannot be used
 */
int
belay_trail_command_key (int    argc,
                         char **argv)
{
  gboolean renew = FALSE, help = FALSE;
  const GOptionEntry entries[] = {
    { "new", 0, 0, G_OPTION_ARG_NONE, &renew, N_("Make a new key; what the one before signed stays trusted here"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_("Show these options"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, _("Prints the public key with which the records of this installation are "
                                           "signed. Keep a copy elsewhere, for “belay trail verify --key”."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!g_option_context_parse_strv (context, &rest, &error) || g_strv_length (rest) > 1)
    {
      belay_trail_command_print_error (error != NULL ? error->message : _("That is one name too many."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      g_print ("%s", text);
      return 0;
    }

  return print_key (renew);
}
