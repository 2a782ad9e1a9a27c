/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "belay-trail-command-private.h"
#include "belay-trail-show.h"
#include "belay-trail-verify.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

#define STATUS_USAGE BELAY_TRAIL_STATUS_USAGE

/* Characters of a task in the list. */
#define MAX_TASK 60

typedef struct
{
  char     *root;
  char     *session;            /* (nullable) */
  gboolean  json;
  char     *at;                 /* (nullable) */
  int       step;               /* 0: all */
} Request;

typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  gboolean    takes_session;
  gboolean    takes_parts;      /* of a session: --json, --at, --step */
  int      (* run) (const Request *request);    /* (nullable) it has options of its own: */
  int      (* run_words) (int    argc,
                          char **argv);
} Command;

static const char *
name_state (BelayTrailState state)
{
  switch (state)
    {
    case BELAY_TRAIL_RECORDING:
      return C_("state of a session", "recording");

    case BELAY_TRAIL_COMPLETE:
      return C_("state of a session", "complete");

    case BELAY_TRAIL_RECOVERED:
      return C_("state of a session", "recovered");

    case BELAY_TRAIL_OPEN:
      return C_("state of a session", "not closed");

    case BELAY_TRAIL_CHANGED:
    default:
      return C_("state of a session", "broken");
    }
}

static int
run_list (const Request *request)
{
  g_autoptr(GPtrArray) names = belay_trail_command_list_sessions (request->root);

  if (names->len == 0)
    {
      g_autofree char *message = g_strdup_printf (_("There are no sessions in %s."), request->root);

      belay_trail_command_print_error (message);
      return 0;
    }

  g_print ("%-29s  %-19s  %5s  %-10s  %s\n", _("Session"), _("Time"), _("Steps"), _("State"), _("Task"));

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *directory = g_build_filename (request->root, names->pdata[i], NULL);
      g_autoptr(BelayTrailSummary) summary = belay_trail_summary_new (directory, NULL);
      g_autofree char *id = NULL;
      g_autofree char *time = NULL;
      g_autofree char *task = NULL;

      if (summary == NULL)
        continue;

      id = belay_visible_text (summary->id, 0);
      time = belay_trail_format_time (summary->time);
      task = belay_visible_text (summary->task != NULL ? summary->task : "", MAX_TASK);
      g_print ("%-29s  %-19s  %5u  %-10s  %s\n", id, time, summary->n_steps, name_state (summary->state), task);
    }

  return 0;
}

/* All of a session, or the part that was asked for. */
static gboolean
show (const Request          *request,
      const char             *directory,
      const BelayTrailQuery  *when,
      GString                *out,
      GError                **error)
{
  if (request->json)
    return belay_trail_show_json (directory, out, error);

  if (request->step > 0)
    return belay_trail_show_step (directory, (guint) request->step, out, error);

  if (when != NULL)
    return belay_trail_show_at (directory, when, out, error);

  return belay_trail_show_text (directory, out, error);
}

/* A time, and nothing else. */
static BelayTrailQuery *
parse_time (const char  *text,
            GError     **error)
{
  g_autoptr(BelayTrailQuery) query = belay_trail_query_parse (text, error);

  if (query == NULL)
    return NULL;

  if (query->from != 0 || query->until != 0 || query->day_from >= 0)
    return g_steal_pointer (&query);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no time; write it like 14:32 or 2026-11-23."),
               text);

  return NULL;
}

static int
run_show (const Request *request)
{
  g_autofree char *directory = NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailQuery) when = NULL;
  gboolean shown;

  if (request->step < 0 || (request->json ? 1 : 0) + (request->at != NULL) + (request->step > 0) > 1)
    {
      belay_trail_command_print_error (_("One of --json, --at and --step can be given; a step has a number above zero."));
      return STATUS_USAGE;
    }

  if (request->at != NULL && (when = parse_time (request->at, &error)) == NULL)
    {
      belay_trail_command_print_error (error->message);
      return STATUS_USAGE;
    }

  directory = belay_trail_command_find_session (request->root, request->session);

  if (directory == NULL)
    return STATUS_USAGE;

  shown = show (request, directory, when, out, &error);

  /* JSON is UTF-8 whatever the locale; text for a person is not. */
  if (request->json)
    fwrite (out->str, 1, out->len, stdout);
  else
    g_print ("%s", out->str);

  fflush (stdout);

  if (shown)
    return 0;

  belay_trail_command_print_error (error->message);

  return g_error_matches (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN) ? BELAY_TRAIL_BROKEN : STATUS_USAGE;
}

