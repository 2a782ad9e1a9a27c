/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "belay-trail-filters.h"
#include "belay-trail-item.h"
#include "belay-trail-upkeep.h"
#include "belay-trail-window.h"
#include "trail-fixture.h"
#include "ui-rehearsal.h"

/* The trail browser over real trails: the list, the search, and the session that is open. */

#define DAY (24 * G_GINT64_CONSTANT (3600000000000))

typedef struct
{
  char             *root;
  char             *directory;
  BelayTrailWindow *window;
  BelayTrailList   *list;
  BelayTrailPage   *page;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("belay-trails-XXXXXX", &error);

  /* The index is beside the sessions. */
  g_assert_no_error (error);
  fixture->root = g_build_filename (parent, "sessions", NULL);
  g_assert_cmpint (g_mkdir (fixture->root, 0700), ==, 0);
  if (data != NULL)
    fixture->directory = trail_fixture_record (fixture->root, data, 0);

  fixture->window = belay_trail_window_new (ADW_APPLICATION (ui_rehearsal_get_application ()), fixture->root);
  fixture->list = belay_trail_window_get_list (fixture->window);
  fixture->page = belay_trail_window_get_page (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->root);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  trail_fixture_remove (parent);
  g_free (fixture->directory);
  g_free (fixture->root);
}

static void
wait_until (gboolean (* condition) (Fixture *fixture),
            Fixture     *fixture)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!condition (fixture))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static gboolean
is_listed (Fixture *fixture)
{
  return g_str_equal (belay_trail_list_get_state (fixture->list), "list");
}

static gboolean
is_empty (Fixture *fixture)
{
  return g_str_equal (belay_trail_list_get_state (fixture->list), "empty");
}

static gboolean
is_wrong (Fixture *fixture)
{
  return g_str_equal (belay_trail_list_get_state (fixture->list), "wrong");
}

static gboolean
found_nothing (Fixture *fixture)
{
  return g_str_equal (belay_trail_list_get_state (fixture->list), "nothing");
}

static BelayTrailItem *
get_item (Fixture *fixture,
          guint    position)
{
  g_autoptr(BelayTrailItem) item = g_list_model_get_item (belay_trail_list_get_model (fixture->list), position);

  return item;
}

static gboolean
has_hits (Fixture *fixture)
{
  BelayTrailItem *last = get_item (fixture, g_list_model_get_n_items (belay_trail_list_get_model (fixture->list)) - 1);

  return is_listed (fixture) && last != NULL && belay_trail_item_get_kind (last) == BELAY_TRAIL_ITEM_HIT;
}

static gboolean
is_open (Fixture *fixture)
{
  return g_str_equal (belay_trail_page_get_state (fixture->page), "session");
}

static gboolean
has_failed (Fixture *fixture)
{
  return g_str_equal (belay_trail_page_get_state (fixture->page), "error");
}

static gboolean
is_verified (Fixture *fixture)
{
  return belay_trail_page_get_report (fixture->page) != NULL;
}

static void
activate (Fixture    *fixture,
          const char *action,
          GVariant   *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, parameter);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  wait_until (is_empty, fixture);
  g_assert_cmpstr (belay_trail_page_get_state (fixture->page), ==, "choose");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "export"));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "replay"));
}

