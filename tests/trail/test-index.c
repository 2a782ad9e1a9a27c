/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "belay-trail-index.h"

#define TIMEOUT 60

/* A root "sessions" below the directory of the test, so that the database is in that, too. */
typedef struct
{
  Root             directory;
  char            *root;
  char            *database;
  BelayTrailIndex *index;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  root_set_up (&fixture->directory, data);
  fixture->root = g_build_filename (fixture->directory.path, "sessions", NULL);
  fixture->database = g_build_filename (fixture->directory.path, "index.sqlite", NULL);
  g_assert_cmpint (g_mkdir (fixture->root, 0700), ==, 0);
  fixture->index = belay_trail_index_new (fixture->root);
}

static gboolean
on_timeout (gpointer user_data)
{
  g_error ("No answer within %d s", TIMEOUT);

  return G_SOURCE_REMOVE;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  BelayTrailIndex *index = fixture->index;
  guint timeout = g_timeout_add_seconds (TIMEOUT, on_timeout, NULL);

  /* The worker may be the last to let go of it. */
  g_object_add_weak_pointer (G_OBJECT (index), (gpointer *) &fixture->index);
  g_object_unref (index);

  while (g_atomic_pointer_get (&fixture->index) != NULL)
    g_main_context_iteration (NULL, FALSE);

  g_source_remove (timeout);
  root_tear_down (&fixture->directory, data);
  g_free (fixture->root);
  g_free (fixture->database);
}

static GPtrArray *
search_with (BelayTrailIndex *index,
             const char      *text,
             guint            limit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailQuery) query = belay_trail_query_parse (text, &error);
  GPtrArray *hits;

  g_assert_no_error (error);
  hits = belay_trail_index_search (index, query, limit, &error);
  g_assert_no_error (error);

  return hits;
}

static GPtrArray *
search (Fixture    *fixture,
        const char *text)
{
  return search_with (fixture->index, text, 1000);
}

static guint
count (Fixture    *fixture,
       const char *text)
{
  g_autoptr(GPtrArray) hits = search (fixture, text);

  return hits->len;
}

static JsonObject *
step (gint64      number,
      const char *first_member,
      ...)
{
  JsonObject *object = step_payload (number);
  va_list args;

  va_start (args, first_member);

  for (const char *member = first_member; member != NULL; member = va_arg (args, const char *))
    json_object_set_string_member (object, member, va_arg (args, const char *));

  va_end (args);

  return object;
}

/* Two steps, one rejected and one that ran after an edit; a question, a refused host. Not closed. */
static BelayTrail *
make_trail (const char *root)
{
  g_autoptr(GError) error = NULL;
  BelayTrail *trail = create_trail (root, &error);
  JsonObject *decision;

  g_assert_no_error (error);
  belay_trail_append (trail, "task", payload ("text", "Save the letter to Zoë", "agent", "claude-test", NULL));
  belay_trail_append (trail, "api.response",
                      payload ("content", "[{\"type\":\"text\",\"text\":\"I’ll type it.\"},{\"type\":\"thinking\","
                                          "\"thinking\":\"pondering\",\"signature\":\"opaque\"}]", NULL));
  belay_trail_append (trail, "tool.proposed", step (1, "name", "type", "input", "{\"text\":\"rm -rf ~/old\"}", NULL));
  belay_trail_append (trail, "decision", step (1, "verdict", "reject", "by", "person", "reason", "dangerous", NULL));
  belay_trail_append (trail, "action.result", step (1, "state", "rejected", "text", "Rejected.", NULL));
  belay_trail_append (trail, "tool.proposed",
                      step (2, "name", "left_click", "input", "{\"coordinate\":[512,384]}", NULL));
  decision = step (2, "verdict", "edit", "by", "person", NULL);
  json_object_set_object_member (decision, "after",
                                 payload ("name", "double_click", "input", "{\"coordinate\":[777,384]}", NULL));
  belay_trail_append (trail, "decision", decision);
  belay_trail_append (trail, "action.intent", step_payload (2));
  belay_trail_append (trail, "action.result", step (2, "state", "done", "text", "Clicked.", NULL));
  belay_trail_append (trail, "net.blocked", payload ("host", "www.example.org", NULL));
  belay_trail_append (trail, "instruction", payload ("text", "你好世界, привет", NULL));
  g_assert_true (commit (trail, "note", payload ("text", "A note", NULL), NULL, &error));
  g_assert_no_error (error);

  return trail;
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *text;
    guint       n;
  } cases[] = {
    { "letter", 1 }, { "LETTER", 1 }, { "zoe", 1 }, { "nowhere", 0 }, { "save letter", 1 }, { "save nowhere", 0 },
    { "\"the letter\"", 1 }, { "\"letter the\"", 0 }, { "lett", 1 }, { "\"lett\"", 0 }, { "\"the lett", 1 },
    { "pondering", 1 }, { "opaque", 0 }, { "rm", 1 }, { "-rf", 1 }, { "~/old", 1 }, { "\"rm -rf\"", 1 },
    { "777", 1 }, { "coordinate", 0 }, { "世界", 1 }, { "界世", 0 }, { "привет", 1 }, { "Привет", 1 }, { "~", 0 },
    { "action:type", 1 }, { "action:left_click", 1 }, { "action:double_click", 1 }, { "action:scroll", 0 },
    { "decision:reject", 1 }, { "decision:rejected dangerous", 1 }, { "decision:reject action:left_click", 0 },
    { "by:person", 2 }, { "by:slack", 0 }, { "state:done", 1 }, { "state:rejected by:person", 1 },
    { "host:example.org", 1 }, { "host:www.example.org", 1 }, { "host:xample.org", 0 }, { "session:nothing", 0 },
    { "00:00..23:59", 8 }, { "", 8 }, { "2001-01-01", 0 }, { "2001-01-01..", 8 }, { "..2001-01-01", 0 },
  };
  g_autoptr(BelayTrail) trail = make_trail (fixture->root);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (count (fixture, cases[i].text) != cases[i].n)
      g_error ("“%s” is found %u times, not %u", cases[i].text, count (fixture, cases[i].text), cases[i].n);
}

