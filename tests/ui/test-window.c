/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtksourceview/gtksource.h>

#include "belay-decision-card.h"
#include "belay-entry.h"
#include "belay-preferences.h"
#include "belay-screen-view.h"
#include "belay-step-editor.h"
#include "belay-timeline-view.h"
#include "ui-display.h"
#include "ui-rehearsal.h"

/*
 * The whole window over a real desktop: a rehearsal plays on an X server that speaks VNC, and the test does what a
 * person, a script on the session bus or an assistive tool would do.
 */

#define SCENARIO \
  UI_REHEARSAL_SCENARIO ("{\"text\": \"Now.\", \"actions\": [" \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [100, 100]}}," \
  "{\"name\": \"type\", \"input\": {\"text\": \"one\"}}," \
  "{\"name\": \"mouse_move\", \"input\": {\"coordinate\": [300, 200]}}," \
  "{\"name\": \"key\", \"input\": {\"text\": \"Left\"}}]}, {\"ask\": \"Well?\"}")

static gboolean
is_live (gpointer data)
{
  return !ui_rehearsal_is_enabled (data, "live");
}

static gboolean
is_active (gpointer data)
{
  return gtk_window_is_active (GTK_WINDOW (((UiRehearsal *) data)->window));
}

/* Without a window manager the X server gives the focus to nobody by itself. */
static void
focus (UiRehearsal *fixture)
{
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  ui_display_xdotool ("mousemove", "300", "12", NULL);
  ui_rehearsal_wait_until (is_active, fixture);
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
call (UiRehearsal *fixture,
      const char *method,
      GVariant   *parameters)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (ui_rehearsal_get_application ()));
  g_autofree char *path = g_strdup_printf ("/io/github/belay_desktop/Belay/window/%u",
                                           gtk_application_window_get_id (GTK_APPLICATION_WINDOW (fixture->window)));
  GVariant *reply = NULL;

  g_dbus_connection_call (bus, BELAY_APPLICATION_ID, path, "org.gtk.Actions", method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_reply, &reply);
  ui_rehearsal_wait_until (is_set, &reply);

  return reply;
}

/* Everything a person can do can be done over the session bus. */
static void
test_bus (UiRehearsal   *fixture,
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
  ui_rehearsal_wait_for_step (fixture, 2);
  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('edit-json', [<'{\"text\": \"two\"}'>], @a{sv} {})")));
  ui_rehearsal_wait_for_step (fixture, 3);
  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('skip', @av [], @a{sv} {})")));
  ui_rehearsal_wait_for_step (fixture, 4);
  g_variant_unref (call (fixture, "Activate", g_variant_new_parsed ("('approve-turn', @av [], @a{sv} {})")));
  ui_rehearsal_wait_until (ui_rehearsal_is_asking, fixture);
  g_assert_false (ui_rehearsal_is_enabled (fixture, "approve"));
}

/* A rejection takes the rest of the turn with it; the reason may be left out. */
static void
test_reject (UiRehearsal   *fixture,
             gconstpointer  data)
{
  g_autoptr(BelayStep) step = g_object_ref (ui_rehearsal_get_step (fixture));

  ui_rehearsal_activate (fixture, "reject", g_variant_new_string ("Not that one"));
  ui_rehearsal_wait_until (ui_rehearsal_is_asking, fixture);
  g_assert_cmpint (belay_step_get_state (step), ==, BELAY_STEP_REJECTED);
  g_assert_cmpstr (belay_step_get_decision (step)->reason, ==, "Not that one");
}

/* What is being changed is valid at every moment, or cannot be applied. */
static void
test_edit (UiRehearsal   *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayStep) step = g_object_ref (ui_rehearsal_get_step (fixture));
  BelayStepEditor *editor = BELAY_STEP_EDITOR (ui_rehearsal_find (fixture, BELAY_TYPE_STEP_EDITOR));
  GtkWidget *view = ui_display_find (GTK_WIDGET (editor), GTK_SOURCE_TYPE_VIEW);
  GtkTextBuffer *json = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  BelayPoint point;

  ui_rehearsal_activate (fixture, "edit", NULL);
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
  ui_rehearsal_wait_for_step (fixture, 2);
  g_assert_cmpint (belay_step_get_decision (step)->verdict, ==, BELAY_VERDICT_EDIT);
  g_assert_true (belay_action_get_point (belay_step_get_action (step), &point));
  g_assert_cmpint (point.y, ==, 80);
}

