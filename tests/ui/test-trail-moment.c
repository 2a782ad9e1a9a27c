/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "belay-compare-view.h"
#include "belay-moment-details.h"
#include "belay-moment-words.h"
#include "belay-trail-banner.h"
#include "belay-trail-moment-view.h"
#include "belay-trail-scrubber.h"
#include "belay-trail.h"
#include "trail-fixture.h"
#include "ui-display.h"

/* One moment of a record: its pictures, its words, the way through all of them, and the verdict. */

typedef struct
{
  char              *root;
  char              *directory;
  BelayTrailHistory *history;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("belay-trails-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->directory = trail_fixture_record (fixture->root, "Fill in the form", 0);
  fixture->history = belay_trail_history_load (fixture->directory, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (belay_trail_history_get_n_moments (fixture->history), ==, TRAIL_N_MOMENTS);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->history);
  trail_fixture_remove (fixture->root);
  g_free (fixture->directory);
  g_free (fixture->root);
}

static const BelayMomentStep *
get_step (Fixture *fixture,
          guint    position)
{
  return belay_moment_get_step (belay_trail_history_get_moment (fixture->history, position));
}

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

/* Where the picture @sha256 is; (transfer full) */
static char *
get_picture_path (Fixture    *fixture,
                  const char *sha256)
{
  g_autofree char *prefix = g_strndup (sha256, 2);
  g_autofree char *name = g_strconcat (sha256, ".png", NULL);

  return g_build_filename (fixture->directory, "blobs", prefix, name, NULL);
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BelayPicturePair *
load_pair (Fixture    *fixture,
           const char *before,
           const char *after)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BelayPicturePair *pair;

  belay_picture_pair_load_async (fixture->directory, before, after, NULL, NULL, on_answer, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pair = belay_picture_pair_load_finish (result, &error);
  g_assert_no_error (error);

  return pair;
}

static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  const BelayMomentStep *step = get_step (fixture, TRAIL_MOMENT_CLICK);
  g_autoptr(BelayPicturePair) pair = load_pair (fixture, step->before, step->after);
  g_autoptr(BelayPicturePair) same = load_pair (fixture, step->after, step->after);
  g_autoptr(BelayPicturePair) alone = load_pair (fixture, NULL, step->after);
  const BelayRect boxes[] = { { 20, 30, 40, 20 }, { 240, 150, 40, 20 } };
  const BelayRect *changed;
  guint n;

  changed = belay_picture_pair_get_changed (pair, &n);
  g_assert_cmpuint (n, ==, 2);
  for (guint i = 0; i < n; i++)
    g_assert_true (belay_rect_equal (&changed[0], &boxes[i]) || belay_rect_equal (&changed[1], &boxes[i]));

  g_assert_nonnull (belay_picture_pair_get_before (same));
  g_assert_nonnull (belay_picture_pair_get_changed (same, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (belay_picture_pair_get_changed (alone, &n));
}

static void
test_hostile_pictures (Fixture       *fixture,
                       gconstpointer  data)
{
  const BelayMomentStep *step = get_step (fixture, TRAIL_MOMENT_CLICK);
  g_autofree char *path = get_picture_path (fixture, step->before);
  g_autofree char *outside = g_strdup_printf ("../../../%s", fixture->root);
  g_autofree char *contents = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *other = NULL;
  g_autofree char *folder = NULL;
  gsize length;

  /* One pixel of another colour, as an editor would save it. */
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  contents[length - 20] ^= 1;
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  {
    g_autoptr(BelayPicturePair) pair = load_pair (fixture, step->before, outside);

    g_assert_null (belay_picture_pair_get_before (pair));
    g_assert_error (belay_picture_pair_get_before_error (pair), BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN);
    g_assert_null (belay_picture_pair_get_after (pair));
    g_assert_error (belay_picture_pair_get_after_error (pair), BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
  }

  /* The right name for bytes that are no picture of a screen. */
  sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "<svg/>", -1);
  other = get_picture_path (fixture, sha256);
  folder = g_path_get_dirname (other);
  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (other, "<svg/>", -1, NULL));
  {
    g_autoptr(BelayPicturePair) pair = load_pair (fixture, sha256, NULL);

    g_assert_null (belay_picture_pair_get_before (pair));
    g_assert_error (belay_picture_pair_get_before_error (pair), G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_null (belay_picture_pair_get_after_error (pair));
  }
}

/* The view. */

static GtkWidget *
present (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 700, 560);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  ui_display_wait_frame (widget);

  return window;
}

static gboolean
is_settled (gpointer data)
{
  return belay_trail_moment_view_is_settled (data);
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
show_moment (Fixture              *fixture,
             BelayTrailMomentView *view,
             guint                 position)
{
  belay_trail_moment_view_set_moment (view, belay_trail_history_get_moment (fixture->history, position));
  wait_until (is_settled, view);
}

static void
test_view (Fixture       *fixture,
           gconstpointer  data)
{
  BelayTrailMomentView *view = g_object_new (BELAY_TYPE_TRAIL_MOMENT_VIEW, NULL);
  GtkWidget *window = present (GTK_WIDGET (view));
  BelayCompareView *compare = BELAY_COMPARE_VIEW (find (GTK_WIDGET (view), BELAY_TYPE_COMPARE_VIEW));
  g_autofree char *path = get_picture_path (fixture, get_step (fixture, TRAIL_MOMENT_CLICK)->before);

  belay_trail_moment_view_set_directory (view, fixture->directory);
  show_moment (fixture, view, TRAIL_MOMENT_OPEN);
  g_assert_cmpstr (belay_trail_moment_view_get_state (view), ==, "none");

  show_moment (fixture, view, TRAIL_MOMENT_CLICK);
  g_assert_cmpstr (belay_trail_moment_view_get_state (view), ==, "picture");
  g_assert_nonnull (belay_picture_pair_get_before (belay_compare_view_get_pair (compare)));
  g_assert_nonnull (belay_picture_pair_get_after (belay_compare_view_get_pair (compare)));

  /* Who goes through them faster than they can be read ends at the last one. */
  for (guint i = 0; i < TRAIL_N_MOMENTS; i++)
    belay_trail_moment_view_set_moment (view, belay_trail_history_get_moment (fixture->history, i));
  wait_until (is_settled, view);
  g_assert_cmpstr (belay_trail_moment_view_get_state (view), ==, "picture");

  g_assert_cmpint (g_unlink (path), ==, 0);
  belay_trail_moment_view_set_directory (view, fixture->directory);
  show_moment (fixture, view, TRAIL_MOMENT_CLICK);
  g_assert_cmpstr (belay_trail_moment_view_get_state (view), ==, "missing");

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Whether the middle of a blue box that is there only afterwards is drawn; a mark around it may tint it. */
static gboolean
shows_box (BelayCompareView *view)
{
  g_autoptr(GdkTexture) texture = ui_display_render (GTK_WIDGET (view));
  BelayViewport port;
  guint32 pixel;

  belay_viewport_init (&port, gtk_widget_get_width (GTK_WIDGET (view)), gtk_widget_get_height (GTK_WIDGET (view)),
                       TRAIL_FIXTURE_WIDTH, TRAIL_FIXTURE_HEIGHT, 0);
  pixel = ui_display_get_pixel (texture, (int) (port.x + 260 * port.scale), (int) (port.y + 160 * port.scale));

  return (pixel & 0xff) > 0xc0 && (pixel >> 16 & 0xff) < 0x40;
}

static void
test_compare (Fixture       *fixture,
              gconstpointer  data)
{
  const BelayMomentStep *step = get_step (fixture, TRAIL_MOMENT_CLICK);
  g_autoptr(BelayPicturePair) pair = load_pair (fixture, step->before, step->after);
  GtkWidget *widget = belay_compare_view_new ();
  GtkWidget *window = present (widget);
  BelayCompareView *view = BELAY_COMPARE_VIEW (widget);

  belay_compare_view_set_pair (view, pair, NULL);
  g_assert_false (shows_box (view));
  belay_compare_view_set_mode (view, BELAY_COMPARE_AFTER);
  g_assert_true (shows_box (view));

  /* The box is on the right. */
  belay_compare_view_set_mode (view, BELAY_COMPARE_BOTH);
  g_assert_true (shows_box (view));
  belay_compare_view_set_fraction (view, 1.5);
  g_assert_cmpfloat (belay_compare_view_get_fraction (view), ==, 1.0);
  g_assert_false (shows_box (view));

  /* By keys. */
  gtk_widget_grab_focus (widget);
  ui_display_xdotool ("key", "Home", NULL);
  while (belay_compare_view_get_fraction (view) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (shows_box (view));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_SLIDER);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Words. */

static gboolean
contains (GtkWidget  *widget,
          const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  /* What is folded up is not among the children. */
  if (GTK_IS_EXPANDER (widget) && contains (gtk_expander_get_child (GTK_EXPANDER (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (contains (child, text))
        return TRUE;
    }

  return FALSE;
}

static void
test_details (Fixture       *fixture,
              gconstpointer  data)
{
  BelayMomentDetails *details = g_object_new (BELAY_TYPE_MOMENT_DETAILS, NULL);
  GtkWidget *widget = g_object_ref_sink (GTK_WIDGET (details));

  belay_moment_details_show (details, fixture->history, TRAIL_MOMENT_CLICK);
  g_assert_true (contains (widget, "Look twice."));
  g_assert_true (contains (widget, "4.2"));
  g_assert_true (contains (widget, "I fill in the form."));
  g_assert_true (contains (widget, "As proposed"));
  g_assert_true (contains (widget, "2 of 2 events"));

  belay_moment_details_show (details, fixture->history, TRAIL_MOMENT_TYPE);
  g_assert_false (contains (widget, "Look twice."));
  g_assert_true (contains (widget, "text: one"));
  g_assert_true (contains (widget, "text: two"));
  g_assert_true (contains (widget, "As decided"));
  g_assert_false (contains (widget, "As proposed"));

  belay_moment_details_show (details, fixture->history, TRAIL_MOMENT_REJECTED);
  g_assert_true (contains (widget, "Not there."));
  g_assert_true (contains (widget, "Nothing was sent"));

  belay_moment_details_show (details, fixture->history, TRAIL_MOMENT_SAID);
  g_assert_true (contains (widget, "Hm."));

  g_object_unref (widget);
}

static void
test_words (void)
{
  BelayMomentStep step = { .name = (char *) "left_click", .input = (char *) "{}" };
  g_autofree char *hostile = belay_moment_words_show_input ("type", "{\"text\": \"a\\u202eb\\nrm\"}");
  g_autofree char *broken = belay_moment_words_show_input ("type", "{\"text\"");
  g_autofree char *lines = belay_moment_words_show_lines ("one\ntwo\x1b[2J", 100);
  g_autofree char *state = NULL;

  g_assert_cmpstr (hostile, ==, "type\ntext: a\\u{202E}b⏎rm");
  g_assert_cmpstr (broken, ==, "type\n{\"text\"");
  g_assert_cmpstr (lines, ==, "one\ntwo␛[2J");

  /* An intent without a result never means that it did not run. */
  g_assert_false (belay_moment_words_did_run (&step));
  step.intended_at = 1;
  g_assert_true (belay_moment_words_did_run (&step));
  state = belay_moment_words_describe_state (&step);
  g_assert_cmpstr (state, ==, "May or may not have run");
}

/* The slider. */

static gboolean
has_stopped (gpointer data)
{
  return !belay_trail_scrubber_is_playing (data);
}

static void
test_scrubber (Fixture       *fixture,
               gconstpointer  data)
{
  BelayTrailScrubber *scrubber = g_object_new (BELAY_TYPE_TRAIL_SCRUBBER, NULL);
  GtkWidget *window = present (GTK_WIDGET (scrubber));
  GtkWidget *scale = find (GTK_WIDGET (scrubber), GTK_TYPE_SCALE);

  belay_trail_scrubber_set_history (scrubber, fixture->history);
  belay_trail_scrubber_set_position (scrubber, TRAIL_N_MOMENTS);
  g_assert_cmpuint (belay_trail_scrubber_get_position (scrubber), ==, 0);

  gtk_widget_grab_focus (scale);
  ui_display_xdotool ("key", "End", NULL);
  while (belay_trail_scrubber_get_position (scrubber) != TRAIL_N_MOMENTS - 1)
    g_main_context_iteration (NULL, TRUE);
  ui_display_xdotool ("key", "Left", NULL);
  while (belay_trail_scrubber_get_position (scrubber) != TRAIL_N_MOMENTS - 2)
    g_main_context_iteration (NULL, TRUE);

  /* It plays to the end and stops there. */
  belay_trail_scrubber_set_playing (scrubber, TRUE);
  g_assert_true (belay_trail_scrubber_is_playing (scrubber));
  wait_until (has_stopped, scrubber);
  g_assert_cmpuint (belay_trail_scrubber_get_position (scrubber), ==, TRAIL_N_MOMENTS - 1);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* The verdict. */

static gboolean
has_report (gpointer data)
{
  return belay_trail_banner_get_report (data) != NULL;
}

static void
on_record_activated (guint64 *bad,
                     guint64  seq)
{
  *bad = seq;
}

static void
test_banner (Fixture       *fixture,
             gconstpointer  data)
{
  BelayTrailBanner *banner = g_object_new (BELAY_TYPE_TRAIL_BANNER, NULL);
  GtkWidget *window = present (GTK_WIDGET (banner));
  GtkWidget *button = gtk_widget_get_prev_sibling (gtk_widget_get_last_child (GTK_WIDGET (banner)));
  g_autofree char *log = g_build_filename (fixture->directory, "log.0001.jsonl", NULL);
  g_autofree char *contents = NULL;
  guint64 bad = 0;
  gsize length;

  g_signal_connect_swapped (banner, "record-activated", G_CALLBACK (on_record_activated), &bad);
  belay_trail_banner_verify (banner, fixture->directory);
  g_assert_true (contains (GTK_WIDGET (banner), "Verifying…"));
  wait_until (has_report, banner);
  g_assert_false (contains (GTK_WIDGET (banner), "BROKEN"));
  g_assert_false (gtk_widget_get_visible (button));

  g_assert_true (g_file_get_contents (log, &contents, &length, NULL));
  *strstr (contents, "Look twice.") = 'B';
  g_assert_true (g_file_set_contents (log, contents, (gssize) length, NULL));
  belay_trail_banner_verify (banner, fixture->directory);
  g_assert_null (belay_trail_banner_get_report (banner));
  wait_until (has_report, banner);
  g_assert_true (contains (GTK_WIDGET (banner), "BROKEN"));
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (bad, ==, belay_trail_banner_get_report (banner)->bad_seq);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_tests (void)
{
  g_test_add ("/trail-moment/changed", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/trail-moment/hostile-pictures", Fixture, NULL, set_up, test_hostile_pictures, tear_down);
  g_test_add ("/trail-moment/view", Fixture, NULL, set_up, test_view, tear_down);
  g_test_add ("/trail-moment/compare", Fixture, NULL, set_up, test_compare, tear_down);
  g_test_add ("/trail-moment/details", Fixture, NULL, set_up, test_details, tear_down);
  g_test_add_func ("/trail-moment/words", test_words);
  g_test_add ("/trail-moment/scrubber", Fixture, NULL, set_up, test_scrubber, tear_down);
  g_test_add ("/trail-moment/banner", Fixture, NULL, set_up, test_banner, tear_down);
}

int
main (int    argc,
      char **argv)
{
  return ui_display_run (&argc, &argv, add_tests);
}
