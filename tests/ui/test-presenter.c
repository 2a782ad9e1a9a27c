/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-caption.h"
#include "belay-cover.h"
#include "belay-decision-card.h"
#include "belay-entry-row.h"
#include "belay-place.h"
#include "belay-presenter.h"
#include "belay-ripple.h"
#include "belay-screen-view.h"
#include "belay-session-header.h"
#include "belay-start-options.h"
#include "belay-start-page.h"
#include "belay-timeline-view.h"
#include "ui-display.h"
#include "ui-rehearsal.h"

/* The whole window over a real desktop, as an audience sees it. */

#define SCENARIO \
  UI_REHEARSAL_SCENARIO ("{\"thinking\": \"Hm.\", \"text\": \"Now.\", \"actions\": [" \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [100, 100]}}," \
  "{\"name\": \"left_click\", \"input\": {\"coordinate\": [300, 380]}}]}," \
  " {\"text\": \"Well?\", \"ask\": \"Well?\"}")

static BelayCaption *
get_caption (UiRehearsal *fixture)
{
  return BELAY_CAPTION (ui_rehearsal_find (fixture, BELAY_TYPE_CAPTION));
}

static BelayRipple *
get_ripple (UiRehearsal *fixture)
{
  return BELAY_RIPPLE (ui_rehearsal_find (fixture, BELAY_TYPE_RIPPLE));
}

static GtkWidget *
get_usage (UiRehearsal *fixture)
{
  GtkWidget *header = ui_rehearsal_find (fixture, BELAY_TYPE_SESSION_HEADER);

  return GTK_WIDGET (gtk_widget_get_template_child (header, BELAY_TYPE_SESSION_HEADER, "usage_label"));
}

static const char *
get_title (UiRehearsal *fixture)
{
  GtkWidget *header = ui_rehearsal_find (fixture, BELAY_TYPE_SESSION_HEADER);

  return gtk_label_get_text (GTK_LABEL (gtk_widget_get_template_child (header, BELAY_TYPE_SESSION_HEADER, "task_label")));
}

static guint
count_rows (UiRehearsal *fixture)
{
  GtkWidget *timeline = ui_rehearsal_find (fixture, BELAY_TYPE_TIMELINE_VIEW);
  GtkWidget *list = ui_display_find (timeline, GTK_TYPE_LIST_VIEW);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
}

static void
assert_says_step (UiRehearsal *fixture,
                  BelayStep   *step,
                  const char  *state)
{
  g_autofree char *sentence = belay_step_describe (step);

  g_assert_cmpstr (belay_caption_get_words (get_caption (fixture)), ==, sentence);
  g_assert_cmpstr (belay_caption_get_state (get_caption (fixture)), ==, state);
}

/* Whether the caption lies over a mark of what is proposed. */
static gboolean
is_in_the_way (UiRehearsal *fixture)
{
  GtkWidget *view = ui_rehearsal_find (fixture, BELAY_TYPE_SCREEN_VIEW);
  g_autoptr(GArray) occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  graphene_rect_t caption;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_caption (fixture)), view, &caption));
  belay_screen_view_list_occupied (BELAY_SCREEN_VIEW (view), occupied);
  g_assert_cmpuint (occupied->len, >, 1);

  for (guint i = 0; i < occupied->len; i++)
    if (graphene_rect_intersection (&caption, &g_array_index (occupied, graphene_rect_t, i), NULL))
      return TRUE;

  return FALSE;
}

/* On and off again, everything is as before. */
static void
test_toggle (UiRehearsal   *fixture,
             gconstpointer  data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *caption = GTK_WIDGET (get_caption (fixture));
  guint n_rows = count_rows (fixture);

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Do it");
  g_assert_cmpstr (get_title (fixture), ==, "Do it");
  g_assert_false (gtk_widget_has_css_class (window, "presenter"));
  g_assert_false (gtk_widget_get_mapped (caption));
  g_assert_true (gtk_widget_get_visible (get_usage (fixture)));

  ui_rehearsal_activate (fixture, "presenter", NULL);
  ui_display_wait_frame (window);
  g_assert_true (gtk_widget_has_css_class (window, "presenter"));
  g_assert_true (gtk_widget_get_mapped (caption));
  g_assert_false (gtk_widget_get_visible (get_usage (fixture)));
  g_assert_cmpuint (count_rows (fixture), ==, n_rows - 2);
  g_assert_cmpstr (get_title (fixture), ==, "Belay");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Belay");

  ui_rehearsal_activate (fixture, "presenter", NULL);
  ui_display_wait_frame (window);
  g_assert_false (gtk_widget_has_css_class (window, "presenter"));
  g_assert_false (gtk_widget_get_mapped (caption));
  g_assert_true (gtk_widget_get_visible (get_usage (fixture)));
  g_assert_cmpuint (count_rows (fixture), ==, n_rows);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Do it");
}

