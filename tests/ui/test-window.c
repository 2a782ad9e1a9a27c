/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <gtksourceview/gtksource.h>
#include <signal.h>
#include <sys/prctl.h>

#include "belay-application.h"
#include "belay-decision-card.h"
#include "belay-entry.h"
#include "belay-preferences.h"
#include "belay-screen-view.h"
#include "belay-step-editor.h"
#include "belay-timeline-view.h"
#include "belay-window.h"
#include "ui-display.h"

/*
 * The whole window over a real desktop: a rehearsal plays on an X server that speaks VNC, and the test does what a
 * person, a script on the session bus or an assistive tool would do.
 */

#define SCENARIO \
  "{\"format\": 1, \"name\": \"test\", \"title\": \"Test\", \"summary\": \"A test.\", \"task\": \"Do it\"," \
  " \"screen\": {\"width\": 640, \"height\": 400}, \"turns\": [{\"text\": \"Now.\", \"actions\": [" \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [100, 100]}}," \
  "{\"name\": \"type\", \"input\": {\"text\": \"one\"}}," \
  "{\"name\": \"mouse_move\", \"input\": {\"coordinate\": [300, 200]}}," \
  "{\"name\": \"key\", \"input\": {\"text\": \"Left\"}}]}, {\"ask\": \"Well?\"}]}"

static BelayApplication *application;
static char *directory;

typedef struct
{
  GSubprocess *desktop;
  char        *socket;
  char        *scenario;
  BelayWindow *window;
} Fixture;

static void
wait_until (gboolean (* condition) (gpointer),
            gpointer    data)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static BelayStep *
get_step (Fixture *fixture)
{
  GtkWidget *card = find (GTK_WIDGET (fixture->window), BELAY_TYPE_DECISION_CARD);

  return card != NULL ? belay_decision_card_get_step (BELAY_DECISION_CARD (card)) : NULL;
}

static gboolean
is_enabled (Fixture    *fixture,
            const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), action);
}

/* The step of that number waits, and its card has been in view long enough to be clicked. */
typedef struct
{
  Fixture *fixture;
  guint    index;
} Awaited;

static gboolean
is_waiting (gpointer data)
{
  Awaited *awaited = data;
  BelayStep *step = get_step (awaited->fixture);

  return step != NULL && belay_step_get_index (step) == awaited->index &&
         belay_step_get_state (step) == BELAY_STEP_WAITING && is_enabled (awaited->fixture, "approve");
}

static void
wait_for_step (Fixture *fixture,
               guint    index)
{
  wait_until (is_waiting, &(Awaited) { fixture, index });
}

static gboolean
is_live (gpointer data)
{
  Fixture *fixture = data;

  return !is_enabled (fixture, "live");
}

static void
activate (Fixture    *fixture,
          const char *action,
          GVariant   *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, parameter);
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
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE |
                                                                       G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr(GError) error = NULL;
  static guint n;
  g_autofree char *name = g_strdup_printf ("%u", ++n);
  g_autoptr(BelayLaunch) launch = belay_launch_new (belay_settings_get_default ());

  fixture->socket = g_build_filename (directory, name, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  fixture->desktop = g_subprocess_launcher_spawn (launcher, &error, "Xtigervnc", "-displayfd", "1", "-rfbunixpath",
                                                  fixture->socket, "-rfbport", "-1", "-SecurityTypes", "None",
                                                  "-geometry", "640x400", "-depth", "24", "-nolisten", "tcp", NULL);
  g_assert_no_error (error);
  wait_until (exists, fixture->socket);

  fixture->scenario = g_strconcat (fixture->socket, ".json", NULL);
  g_assert_true (g_file_set_contents (fixture->scenario, SCENARIO, -1, NULL));

  fixture->window = belay_window_new (ADW_APPLICATION (application));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_assert_false (is_enabled (fixture, "approve"));
  g_assert_false (is_enabled (fixture, "stop"));

  launch->rehearsal = g_strdup (fixture->scenario);
  belay_launch_take_string (&launch->sandbox, g_strconcat ("vnc+unix://", fixture->socket, NULL));
  belay_window_launch (fixture->window, launch);
  wait_for_step (fixture, 1);
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *) data)->window == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  wait_until (is_gone, fixture);

  g_subprocess_force_exit (fixture->desktop);
  g_subprocess_wait (fixture->desktop, NULL, NULL);
  g_clear_object (&fixture->desktop);
  g_unlink (fixture->scenario);
  g_unlink (fixture->socket);
  g_free (fixture->scenario);
  g_free (fixture->socket);
}

static gboolean
is_active (gpointer data)
{
  return gtk_window_is_active (GTK_WINDOW (((Fixture *) data)->window));
}

/* Without a window manager the X server gives the focus to nobody by itself. */
static void
focus (Fixture *fixture)
{
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  ui_display_xdotool ("mousemove", "300", "12", NULL);
  wait_until (is_active, fixture);
}

