/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "belay-trail-folder.h"

#define N_KILLS 100u

/* A record of what the other process was told is durable. */
typedef struct
{
  char       *id;
  GHashTable *intents;          /* step to SHA-256 of its picture */
  GHashTable *results;          /* steps */
} Acknowledged;

static GSubprocess *
start_writer (const char       *root,
              const char       *argument,
              GDataInputStream **lines)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "trail-writer", NULL);
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, root, argument, NULL);

  g_assert_no_error (error);
  *lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  return process;
}

static void
kill_and_wait (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGKILL);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process));
}

static char *
read_line (GDataInputStream *lines)
{
  g_autoptr(GError) error = NULL;
  char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);

  return line;
}

static void
take_in (Acknowledged *self,
         const char   *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);

  if (g_str_equal (words[0], "open"))
    self->id = g_strdup (words[1]);
  else if (g_str_equal (words[0], "intent") && g_strv_length (words) == 3 && strlen (words[2]) == 64)
    g_hash_table_insert (self->intents, g_strdup (words[1]), g_strdup (words[2]));
  else if (g_str_equal (words[0], "result"))
    g_hash_table_add (self->results, g_strdup (words[1]));
}

static void
acknowledged_clear (Acknowledged *self)
{
  g_free (self->id);
  g_hash_table_unref (self->intents);
  g_hash_table_unref (self->results);
}

/* Kills a writer after @n_lines of acknowledgements and @delay µs. */
static void
kill_writer (const char   *root,
             guint         n_lines,
             guint         delay,
             Acknowledged *self)
{
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GSubprocess) process = start_writer (root, NULL, &lines);
  char *line;

  self->id = NULL;
  self->intents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *first = read_line (lines);

      g_assert_nonnull (first);
      take_in (self, first);
    }

  g_usleep (delay);
  kill_and_wait (process);

  while ((line = read_line (lines)) != NULL)
    {
      take_in (self, line);
      g_free (line);
    }
}

static guint
count_in (const char *text,
          const char *needle)
{
  guint n = 0;

  for (const char *p = strstr (text, needle); p != NULL; p = strstr (p + 1, needle))
    n++;

  return n;
}

static void
assert_recorded (const char         *directory,
                 const Acknowledged *self)
{
  g_autofree char *text = read_log (directory, 1);
  GHashTableIter iter;
  gpointer step, sha256;

  g_hash_table_iter_init (&iter, self->intents);

  while (g_hash_table_iter_next (&iter, &step, &sha256))
    {
      g_autofree char *members = g_strdup_printf ("\"step\":%s,\"picture\":\"%s\"}\n", (char *) step, (char *) sha256);
      g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s.png", (char *) sha256, (char *) sha256);
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_assert_cmpuint (count_in (text, members), ==, 1);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }

  g_hash_table_iter_init (&iter, self->results);

  while (g_hash_table_iter_next (&iter, &step, NULL))
    {
      g_autofree char *members = g_strdup_printf ("\"step\":%s,\"state\":\"done\"}\n", (char *) step);

      g_assert_cmpuint (count_in (text, members), ==, 1);
    }
}

static void
assert_mended (const char         *root,
               const char         *directory,
               const Acknowledged *self)
{
  g_autofree char *before = read_log (directory, 1);
  g_autofree char *after = NULL;
  g_autofree char *end = NULL;
  g_autoptr(GPtrArray) recoveries = recover (root);
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(BelayTrailReport) report = NULL;
  BelayTrailRecovery *recovery;
  guint n_open;

  g_assert_cmpuint (recoveries->len, ==, 1);
  recovery = recoveries->pdata[0];
  g_assert_cmpstr (recovery->id, ==, self->id);
  g_assert_cmpstr (recovery->task, ==, "Write until killed");

  /* Nothing that was there is touched. */
  after = read_log (directory, 1);
  g_assert_cmpstr (before, ==, after);

  n_open = count_in (before, "\"kind\":\"action.intent\"") - count_in (before, "\"kind\":\"action.result\"");
  end = read_log (directory, 2);
  g_assert_cmpuint (recovery->n_unknown, ==, n_open);
  g_assert_cmpuint (count_in (end, "\"state\":\"unknown\""), ==, n_open);
  g_assert_cmpuint (count_in (end, "\"kind\":\"audit.gap\""), ==, 1);
  g_assert_cmpuint (count_in (end, "\"reason\":\"recovered\""), ==, 1);

  report = verify_alone (directory);
  g_assert_true (belay_trail_report_is_clean (report));

  again = recover (root);
  g_assert_cmpuint (again->len, ==, 0);
}

/* Whenever it is killed: what was acknowledged is there, and what is open is closed as unknown. */
static void
test_killed (Root          *root,
             gconstpointer  data)
{
  guint n_open = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autofree char *sub_root = g_strdup_printf ("%s/%u", root->path, i);
      g_autofree char *directory = NULL;
      g_autoptr(BelayTrailReport) report = NULL;
      Acknowledged acknowledged;

      kill_writer (sub_root, (guint) g_test_rand_int_range (2, 12), (guint) g_test_rand_int_range (0, 4000),
                   &acknowledged);
      n_open += g_hash_table_size (acknowledged.intents) - g_hash_table_size (acknowledged.results);
      directory = g_build_filename (sub_root, acknowledged.id, NULL);
      report = verify_alone (directory);
      g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
      g_assert_false (report->closed);
      g_assert_false (report->held);
      assert_recorded (directory, &acknowledged);
      assert_mended (sub_root, directory, &acknowledged);
      acknowledged_clear (&acknowledged);
    }

  g_test_message ("%u of %u died between an intent and its result", n_open, N_KILLS);
}

