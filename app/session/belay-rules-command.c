/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-command.h"

#include <glib/gi18n-lib.h>

#include "belay-rules-trial.h"
#include "belay-trail-command-private.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

#define MAX_SESSIONS  1000
#define STATUS_BROKEN 1

static BelayRules *
read_rules (const char  *path,
            GError     **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;

  return belay_rules_parse (text, (gssize) length, error);
}

static void
print_trial (const BelayRulesTrial *trial,
             gboolean               one)
{
  g_autofree char *session = belay_visible_text (trial->session, 0);
  g_autofree char *sum = belay_rules_trial_describe (trial, one);

  g_print ("%s\n%s\n", session, sum);

  for (guint i = 0; i < trial->steps->len; i++)
    {
      const BelayRulesTrialStep *step = trial->steps->pdata[i];
      g_autofree char *said = NULL;

      if (step->verdict == BELAY_RULES_SILENT)
        continue;

      said = belay_rules_trial_describe_step (step);
      g_print ("  %4u  %s\n        %s\n", step->number, step->what, said);
    }
}

/* Tries @rules on the session that @name means; NULL: the latest. Returns: the exit status */
static int
try_session (BelayRules *rules,
             const char *root,
             const char *name)
{
  g_autofree char *directory = belay_trail_command_find_session (root, name);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayRulesTrial) trial = NULL;

  if (directory == NULL)
    return BELAY_TRAIL_STATUS_USAGE;

  trial = belay_rules_trial_load (directory, rules, NULL, &error);
  if (trial == NULL)
    {
      belay_trail_command_print_error (error->message);
      return BELAY_TRAIL_STATUS_USAGE;
    }

  print_trial (trial, belay_rules_get_n (rules) == 1);
  if (trial->problem == NULL)
    return 0;

  belay_trail_command_print_error (trial->problem);

  return STATUS_BROKEN;
}

/**
 * belay_rules_command:
 * @argc: the length of @argv
 * @argv: "rules", and what the person wrote after it
 *
 * Says what the rules in a file would have done in recorded sessions. Changes nothing.
 *
 * Returns: the exit status
 */
int
belay_rules_command (int    argc,
                     char **argv)
{
  g_autofree char *root = NULL, *usual = belay_trail_get_default_root ();
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_("Show these options"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = NULL;
  g_autoptr(BelayRules) rules = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = NULL;
  int status = 0;

  g_set_prgname ("belay trail rules");
  context = belay_trail_command_make_context (_("FILE [SESSION|DIRECTORY|latest]…"),
                                              _("Says what the rules in a file would have done in recorded sessions, the latest if "
                                                "none is named."), entries);
  words = belay_trail_command_parse (context, argv, MAX_SESSIONS, &help, &status);
  if (words == NULL)
    return status;

  status = 0;
  if (words[1] == NULL)
    {
      belay_trail_command_print_error (_("A file with rules has to be named."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  rules = read_rules (words[1], &error);
  if (rules == NULL)
    {
      belay_trail_command_print_error (error->message);
      return BELAY_TRAIL_STATUS_USAGE;
    }

  for (guint i = 2; words[i] != NULL || i == 2; i++)
    {
      status = MAX (status, try_session (rules, root != NULL ? root : usual, words[i]));
      if (words[i] == NULL)
        break;
    }

  return status;
}