static void
on_reply (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GVariant **reply = user_data;
  g_autoptr(GError) error = NULL;

  *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static GVariant *
call (Fixture    *fixture,
      const char *method,
      GVariant   *parameters)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (application));
  g_autofree char *path = g_strdup_printf ("/io/github/belay_desktop/Belay/window/%u",
                                           gtk_application_window_get_id (GTK_APPLICATION_WINDOW (fixture->window)));
  GVariant *reply = NULL;

  g_dbus_connection_call (bus, BELAY_APPLICATION_ID, path, "org.gtk.Actions", method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_reply, &reply);
  wait_until (is_set, &reply);

  return reply;
}

static gboolean
is_asking (gpointer data)
{
  return is_enabled (data, "answer");
}

/* Everything a person can do can be done over the session bus. */
static void
test_bus (Fixture       *fixture,
          gconstpointer  data)
{
  static const char *const expected[] = {
    "approve", "approve-turn", "approve-named", "edit", "skip", "reject", "stop", "take-over", "slack", "answer", "live",
    "resume", NULL
  };
  g_autoptr(GVariant) names = call (fixture, "List", NULL);
  g_autofree const char **list = NULL;

  g_variant_get (names, "(^a&s)", &list);
  for (guint i = 0; expected[i] != NULL; i++)
    g_assert_true (g_strv_contains (list, expected[i]));

  /* Describes every action, which no type unknown to D-Bus survives. */
  g_variant_unref (call (fixture, "DescribeAll", NULL));

  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('approve', @av [], @a{sv} {})")));
  wait_for_step (fixture, 2);
  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('edit-json', [<'{\"text\": \"two\"}'>], @a{sv} {})")));
  wait_for_step (fixture, 3);
  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('skip', @av [], @a{sv} {})")));
  wait_for_step (fixture, 4);
  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('approve-turn', @av [], @a{sv} {})")));
  wait_until (is_asking, fixture);
  g_assert_false (is_enabled (fixture, "approve"));
}

/* A rejection takes the rest of the turn with it; the reason may be left out. */
static void
test_reject (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(BelayStep) step = g_object_ref (get_step (fixture));

  activate (fixture, "reject", g_variant_new_string ("Not that one"));
  wait_until (is_asking, fixture);
  g_assert_cmpint (belay_step_get_state (step), ==, BELAY_STEP_REJECTED);
  g_assert_cmpstr (belay_step_get_decision (step)->reason, ==, "Not that one");
}

/* What is being changed is valid at every moment, or cannot be applied. */
static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayStep) step = g_object_ref (get_step (fixture));
  BelayStepEditor *editor = BELAY_STEP_EDITOR (find (GTK_WIDGET (fixture->window), BELAY_TYPE_STEP_EDITOR));
  GtkWidget *view = find (GTK_WIDGET (editor), GTK_SOURCE_TYPE_VIEW);
  GtkTextBuffer *json = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  BelayPoint point;

  activate (fixture, "edit", NULL);
  g_assert_true (belay_step_editor_get_step (editor) == step);

  belay_step_editor_set_point (editor, (BelayPoint) { 50, 60 }, FALSE);
  g_assert_true (belay_action_get_point (belay_step_editor_get_draft (editor), &point));
  g_assert_cmpint (point.x, ==, 50);

  gtk_text_buffer_set_text (json, "{\"coordinate\": [7", -1);
  g_assert_null (belay_step_editor_get_draft (editor));
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.apply", NULL);
  g_assert_cmpint (belay_step_get_state (step), ==, BELAY_STEP_WAITING);

  gtk_text_buffer_set_text (json, "{\"coordinate\": [70, 80]}", -1);
  g_assert_nonnull (belay_step_editor_get_draft (editor));
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.apply", NULL);
  wait_for_step (fixture, 2);
  g_assert_cmpint (belay_step_get_decision (step)->verdict, ==, BELAY_VERDICT_EDIT);
  g_assert_true (belay_action_get_point (belay_step_get_action (step), &point));
  g_assert_cmpint (point.y, ==, 80);
}

static gboolean
is_in_control (gpointer data)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (((Fixture *) data)->window),
                                                               "take-over");

  return g_variant_get_boolean (state);
}

static gboolean
is_not_in_control (gpointer data)
{
  return !is_in_control (data);
}