static const Command commands[] = {
  { "list", "", N_("Lists the recorded sessions, the oldest first."), FALSE, FALSE, run_list },
  { .name = "search", .arguments = N_("QUERY…"), .run_words = belay_trail_command_search },
  { "show", N_("[SESSION|DIRECTORY|latest]"), N_("Shows what happened in a session, step by step."), TRUE, TRUE,
    run_show },
  { .name = "verify", .arguments = N_("[SESSION|DIRECTORY|latest|all] [--key KEY]"),
    .run_words = belay_trail_command_verify },
  { .name = "key", .arguments = "[--new]", .run_words = belay_trail_command_key },
  { .name = "export", .arguments = N_("[SESSION|DIRECTORY|latest] [-o FILE]"), .run_words = belay_trail_command_export },
  { .name = "prune", .arguments = N_("[--days N] [--megabytes N] [--recompress] [--dry-run]"),
    .run_words = belay_trail_command_prune },
  { .name = "hold", .arguments = N_("[SESSION|DIRECTORY|latest] [--off]"), .run_words = belay_trail_command_hold },
};

static void
print_overview (gboolean is_error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  /* These two need more than the trail, and have been taken care of where there is more. */
  g_string_append_printf (text, "%s\n  belay trail browse %s\n", _("Usage:"), _("[SESSION|DIRECTORY]"));
  g_string_append_printf (text, "  belay trail rules %s\n", _("FILE [SESSION|DIRECTORY|latest]…"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  belay trail %s %s\n", commands[i].name,
                            *commands[i].arguments != '\0' ? _(commands[i].arguments) : "");

  g_string_append_printf (text, "\n%s\n",
                          _("A session may be called by the beginning of its name, or of the digits its name ends "
                            "with. “belay trail verify --help” says more, and so with the others."));

  if (is_error)
    g_printerr ("%s", text->str);
  else
    g_print ("%s", text->str);
}

static GOptionContext *
make_context (const Command *command,
              Request       *request,
              gboolean      *help)
{
  GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &request->root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, N_("Show these options"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request->json, N_("Print the records as lines of JSON"), NULL },
    { "at", 0, 0, G_OPTION_ARG_STRING, &request->at, N_("Only what happened then: 14:32, 2026-11-23 14:30..14:45"),
      N_("TIME") },
    { "step", 0, 0, G_OPTION_ARG_INT, &request->step, N_("One step in full: proposed, decided, sent, and its result"),
      N_("NUMBER") },
    { NULL }
  };

  if (!command->takes_parts)
    entries[2] = (GOptionEntry) { NULL };

  return belay_trail_command_make_context (*command->arguments != '\0' ? _(command->arguments) : NULL,
                                           _(command->summary), entries);
}

static int
run_command (const Command *command,
             char         **arguments)
{
  Request request = { 0 };
  gboolean help = FALSE;
  g_autoptr(GOptionContext) context = make_context (command, &request, &help);
  g_auto(GStrv) words = NULL;
  g_autofree char *root = NULL;
  g_autofree char *at = NULL;
  int status;

  words = belay_trail_command_parse (context, arguments, command->takes_session ? 1 : 0, &help, &status);
  at = request.at;
  root = request.root != NULL ? request.root : belay_trail_get_default_root ();

  if (words == NULL)
    return status;

  request.root = root;
  request.session = words[1];

  return command->run (&request);
}

/**
 * belay_trail_command:
 * @argc: the length of @argv
 * @argv: "trail", and what the person wrote after it
 *
 * Carries out `belay trail …`. Needs no display and no session bus; the locale has to be set.
 *
 * Returns: the exit status: 0 sealed (or done), 3 unsealed, 1 broken, 4 pictures missing, 2 wrong usage
 */
int
belay_trail_command (int    argc,
                     char **argv)
{
  g_autofree char *message = NULL;

  if (argc < 2)
    {
      print_overview (TRUE);
      return STATUS_USAGE;
    }

  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_overview (FALSE);
      return 0;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      {
        g_autofree char *name = g_strconcat ("belay trail ", argv[1], NULL);

        /* The usage line begins with it. */
        g_set_prgname (name);

        return commands[i].run != NULL ? run_command (&commands[i], argv + 1)
                                       : commands[i].run_words (argc - 1, argv + 1);
      }

  message = g_strdup_printf (_("“%s” is none of browse, list, search, show, verify, key, export, prune, hold and rules."),
                             argv[1]);
  belay_trail_command_print_error (message);

  return STATUS_USAGE;
}
