/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-application.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <string.h>
#include "belay-preferences.h"
#include "belay-records-care.h"
#include "belay-rehearsal.h"
#include "belay-sessions.h"
#include "belay-trail-window.h"
#include "belay-trail.h"
#include "belay-window.h"

/**
 * BelayApplication:
 *
 * The program: its command line, its windows, its place on the session bus.
 */
struct _BelayApplication
{
  AdwApplication  parent_instance;

  gboolean        recovered;    /* sessions that a crash left open have been looked for */
};

G_DEFINE_FINAL_TYPE (BelayApplication, belay_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] =
{
  { "task", 't', 0, G_OPTION_ARG_STRING, NULL, N_("What Claude should do"), N_("TEXT") },
  { "sandbox", 's', 0, G_OPTION_ARG_STRING, NULL,
    N_("Where: “bubblewrap”, vm:NAME, qemu+ssh://HOST/system#NAME, vnc://HOST:PORT or vnc+unix:///PATH; without a task it opens live, "
       "with you in control"),
    N_("NAME|URI") },
  { "model", 'm', 0, G_OPTION_ARG_STRING, NULL, N_("The model to ask"), N_("ID") },
  { "slack", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_("How far it may go before it must ask: “every”, “looks”, a number of steps, “auto”, “auto:SECONDS” or “auto:recorded”"),
    N_("every|looks|N|auto") },
  { "memory", 0, 0, G_OPTION_ARG_INT, NULL, N_("Memory of the virtual machine, in megabytes"), N_("MEGABYTES") },
  { "processors", 0, 0, G_OPTION_ARG_INT, NULL, N_("Processors of the virtual machine"), N_("NUMBER") },
  { "disk", 0, 0, G_OPTION_ARG_INT, NULL, N_("How much the disk of the virtual machine may take, in gigabytes; 0 is no limit"),
    N_("GIGABYTES") },
  { "wait", 0, 0, G_OPTION_ARG_INT, NULL, N_("How long to wait for the desktop of a virtual machine that is no image of Belay’s"),
    N_("SECONDS") },
  { "shell", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Let Claude also propose shell commands and changes to files in the sandbox"),
    NULL },
  { "start", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Begin at once"), NULL },
  { "rehearse", 'r', 0, G_OPTION_ARG_FILENAME, NULL,
    N_("Let a script, or the record of a session, propose the actions instead of a model"), N_("PATH") },
  { "trail", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_("Show a recorded session, by its name or its directory; “” lists them all"), N_("SESSION") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Say which version this is"), NULL },
  { NULL },
};

/* Sessions that a crash left open. */

static void
on_recovered (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BelayWindow) window = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) recovered = belay_trail_recover_finish (result, &error);
  g_autofree char *notice = NULL;
  guint n_unknown = 0;

  if (recovered == NULL)
    {
      g_warning ("Sessions that ended unexpectedly could not be closed: %s", error->message);
      return;
    }

  if (recovered->len == 0)
    return;

  for (guint i = 0; i < recovered->len; i++)
    n_unknown += ((BelayTrailRecovery *) recovered->pdata[i])->n_unknown;

  if (n_unknown > 0)
    notice = g_strdup_printf (ngettext ("An earlier session ended unexpectedly. Its record is closed now; "
                                        "%u step may or may not have run.",
                                        "An earlier session ended unexpectedly. Its record is closed now; "
                                        "%u steps may or may not have run.", n_unknown), n_unknown);
  else
    notice = g_strdup (_("An earlier session ended unexpectedly. Its record is closed now; "
                         "every step that ran is on it."));

  belay_window_set_notice (window, notice);
}

static void
recover (BelayApplication *self,
         BelayWindow      *window)
{
  g_autofree char *root = NULL;

  if (self->recovered)
    return;

  self->recovered = TRUE;
  belay_records_care_start ();
  root = belay_trail_get_default_root ();
  belay_trail_recover_async (root, NULL, on_recovered, g_object_ref (window));
}

static BelayWindow *
create_window (BelayApplication *self)
{
  BelayWindow *window = belay_window_new (ADW_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (window));
  recover (self, window);

  return window;
}