typedef struct
{
  UiRehearsal *rehearsal;
  guint        n_ran;
  guint        n_ripples;
} Shown;

static void
on_state (BelayStep  *step,
          GParamSpec *pspec,
          Shown      *shown)
{
  if (belay_step_get_state (step) != BELAY_STEP_RUNNING)
    return;

  assert_says_step (shown->rehearsal, step, "Running");
  shown->n_ran++;
  shown->n_ripples += belay_ripple_is_moving (get_ripple (shown->rehearsal)) ? 1 : 0;
}

/* The caption says what waits, stays clear of its target, and follows what becomes of it. */
static void
test_caption (UiRehearsal   *fixture,
              gconstpointer  data)
{
  Shown shown = { .rehearsal = fixture };
  g_autoptr(BelayStep) rejected = NULL;

  ui_rehearsal_activate (fixture, "presenter", NULL);
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  assert_says_step (fixture, ui_rehearsal_get_step (fixture), "Proposed");
  g_assert_false (is_in_the_way (fixture));

  g_signal_connect_after (ui_rehearsal_get_step (fixture), "notify::state", G_CALLBACK (on_state), &shown);
  ui_rehearsal_activate (fixture, "approve", NULL);
  ui_rehearsal_wait_for_step (fixture, 2);
  g_assert_cmpuint (shown.n_ran, ==, 1);
  g_assert_cmpuint (shown.n_ripples, ==, 1);

  assert_says_step (fixture, ui_rehearsal_get_step (fixture), "Proposed");
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  g_assert_false (is_in_the_way (fixture));

  rejected = g_object_ref (ui_rehearsal_get_step (fixture));
  ui_rehearsal_activate (fixture, "reject", g_variant_new_string (""));
  assert_says_step (fixture, rejected, "Rejected");
  ui_rehearsal_wait_until (ui_rehearsal_is_asking, fixture);
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
test_ripple (UiRehearsal   *fixture,
             gconstpointer  data)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->window));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->window));
  guint n_frames = 0;
  gulong id;

  ui_rehearsal_activate (fixture, "presenter", NULL);
  ui_display_wait_frame (GTK_WIDGET (fixture->window));
  iterate_for (2500 * G_TIME_SPAN_MILLISECOND);         /* what draws the eye to a proposal takes two seconds */

  for (guint i = 0; i < 2; i++)
    {
      gint64 start = g_get_monotonic_time ();

      g_object_set (settings, "gtk-enable-animations", i == 0, NULL);
      belay_ripple_start (get_ripple (fixture), 100, 100);
      g_assert_true (belay_ripple_is_moving (get_ripple (fixture)));
      ui_rehearsal_wait_until (is_at_rest, fixture);
      g_assert_cmpint (g_get_monotonic_time () - start, >=, 500 * G_TIME_SPAN_MILLISECOND);
    }

  iterate_for (300 * G_TIME_SPAN_MILLISECOND);
  id = g_signal_connect (clock, "paint", G_CALLBACK (on_frame), &n_frames);
  iterate_for (700 * G_TIME_SPAN_MILLISECOND);
  g_signal_handler_disconnect (clock, id);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  g_assert_cmpuint (n_frames, ==, 0);
}

