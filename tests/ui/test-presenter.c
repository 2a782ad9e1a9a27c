/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "belay-application.h"
#include "belay-caption.h"
#include "belay-decision-card.h"
#include "belay-presenter.h"
#include "belay-ripple.h"
#include "belay-session-header.h"
#include "belay-timeline-view.h"
#include "belay-window.h"
#include "ui-display.h"

/* The whole window over a real desktop, as an audience sees it. */

#define SCENARIO \
  "{\"format\": 1, \"name\": \"test\", \"title\": \"Test\", \"summary\": \"A test.\", \"task\": \"Do it\"," \
  " \"screen\": {\"width\": 640, \"height\": 400}, \"turns\": [{\"thinking\": \"Hm.\", \"text\": \"Now.\", \"actions\": [" \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [100, 100]}}," \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [300, 380]}}]}," \
  " {\"text\": \"Well?\", \"ask\": \"Well?\"}]}"

static BelayApplication *application;
static char *directory;

typedef struct
{
  GSubprocess *desktop;
  char        *socket;
  char        *scenario;
  BelayWindow *window;
  guint        n_ran;
  guint        n_ripples;
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

static BelayCaption *
get_caption (Fixture *fixture)
{
  return BELAY_CAPTION (find (GTK_WIDGET (fixture->window), BELAY_TYPE_CAPTION));
}

static BelayRipple *
get_ripple (Fixture *fixture)
{
  return BELAY_RIPPLE (find (GTK_WIDGET (fixture->window), BELAY_TYPE_RIPPLE));
}

static GtkWidget *
get_usage (Fixture *fixture)
{
  GtkWidget *header = find (GTK_WIDGET (fixture->window), BELAY_TYPE_SESSION_HEADER);

  return GTK_WIDGET (gtk_widget_get_template_child (header, BELAY_TYPE_SESSION_HEADER, "usage_label"));
}

static guint
count_rows (Fixture *fixture)
{
  GtkWidget *timeline = find (GTK_WIDGET (fixture->window), BELAY_TYPE_TIMELINE_VIEW);
  GtkWidget *list = find (timeline, GTK_TYPE_LIST_VIEW);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
}

static void
assert_says_step (Fixture    *fixture,
                  BelayStep  *step,
                  const char *state)
{
  g_autofree char *sentence = belay_step_describe (step);

  g_assert_cmpstr (belay_caption_get_words (get_caption (fixture)), ==, sentence);
  g_assert_cmpstr (belay_caption_get_state (get_caption (fixture)), ==, state);
}

/* On and off again, everything is as before. */
static void
test_toggle (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *caption = GTK_WIDGET (get_caption (fixture));
  guint n_rows = count_rows (fixture);

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Do it");
  g_assert_false (gtk_widget_has_css_class (window, "presenter"));
  g_assert_false (gtk_widget_get_mapped (caption));
  g_assert_true (gtk_widget_get_visible (get_usage (fixture)));

  activate (fixture, "presenter", NULL);
  ui_display_wait_frame (window);
  g_assert_true (gtk_widget_has_css_class (window, "presenter"));
  g_assert_true (gtk_widget_get_mapped (caption));
  g_assert_false (gtk_widget_get_visible (get_usage (fixture)));
  g_assert_cmpuint (count_rows (fixture), ==, n_rows - 1);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Belay");

  activate (fixture, "presenter", NULL);
  ui_display_wait_frame (window);
  g_assert_false (gtk_widget_has_css_class (window, "presenter"));
  g_assert_false (gtk_widget_get_mapped (caption));
  g_assert_true (gtk_widget_get_visible (get_usage (fixture)));
  g_assert_cmpuint (count_rows (fixture), ==, n_rows);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Do it");
}

static void
on_state (BelayStep  *step,
          GParamSpec *pspec,
          Fixture    *fixture)
{
  BelayStepState state = belay_step_get_state (step);

  if (state != BELAY_STEP_RUNNING)
    return;

  assert_says_step (fixture, step, "Running");
  fixture->n_ran++;
  fixture->n_ripples += belay_ripple_is_moving (get_ripple (fixture)) ? 1 : 0;
}

static gboolean
is_asking (gpointer data)
{
  return is_enabled (data, "answer");
}

/* The caption says what waits, stays clear of its target, and follows what becomes of it. */
static void
test_caption (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *caption = GTK_WIDGET (get_caption (fixture));
  g_autoptr(BelayStep) rejected = NULL;

  activate (fixture, "presenter", NULL);
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  assert_says_step (fixture, get_step (fixture), "Proposed");
  g_assert_cmpint (gtk_widget_get_valign (caption), ==, GTK_ALIGN_END);

  g_signal_connect_after (get_step (fixture), "notify::state", G_CALLBACK (on_state), fixture);
  activate (fixture, "approve", NULL);
  wait_for_step (fixture, 2);
  g_assert_cmpuint (fixture->n_ran, ==, 1);
  g_assert_cmpuint (fixture->n_ripples, ==, 1);

  assert_says_step (fixture, get_step (fixture), "Proposed");
  g_assert_cmpint (gtk_widget_get_valign (caption), ==, GTK_ALIGN_START);

  rejected = g_object_ref (get_step (fixture));
  activate (fixture, "reject", g_variant_new_string (""));
  assert_says_step (fixture, rejected, "Rejected");
  wait_until (is_asking, fixture);
  g_assert_true (g_str_has_prefix (belay_caption_get_words (get_caption (fixture)), "I have left that as it is."));
  g_assert_cmpstr (belay_caption_get_state (get_caption (fixture)), ==, "");
}

static gboolean
is_at_rest (gpointer data)
{
  return !belay_ripple_is_moving (get_ripple (data));
}

static void
on_frame (GdkFrameClock *clock,
          guint         *n_frames)
{
  ++*n_frames;
}

static void
iterate_for (gint64 duration)
{
  for (gint64 until = g_get_monotonic_time () + duration; g_get_monotonic_time () < until;)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* With and without animations the ring goes after its time, and then nothing is drawn any more. */
static void
test_ripple (Fixture       *fixture,
             gconstpointer  data)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->window));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->window));
  guint n_frames = 0;
  gulong id;

  activate (fixture, "presenter", NULL);
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  iterate_for (2500 * G_TIME_SPAN_MILLISECOND);         /* what draws the eye to a proposal takes two seconds */

  for (guint i = 0; i < 2; i++)
    {
      gint64 start = g_get_monotonic_time ();

      g_object_set (settings, "gtk-enable-animations", i == 0, NULL);
      belay_ripple_start (get_ripple (fixture), 100, 100);
      g_assert_true (belay_ripple_is_moving (get_ripple (fixture)));
      wait_until (is_at_rest, fixture);
      g_assert_cmpint (g_get_monotonic_time () - start, >=, 500 * G_TIME_SPAN_MILLISECOND);
    }

  iterate_for (300 * G_TIME_SPAN_MILLISECOND);
  id = g_signal_connect (clock, "paint", G_CALLBACK (on_frame), &n_frames);
  iterate_for (700 * G_TIME_SPAN_MILLISECOND);
  g_signal_handler_disconnect (clock, id);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  g_assert_cmpuint (n_frames, ==, 0);
}

static void
add_tests (void)
{
  g_autoptr(GError) error = NULL;

  application = belay_application_new ();
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  g_test_add ("/presenter/toggle", Fixture, NULL, set_up, test_toggle, tear_down);
  g_test_add ("/presenter/caption", Fixture, NULL, set_up, test_caption, tear_down);
  g_test_add ("/presenter/ripple", Fixture, NULL, set_up, test_ripple, tear_down);
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

  directory = g_dir_make_tmp ("belay-presenter-XXXXXX", NULL);
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