static void
test_hits (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BelayTrail) trail = make_trail (fixture->root);
  g_autofree char *name = g_strconcat ("session:", belay_trail_get_id (trail), NULL);
  g_autofree char *digits = g_strconcat ("session:", strrchr (belay_trail_get_id (trail), '-') + 1, NULL);
  g_autoptr(GPtrArray) hits = search (fixture, "dangerous");
  const BelayTrailHit *hit;

  g_assert_cmpuint (hits->len, ==, 1);
  hit = hits->pdata[0];
  g_assert_cmpstr (hit->session, ==, belay_trail_get_id (trail));
  g_assert_cmpuint (hit->seq, ==, 4);
  g_assert_cmpint (hit->step, ==, 1);
  g_assert_cmpstr (hit->kind, ==, "tool.proposed");
  g_assert_cmpint (hit->time, >, 0);
  g_assert_cmpstr (hit->snippet, ==, "type · rm -rf ~/old · \u2068dangerous\u2069 · Rejected.");

  /* The newest first, and no more than asked for. */
  g_ptr_array_unref (hits);
  hits = search_with (fixture->index, "", 3);
  g_assert_cmpuint (hits->len, ==, 3);
  g_assert_cmpstr (((BelayTrailHit *) hits->pdata[0])->kind, ==, "note");
  g_assert_cmpstr (((BelayTrailHit *) hits->pdata[1])->kind, ==, "instruction");
  g_assert_cmpstr (((BelayTrailHit *) hits->pdata[2])->kind, ==, "net.blocked");

  g_assert_cmpuint (count (fixture, name), ==, 8);
  g_assert_cmpuint (count (fixture, digits), ==, 8);
}

/* What is recorded may be made to look like something else. */
static void
test_hostile (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (fixture->root, &error);
  g_autoptr(GPtrArray) hits = NULL;
  const char *snippet;

  belay_trail_append (trail, "task",
                      payload ("text", "find \x01me\x02 \u202ereversed\u2068 \x1b[2J here", NULL));
  g_assert_true (commit (trail, "note", payload ("text", "\" OR NEAR( ) * : ^ AND NOT", NULL), NULL, &error));
  hits = search (fixture, "here");
  g_assert_cmpuint (hits->len, ==, 1);
  snippet = ((BelayTrailHit *) hits->pdata[0])->snippet;
  g_assert_cmpstr (snippet, ==, "find  me  \\u{202E}reversed\\u{2068}  [2J \u2068here\u2069");

  /* The language of FTS5 is none of those who search. */
  g_assert_cmpuint (count (fixture, "AND"), ==, 1);
  g_assert_cmpuint (count (fixture, "here OR nowhere"), ==, 0);
  g_assert_cmpuint (count (fixture, "NEAR(\"x"), ==, 0);
  g_assert_cmpuint (count (fixture, "facet:x text:* ^ ( \" ' } { -- ; \\"), ==, 0);
  g_assert_cmpuint (count (fixture, "host:\"); DROP"), ==, 0);
  g_assert_cmpuint (count (fixture, "action:'"), ==, 0);
}