static gboolean
is_in_control (gpointer data)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (((UiRehearsal *) data)->window),
                                                               "take-over");

  return g_variant_get_boolean (state);
}

static gboolean
is_not_in_control (gpointer data)
{
  return !is_in_control (data);
}

static void
test_take_over (UiRehearsal   *fixture,
                gconstpointer  data)
{
  ui_rehearsal_activate (fixture, "take-over", NULL);
  ui_rehearsal_wait_until (is_in_control, fixture);
  g_assert_false (ui_rehearsal_is_enabled (fixture, "approve"));
  g_assert_true (ui_rehearsal_is_enabled (fixture, "stop"));

  ui_rehearsal_activate (fixture, "stop", NULL);
  ui_rehearsal_wait_until (is_not_in_control, fixture);
  ui_rehearsal_wait_until (ui_rehearsal_is_asking, fixture);
}

static void
test_keys (UiRehearsal   *fixture,
           gconstpointer  data)
{
  focus (fixture);

  /* Held down, Enter repeats; it decides once. */
  ui_display_xdotool ("keydown", "Return", NULL);
  ui_rehearsal_wait_for_step (fixture, 2);
  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < until;)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (belay_step_get_index (ui_rehearsal_get_step (fixture)), ==, 2);
  ui_display_xdotool ("keyup", "Return", NULL);

  ui_display_xdotool ("key", "s", NULL);
  ui_rehearsal_wait_for_step (fixture, 3);

  /* Typed into a field, a letter is a letter. */
  ui_rehearsal_activate (fixture, "edit", NULL);
  ui_display_xdotool ("key", "r", NULL);
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  g_assert_cmpint (belay_step_get_state (ui_rehearsal_get_step (fixture)), ==, BELAY_STEP_WAITING);

  ui_display_xdotool ("key", "Escape", NULL);
  ui_rehearsal_wait_until (ui_rehearsal_is_asking, fixture);
  g_assert_false (ui_rehearsal_is_enabled (fixture, "approve"));
}

/* Over a picture of the past nothing can be approved. */
static void
test_past (UiRehearsal   *fixture,
           gconstpointer  data)
{
  GtkWidget *timeline = ui_rehearsal_find (fixture, BELAY_TYPE_TIMELINE_VIEW);
  GtkWidget *list = ui_display_find (timeline, GTK_TYPE_LIST_VIEW);
  GtkSelectionModel *selection = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  g_autoptr(BelayStep) first = g_object_ref (ui_rehearsal_get_step (fixture));
  guint position = 0;

  ui_rehearsal_activate (fixture, "approve", NULL);
  ui_rehearsal_wait_for_step (fixture, 2);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (selection)); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (G_LIST_MODEL (selection), i);

      if (belay_entry_get_step (entry) == first)
        position = i;
    }

  gtk_selection_model_select_item (selection, position, TRUE);
  g_assert_true (ui_rehearsal_is_enabled (fixture, "live"));
  g_assert_false (ui_rehearsal_is_enabled (fixture, "approve"));
  g_assert_true (ui_rehearsal_is_enabled (fixture, "skip"));

  ui_rehearsal_activate (fixture, "live", NULL);
  ui_rehearsal_wait_until (is_live, fixture);
  g_assert_true (ui_rehearsal_is_enabled (fixture, "approve"));
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
test_names (UiRehearsal   *fixture,
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
  ui_rehearsal_add_test ("/window/bus", SCENARIO, test_bus);
  ui_rehearsal_add_test ("/window/reject", SCENARIO, test_reject);
  ui_rehearsal_add_test ("/window/edit", SCENARIO, test_edit);
  ui_rehearsal_add_test ("/window/take-over", SCENARIO, test_take_over);
  ui_rehearsal_add_test ("/window/keys", SCENARIO, test_keys);
  ui_rehearsal_add_test ("/window/past", SCENARIO, test_past);
  ui_rehearsal_add_test ("/window/names", SCENARIO, test_names);
}

int
main (int    argc,
      char **argv)
{
  return ui_rehearsal_run (&argc, &argv, add_tests);
}