static void
test_take_over (Fixture       *fixture,
                gconstpointer  data)
{
  activate (fixture, "take-over", NULL);
  wait_until (is_in_control, fixture);
  g_assert_false (is_enabled (fixture, "approve"));
  g_assert_true (is_enabled (fixture, "stop"));

  activate (fixture, "stop", NULL);
  wait_until (is_not_in_control, fixture);
  wait_until (is_asking, fixture);
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  focus (fixture);

  /* Held down, Enter repeats; it decides once. */
  ui_display_xdotool ("keydown", "Return", NULL);
  wait_for_step (fixture, 2);
  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < until;)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (belay_step_get_index (get_step (fixture)), ==, 2);
  ui_display_xdotool ("keyup", "Return", NULL);

  ui_display_xdotool ("key", "s", NULL);
  wait_for_step (fixture, 3);

  /* Typed into a field, a letter is a letter. */
  activate (fixture, "edit", NULL);
  ui_display_xdotool ("key", "r", NULL);
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  g_assert_cmpint (belay_step_get_state (get_step (fixture)), ==, BELAY_STEP_WAITING);

  ui_display_xdotool ("key", "Escape", NULL);
  wait_until (is_asking, fixture);
  g_assert_false (is_enabled (fixture, "approve"));
}

/* Over a picture of the past nothing can be approved. */
static void
test_past (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *timeline = find (GTK_WIDGET (fixture->window), BELAY_TYPE_TIMELINE_VIEW);
  GtkWidget *list = find (timeline, GTK_TYPE_LIST_VIEW);
  GtkSelectionModel *selection = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  g_autoptr(BelayStep) first = g_object_ref (get_step (fixture));
  guint position = 0;

  activate (fixture, "approve", NULL);
  wait_for_step (fixture, 2);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (selection)); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (G_LIST_MODEL (selection), i);

      if (belay_entry_get_step (entry) == first)
        position = i;
    }

  gtk_selection_model_select_item (selection, position, TRUE);
  g_assert_true (is_enabled (fixture, "live"));
  g_assert_false (is_enabled (fixture, "approve"));
  g_assert_true (is_enabled (fixture, "skip"));

  activate (fixture, "live", NULL);
  wait_until (is_live, fixture);
  g_assert_true (is_enabled (fixture, "approve"));
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* Made by GTK or libadwaita, which name what is in them or leave it to the whole. */
static gboolean
is_inner (GtkWidget *widget)
{
  const GType outer[] = { GTK_TYPE_SPIN_BUTTON, ADW_TYPE_ENTRY_ROW, ADW_TYPE_HEADER_BAR, ADW_TYPE_COMBO_ROW,
                          ADW_TYPE_EXPANDER_ROW, ADW_TYPE_VIEW_SWITCHER, GTK_TYPE_STACK_SWITCHER,
                          GTK_TYPE_WINDOW_CONTROLS };

  for (guint i = 0; i < G_N_ELEMENTS (outer); i++)
    {
      if (gtk_widget_get_ancestor (widget, outer[i]) != NULL && !G_TYPE_CHECK_INSTANCE_TYPE (widget, outer[i]))
        return TRUE;
    }

  return FALSE;
}

/* Every control says what it is. */
static void
check_names (GtkWidget *widget)
{
  gboolean is_control = GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_ENTRY (widget) ||
                        GTK_IS_TEXT_VIEW (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
                        GTK_IS_LIST_VIEW (widget);

  if (is_control && !is_inner (widget) && gtk_widget_get_visible (widget) && !is_named (widget))
    {
      for (GtkWidget *around = widget; around != NULL; around = gtk_widget_get_parent (around))
        g_test_message ("in a %s", G_OBJECT_TYPE_NAME (around));
      g_test_fail_printf ("A %s has no accessible name", G_OBJECT_TYPE_NAME (widget));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *preferences = g_object_ref_sink (g_object_new (BELAY_TYPE_PREFERENCES, NULL));

  check_names (GTK_WIDGET (fixture->window));
  check_names (preferences);
  gtk_window_destroy (GTK_WINDOW (preferences));
  g_object_unref (preferences);
}

static void
add_tests (void)
{
  g_autoptr(GError) error = NULL;

  application = belay_application_new ();
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  g_test_add ("/window/bus", Fixture, NULL, set_up, test_bus, tear_down);
  g_test_add ("/window/reject", Fixture, NULL, set_up, test_reject, tear_down);
  g_test_add ("/window/edit", Fixture, NULL, set_up, test_edit, tear_down);
  g_test_add ("/window/take-over", Fixture, NULL, set_up, test_take_over, tear_down);
  g_test_add ("/window/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/window/past", Fixture, NULL, set_up, test_past, tear_down);
  g_test_add ("/window/names", Fixture, NULL, set_up, test_names, tear_down);
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
  bus = g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--session", "--nofork", "--print-address=1", NULL);
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
  g_free (directory);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GSubprocess) bus = NULL;
  int result;

  directory = g_dir_make_tmp ("belay-window-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", directory, TRUE);
  g_setenv ("XDG_CONFIG_HOME", directory, TRUE);
  g_unsetenv ("ANTHROPIC_API_KEY");
  bus = start_bus ();

  result = ui_display_run (&argc, &argv, add_tests);

  g_clear_object (&application);
  g_subprocess_force_exit (bus);
  g_subprocess_wait (bus, NULL, NULL);
  remove_directory ();

  return result;
}
