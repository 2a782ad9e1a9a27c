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
} Request;

typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  gboolean    takes_session;
  gboolean    takes_json;
  int      (* run) (const Request *request);    /* (nullable) it has options of its own: */
  int      (* run_words) (int    argc,
                          char **argv);
} Command;

void
belay_trail_command_print_error (const char *text)
{
  g_autofree char *visible = belay_visible_text (text, 0);

  g_printerr ("belay trail: %s\n", visible);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* The names of all sessions, the oldest first. */
static GPtrArray *
list_sessions (const char *root)
{
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *log = g_build_filename (root, name, "log.0001.jsonl", NULL);

      if (g_file_test (log, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);

  return names;
}

/* A session may be called by the beginning of its name, or of the eight digits the name ends with. */
static gboolean
matches (const char *name,
         const char *abbreviation)
{
  const char *digits = strrchr (name, '-');

  return g_str_has_prefix (name, abbreviation) ||
         (digits != NULL && g_str_has_prefix (digits + 1, abbreviation));
}

char *
belay_trail_command_find_session (const char *root,
                                  const char *session)
{
  g_autoptr(GPtrArray) names = NULL;
  const char *wanted = session != NULL ? session : "latest";
  const char *found = NULL;
  g_autofree char *message = NULL;
  guint n_found = 0;

  if (strchr (wanted, G_DIR_SEPARATOR) != NULL || g_str_equal (wanted, ".") || g_str_equal (wanted, ".."))
    return g_strdup (wanted);

  names = list_sessions (root);

  if (g_str_equal (wanted, "latest") && names->len > 0)
    return g_build_filename (root, names->pdata[names->len - 1], NULL);

  for (guint i = 0; i < names->len; i++)
    {
      if (g_str_equal (names->pdata[i], wanted))
        return g_build_filename (root, wanted, NULL);

      if (matches (names->pdata[i], wanted))
        {
          found = names->pdata[i];
          n_found++;
        }
    }

  if (n_found == 1)
    return g_build_filename (root, found, NULL);

  if (names->len == 0)
    message = g_strdup_printf (_("There are no sessions in %s."), root);
  else if (n_found == 0)
    message = g_strdup_printf (_("There is no session “%s” in %s."), wanted, root);
  else
    message = g_strdup_printf (ngettext ("%u session begins like “%s”; say more of its name.",
                                         "%u sessions begin like “%s”; say more of its name.", n_found),
                               n_found, wanted);

  belay_trail_command_print_error (message);

  return NULL;
}

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
  g_autoptr(GPtrArray) names = list_sessions (request->root);

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

static int
run_show (const Request *request)
{
  g_autofree char *directory = belay_trail_command_find_session (request->root, request->session);
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gboolean shown;

  if (directory == NULL)
    return STATUS_USAGE;

  shown = request->json ? belay_trail_show_json (directory, out, &error)
                        : belay_trail_show_text (directory, out, &error);

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

/* Words for scripts, too: not translated. */
static const char *
name_verdict (BelayTrailVerdict verdict)
{
  switch (verdict)
    {
    case BELAY_TRAIL_SEALED:
      return "SEALED";

    case BELAY_TRAIL_BROKEN:
      return "BROKEN";

    case BELAY_TRAIL_PICTURES_MISSING:
      return "PICTURES MISSING";

    case BELAY_TRAIL_UNSEALED:
    default:
      return "UNSEALED";
    }
}

static int
verify_session (const char *directory)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailReport) report = belay_trail_verify (directory, &error);
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
  g_print ("%s: %s: %s\n", id, name_verdict (report->verdict), text);

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

static int
verify_all (const Request *request)
{
  g_autoptr(GPtrArray) names = list_sessions (request->root);
  int worst = BELAY_TRAIL_SEALED;

  /* An empty directory is not a good record; it may be what is left of one. */
  if (names->len == 0)
    {
      g_autofree char *message = g_strdup_printf (_("There are no sessions in %s."), request->root);

      belay_trail_command_print_error (message);
      return STATUS_USAGE;
    }

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *directory = g_build_filename (request->root, names->pdata[i], NULL);
      int status = verify_session (directory);

      if (rank_status (status) < rank_status (worst))
        worst = status;
    }

  return worst;
}

static int
run_verify (const Request *request)
{
  g_autofree char *directory = NULL;

  if (g_strcmp0 (request->session, "all") == 0)
    return verify_all (request);

  directory = belay_trail_command_find_session (request->root, request->session);

  return directory != NULL ? verify_session (directory) : STATUS_USAGE;
}

static const Command commands[] = {
  { "list", "", N_("Lists the recorded sessions, the oldest first."), FALSE, FALSE, run_list },
  { "show", N_("[SESSION|DIRECTORY|latest]"), N_("Shows what happened in a session, step by step."), TRUE, TRUE,
    run_show },
  { "verify", N_("[SESSION|DIRECTORY|latest|all]"),
    N_("Checks that a record is whole and was not changed.\n\n"
       "Exit status: 0 sealed; 3 unsealed: nothing is wrong with what is there, but no signature says that it is all; "
       "1 broken; 4 pictures are missing; 2 wrong usage."),
    TRUE, FALSE, run_verify },
  { .name = "export", .arguments = N_("[SESSION|DIRECTORY|latest] [-o FILE]"), .run_words = belay_trail_command_export },
};

static void
print_overview (gboolean is_error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n", _("Usage:"));

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
    { NULL }
  };
  GOptionContext *context = g_option_context_new (*command->arguments != '\0' ? _(command->arguments) : NULL);
  g_autofree char *name = g_strconcat ("belay trail ", command->name, NULL);

  if (!command->takes_json)
    entries[2] = (GOptionEntry) { NULL };

  /* The usage line begins with it. */
  g_set_prgname (name);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, _(command->summary));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

static int
run_command (const Command *command,
             char         **arguments)
{
  g_autoptr(GOptionContext) context = NULL;
  g_auto(GStrv) rest = g_strdupv (arguments);
  g_autofree char *root = NULL;
  g_autoptr(GError) error = NULL;
  Request request = { 0 };
  gboolean help = FALSE;

  context = make_context (command, &request, &help);

  if (!g_option_context_parse_strv (context, &rest, &error))
    {
      g_free (request.root);
      belay_trail_command_print_error (error->message);
      return STATUS_USAGE;
    }

  root = request.root != NULL ? request.root : belay_trail_get_default_root ();
  request.root = root;

  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      g_print ("%s", text);
      return 0;
    }

  if (g_strv_length (rest) > (command->takes_session ? 2 : 1))
    {
      belay_trail_command_print_error (_("That is one name too many."));
      return STATUS_USAGE;
    }

  request.session = rest[1];

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
      return commands[i].run != NULL ? run_command (&commands[i], argv + 1)
                                     : commands[i].run_words (argc - 1, argv + 1);

  message = g_strdup_printf (_("“%s” is none of list, show, verify and export."), argv[1]);
  belay_trail_command_print_error (message);

  return STATUS_USAGE;
}