static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *name = g_path_get_basename (fixture->directory);
  BelayTrailItem *heading, *session;

  wait_until (is_listed, fixture);
  heading = get_item (fixture, 0);
  session = get_item (fixture, 1);
  g_assert_cmpint (belay_trail_item_get_kind (heading), ==, BELAY_TRAIL_ITEM_HEADING);
  g_assert_cmpstr (belay_trail_item_get_title (heading), ==, "Today");
  g_assert_cmpint (belay_trail_item_get_kind (session), ==, BELAY_TRAIL_ITEM_SESSION);
  g_assert_cmpstr (belay_trail_item_get_session (session), ==, name);
  g_assert_nonnull (strstr (belay_trail_item_get_detail (session), "3 steps · rehearsal"));

  /* What the task would do to the list, it does not do. */
  g_assert_cmpstr (belay_trail_item_get_title (session), ==, "Fill &lt;b&gt;in\\u{202E} the form");
}

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *name = g_path_get_basename (fixture->directory);

  wait_until (is_listed, fixture);
  activate (fixture, "open", g_variant_new_string (name));
  wait_until (is_open, fixture);
  wait_until (is_verified, fixture);
  g_assert_cmpint (belay_trail_page_get_report (fixture->page)->verdict, !=, BELAY_TRAIL_BROKEN);
  g_assert_cmpuint (belay_trail_history_get_n_moments (belay_trail_page_get_history (fixture->page)), ==, TRAIL_N_MOMENTS);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "export"));

  /* Along the moments, and no further. */
  activate (fixture, "moment", g_variant_new_uint32 (TRAIL_N_MOMENTS - 2));
  activate (fixture, "next", NULL);
  activate (fixture, "next", NULL);
  g_assert_cmpuint (belay_trail_page_get_position (fixture->page), ==, TRAIL_N_MOMENTS - 1);
  activate (fixture, "moment", g_variant_new_uint32 (1));
  activate (fixture, "previous", NULL);
  activate (fixture, "previous", NULL);
  g_assert_cmpuint (belay_trail_page_get_position (fixture->page), ==, 0);

  /* Looking again stays where one was. */
  activate (fixture, "moment", g_variant_new_uint32 (TRAIL_MOMENT_TYPE));
  activate (fixture, "refresh", NULL);
  g_assert_false (is_verified (fixture));
  wait_until (is_verified, fixture);
  wait_until (is_open, fixture);
  g_assert_cmpuint (belay_trail_page_get_position (fixture->page), ==, TRAIL_MOMENT_TYPE);
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *name = g_path_get_basename (fixture->directory);
  BelayTrailItem *hit;
  GtkSelectionModel *selection;

  wait_until (is_listed, fixture);
  activate (fixture, "search", g_variant_new_string ("decision:reject"));
  wait_until (has_hits, fixture);
  g_assert_cmpint (belay_trail_item_get_kind (get_item (fixture, 0)), ==, BELAY_TRAIL_ITEM_SESSION);
  hit = get_item (fixture, 1);
  g_assert_cmpstr (belay_trail_item_get_session (hit), ==, name);

  /* A hit leads to its moment. */
  selection = GTK_SELECTION_MODEL (belay_trail_list_get_model (fixture->list));
  gtk_selection_model_select_item (selection, 1, TRUE);
  wait_until (is_open, fixture);
  g_assert_cmpuint (belay_trail_page_get_position (fixture->page), ==, TRAIL_MOMENT_REJECTED);

  activate (fixture, "search", g_variant_new_string ("decision:skip"));
  wait_until (found_nothing, fixture);
  activate (fixture, "search", g_variant_new_string ("25:99"));
  wait_until (is_wrong, fixture);
  belay_trail_list_search (fixture->list, "");
  wait_until (is_listed, fixture);
  g_assert_cmpint (belay_trail_item_get_kind (get_item (fixture, 0)), ==, BELAY_TRAIL_ITEM_HEADING);
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  belay_trail_window_open (fixture->window, fixture->directory, 0);
  wait_until (is_open, fixture);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "export"));

  activate (fixture, "open", g_variant_new_string ("2020-01-01T00-00-00Z-00000000"));
  wait_until (has_failed, fixture);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "export"));
}

static gboolean
is_exported (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->root, "out.html", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "out.html", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *contents = NULL;

  belay_trail_window_open (fixture->window, fixture->directory, 0);
  wait_until (is_open, fixture);
  activate (fixture, "export-to", g_variant_new ("(ss)", "html", uri));
  wait_until (is_exported, fixture);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "<html"));
}

static gboolean
shows_keep (Fixture *fixture)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (fixture->window), "keep");

  return g_variant_get_boolean (state);
}

static gboolean
shows_no_keep (Fixture *fixture)
{
  return !shows_keep (fixture);
}

/* The pin says what is on the disk. */
static void
test_keep (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "keep"));
  belay_trail_window_open (fixture->window, fixture->directory, 0);
  wait_until (is_open, fixture);
  g_assert_false (shows_keep (fixture));
  activate (fixture, "keep", NULL);
  wait_until (shows_keep, fixture);
  g_assert_true (belay_trail_hold_get (fixture->directory));
  activate (fixture, "keep", NULL);
  wait_until (shows_no_keep, fixture);
  g_assert_false (belay_trail_hold_get (fixture->directory));

  g_assert_true (belay_trail_hold_set (fixture->directory, TRUE, NULL));
  belay_trail_window_open (fixture->window, fixture->directory, 0);
  wait_until (shows_keep, fixture);
}

/* Items and filters. */

static BelayTrailSummary *
make_summary (const char *id,
              gint64      time)
{
  BelayTrailSummary *summary = g_new0 (BelayTrailSummary, 1);

  summary->id = g_strdup (id);
  summary->time = time;
  summary->n_steps = 1;
  summary->state = BELAY_TRAIL_COMPLETE;

  return summary;
}

