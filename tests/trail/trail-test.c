/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "belay-trail-known.h"

#define TIMEOUT 60

static char *data_home;

static void
remove_data_home (void)
{
  remove_tree (data_home);
  g_free (data_home);
}

void
isolate (void)
{
  data_home = g_dir_make_tmp ("belay-data-XXXXXX", NULL);
  g_assert_nonnull (data_home);
  g_setenv ("XDG_DATA_HOME", data_home, TRUE);
  atexit (remove_data_home);
}

void
root_set_up (Root          *root,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  root->path = g_dir_make_tmp ("belay-trail-XXXXXX", &error);
  g_assert_no_error (error);
}

void
root_tear_down (Root          *root,
                gconstpointer  data)
{
  remove_tree (root->path);
  g_free (root->path);
}

void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

void
copy_tree (const char *from,
           const char *to)
{
  g_autoptr(GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        {
          copy_tree (source, target);
        }
      else
        {
          g_assert_true (g_file_get_contents (source, &contents, &length, NULL));
          g_assert_true (g_file_set_contents (target, contents, (gssize) length, NULL));
        }
    }
}

JsonObject *
payload (const char *first_member,
         ...)
{
  JsonObject *object = json_object_new ();
  const char *member;
  va_list args;

  va_start (args, first_member);

  for (member = first_member; member != NULL; member = va_arg (args, const char *))
    json_object_set_string_member (object, member, va_arg (args, const char *));

  va_end (args);

  return object;
}

JsonObject *
step_payload (gint64 step)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "step", step);

  return object;
}

static gboolean
on_timeout (gpointer user_data)
{
  g_error ("No answer within %d s", TIMEOUT);

  return G_SOURCE_REMOVE;
}

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT, on_timeout, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (timeout);

  return *result;
}

BelayTrail *
create_trail_with (const char  *root,
                   JsonObject  *open,
                   GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  belay_trail_create_async (root, open, NULL, on_answer, &result);

  return belay_trail_create_finish (wait_for (&result), error);
}

BelayTrail *
create_trail (const char  *root,
              GError     **error)
{
  return create_trail_with (root, payload ("app", "belay", "user", "tester", NULL), error);
}

gboolean
commit (BelayTrail  *trail,
        const char  *kind,
        JsonObject  *members,
        guint64     *seq,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  belay_trail_commit_async (trail, kind, members, on_answer, &result);

  return belay_trail_commit_finish (trail, wait_for (&result), seq, error);
}

gboolean
close_trail (BelayTrail  *trail,
             const char  *reason,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  belay_trail_close_async (trail, reason, on_answer, &result);

  return belay_trail_close_finish (trail, wait_for (&result), error);
}

GBytes *
load_picture (BelayTrail  *trail,
              const char  *sha256,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  belay_trail_load_picture_async (trail, sha256, NULL, on_answer, &result);

  return belay_trail_load_picture_finish (trail, wait_for (&result), error);
}

GPtrArray *
recover (const char *root)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *recoveries;

  belay_trail_recover_async (root, NULL, on_answer, &result);
  recoveries = belay_trail_recover_finish (wait_for (&result), &error);
  g_assert_no_error (error);

  return recoveries;
}

GPtrArray *
find_held (const char *root,
           const char *sandbox)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *held;

  belay_trail_find_held_async (root, sandbox, NULL, on_answer, &result);
  held = belay_trail_find_held_finish (wait_for (&result), &error);
  g_assert_no_error (error);

  return held;
}

void
wait_for_failure (BelayTrail *trail)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT, on_timeout, NULL);

  while (belay_trail_get_error (trail) == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (timeout);
}

GBytes *
make_picture (guint number,
              gsize size)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (number);
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int (rand);

  return g_bytes_new_take (data, size);
}

char *
hash_picture (GBytes *picture)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, picture);
}

static void
append_step (BelayTrail *trail,
             gint64      step)
{
  g_autoptr(GBytes) picture = make_picture ((guint) (step % 2), 3000);
  g_autofree char *sha256 = hash_picture (picture);
  JsonObject *members;

  members = step_payload (step);
  json_object_set_string_member (members, "name", "left_click");
  json_object_set_string_member (members, "input", "{\"coordinate\":[512,384]}");
  belay_trail_append (trail, "tool.proposed", members);

  members = step_payload (step);
  json_object_set_string_member (members, "verdict", "approve");
  json_object_set_string_member (members, "by", "person");
  json_object_set_int_member (members, "visible_ms", 1800);
  belay_trail_append (trail, "decision", members);

  belay_trail_append (trail, "action.intent", step_payload (step));
  belay_trail_store_picture (trail, picture, sha256);

  members = payload ("why", "after", "sha256", sha256, NULL);
  json_object_set_int_member (members, "width", 1280);
  belay_trail_append (trail, "frame", members);

  members = step_payload (step);
  json_object_set_string_member (members, "state", "done");
  json_object_set_object_member (members, "picture", payload ("px_sha256", "", "sha256", sha256, NULL));
  belay_trail_append (trail, "action.result", members);
}

char *
make_session (const char *root,
              guint       n_steps)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root, &error);

  g_assert_no_error (error);
  belay_trail_append (trail, "task", payload ("text", "Book a table for two", NULL));

  for (guint i = 1; i <= n_steps; i++)
    append_step (trail, i);

  g_assert_true (close_trail (trail, "finished", &error));
  g_assert_no_error (error);

  return g_strdup (belay_trail_get_directory (trail));
}

char *
read_log (const char *directory,
          guint       segment)
{
  g_autofree char *name = g_strdup_printf ("log.%04u.jsonl", segment);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

void
write_log (const char *directory,
           guint       segment,
           const char *text,
           gssize      length)
{
  g_autofree char *name = g_strdup_printf ("log.%04u.jsonl", segment);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  /* GLib 2.74 leaves the end of a longer file in place when it need not be durable. */
  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

BelayTrailReport *
verify_alone (const char *directory)
{
  g_autoptr(GError) error = NULL;
  BelayTrailReport *report = belay_trail_verify (directory, &error);

  g_assert_no_error (error);

  return report;
}

static int
ask_other_verifier (const char          *directory,
                    const char * const  *keys)
{
  g_autofree char *script = g_build_filename (g_getenv ("BELAY_TEST_SRCDIR"), "trail", "other-verifier.py", NULL);
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;

  g_strv_builder_add_many (arguments, "python3", script, directory, NULL);
  g_strv_builder_addv (arguments, (const char **) keys);
  argv = g_strv_builder_end (arguments);
  process = g_subprocess_newv ((const char * const *) argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

BelayTrailReport *
verify_with (const char         *directory,
             const char * const *keys)
{
  const BelayTrailTrust trust = { .keys = keys };
  g_autoptr(GError) error = NULL;
  BelayTrailReport *report = belay_trail_verify_with (directory, &trust, &error);
  int status;

  g_assert_no_error (error);
  status = (int) report->verdict;

  if (report->verdict == BELAY_TRAIL_UNSEALED && !belay_trail_report_is_clean (report))
    status = 5;

  /* It stands for the page: docs/trail-format.md says enough, and says it right. */
  if (!report->held)
    g_assert_cmpint (ask_other_verifier (directory, keys), ==, status);

  return report;
}

BelayTrailReport *
verify (const char *directory)
{
  g_auto(GStrv) keys = belay_trail_known_list ();

  return verify_with (directory, (const char * const *) keys);
}
