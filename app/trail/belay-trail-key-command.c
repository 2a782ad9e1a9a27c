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
  g_autoptr(GOptionContext) context = NULL;
  g_auto(GStrv) words = NULL;
  int status;

  context = belay_trail_command_make_context (NULL,
                                              _("Prints the public key with which the records of this installation are "
                                                "signed. Keep a copy elsewhere, for “belay trail verify --key”."),
                                              entries);
  words = belay_trail_command_parse (context, argv, 0, &help, &status);

  return words != NULL ? print_key (renew) : status;
}
