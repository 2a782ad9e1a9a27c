/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "belay-trail-export.h"
#include "belay-trail.h"

/* 128 + SIGINT, as a shell has it. */
#define STATUS_CANCELLED 130

#define BAR_WIDTH 30

typedef struct
{
  char     *root;
  char     *format;
  char     *file;
  gboolean  contents;
  gboolean  help;
} Options;

typedef struct
{
  GMainLoop    *loop;
  GCancellable *cancellable;
  gboolean      on_terminal;
  gboolean      exported;
  GError       *error;
} Run;

static void
options_clear (Options *options)
{
  g_free (options->root);
  g_free (options->format);
  g_free (options->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_progress (goffset  current,
             goffset  total,
             gpointer user_data)
{
  Run *run = user_data;
  int filled = total > 0 ? (int) (current * BAR_WIDTH / total) : BAR_WIDTH;
  g_autoptr(GString) bar = g_string_new (NULL);

  if (!run->on_terminal)
    return;

  for (int i = 0; i < BAR_WIDTH; i++)
    g_string_append (bar, i < filled ? "█" : "░");

  g_printerr ("\r%s %3d %%", bar->str, total > 0 ? (int) (current * 100 / total) : 100);
}

static gboolean
on_signal (gpointer user_data)
{
  Run *run = user_data;

  g_cancellable_cancel (run->cancellable);

  return G_SOURCE_CONTINUE;
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Run *run = user_data;

  run->exported = belay_trail_export_finish (result, &run->error);
  g_main_loop_quit (run->loop);
}

/* Back to the beginning of an empty line. */
static void
clear_bar (Run *run)
{
  if (run->on_terminal)
    g_printerr ("\r\033[K");
}

static int
export_to (const char             *directory,
           BelayTrailExportFormat  format,
           BelayTrailExportFlags   flags,
           GFile                  *file)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *name = g_file_get_parse_name (file);
  Run run = { .loop = loop, .cancellable = cancellable, .on_terminal = isatty (STDERR_FILENO) == 1 };
  guint signals[] = { g_unix_signal_add (SIGINT, on_signal, &run), g_unix_signal_add (SIGTERM, on_signal, &run),
                      g_unix_signal_add (SIGHUP, on_signal, &run) };
  g_autoptr(GError) error = NULL;

  belay_trail_export_async (directory, format, flags, file, cancellable, on_progress, &run, on_exported, &run);
  g_main_loop_run (loop);
  error = run.error;
  clear_bar (&run);

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);

  if (run.exported)
    {
      g_print ("%s\n", name);
      return 0;
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      belay_trail_command_print_error (_("Cancelled; nothing was written."));
      return STATUS_CANCELLED;
    }

  belay_trail_command_print_error (error->message);

  return BELAY_TRAIL_STATUS_USAGE;
}

/* What is asked for, or else what the ending of the file says. */
static gboolean
find_format (const Options          *options,
             BelayTrailExportFormat *format)
{
  static const char * const names[] = { "html", "tar", "otlp" };
  static const char * const endings[] = { ".html", ".tar", ".json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (options->format != NULL ? g_str_equal (options->format, names[i])
                                : options->file != NULL && g_str_has_suffix (options->file, endings[i]))
      {
        *format = (BelayTrailExportFormat) i;
        return TRUE;
      }

  *format = BELAY_TRAIL_EXPORT_HTML;

  return options->format == NULL;
}

static int
run_export (const Options *options,
            const char    *session)
{
  g_autofree char *default_root = belay_trail_get_default_root ();
  g_autofree char *directory = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GFile) file = NULL;
  BelayTrailExportFormat format;

  if (!find_format (options, &format))
    {
      belay_trail_command_print_error (_("The format is one of html, tar and otlp."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  if (options->contents && format != BELAY_TRAIL_EXPORT_OTLP)
    {
      belay_trail_command_print_error (_("“--contents” is for the format otlp; the others hold everything anyway."));
      return BELAY_TRAIL_STATUS_USAGE;
    }

  directory = belay_trail_command_find_session (options->root != NULL ? options->root : default_root, session);
  if (directory == NULL)
    return BELAY_TRAIL_STATUS_USAGE;

  name = belay_trail_export_suggest_name (directory, format);
  file = g_file_new_for_commandline_arg (options->file != NULL ? options->file : name);

  return export_to (directory, format, options->contents ? BELAY_TRAIL_EXPORT_CONTENTS : BELAY_TRAIL_EXPORT_NONE, file);
}

static GOptionContext *
make_context (Options *options)
{
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &options->root, N_("Where the sessions are"), N_("DIRECTORY") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options->format,
      N_("html: one page to read, the default; tar: the record itself, to verify; otlp: OpenTelemetry"),
      "html|tar|otlp" },
    { "contents", 0, 0, G_OPTION_ARG_NONE, &options->contents,
      N_("With otlp: also what was said, typed and answered"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->file, N_("Where to write it"), N_("FILE") },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &options->help, N_("Show these options"), NULL },
    { NULL }
  };

  return belay_trail_command_make_context (_("[SESSION|DIRECTORY|latest]"),
                                           _("Writes a session to one file, for somebody else. The file shows what was "
                                             "on screen: look at it before you give it away."),
                                           entries);
}

/**
 * belay_trail_command_export:
 * @argc: the length of @argv
 * @argv: "export", and what the person wrote after it
 *
 * Carries out `belay trail export`. On a terminal, shows how far it is; SIGINT cancels.
 *
 * Returns: the exit status: 0 written, 2 it cannot be, 130 cancelled
 */
int
belay_trail_command_export (int    argc,
                            char **argv)
{
  g_auto(Options) options = { NULL };
  g_autoptr(GOptionContext) context = make_context (&options);
  g_auto(GStrv) words = NULL;
  int status;

  words = belay_trail_command_parse (context, argv, 1, &options.help, &status);

  return words != NULL ? run_export (&options, words[1]) : status;
}