/* A session that is being recorded is searched as it grows; of a step there is one row however it grows. */
static void
test_growing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = make_trail (fixture->root);

  g_assert_cmpuint (count (fixture, "clicked"), ==, 1);
  belay_trail_append (trail, "scan", step (2, "findings", "none", NULL));
  g_assert_true (commit (trail, "action.result", step (2, "state", "unknown", "text", "Fresh.", NULL), NULL, &error));
  g_assert_cmpuint (count (fixture, "clicked"), ==, 1);
  g_assert_cmpuint (count (fixture, "fresh clicked"), ==, 1);
  g_assert_cmpuint (count (fixture, "state:unknown state:unknown" + strlen ("state:unknown ")), ==, 1);
  g_assert_cmpuint (count (fixture, ""), ==, 8);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *text = g_strdup_printf ("growing%u", i);

      g_assert_true (commit (trail, "note", payload ("text", text, NULL), NULL, &error));
      g_assert_cmpuint (count (fixture, text), ==, 1);
      g_assert_cmpuint (count (fixture, "growing"), ==, i + 1);
    }

  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_cmpuint (count (fixture, "finished"), ==, 1);
  g_assert_cmpuint (count (fixture, "clicked"), ==, 1);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *summaries = belay_trail_index_list (fixture->index, &error);

  g_assert_no_error (error);

  return summaries;
}

/* The list says the same whether or not the index knows a session. */
static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *closed = make_session (fixture->root, 3);
  g_autofree char *damaged = make_session (fixture->root, 1);
  g_autoptr(BelayTrail) trail = make_trail (fixture->root);
  g_autofree char *text = read_log (damaged, 1);

  *strstr (text, "left_click") = 'L';
  write_log (damaged, 1, text, -1);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) summaries = list (fixture);
      const BelayTrailSummary *summary;

      g_assert_cmpuint (summaries->len, ==, 3);
      summary = summaries->pdata[0];
      g_assert_cmpstr (summary->id, ==, belay_trail_get_id (trail));
      g_assert_cmpstr (summary->task, ==, "Save the letter to Zoë");
      g_assert_cmpstr (summary->agent, ==, "claude-test");
      g_assert_cmpuint (summary->n_steps, ==, 2);
      g_assert_cmpint (summary->state, ==, BELAY_TRAIL_RECORDING);
      summary = summaries->pdata[1];
      g_assert_cmpint (summary->state, ==, BELAY_TRAIL_CHANGED);
      summary = summaries->pdata[2];
      g_assert_cmpuint (summary->n_steps, ==, 3);
      g_assert_cmpint (summary->state, ==, BELAY_TRAIL_COMPLETE);

      g_assert_cmpuint (count (fixture, "book"), ==, 2);
    }
}

/* A session that was changed is read anew, one that is gone is forgotten: its words are not in the file any more. */
static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = make_trail (fixture->root);
  g_autofree char *path = make_session (fixture->root, 1);
  g_autofree char *text = read_log (path, 1);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_cmpuint (count (fixture, "table"), ==, 1);
  g_assert_cmpuint (count (fixture, "pondering"), ==, 1);
  memcpy (strstr (text, "table"), "chair", strlen ("chair"));
  write_log (path, 1, text, -1);
  g_assert_cmpuint (count (fixture, "table"), ==, 0);
  g_assert_cmpuint (count (fixture, "chair"), ==, 1);
  g_assert_cmpuint (count (fixture, "\"two\""), ==, 1);

  g_assert_true (close_trail (trail, "finished", &error));
  remove_tree (belay_trail_get_directory (trail));
  g_assert_cmpuint (count (fixture, "pondering"), ==, 0);

  /* What comes after the change cannot be believed. */
  g_assert_cmpuint (count (fixture, "session:20"), ==, 2);
  g_assert_cmpuint (count (fixture, "left"), ==, 0);
  g_assert_finalize_object (fixture->index);

  /* Another index, that has time to tidy up. */
  fixture->index = belay_trail_index_new (fixture->root);
  belay_trail_index_tidy (fixture->index);
  g_assert_true (g_file_get_contents (fixture->database, &contents, &length, NULL));
  g_assert_nonnull (memmem (contents, length, "chair", strlen ("chair")));
  g_assert_null (memmem (contents, length, "pondering", strlen ("pondering")));
  g_assert_cmpuint (count (fixture, "chair"), ==, 1);
  g_assert_cmpuint (count (fixture, "pond"), ==, 0);
}

static void
assert_private (const char *path)
{
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
}

