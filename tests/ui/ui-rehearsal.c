/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-rehearsal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "belay-decision-card.h"
#include "ui-display.h"

static BelayApplication *application;
static char *directory;
static void (* add_their_tests) (void);

/* ui_rehearsal_wait_until: runs the main loop until @condition says so, and fails when that takes too long. */
void
ui_rehearsal_wait_until (gboolean (* condition) (gpointer),
                         gpointer    data)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* ui_rehearsal_find: the first widget of that type in the window, the window included; NULL if there is none. */
GtkWidget *
ui_rehearsal_find (UiRehearsal *self,
                   GType        type)
{
  return ui_display_find (GTK_WIDGET (self->window), type);
}

/* ui_rehearsal_get_step: the step on the decision card; (nullable) */
BelayStep *
ui_rehearsal_get_step (UiRehearsal *self)
{
  GtkWidget *card = ui_rehearsal_find (self, BELAY_TYPE_DECISION_CARD);

  return card != NULL ? belay_decision_card_get_step (BELAY_DECISION_CARD (card)) : NULL;
}

gboolean
ui_rehearsal_is_enabled (UiRehearsal *self,
                         const char  *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), action);
}

/* ui_rehearsal_is_asking: a condition to wait for; @data is the rehearsal. */
gboolean
ui_rehearsal_is_asking (gpointer data)
{
  return ui_rehearsal_is_enabled (data, "answer");
}

void
ui_rehearsal_activate (UiRehearsal *self,
                       const char  *action,
                       GVariant    *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->window), action, parameter);
}

typedef struct
{
  UiRehearsal *rehearsal;
  guint        index;
} Awaited;

static gboolean
is_waiting (gpointer data)
{
  Awaited *awaited = data;
  BelayStep *step = ui_rehearsal_get_step (awaited->rehearsal);

  return step != NULL && belay_step_get_index (step) == awaited->index &&
         belay_step_get_state (step) == BELAY_STEP_WAITING && ui_rehearsal_is_enabled (awaited->rehearsal, "approve");
}

/* ui_rehearsal_wait_for_step: returns when the step of that number can be approved. */
void
ui_rehearsal_wait_for_step (UiRehearsal *self,
                            guint        index)
{
  ui_rehearsal_wait_until (is_waiting, &(Awaited) { self, index });
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
exists (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

static void
start_desktop (UiRehearsal *self)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE |
                                                                       G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr(GError) error = NULL;
  static guint n;
  g_autofree char *name = g_strdup_printf ("%u", ++n);

  self->socket = g_build_filename (directory, name, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->desktop = g_subprocess_launcher_spawn (launcher, &error, "Xtigervnc", "-displayfd", "1", "-rfbunixpath",
                                               self->socket, "-rfbport", "-1", "-SecurityTypes", "None",
                                               "-geometry", "640x400", "-depth", "24", "-nolisten", "tcp", NULL);
  g_assert_no_error (error);
  ui_rehearsal_wait_until (exists, self->socket);
}

/* Opens a window in which @scenario has begun; returns when its first step can be approved. */
static void
set_up (UiRehearsal   *self,
        gconstpointer  scenario)
{
  g_autoptr(BelayLaunch) launch = belay_launch_new (belay_settings_get_default ());

  start_desktop (self);
  self->path = g_strconcat (self->socket, ".json", NULL);
  g_assert_true (g_file_set_contents (self->path, scenario, -1, NULL));

  self->window = belay_window_new (ADW_APPLICATION (application));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  g_assert_false (ui_rehearsal_is_enabled (self, "approve"));
  g_assert_false (ui_rehearsal_is_enabled (self, "stop"));

  launch->rehearsal = g_strdup (self->path);
  belay_launch_take_string (&launch->sandbox, g_strconcat ("vnc+unix://", self->socket, NULL));
  belay_window_launch (self->window, launch);
  ui_rehearsal_wait_for_step (self, 1);
}

static gboolean
is_gone (gpointer data)
{
  return ((UiRehearsal *) data)->window == NULL;
}

/* Closes the window, and returns when it and the desktop have gone. */
static void
tear_down (UiRehearsal   *self,
           gconstpointer  scenario)
{
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  ui_rehearsal_wait_until (is_gone, self);

  g_subprocess_force_exit (self->desktop);
  g_subprocess_wait (self->desktop, NULL, NULL);
  g_clear_object (&self->desktop);
  g_unlink (self->path);
  g_unlink (self->socket);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->socket, g_free);
}

void
ui_rehearsal_add_test (const char *path,
                       const char *scenario,
                       void      (*test) (UiRehearsal *, gconstpointer))
{
  g_test_add (path, UiRehearsal, scenario, set_up, test, tear_down);
}

/* Not a GTestDBus: that waits at the end for everybody to have let go of the connection, and GTK never does. */
static GSubprocess *
start_bus (void)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *address = NULL;
  GSubprocess *bus;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  bus = g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--session", "--nofork", "--print-address=1",
                                     NULL);
  g_assert_no_error (error);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);

  return bus;
}

static void
remove_directory (void)
{
  g_autoptr(GSubprocess) rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-r", directory, NULL);

  g_subprocess_wait (rm, NULL, NULL);
  g_clear_pointer (&directory, g_free);
}

static void
add_tests (void)
{
  g_autoptr(GError) error = NULL;

  application = belay_application_new ();
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  add_their_tests ();
}

/* ui_rehearsal_run: ui_display_run() with the application registered on a session bus, and folders, of its own. */
int
ui_rehearsal_run (int    *argc,
                  char ***argv,
                  void  (*their_tests) (void))
{
  g_autoptr(GSubprocess) bus = NULL;
  int result;

  directory = g_dir_make_tmp ("belay-window-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", directory, TRUE);
  g_setenv ("XDG_CONFIG_HOME", directory, TRUE);
  g_unsetenv ("ANTHROPIC_API_KEY");
  bus = start_bus ();

  add_their_tests = their_tests;
  result = ui_display_run (argc, argv, add_tests);

  g_clear_object (&application);
  g_subprocess_force_exit (bus);
  g_subprocess_wait (bus, NULL, NULL);
  remove_directory ();

  return result;
}

/* ui_rehearsal_get_application: (transfer none): the application the windows belong to */
BelayApplication *
ui_rehearsal_get_application (void)
{
  return application;
}
