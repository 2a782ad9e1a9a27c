/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <glib/gi18n-lib.h>

GOptionContext *
belay_trail_command_make_context (const char         *words,
                                  const char         *summary,
                                  const GOptionEntry *entries)
{
  GOptionContext *context = g_option_context_new (words);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  /* GLib's own help ends the program with a status of its own. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

char **
belay_trail_command_parse (GOptionContext *context,
                           char          **arguments,
                           guint           max_words,
                           const gboolean *help,
                           int            *status)
{
  g_auto(GStrv) rest = g_strdupv (arguments);
  g_autoptr(GError) error = NULL;

  *status = BELAY_TRAIL_STATUS_USAGE;

  if (!g_option_context_parse_strv (context, &rest, &error))
    {
      belay_trail_command_print_error (error->message);
      return NULL;
    }

  if (*help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      g_print ("%s", text);
      *status = 0;
      return NULL;
    }

  if (g_strv_length (rest) > 1 && g_strv_length (rest) - 1 > max_words)
    {
      belay_trail_command_print_error (_("That is one name too many."));
      return NULL;
    }

  return g_steal_pointer (&rest);
}
