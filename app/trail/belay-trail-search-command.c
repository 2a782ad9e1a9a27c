/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "belay-trail-index.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

#define DEFAULT_LIMIT 50

typedef struct
{
  char     *root;
  int       limit;
  gboolean  help;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What was found, bold on a terminal; elsewhere the marks would only be in the way. */
static char *
show_snippet (const char *snippet)
{
  gboolean on_terminal = isatty (STDOUT_FILENO) == 1;
  g_autoptr(GString) out = g_string_new (snippet);

  g_string_replace (out, "\u2068", on_terminal ? "\033[1m" : "", 0);
  g_string_replace (out, "\u2069", on_terminal ? "\033[22m" : "", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
print_hit (const BelayTrailHit *hit)
{
  const char *digits = strrchr (hit->session, '-');
  g_autofree char *session = belay_visible_text (digits != NULL ? digits + 1 : hit->session, 0);
  g_autofree char *kind = belay_visible_text (hit->kind, 0);
  g_autofree char *time = belay_trail_format_time (hit->time);
  g_autofree char *snippet = show_snippet (hit->snippet);

  if (hit->step > 0)
    {
      g_free (kind);
      /* Translators: the placeholder is the number of a step. */
      kind = g_strdup_printf (_("Step %" G_GINT64_FORMAT), hit->step);
    }

  g_print ("%s  %s  %-14s  %s\n", time, session, kind, snippet);
}

static int
search (const Options *options,
        const char    *text)
{
  g_autoptr(BelayTrailIndex) index = belay_trail_index_new (options->root);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailQuery) query = belay_trail_query_parse (text, &error);
  g_autoptr(GPtrArray) hits = NULL;

  if (query != NULL)
    hits = belay_trail_index_search (index, query, (guint) options->limit, &error);

  if (hits == NULL)
    {
      belay_trail_command_print_error (error->message);
      return BELAY_TRAIL_STATUS_USAGE;
    }

  for (guint i = 0; i < hits->len; i++)
    print_hit (hits->pdata[i]);

  if (hits->len == 0)
    belay_trail_command_print_error (_("Nothing was found."));

  return 0;
}

static GOptionContext *
make_context (Options *options)
{
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &options->root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options->limit, N_("How many to show"), N_("NUMBER") },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &options->help, N_("Show these options"), NULL },
    { NULL }
  };
  const char *summary = _("Searches all sessions, the newest first. Every part of the query has to fit:\n"
                          "  words                 of tasks, replies, actions, reasons and results; beginnings, too\n"
                          "  '\"several words\"'     as they stand\n"
                          "  14:32, 14:30..14:45   the time of day\n"
                          "  2026-11-23, 2026-11-23 14:32, 2026-11-23..2026-11-25\n"
                          "  action:left_click, decision:reject, by:person, state:unknown, host:example.org,\n"
                          "  session:SESSION");

  return belay_trail_command_make_context (_("QUERY…"), summary, entries);

}

int
belay_trail_command_search (int    argc,
                            char **argv)
{
  g_auto(Options) options = { .limit = DEFAULT_LIMIT };
  g_autoptr(GOptionContext) context = make_context (&options);
  g_auto(GStrv) words = NULL;
  g_autofree char *text = NULL;
  int status;

  words = belay_trail_command_parse (context, argv, G_MAXUINT, &options.help, &status);
  if (words == NULL)
    return status;

  if (options.limit < 1)
    {
      belay_trail_command_print_error (_("The number of hits to show has to be above zero."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  if (words[0] == NULL || words[1] == NULL)
    {
      belay_trail_command_print_error (_("What is to be searched for? “belay trail search --help” says what can be."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  text = g_strjoinv (" ", words + 1);

  return search (&options, text);
}
