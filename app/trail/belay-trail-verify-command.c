/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-anchor.h"
#include "belay-trail-digest.h"
#include "belay-trail-known.h"
#include "belay-trail-verify.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

#define STATUS_USAGE BELAY_TRAIL_STATUS_USAGE

typedef struct
{
  char      *root;
  char     **keys;
  gboolean   no_journal;
  gboolean   help;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->root);
  g_strfreev (options->keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
verify_session (const char             *directory,
                const BelayTrailTrust  *trust)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailReport) report = belay_trail_verify_with (directory, trust, &error);
  g_autofree char *description = NULL;
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;

  if (report == NULL)
    {
      belay_trail_command_print_error (error->message);
      return STATUS_USAGE;
    }

  description = belay_trail_report_describe (report);
  text = belay_visible_text (description, 0);
  id = belay_visible_text (report->session, 0);
  g_print ("%s: %s: %s\n", id, belay_trail_verdict_get_name (report->verdict), text);

  return (int) report->verdict;
}

/* Worse things first. */
static guint
rank_status (int status)
{
  static const int order[] = { BELAY_TRAIL_BROKEN, STATUS_USAGE, BELAY_TRAIL_PICTURES_MISSING, BELAY_TRAIL_UNSEALED,
                               BELAY_TRAIL_SEALED };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i] == status)
      return i;

  return 0;
}

/* The journal remembers sessions that were taken away as a whole. */
static int
verify_missing (GPtrArray              *names,
                const BelayTrailTrust  *trust)
{
  g_auto(GStrv) own = trust->keys == NULL ? belay_trail_known_list () : NULL;
  g_auto(GStrv) missing = NULL;

  missing = belay_trail_anchor_list_missing (own != NULL ? (const char * const *) own : trust->keys, names);

  for (guint i = 0; missing[i] != NULL; i++)
    {
      g_autofree char *id = belay_visible_text (missing[i], 0);

      g_print ("%s: %s: %s\n", id, belay_trail_verdict_get_name (BELAY_TRAIL_BROKEN),
               _("The system's journal has a checkpoint of it, but it is not there: its record was taken away."));
    }

  return *missing != NULL ? BELAY_TRAIL_BROKEN : BELAY_TRAIL_SEALED;
}

static int
verify_all (const char             *root,
            const BelayTrailTrust  *trust,
            gboolean                is_default)
{
  g_autoptr(GPtrArray) names = belay_trail_command_list_sessions (root);
  int worst = BELAY_TRAIL_SEALED;

  /* The journal does not say where sessions were. */
  if (is_default && trust->journal)
    worst = verify_missing (names, trust);

  /* An empty directory is not a good record; it may be what is left of one. */
  if (names->len == 0 && worst == BELAY_TRAIL_SEALED)
    {
      g_autofree char *message = g_strdup_printf (_("There are no sessions in %s."), root);

      belay_trail_command_print_error (message);
      return STATUS_USAGE;
    }

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *directory = g_build_filename (root, names->pdata[i], NULL);
      int status = verify_session (directory, trust);

      if (rank_status (status) < rank_status (worst))
        worst = status;
    }

  return worst;
}

/* A key, or a file as "belay trail key" writes it. */
static gboolean
add_keys (GStrvBuilder *keys,
          const char   *word)
{
  g_autoptr(BelayTrailKnown) known = NULL;
  g_autoptr(GError) error = NULL;

  if (belay_trail_digest_is_hex (word, strlen (word)))
    {
      g_strv_builder_add (keys, word);
      return TRUE;
    }

  known = belay_trail_known_load (word, &error);

  if (known == NULL)
    {
      belay_trail_command_print_error (error->message);
      return FALSE;
    }

  g_strv_builder_add (keys, known->current);

  for (guint i = 0; i < known->former->len; i++)
    g_strv_builder_add (keys, known->former->pdata[i]);

  return TRUE;
}

static int
verify (const Options *options,
        const char    *session)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) keys = NULL;
  g_autofree char *default_root = belay_trail_get_default_root ();
  g_autofree char *directory = NULL;
  const char *root = options->root != NULL ? options->root : default_root;
  BelayTrailTrust trust = { .journal = !options->no_journal };

  for (guint i = 0; options->keys != NULL && options->keys[i] != NULL; i++)
    if (!add_keys (builder, options->keys[i]))
      return STATUS_USAGE;

  keys = g_strv_builder_end (builder);
  trust.keys = options->keys != NULL ? (const char * const *) keys : NULL;

  if (g_strcmp0 (session, "all") == 0)
    return verify_all (root, &trust, options->root == NULL);

  directory = belay_trail_command_find_session (root, session);

  return directory != NULL ? verify_session (directory, &trust) : STATUS_USAGE;
}

static GOptionContext *
make_context (Options *options)
{
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &options->root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->keys,
      N_("Trust this public key, and such as were given likewise, instead of those of this installation"),
      N_("KEY|FILE") },
    { "no-journal", 0, 0, G_OPTION_ARG_NONE, &options->no_journal, N_("Do not ask the system's journal"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &options->help, N_("Show these options"), NULL },
    { NULL }
  };

  return belay_trail_command_make_context (_("[SESSION|DIRECTORY|latest|all]"),
                                           _("Checks that a record is whole and was not changed.\n\n"
                                             "Exit status: 0 sealed; 3 unsealed: nothing is wrong with what is there, but "
                                             "no signature that is trusted says that it is all; 1 broken; 4 pictures are "
                                             "missing; 2 wrong usage."),
                                           entries);
}

/**
 * belay_trail_command_verify:
 * @argc: the length of @argv
 * @argv: "verify", and what the person wrote after it
 *
 * Returns: the exit status: 0 sealed, 3 unsealed, 1 broken, 4 pictures missing, 2 wrong usage
 */
int
belay_trail_command_verify (int    argc,
                            char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GOptionContext) context = make_context (&options);
  g_auto(GStrv) words = NULL;
  int status;

  words = belay_trail_command_parse (context, argv, 1, &options.help, &status);

  return words != NULL ? verify (&options, words[1]) : status;
}