/* The index is made anew when it is missing, no database, damaged, of another version, and while it is in use. */
static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *path = make_session (fixture->root, 30);
  g_autofree char *wal = g_strconcat (fixture->database, "-wal", NULL);
  g_autofree char *garbage = g_strnfill (100000, 'x');
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  g_assert_cmpuint (count (fixture, "book"), ==, 1);
  assert_private (fixture->database);
  assert_private (wal);

  g_unlink (fixture->database);
  g_assert_cmpuint (count (fixture, "book"), ==, 1);
  assert_private (fixture->database);

  g_assert_true (g_file_set_contents (fixture->database, garbage, -1, NULL));
  g_clear_object (&fixture->index);
  g_unlink (wal);
  fixture->index = belay_trail_index_new (fixture->root);
  g_assert_cmpuint (count (fixture, "book"), ==, 1);
  assert_private (fixture->database);

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *contents = NULL;
      g_autoptr(GPtrArray) hits = NULL;
      gsize length;

      g_clear_object (&fixture->index);
      g_assert_true (g_file_get_contents (fixture->database, &contents, &length, NULL));

      for (guint j = 0; j < 200; j++)
        contents[g_rand_int_range (rand, 0, (gint32) length)] ^= (char) g_rand_int_range (rand, 1, 256);

      g_assert_true (g_file_set_contents (fixture->database, contents, (gssize) length, NULL));
      fixture->index = belay_trail_index_new (fixture->root);

      /* What is found in a damaged index may be wrong; that it is damaged need not show. */
      hits = search (fixture, "action:left_click book");
      g_ptr_array_unref (hits);
      hits = search (fixture, "session:20 left");
      g_ptr_array_unref (list (fixture));
    }

  g_unlink (fixture->database);
  g_assert_cmpuint (count (fixture, "book"), ==, 1);
  g_assert_cmpuint (count (fixture, "action:left_click"), ==, 30);
}

/* Where no file can be made, the index is in memory. */
static void
test_read_only (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *path = make_session (fixture->root, 2);
  g_autofree char *target = g_build_filename (fixture->directory.path, "target", NULL);

  /* A link is not followed: it might lead to a file of somebody else. */
  g_assert_cmpint (symlink (target, fixture->database), ==, 0);
  g_assert_cmpuint (count (fixture, "book"), ==, 1);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_unlink (fixture->database);

  /* So is a database that is of another program. */
  {
    g_autoptr(GSubprocess) process = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *script = g_strdup_printf ("import sqlite3; c = sqlite3.connect('%s'); "
                                               "c.execute('create table theirs (x)'); c.commit()", fixture->database);

    g_clear_object (&fixture->index);
    process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "python3", "-c", script, NULL);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  }

  fixture->index = belay_trail_index_new (fixture->root);
  g_assert_cmpuint (count (fixture, "book"), ==, 1);

  {
    g_autofree char *contents = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (fixture->database, &contents, &length, NULL));
    g_assert_nonnull (memmem (contents, length, "theirs", 6));
  }
}

typedef struct
{
  GPtrArray *result;
  GError    *error;
  gboolean   done;
} Answer;

static void
on_hits (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->result = belay_trail_index_search_finish (BELAY_TRAIL_INDEX (source), result, &answer->error);
  answer->done = TRUE;
}

static void
on_list (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->result = belay_trail_index_list_finish (BELAY_TRAIL_INDEX (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for (Answer *answer)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT, on_timeout, NULL);

  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (timeout);
}

static void
test_async (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *path = make_session (fixture->root, 2);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(BelayTrailQuery) query = belay_trail_query_parse ("book", NULL);
  Answer first = { 0 }, second = { 0 }, third = { 0 };

  belay_trail_index_list_async (fixture->index, NULL, on_list, &first);
  belay_trail_index_search_async (fixture->index, query, 10, cancellable, on_hits, &second);
  belay_trail_index_search_async (fixture->index, query, 10, NULL, on_hits, &third);
  g_cancellable_cancel (cancellable);
  wait_for (&first);
  wait_for (&second);
  wait_for (&third);
  g_assert_cmpuint (first.result->len, ==, 1);
  g_assert_null (second.result);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (third.result->len, ==, 1);
  g_ptr_array_unref (first.result);
  g_ptr_array_unref (third.result);
  g_error_free (second.error);
}

static gpointer
search_over_and_over (gpointer data)
{
  g_autoptr(BelayTrailIndex) index = belay_trail_index_new (data);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GPtrArray) hits = search_with (index, "book", 1000);

      g_assert_cmpuint (hits->len, <=, 40);
    }

  return NULL;
}

/* Two of them on one file, while sessions come: each index has a connection of its own, as two processes have. */
static void
test_two (Fixture       *fixture,
          gconstpointer  data)
{
  GThread *threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("search", search_over_and_over, fixture->root);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = make_session (fixture->root, 1);
    }

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_cmpuint (count (fixture, "book"), ==, 40);
  g_assert_cmpuint (count (fixture, "action:left_click"), ==, 40);
}

#define ADD(name, function) \
  g_test_add ("/index/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("search", test_search);
  ADD ("hits", test_hits);
  ADD ("hostile", test_hostile);
  ADD ("growing", test_growing);
  ADD ("list", test_list);
  ADD ("changed", test_changed);
  ADD ("damaged", test_damaged);
  ADD ("read-only", test_read_only);
  ADD ("async", test_async);
  ADD ("two", test_two);

  return g_test_run ();
}