/* The trail browser, of which there is one. */
static void
open_trails (BelayApplication *self,
             const char       *session)
{
  BelayTrailWindow *window = NULL;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL && window == NULL; l = l->next)
    {
      if (BELAY_IS_TRAIL_WINDOW (l->data))
        window = l->data;
    }

  if (window == NULL)
    window = belay_trail_window_new (ADW_APPLICATION (self), NULL);

  gtk_window_present (GTK_WINDOW (window));
  belay_trail_window_open (window, session, 0);
}

/* The command line. */

static void
take_option (GVariantDict  *dict,
             const char    *name,
             char         **member)
{
  char *value = NULL;

  if (g_variant_dict_lookup (dict, name, "s", &value))
    belay_launch_take_string (member, value);
}

static gboolean
take_limits (GVariantDict   *dict,
             BelayVmLimits  *limits,
             GError        **error)
{
  int memory = -1, cpus = -1, disk = -1, wait = -1;

  g_variant_dict_lookup (dict, "memory", "i", &memory);
  g_variant_dict_lookup (dict, "processors", "i", &cpus);
  g_variant_dict_lookup (dict, "disk", "i", &disk);

  g_variant_dict_lookup (dict, "wait", "i", &wait);
  limits->wait = CLAMP (wait, -1, BELAY_VM_MAX_WAIT);

  return belay_vm_limits_override (limits, memory, cpus, disk, error);
}

/* The path of the caller, who may be in another folder than this process. */
static char *
resolve_file (GApplicationCommandLine *command_line,
              const char              *path)
{
  g_autoptr(GFile) file = NULL;

  if (g_str_has_prefix (path, "resource://"))
    return g_strdup (path);

  file = g_application_command_line_create_file_for_arg (command_line, path);

  return g_file_get_path (file);
}

/* A name as it is, a path as the caller sees it. */
static void
show_trail (BelayApplication        *self,
            GApplicationCommandLine *command_line,
            const char              *session)
{
  g_autofree char *path = strchr (session, G_DIR_SEPARATOR) != NULL ? resolve_file (command_line, session) : NULL;

  open_trails (self, path != NULL ? path : session);
}

static void
run_command_line (BelayApplication        *self,
                  GApplicationCommandLine *command_line,
                  GVariantDict            *dict,
                  BelayLaunch             *launch)
{
  BelayWindow *window = create_window (self);
  const char *path;

  belay_window_set_launch (window, launch);

  if (g_variant_dict_lookup (dict, "rehearse", "^&ay", &path))
    {
      belay_launch_take_string (&launch->rehearsal, resolve_file (command_line, path));
      belay_window_launch (window, launch);
    }
  else if (launch->task == NULL && g_variant_dict_contains (dict, "sandbox"))
    {
      belay_window_prepare (window, launch);
    }
  else if (launch->task != NULL && g_variant_dict_contains (dict, "start"))
    {
      belay_window_launch (window, launch);
    }
}

static int
belay_application_command_line (GApplication            *application,
                                GApplicationCommandLine *command_line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autoptr(BelayLaunch) launch = belay_launch_new (belay_settings_get_default ());
  g_autoptr(BelaySandbox) sandbox = NULL;
  g_autoptr(GError) error = NULL;
  const char *session;
  BelaySlack slack;

  if (g_variant_dict_lookup (dict, "trail", "&s", &session))
    {
      show_trail (BELAY_APPLICATION (application), command_line, session);
      return 0;
    }

  take_option (dict, "task", &launch->task);
  take_option (dict, "sandbox", &launch->sandbox);
  take_option (dict, "model", &launch->model);
  take_option (dict, "slack", &launch->slack);
  if (g_variant_dict_contains (dict, "shell"))
    launch->shell = TRUE;

  /* Only to see that the name has a meaning: nothing is started. */
  sandbox = belay_sandbox_new (launch->sandbox, &error);
  if (sandbox == NULL || !belay_slack_parse (launch->slack, &slack, &error) ||
      !take_limits (dict, &launch->machine, &error))
    {
      g_application_command_line_printerr (command_line, "belay: %s\n", error->message);
      return 2;
    }

  run_command_line (BELAY_APPLICATION (application), command_line, dict, launch);

  return 0;
}

