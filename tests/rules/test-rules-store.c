/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "belay-rules-store.h"

#define GOOD "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"A\",\"effect\":\"deny\",\"when\":{}}]}"
#define NONE "{\"format\":1,\"rules\":[]}"

typedef struct
{
  char            *folder;
  char            *path;
  BelayRulesStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  text)
{
  fixture->folder = g_dir_make_tmp ("belay-rules-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "belay", "rules.json", NULL);
  if (text != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (fixture->path);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
    }
  fixture->store = belay_rules_store_new (fixture->path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  text)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_clear_object (&fixture->store);
  g_remove (fixture->path);
  g_rmdir (folder);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
save (BelayRulesStore  *store,
      const char       *text,
      GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  belay_rules_store_save_async (store, text, on_saved, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return belay_rules_store_save_finish (store, result, error);
}

static void
test_saved (Fixture       *fixture,
            gconstpointer  text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *written = NULL;
  GStatBuf status;

  g_assert_cmpuint (belay_rules_get_n (belay_rules_store_get_rules (fixture->store)), ==, 0);
  g_assert_true (save (fixture->store, GOOD, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (belay_rules_get_n (belay_rules_store_get_rules (fixture->store)), ==, 1);
  g_assert_true (g_file_get_contents (fixture->path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, GOOD);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

/* What is no rules is not written, and changes nothing. */
static void
test_refused (Fixture       *fixture,
              gconstpointer  text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *written = NULL;

  g_assert_false (save (fixture->store, "{\"format\":1}", &error));
  g_assert_error (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_INVALID);
  g_assert_true (g_file_get_contents (fixture->path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, text);
  g_assert_cmpuint (belay_rules_get_n (belay_rules_store_get_rules (fixture->store)), ==, 1);
}

/* The last one counts, whichever write is done first. */
static void
test_order (Fixture       *fixture,
            gconstpointer  text)
{
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autofree char *written = NULL;

  belay_rules_store_save_async (fixture->store, GOOD, on_saved, &first);
  belay_rules_store_save_async (fixture->store, NONE, on_saved, &second);
  while (first == NULL || second == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (belay_rules_store_save_finish (fixture->store, first, NULL));
  g_assert_true (belay_rules_store_save_finish (fixture->store, second, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, NONE);
  g_assert_cmpuint (belay_rules_get_n (belay_rules_store_get_rules (fixture->store)), ==, 0);
}

static void
test_unreadable (Fixture       *fixture,
                 gconstpointer  text)
{
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (belay_rules_get_unreadable (belay_rules_store_get_rules (fixture->store)));
  g_assert_cmpstr (belay_rules_store_get_text (fixture->store), ==, text);
  g_assert_true (save (fixture->store, GOOD, &error));
  g_assert_null (belay_rules_get_unreadable (belay_rules_store_get_rules (fixture->store)));
}

/* By another program, while this one runs. */
static void
test_changed_by_hand (Fixture       *fixture,
                      gconstpointer  text)
{
  g_assert_true (g_file_set_contents (fixture->path, NONE, -1, NULL));
  while (belay_rules_get_n (belay_rules_store_get_rules (fixture->store)) != 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (g_file_set_contents (fixture->path, "{", -1, NULL));
  while (belay_rules_get_unreadable (belay_rules_store_get_rules (fixture->store)) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/rules-store/saved", Fixture, NULL, set_up, test_saved, tear_down);
  g_test_add ("/rules-store/refused", Fixture, GOOD, set_up, test_refused, tear_down);
  g_test_add ("/rules-store/order", Fixture, GOOD, set_up, test_order, tear_down);
  g_test_add ("/rules-store/unreadable", Fixture, "{ not rules", set_up, test_unreadable, tear_down);
  g_test_add ("/rules-store/changed-by-hand", Fixture, GOOD, set_up, test_changed_by_hand, tear_down);

  return g_test_run ();
}
