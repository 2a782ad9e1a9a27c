/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "belay-json.h"

#define CANARY "sk-canary-7fd3a1"

static gint64 clock_offset;     /* seconds */

/* The program's own clock, instead of the C library's: somebody may set it. */
int
clock_gettime (clockid_t        clock,
               struct timespec *time)
{
  int result = (int) syscall (SYS_clock_gettime, clock, time);

  if (clock == CLOCK_REALTIME)
    time->tv_sec += clock_offset;

  return result;
}

static GPtrArray *
parse_log (const char *directory)
{
  g_autofree char *text = read_log (directory, 1);
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_true (g_str_has_suffix (text, "\n"));

  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      g_ptr_array_add (records, belay_json_parse (lines[i], -1, 1024 * 1024, &error));
      g_assert_no_error (error);
    }

  return records;
}

static JsonObject *
find_record (GPtrArray  *records,
             const char *kind)
{
  for (guint i = 0; i < records->len; i++)
    {
      JsonObject *record = json_node_get_object (records->pdata[i]);

      if (g_str_equal (json_object_get_string_member (record, "kind"), kind))
        return record;
    }

  return NULL;
}

static void
test_round_trip (Root          *root,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(GPtrArray) records = NULL;
  g_autofree char *path = NULL;
  JsonObject *record, *members;
  guint64 seq = 0;

  g_assert_no_error (error);
  path = g_build_filename (root->path, belay_trail_get_id (trail), NULL);
  g_assert_cmpstr (belay_trail_get_directory (trail), ==, path);
  g_assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ-[0-9a-f]{8}$",
                                       belay_trail_get_id (trail), 0, 0));

  members = payload ("text", "Grüße, \"日本\"\n\x1b[31m", "broken", "a\xff" "b", NULL);
  json_object_set_int_member (members, "big", G_MAXINT64);
  json_object_set_boolean_member (members, "yes", TRUE);
  json_object_set_null_member (members, "nothing");
  json_object_set_array_member (members, "list", json_array_new ());
  belay_trail_append (trail, "note", members);
  g_assert_true (commit (trail, "note", NULL, &seq, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seq, ==, 3);
  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_no_error (error);

  records = parse_log (path);
  g_assert_cmpuint (records->len, ==, 4);
  record = json_node_get_object (records->pdata[0]);
  g_assert_cmpstr (json_object_get_string_member (record, "kind"), ==, "session.open");
  g_assert_cmpstr (json_object_get_string_member (record, "user"), ==, "tester");
  g_assert_cmpstr (json_object_get_string_member (record, "prev"), ==,
                   "0000000000000000000000000000000000000000000000000000000000000000");
  record = json_node_get_object (records->pdata[1]);
  g_assert_cmpint (json_object_get_int_member (record, "v"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (record, "seq"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (record, "sess"), ==, belay_trail_get_id (trail));
  g_assert_cmpstr (json_object_get_string_member (record, "text"), ==, "Grüße, \"日本\"\n\x1b[31m");
  g_assert_cmpstr (json_object_get_string_member (record, "broken"), ==, "a\xef\xbf\xbd" "b");
  g_assert_cmpint (json_object_get_int_member (record, "big"), ==, G_MAXINT64);
  g_assert_true (json_object_get_boolean_member (record, "yes"));
  g_assert_true (json_object_get_null_member (record, "nothing"));
  record = json_node_get_object (records->pdata[3]);
  g_assert_cmpstr (json_object_get_string_member (record, "reason"), ==, "finished");
  g_assert_cmpint (json_object_get_int_member (record, "records"), ==, 4);

  g_assert_finalize_object (g_steal_pointer (&trail));
}

/* Every line in the order the format fixes, chained over its bytes. */
static void
test_chain (Root          *root,
            gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 3);
  g_autofree char *text = read_log (path, 1);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *prev = g_strnfill (64, '0');

  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      g_autofree char *line = g_strconcat (lines[i], "\n", NULL);
      g_autofree char *pattern = NULL;

      pattern = g_strdup_printf ("^\\{\"v\":1,\"seq\":%u,\"t\":\\d+,\"boot\":\"[0-9a-f-]{36}\",\"mono\":\\d+,"
                                 "\"sess\":\"[^\"]+\",\"kind\":\"[a-z.]+\",\"prev\":\"%s\"[,}]", i + 1, prev);
      g_assert_true (g_regex_match_simple (pattern, line, 0, 0));
      g_free (prev);
      prev = g_compute_checksum_for_string (G_CHECKSUM_SHA256, line, -1);
    }
}