static int
belay_application_handle_local_options (GApplication *application,
                                        GVariantDict *dict)
{
  if (!g_variant_dict_contains (dict, "version"))
    return -1;

  g_print ("Belay %s\n", BELAY_VERSION);
  return 0;
}

/* Actions. */

static void
on_new_session (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  create_window (user_data);
}

static void
on_trails (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  open_trails (user_data, NULL);
}

static void
on_trail (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  open_trails (user_data, g_variant_get_string (parameter, NULL));
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  belay_preferences_present (gtk_application_get_active_window (user_data));
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data),
                         "application-name", "Belay",
                         "application-icon", BELAY_APPLICATION_ID,
                         "version", BELAY_VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "developer-name", _("The Belay contributors"),
                         "comments", _("Claude proposes what to do on a desktop of its own; you hold the rope."),
                         NULL);
}

/* Each window ends its session first and goes then; the last one ends the program. */
static void
close_all (GtkApplication *application)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (application));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
on_quit_response (AdwMessageDialog *dialog,
                  const char       *response,
                  GtkApplication   *application)
{
  if (g_str_equal (response, "quit"))
    close_all (application);
}

/* One session ends with its window without a question; several are perhaps not all in view. */
static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  guint n = belay_sessions_get_n (belay_sessions_get_default ());
  GtkWidget *dialog;
  g_autofree char *title = NULL;

  if (n < 2)
    {
      close_all (user_data);
      return;
    }

  title = g_strdup_printf (ngettext ("End %u Session?", "End %u Sessions?", n), n);
  dialog = adw_message_dialog_new (gtk_application_get_active_window (user_data), title,
                                   _("Each is stopped, its sandbox ends, and its record is sealed."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "quit", _("_End All and Quit"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "quit", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_quit_response), user_data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_stop_all (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  belay_sessions_stop_all (belay_sessions_get_default ());
}

static void
on_present_window (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_window_by_id (user_data, g_variant_get_uint32 (parameter));

  if (window != NULL)
    gtk_window_present (window);
}

static void
add_actions (BelayApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-session",    .activate = on_new_session },
    { .name = "trails",         .activate = on_trails },
    { .name = "trail",          .activate = on_trail, .parameter_type = "s" },
    { .name = "preferences",    .activate = on_preferences },
    { .name = "about",          .activate = on_about },
    { .name = "quit",           .activate = on_quit },
    { .name = "stop-all",       .activate = on_stop_all },
    { .name = "present-window", .activate = on_present_window, .parameter_type = "u" },
  };
  static const struct
  {
    const char *action;
    const char *accels[2];
  } accels[] =
  {
    { "app.new-session", { "<Control>n" } },
    { "app.trails",      { "<Control><Shift>h" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.quit",        { "<Control>q" } },
    { "win.sessions",    { "<Control>F7" } },
    { "window.close",    { "<Control>w" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char *const *) accels[i].accels);
}

static void
belay_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (belay_application_parent_class)->startup (application);

  gtk_source_init ();
  gtk_window_set_default_icon_name (BELAY_APPLICATION_ID);
  add_actions (BELAY_APPLICATION (application));
}

static void
belay_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    create_window (BELAY_APPLICATION (application));
}

static void
belay_application_class_init (BelayApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = belay_application_startup;
  application_class->activate = belay_application_activate;
  application_class->command_line = belay_application_command_line;
  application_class->handle_local_options = belay_application_handle_local_options;
}

static void
belay_application_init (BelayApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, "");
  g_application_set_option_context_summary (application,
                                            _("Claude proposes what to do on a desktop of its own; "
                                              "nothing happens there before you allow it."));
  g_application_set_option_context_description (application,
                                                _("Commands:\n"
                                                  "  trail list|search|show|verify|export|key   Read the records of sessions\n"
                                                  "  trail browse [SESSION]                     Look at them in a window\n"
                                                  "  image build|ready|list                     Make images for virtual machines\n"));
}

/**
 * belay_application_new:
 *
 * Returns: (transfer full): the application
 */
BelayApplication *
belay_application_new (void)
{
  return g_object_new (BELAY_TYPE_APPLICATION,
                       "application-id", BELAY_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                       "resource-base-path", "/io/github/belay_desktop/Belay",
                       NULL);
}
