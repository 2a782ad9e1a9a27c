/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "belay-trail-upkeep.h"
#include "belay-trail.h"

#define BYTES_PER_MEGABYTE (1000 * 1000)

/* Enough for any disk; beyond it a product would not fit its type. */
#define MAX_NUMBER 1000000000

typedef struct
{
  GMainLoop              *loop;
  BelayTrailUpkeepResult  result;
  GError                 *error;        /* (nullable) */
} Answer;

typedef struct
{
  char     *root;                       /* (nullable) */
  int       days;
  int       megabytes;
  gboolean  recompress;
  gboolean  dry_run;
  gboolean  off;
  gboolean  help;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  belay_trail_upkeep_finish (result, &answer->result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static void
print_result (const BelayTrailUpkeepResult *result,
              gboolean                      dry_run)
{
  g_autofree char *text = belay_trail_upkeep_describe (result, dry_run);
  g_autofree char *before = g_format_size (result->bytes_before);
  g_autofree char *after = g_format_size (result->bytes_after);

  g_print ("%s\n", text);

  if (result->bytes_before != result->bytes_after)
    /* Translators: the placeholders are sizes, such as “1.2 GB”. */
    g_print (_("All records together: %s before, %s after.\n"), before, after);
  else
    g_print (_("All records together: %s.\n"), before);
}

static int
prune (const Words *words)
{
  const BelayTrailRetention retention = { (guint) words->days, (guint64) words->megabytes * BYTES_PER_MEGABYTE };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { .loop = loop };

  belay_trail_upkeep_async (words->root, &retention, words->recompress, words->dry_run, NULL, on_done, &answer);
  g_main_loop_run (loop);

  if (answer.error != NULL)
    {
      belay_trail_command_print_error (answer.error->message);
      g_error_free (answer.error);
      return 1;
    }

  print_result (&answer.result, words->dry_run);

  return 0;
}

/**
 * belay_trail_command_prune:
 * @argc: the length of @argv
 * @argv: "prune", and what the person wrote after it
 *
 * Takes pictures out of closed sessions, as the options say.
 *
 * Returns: the exit status: 0 done, 1 it could not be done, 2 wrong usage
 */
int
belay_trail_command_prune (int    argc,
                           char **argv)
{
  g_auto(Words) words = { 0 };
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &words.root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "days", 0, 0, G_OPTION_ARG_INT, &words.days, N_("Take away pictures of sessions closed longer ago"), N_("N") },
    { "megabytes", 0, 0, G_OPTION_ARG_INT, &words.megabytes,
      N_("Then the oldest pictures, until all records together are not larger"), N_("N") },
    { "recompress", 0, 0, G_OPTION_ARG_NONE, &words.recompress, N_("Write the other pictures anew, smaller, without loss"),
      NULL },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &words.dry_run, N_("Only say what would be done"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &words.help, N_("Show these options"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = NULL;
  g_auto(GStrv) rest = NULL;
  int status;

  context = belay_trail_command_make_context (NULL,
                                              _("Takes pictures out of closed sessions. The records stay, and a signed "
                                                "note says what was taken away and why, so that they still verify. "
                                                "Sessions on hold, being recorded, or such as do not verify, are left "
                                                "alone."),
                                              entries);
  rest = belay_trail_command_parse (context, argv, 0, &words.help, &status);

  if (rest == NULL)
    return status;

  if (words.days < 0 || words.megabytes < 0 || words.days > MAX_NUMBER || words.megabytes > MAX_NUMBER ||
      (words.days == 0 && words.megabytes == 0 && !words.recompress))
    {
      belay_trail_command_print_error (_("Say how much is to be kept, with --days or --megabytes and a number above zero, "
                                         "or --recompress."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  if (words.root == NULL)
    words.root = belay_trail_get_default_root ();

  return prune (&words);
}

/**
 * belay_trail_command_hold:
 * @argc: the length of @argv
 * @argv: "hold", and what the person wrote after it
 *
 * Makes a session keep everything, or no longer.
 *
 * Returns: the exit status: 0 done, 1 it could not be done, 2 wrong usage
 */
int
belay_trail_command_hold (int    argc,
                          char **argv)
{
  g_auto(Words) words = { 0 };
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &words.root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "off", 0, 0, G_OPTION_ARG_NONE, &words.off, N_("Lift the hold"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &words.help, N_("Show these options"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = NULL;
  g_auto(GStrv) rest = NULL;
  g_autofree char *directory = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  context = belay_trail_command_make_context (_("[SESSION|DIRECTORY|latest]"),
                                              _("A session on hold keeps all its pictures, whatever the rules of "
                                                "retention say."),
                                              entries);
  rest = belay_trail_command_parse (context, argv, 1, &words.help, &status);

  if (rest == NULL)
    return status;

  if (words.root == NULL)
    words.root = belay_trail_get_default_root ();

  directory = belay_trail_command_find_session (words.root, rest[1]);

  if (directory == NULL)
    return BELAY_TRAIL_STATUS_USAGE;

  if (belay_trail_hold_set (directory, !words.off, &error))
    return 0;

  belay_trail_command_print_error (error->message);

  return 1;
}