static void
test_permissions (Root          *root,
                  gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 1);
  g_autofree char *log = g_build_filename (path, "log.0001.jsonl", NULL);
  g_autofree char *blobs = g_build_filename (path, "blobs", NULL);
  g_autofree char *reserve = g_build_filename (path, "reserve", NULL);
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (blobs, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (log, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  g_assert_false (g_file_test (reserve, G_FILE_TEST_EXISTS));
}

static void
test_pictures (Root          *root,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(GBytes) picture = make_picture (7, 300000);
  g_autoptr(GBytes) at_once = NULL;
  g_autoptr(GBytes) later = NULL;
  g_autoptr(GBytes) none = NULL;
  g_autofree char *sha256 = hash_picture (picture);
  g_autofree char *other = g_strnfill (64, 'a');
  g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s.png", sha256, sha256);
  g_autofree char *path = g_build_filename (belay_trail_get_directory (trail), name, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  belay_trail_store_picture (trail, picture, sha256);
  belay_trail_store_picture (trail, picture, sha256);
  at_once = load_picture (trail, sha256, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (at_once, picture));

  g_assert_true (commit (trail, "frame", payload ("sha256", sha256, NULL), NULL, &error));
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpmem (contents, length, g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));

  /* From the disk now; and the same picture again is not a second one. */
  belay_trail_store_picture (trail, picture, sha256);
  g_assert_true (commit (trail, "note", NULL, NULL, &error));
  later = load_picture (trail, sha256, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (later, picture));

  none = load_picture (trail, other, &error);
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  none = load_picture (trail, "../lock", &error);
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
  g_clear_error (&error);

  contents[5] ^= 1;
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  none = load_picture (trail, sha256, &error);
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN);
  g_clear_error (&error);

  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_no_error (error);
}

static void
on_failed (BelayTrail   *trail,
           const GError *error,
           gpointer      user_data)
{
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  (*(int *) user_data)++;
}