static void
crash (const char *root,
       char      **directory)
{
  Acknowledged acknowledged;

  kill_writer (root, 3, 0, &acknowledged);
  *directory = g_build_filename (root, acknowledged.id, NULL);
  acknowledged_clear (&acknowledged);
}

static void
tear (const char *directory,
      guint       segment,
      const char *half)
{
  g_autofree char *text = read_log (directory, segment);
  g_autofree char *torn = g_strconcat (text, half, NULL);

  write_log (directory, segment, torn, -1);
}

static void
test_torn (Root          *root,
           gconstpointer  data)
{
  g_autofree char *directory = NULL;
  g_autofree char *end = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) recoveries = NULL;
  g_autoptr(BelayTrailReport) report = NULL;

  crash (root->path, &directory);
  tear (directory, 1, "{\"v\":1,\"seq\":9");
  report = verify (directory);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_true (report->torn);

  recoveries = recover (root->path);
  g_assert_cmpuint (recoveries->len, ==, 1);
  end = read_log (directory, 2);
  g_assert_nonnull (strstr (end, "\"torn\":[{\"segment\":1,\"bytes\":14,\"sha256\":\""));
  belay_trail_report_free (report);
  report = verify (directory);
  g_assert_true (belay_trail_report_is_clean (report));

  /* The half line is evidence like everything else. */
  text = read_log (directory, 1);
  text[strlen (text) - 1] = '8';
  write_log (directory, 1, text, -1);
  belay_trail_report_free (report);
  report = verify (directory);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_BROKEN);
}

/* Who mends may die over it. */
static void
test_torn_twice (Root          *root,
                 gconstpointer  data)
{
  g_autofree char *directory = NULL;
  g_autofree char *end = NULL;
  g_autoptr(GPtrArray) recoveries = NULL;
  g_autoptr(BelayTrailReport) report = NULL;

  crash (root->path, &directory);
  tear (directory, 1, "{\"v\"");
  write_log (directory, 2, "", -1);
  write_log (directory, 3, "{\"v\":1", -1);

  recoveries = recover (root->path);
  g_assert_cmpuint (recoveries->len, ==, 1);
  end = read_log (directory, 4);
  g_assert_nonnull (strstr (end, "\"torn\":[{\"segment\":1,\"bytes\":4,"));
  g_assert_nonnull (strstr (end, ",{\"segment\":3,\"bytes\":6,"));
  report = verify (directory);
  g_assert_true (belay_trail_report_is_clean (report));
}

/* Nothing is added to a record that was changed. */
static void
test_changed (Root          *root,
              gconstpointer  data)
{
  g_autofree char *directory = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GPtrArray) recoveries = NULL;
  g_autoptr(BelayTrailReport) report = NULL;

  crash (root->path, &directory);
  text = read_log (directory, 1);
  memcpy (strstr (text, "until"), "while", 5);
  write_log (directory, 1, text, -1);

  recoveries = recover (root->path);
  g_assert_cmpuint (recoveries->len, ==, 0);
  second = g_build_filename (directory, "log.0002.jsonl", NULL);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  report = verify (directory);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_BROKEN);
}

/* A session somebody records is nobody else's; after his death it is, and the taking over is recorded. */
static void
test_lock (Root          *root,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GSubprocess) process = start_writer (root->path, "hold", &lines);
  g_autofree char *line = read_line (lines);
  g_autofree char *directory = g_build_filename (root->path, line + strlen ("open "), NULL);
  g_autofree char *pid = g_strdup (g_subprocess_get_identifier (process));
  g_autofree char *mark = g_strdup_printf ("\"pid\":%s", pid);
  g_autofree char *end = NULL;
  g_autoptr(BelayTrailFolder) folder = NULL;
  g_autoptr(GPtrArray) recoveries = recover (root->path);
  g_autoptr(GPtrArray) later = NULL;

  g_assert_cmpuint (recoveries->len, ==, 0);
  g_assert_true (belay_trail_folder_is_held (directory));
  folder = belay_trail_folder_open (directory, &error);
  g_assert_null (folder);
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, pid));

  kill_and_wait (process);
  later = recover (root->path);
  g_assert_cmpuint (later->len, ==, 1);
  end = read_log (directory, 2);
  g_assert_nonnull (strstr (end, mark));
}

/* Within one process as well. */
static void
test_lock_own (Root          *root,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(GPtrArray) recoveries = recover (root->path);

  g_assert_cmpuint (recoveries->len, ==, 0);
  g_assert_null (belay_trail_folder_open (belay_trail_get_directory (trail), &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_true (close_trail (trail, "finished", &error));
}

static void
test_nothing (Root          *root,
              gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (root->path, "missing", NULL);
  g_autofree char *stillborn = g_build_filename (root->path, "2026-01-01T00-00-00Z-00000000", NULL);
  g_autofree char *closed = make_session (root->path, 1);
  g_autoptr(GPtrArray) none = recover (missing);
  g_autoptr(GPtrArray) also_none = NULL;

  /* Died while its first record was written. */
  g_assert_cmpint (g_mkdir (stillborn, 0700), ==, 0);
  write_log (stillborn, 1, "{\"v\":1,", -1);
  also_none = recover (root->path);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (also_none->len, ==, 0);
}

#define ADD(name, function) \
  g_test_add ("/recovery/" name, Root, NULL, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("killed", test_killed);
  ADD ("torn", test_torn);
  ADD ("torn-twice", test_torn_twice);
  ADD ("changed", test_changed);
  ADD ("lock", test_lock);
  ADD ("lock-own", test_lock_own);
  ADD ("nothing", test_nothing);

  return g_test_run ();
}