/* What was written before the audience came is not for it; the person can show it. */
static void
test_start_page (void)
{
  BelayWindow *window = belay_window_new (ADW_APPLICATION (ui_rehearsal_get_application ()));
  g_autoptr(BelayLaunch) launch = belay_launch_new (belay_settings_get_default ());
  GtkWidget *page = ui_display_find (GTK_WIDGET (window), BELAY_TYPE_START_PAGE);
  GtkWidget *options = ui_display_find (page, BELAY_TYPE_START_OPTIONS);
  GtkWidget *cover = GTK_WIDGET (gtk_widget_get_template_child (page, BELAY_TYPE_START_PAGE, "task_cover"));
  GtkWidget *address = GTK_WIDGET (gtk_widget_get_template_child (options, BELAY_TYPE_START_OPTIONS, "address_row"));

  belay_launch_take_string (&launch->task, g_strdup ("Write to Alex"));
  belay_launch_take_string (&launch->sandbox, g_strdup ("vnc://somewhere.example.org"));
  belay_window_set_launch (window, launch);
  gtk_window_present (GTK_WINDOW (window));
  ui_display_wait_frame (GTK_WIDGET (window));
  g_assert_false (belay_cover_is_covered (BELAY_COVER (cover)));
  g_assert_true (gtk_widget_get_visible (address));

  g_action_group_activate_action (G_ACTION_GROUP (window), "presenter", NULL);
  g_assert_true (belay_cover_is_covered (BELAY_COVER (cover)));
  g_assert_false (gtk_widget_get_visible (address));

  g_action_group_activate_action (G_ACTION_GROUP (window), "presenter", NULL);
  g_assert_false (belay_cover_is_covered (BELAY_COVER (cover)));
  g_assert_true (gtk_widget_get_visible (address));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The first place that is free, or the one it has; where none is, the one that covers the least. */
static void
test_place (void)
{
  const graphene_size_t room = GRAPHENE_SIZE_INIT (600, 400), size = GRAPHENE_SIZE_INIT (200, 100);
  const graphene_rect_t taken[] = {
    GRAPHENE_RECT_INIT (0, 0, 420, 120), GRAPHENE_RECT_INIT (0, 280, 600, 120), GRAPHENE_RECT_INIT (560, 0, 40, 10),
  };
  graphene_rect_t rect;

  g_assert_cmpint (belay_place_choose (&room, &size, NULL, 0, BELAY_PLACE_BOTTOM), ==, BELAY_PLACE_BOTTOM);
  g_assert_cmpint (belay_place_choose (&room, &size, taken, 1, BELAY_PLACE_TOP), ==, BELAY_PLACE_BOTTOM);
  g_assert_cmpint (belay_place_choose (&room, &size, taken, 1, BELAY_PLACE_RIGHT), ==, BELAY_PLACE_RIGHT);
  g_assert_cmpint (belay_place_choose (&room, &size, taken, 3, BELAY_PLACE_BOTTOM), ==, BELAY_PLACE_LEFT);
  g_assert_cmpint (belay_place_choose (&size, &size, taken, 3, BELAY_PLACE_BOTTOM), ==, BELAY_PLACE_BOTTOM);

  rect = belay_place_get_rect (BELAY_PLACE_TOP_RIGHT, &room, &size);
  g_assert_true (graphene_rect_equal (&rect, &GRAPHENE_RECT_INIT (400, 0, 200, 100)));
  rect = belay_place_get_rect (BELAY_PLACE_BOTTOM, &room, &size);
  g_assert_true (graphene_rect_equal (&rect, &GRAPHENE_RECT_INIT (200, 300, 200, 100)));
}

/* What the model says can turn no line around and hide nothing, neither from the person nor from an audience. */
static void
test_words (void)
{
  GtkWidget *caption = g_object_ref_sink (g_object_new (BELAY_TYPE_CAPTION, NULL));
  GtkWidget *row = g_object_ref_sink (belay_entry_row_new ());
  g_autoptr(BelayEntry) entry = belay_entry_new (BELAY_ENTRY_TEXT, "Pay \u202e001\u202c\nor\u200bnot?");
  GtkLabel *words = GTK_LABEL (gtk_widget_get_template_child (row, BELAY_TYPE_ENTRY_ROW, "words"));

  belay_caption_show_text (BELAY_CAPTION (caption), belay_entry_get_text (entry));
  g_assert_cmpstr (belay_caption_get_words (BELAY_CAPTION (caption)), ==, "Pay \\u{202E}001\\u{202C} or\\u{200B}not?");

  belay_entry_row_bind (BELAY_ENTRY_ROW (row), entry, NULL, "Claude");
  g_assert_cmpstr (gtk_label_get_text (words), ==, "Pay \\u{202E}001\\u{202C}\nor\\u{200B}not?");
  belay_entry_row_unbind (BELAY_ENTRY_ROW (row));

  g_object_unref (caption);
  g_object_unref (row);
}

static void
add_tests (void)
{
  g_test_add_func ("/presenter/place", test_place);
  g_test_add_func ("/presenter/start-page", test_start_page);
  g_test_add_func ("/presenter/words", test_words);
  ui_rehearsal_add_test ("/presenter/toggle", SCENARIO, test_toggle);
  ui_rehearsal_add_test ("/presenter/caption", SCENARIO, test_caption);
  ui_rehearsal_add_test ("/presenter/ripple", SCENARIO, test_ripple);
}

int
main (int    argc,
      char **argv)
{
  return ui_rehearsal_run (&argc, &argv, add_tests);
}