static void
assert_stays_failed (BelayTrail *trail)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *sha256 = g_strnfill (64, 'b');

  g_assert_false (commit (trail, "note", NULL, NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_assert_cmpstr (error->message, ==, belay_trail_get_error (trail)->message);
  g_clear_error (&error);
  bytes = load_picture (trail, sha256, &error);
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_clear_error (&error);
  g_assert_false (close_trail (trail, "finished", &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
}

/* What the format cannot hold fails the trail rather than leave a gap nobody sees. */
static void
test_bad_payload (Root          *root,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(BelayTrailReport) report = NULL;
  g_autofree char *last = NULL;
  JsonObject *members = json_object_new ();
  int n_failed = 0;

  g_signal_connect (trail, "failed", G_CALLBACK (on_failed), &n_failed);

  if (data == NULL)
    json_object_set_double_member (members, "half", 0.5);
  else
    json_object_set_string_member (members, data, "mine");

  g_assert_true (commit (trail, "note", NULL, NULL, &error));
  belay_trail_append (trail, "note", members);
  wait_for_failure (trail);
  assert_stays_failed (trail);
  g_assert_cmpint (n_failed, ==, 1);

  last = read_log (belay_trail_get_directory (trail), 2);
  g_assert_nonnull (strstr (last, "\"kind\":\"audit.failed\""));
  report = verify (belay_trail_get_directory (trail));
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_cmpuint (report->n_records, ==, 3);
  g_assert_false (belay_trail_report_is_clean (report));
}

static void
test_wrong_name (Root          *root,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(GBytes) picture = make_picture (1, 1000);
  g_autofree char *sha256 = g_strnfill (64, 'c');
  int n_failed = 0;

  g_signal_connect (trail, "failed", G_CALLBACK (on_failed), &n_failed);
  belay_trail_store_picture (trail, picture, sha256);
  g_assert_false (commit (trail, "frame", payload ("sha256", sha256, NULL), NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  assert_stays_failed (trail);
  g_assert_cmpint (n_failed, ==, 1);
}

static void
test_closed (Root          *root,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);

  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_false (close_trail (trail, "finished", &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_clear_error (&error);
  g_assert_false (commit (trail, "note", NULL, NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_assert_null (belay_trail_get_error (trail));
}

/* Letting go without closing: what was handed over is written, and the session is left open. */
static void
test_unclosed (Root          *root,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autofree char *path = g_strdup (belay_trail_get_directory (trail));
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  for (guint i = 0; i < 500; i++)
    belay_trail_append (trail, "note", payload ("text", "a few words that are to be kept", NULL));

  g_assert_finalize_object (g_steal_pointer (&trail));

  for (;;)
    {
      g_autoptr(BelayTrailReport) report = verify_alone (path);

      g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
      g_assert_false (report->closed);

      if (!report->held)
        {
          g_assert_cmpuint (report->n_records, ==, 501);
          break;
        }

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
}

static void
on_created (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = belay_trail_create_finish (result, &error);

  g_assert_null (trail);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancelled (Root          *root,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GPtrArray) recoveries = NULL;
  gboolean done = FALSE;

  belay_trail_create_async (root->path, NULL, cancellable, on_created, &done);
  g_cancellable_cancel (cancellable);

  while (!done)
    g_main_context_iteration (NULL, TRUE);

  /* It is nobody's crashed session. */
  for (;;)
    {
      g_autoptr(GDir) dir = g_dir_open (root->path, 0, NULL);
      g_autofree char *path = g_build_filename (root->path, g_dir_read_name (dir), NULL);
      g_autoptr(BelayTrailReport) report = verify_alone (path);

      if (report->closed && !report->held)
        break;

      g_main_context_iteration (NULL, FALSE);
    }

  recoveries = recover (root->path);
  g_assert_cmpuint (recoveries->len, ==, 0);
}

static void
test_clock_step (Root          *root,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(BelayTrailReport) report = NULL;
  JsonObject *record;
  gint64 step;

  belay_trail_append (trail, "note", NULL);
  clock_offset = -3600;
  belay_trail_append (trail, "note", NULL);
  belay_trail_append (trail, "note", NULL);
  clock_offset = 0;
  g_assert_true (close_trail (trail, "finished", &error));

  records = parse_log (belay_trail_get_directory (trail));
  g_assert_cmpuint (records->len, ==, 7);
  record = json_node_get_object (records->pdata[2]);
  g_assert_cmpstr (json_object_get_string_member (record, "kind"), ==, "clock.step");
  step = json_object_get_int_member (record, "step_ns") / 1000000;
  g_assert_cmpint (ABS (step + 3600000), <, 1000);
  record = json_node_get_object (records->pdata[5]);
  g_assert_cmpstr (json_object_get_string_member (record, "kind"), ==, "clock.step");
  g_assert_cmpint (json_object_get_int_member (record, "step_ns"), >, 0);
  g_assert_null (find_record (records, "audit.gap"));

  report = verify (belay_trail_get_directory (trail));
  g_assert_true (belay_trail_report_is_clean (report));
}

/* Segments fill up and the chain goes on across them. */
static void
test_rotation (Root          *root,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autoptr(BelayTrailReport) report = NULL;
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autofree char *third = NULL;
  struct stat status;

  for (guint i = 0; i < 34; i++)
    belay_trail_append (trail, "note", payload ("text", text, NULL));

  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_no_error (error);

  third = g_build_filename (belay_trail_get_directory (trail), "log.0003.jsonl", NULL);
  g_assert_cmpint (stat (third, &status), ==, 0);
  g_assert_cmpint (status.st_size, <, 16 * 1024 * 1024);

  report = verify (belay_trail_get_directory (trail));
  g_assert_true (belay_trail_report_is_clean (report));
  g_assert_cmpuint (report->n_records, ==, 36);
}

static guint
count_in_tree (const char *path,
               const char *needle)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        count += count_in_tree (child, needle);
      else if (g_file_get_contents (child, &contents, &length, NULL) &&
               memmem (contents, length, needle, strlen (needle)) != NULL)
        count++;
    }

  return count;
}

/* Nothing but what was handed over is written down. */
static void
test_canary (Root          *root,
             gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 4);

  g_assert_cmpuint (count_in_tree (root->path, CANARY), ==, 0);
  g_assert_cmpuint (count_in_tree (root->path, "Book a table"), ==, 1);
}

#define ADD(name, data, function) \
  g_test_add ("/trail/" name, Root, data, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  g_setenv ("ANTHROPIC_API_KEY", CANARY, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("round-trip", NULL, test_round_trip);
  ADD ("chain", NULL, test_chain);
  ADD ("permissions", NULL, test_permissions);
  ADD ("pictures", NULL, test_pictures);
  ADD ("bad-payload/fraction", NULL, test_bad_payload);
  ADD ("bad-payload/reserved", "prev", test_bad_payload);
  ADD ("wrong-name", NULL, test_wrong_name);
  ADD ("closed", NULL, test_closed);
  ADD ("unclosed", NULL, test_unclosed);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("clock-step", NULL, test_clock_step);
  ADD ("rotation", NULL, test_rotation);
  ADD ("canary", NULL, test_canary);

  return g_test_run ();
}