static void
test_days (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_local (2026, 11, 23, 12, 0, 0);
  gint64 noon = g_date_time_to_unix (now) * G_GINT64_CONSTANT (1000000000);
  g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_trail_summary_free);
  static const gint64 ages[] = { 0, 0, 1, 3, 40, 41 };
  static const char *const headings[] = { "Today", "Yesterday", "Friday", "October 2026" };
  g_autoptr(GListStore) store = NULL;
  guint n_headings = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    g_ptr_array_add (sessions, make_summary ("s", noon - ages[i] * DAY));
  store = belay_trail_item_list_sessions (sessions, now);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr(BelayTrailItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (belay_trail_item_get_kind (item) == BELAY_TRAIL_ITEM_HEADING)
        g_assert_cmpstr (belay_trail_item_get_title (item), ==, headings[n_headings++]);
    }
  g_assert_cmpuint (n_headings, ==, G_N_ELEMENTS (headings));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, G_N_ELEMENTS (ages) + n_headings);
}

static void
test_hits (void)
{
  BelayTrailHit first = { .session = (char *) "a", .seq = 9, .snippet = (char *) "a \u2068<i>\u2069 & \u2068b" };
  BelayTrailHit second = { .session = (char *) "b", .seq = 5, .snippet = (char *) "\u2069c" };
  BelayTrailHit third = { .session = (char *) "a", .seq = 3, .snippet = (char *) "d" };
  g_autoptr(GPtrArray) hits = g_ptr_array_new ();
  g_autoptr(GListStore) store = NULL;
  static const guint64 seqs[] = { 0, 3, 9, 0, 5 };
  static const char *const titles[] = { NULL, "d", "a <b>&lt;i&gt;</b> &amp; <b>b</b>", NULL, "c" };

  g_ptr_array_add (hits, &first);
  g_ptr_array_add (hits, &second);
  g_ptr_array_add (hits, &third);
  store = belay_trail_item_list_hits (hits, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, G_N_ELEMENTS (seqs));
  for (guint i = 0; i < G_N_ELEMENTS (seqs); i++)
    {
      g_autoptr(BelayTrailItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      g_assert_cmpuint (belay_trail_item_get_seq (item), ==, seqs[i]);
      if (titles[i] != NULL)
        g_assert_cmpstr (belay_trail_item_get_title (item), ==, titles[i]);
    }
}

static void
test_filters (void)
{
  static const struct
  {
    const char *query;
    const char *prefix;
    const char *word;
    const char *result;
  } cases[] =
  {
    { "", "decision:", "decision:edit", "decision:edit" },
    { "tax  decision:reject form", "decision:", "decision:edit", "tax form decision:edit" },
    { "tax decision:reject", "decision:", NULL, "tax" },
    { "\"say decision:edit now\" by:person", "decision:", NULL, "\"say decision:edit now\" by:person" },
    { "2026-11-23 14:32", NULL, "2026-11-22", "14:32 2026-11-22" },
    { "text:\"a b", "by:", "by:slack", "text:\"a b by:slack" },
  };
  BelayTrailFilters *filters = g_object_ref_sink (g_object_new (BELAY_TYPE_TRAIL_FILTERS, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = belay_trail_filters_replace (cases[i].query, cases[i].prefix, cases[i].word);
      g_autoptr(GError) error = NULL;

      g_assert_cmpstr (result, ==, cases[i].result);
    }

  /* All that can be chosen means something to the search. */
  belay_trail_filters_set_query (filters, "tax decision:reject by:slack");
  g_assert_cmpstr (belay_trail_filters_get_query (filters), ==, "tax decision:reject by:slack");
  g_object_unref (filters);
}

static void
add_tests (void)
{
  g_test_add ("/trail-window/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/trail-window/list", Fixture, "Fill <b>in\u202e the form", set_up, test_list, tear_down);
  g_test_add ("/trail-window/open", Fixture, "Fill in the form", set_up, test_open, tear_down);
  g_test_add ("/trail-window/search", Fixture, "Fill in the form", set_up, test_search, tear_down);
  g_test_add ("/trail-window/missing", Fixture, "Fill in the form", set_up, test_missing, tear_down);
  g_test_add ("/trail-window/export", Fixture, "Fill in the form", set_up, test_export, tear_down);
  g_test_add ("/trail-window/keep", Fixture, "Fill in the form", set_up, test_keep, tear_down);
  g_test_add_func ("/trail-window/days", test_days);
  g_test_add_func ("/trail-window/hits", test_hits);
  g_test_add_func ("/trail-window/filters", test_filters);
}

int
main (int    argc,
      char **argv)
{
  return ui_rehearsal_run (&argc, &argv, add_tests);
}
