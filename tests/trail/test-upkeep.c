/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-forge.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "belay-trail-blobs.h"
#include "belay-trail-upkeep-note.h"
#include "belay-trail-upkeep.h"

#define DAY_NS G_GINT64_CONSTANT (86400000000000)

/* Of what a session is made, besides its records. */
#define N_PICTURES 5
#define WIDTH      320
#define HEIGHT     200

static GBytes *
draw (guint number)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autoptr(GdkPixbuf) window = gdk_pixbuf_new_subpixbuf (pixbuf, (int) (number * 7 % 200), 10, 100, 100);
  g_autoptr(GError) error = NULL;
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  char *png = NULL;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x4a647800 | number << 8);
  gdk_pixbuf_fill (window, 0xf6f5f4ff);

  for (guint i = 0; i < 3000; i++)
    pixels[i] = (guint8) (i * i * (number + 3) >> 3);

  gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", &error, "compression", "1", NULL);
  g_assert_no_error (error);

  return g_bytes_new_take (png, length);
}

/* The names of sessions tell seconds, and which one is older. */
static void
wait_for_next_second (const char *directory)
{
  g_autofree char *id = g_path_get_basename (directory);

  for (;;)
    {
      g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
      g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H-%M-%SZ");

      if (!g_str_has_prefix (id, time))
        return;

      g_usleep (10000);
    }
}

/* A closed session with pictures; its directory, (transfer full). */
static char *
record (const char *root,
        guint       number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root, &error);

  g_assert_no_error (error);

  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autoptr(GBytes) png = draw (number * N_PICTURES + i);
      g_autofree char *sha256 = hash_picture (png);

      belay_trail_store_picture (trail, png, sha256);
      g_assert_true (commit (trail, "frame", payload ("why", "after", "sha256", sha256, NULL), NULL, &error));
    }

  g_assert_true (close_trail (trail, "finished", &error));
  wait_for_next_second (belay_trail_get_directory (trail));

  return g_strdup (belay_trail_get_directory (trail));
}

static char *
name_picture (guint number)
{
  g_autoptr(GBytes) png = draw (number);

  return hash_picture (png);
}

static gboolean
has_file (const char *directory,
          guint       number,
          const char *suffix)
{
  g_autofree char *sha256 = name_picture (number);
  g_autofree char *path = g_strdup_printf ("%s/blobs/%.2s/%s%s", directory, sha256, sha256, suffix);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static guint
count_files (const char *directory,
             guint       session,
             const char *suffix)
{
  guint n = 0;

  for (guint i = 0; i < N_PICTURES; i++)
    n += has_file (directory, session * N_PICTURES + i, suffix);

  return n;
}

static void
on_upkeep (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
upkeep_with (const char             *root,
             guint                   days,
             guint64                 bytes,
             gboolean                recompress,
             gboolean                dry_run,
             GCancellable           *cancellable,
             BelayTrailUpkeepResult *done,
             GError                **error)
{
  const BelayTrailRetention retention = { days, bytes };
  g_autoptr(GAsyncResult) result = NULL;

  belay_trail_upkeep_async (root, &retention, recompress, dry_run, cancellable, on_upkeep, &result);

  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return belay_trail_upkeep_finish (result, done, error);
}

static BelayTrailUpkeepResult
upkeep (const char *root,
        guint       days,
        guint64     bytes,
        gboolean    recompress)
{
  BelayTrailUpkeepResult done;
  g_autoptr(GError) error = NULL;

  g_assert_true (upkeep_with (root, days, bytes, recompress, FALSE, NULL, &done, &error));
  g_assert_no_error (error);

  return done;
}

static gint64 shift;

static void
shift_times (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      char *at = strstr (lines->pdata[i], "\"t\":") + strlen ("\"t\":");
      g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, g_ascii_strtoll (at, NULL, 10) - shift);

      memcpy (at, time, strlen (time));
    }
}

/* As if it had been recorded @days ago. */
static void
make_older (const char *directory,
            guint       days)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) own = belay_trail_identity_load (&error);

  g_assert_no_error (error);
  shift = days * DAY_NS;
  forge (directory, own, shift_times);
}

static char *
hash_tree (const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *command = g_strdup_printf ("sh -c \"cd %s && find . -type f -printf '%%p %%T@ ' -exec sha256sum {} + "
                                              "| sort\"", quoted);
  g_autoptr(GError) error = NULL;
  char *out = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, &error));
  g_assert_no_error (error);

  return out;
}

static void
test_age (Root          *root,
          gconstpointer  data)
{
  g_autofree char *old = record (root->path, 0);
  g_autofree char *young = record (root->path, 1);
  BelayTrailUpkeepResult done;
  g_autofree char *log = NULL;
  g_autofree char *log_after = NULL;

  make_older (old, 40);
  make_older (young, 20);
  log = read_log (old, 1);
  done = upkeep (root->path, 30, 0, FALSE);
  g_assert_cmpuint (done.n_sessions, ==, 1);
  g_assert_cmpuint (done.n_pictures, ==, N_PICTURES);
  g_assert_cmpuint (done.bytes_after, <, done.bytes_before);
  g_assert_cmpuint (count_files (old, 0, ".png"), ==, 0);
  g_assert_cmpuint (count_files (young, 1, ".png"), ==, N_PICTURES);
  assert_verdict (old, BELAY_TRAIL_SEALED, "5 pictures were taken away on ");
  assert_verdict (young, BELAY_TRAIL_SEALED, "");
  log_after = read_log (old, 1);
  g_assert_cmpstr (log, ==, log_after);

  /* Nothing is left to do. */
  done = upkeep (root->path, 30, 0, FALSE);
  g_assert_cmpuint (done.n_pictures, ==, 0);
  g_assert_cmpuint (done.bytes_after, ==, done.bytes_before);
}

static void
test_size (Root          *root,
           gconstpointer  data)
{
  g_autofree char *first = record (root->path, 0);
  g_autofree char *second = record (root->path, 1);
  g_autoptr(GBytes) png = draw (0);
  BelayTrailUpkeepResult before = upkeep (root->path, 0, 0, FALSE);
  BelayTrailUpkeepResult done;

  g_assert_cmpuint (before.n_pictures, ==, 0);

  /* The first two pictures of the first session. */
  done = upkeep (root->path, 0, before.bytes_before - g_bytes_get_size (png) - 10, FALSE);
  g_assert_cmpuint (done.n_pictures, ==, 2);
  g_assert_false (has_file (first, 0, ".png"));
  g_assert_false (has_file (first, 1, ".png"));
  g_assert_true (has_file (first, 2, ".png"));
  g_assert_cmpuint (count_files (second, 1, ".png"), ==, N_PICTURES);
  assert_verdict (first, BELAY_TRAIL_SEALED, "2 pictures were taken away");

  /* All others, session after session; two notes in the first. */
  done = upkeep (root->path, 0, 1, FALSE);
  g_assert_cmpuint (done.n_pictures, ==, 2 * N_PICTURES - 2);
  g_assert_cmpuint (done.n_sessions, ==, 2);
  assert_verdict (first, BELAY_TRAIL_SEALED, "5 pictures were taken away");
  assert_verdict (second, BELAY_TRAIL_SEALED, "5 pictures were taken away");
}

static void
test_hold (Root          *root,
           gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *path = g_build_filename (directory, "hold", NULL);
  g_autoptr(GError) error = NULL;
  BelayTrailUpkeepResult done;
  struct stat status;

  g_assert_false (belay_trail_hold_get (directory));
  g_assert_true (belay_trail_hold_set (directory, TRUE, &error));
  g_assert_true (belay_trail_hold_set (directory, TRUE, &error));
  g_assert_true (belay_trail_hold_get (directory));
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  done = upkeep (root->path, 0, 1, TRUE);
  g_assert_cmpuint (done.n_pictures + done.n_recompressed, ==, 0);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");

  g_assert_true (belay_trail_hold_set (directory, FALSE, &error));
  g_assert_true (belay_trail_hold_set (directory, FALSE, &error));
  g_assert_false (belay_trail_hold_get (directory));
  done = upkeep (root->path, 0, 1, FALSE);
  g_assert_cmpuint (done.n_pictures, ==, N_PICTURES);

  g_assert_false (belay_trail_hold_set ("/nonexistent", TRUE, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
}

/* Being recorded, changed, or incomplete. */
static void
test_left_alone (Root          *root,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) recording = create_trail (root->path, &error);
  g_autofree char *changed = record (root->path, 1);
  g_autofree char *incomplete = record (root->path, 2);
  g_autofree char *sha256 = name_picture (2 * N_PICTURES);
  g_autofree char *name = belay_trail_blob_get_name (sha256);
  g_autofree char *log = read_log (changed, 1);
  g_autoptr(GBytes) png = draw (0);
  g_autofree char *own = hash_picture (png);
  BelayTrailUpkeepResult done;
  const char *directory = belay_trail_get_directory (recording);

  belay_trail_store_picture (recording, png, own);
  g_assert_true (commit (recording, "frame", payload ("sha256", own, NULL), NULL, &error));
  *strstr (log, "after") = 'A';
  write_log (changed, 1, log, -1);
  remove_file (incomplete, name);

  done = upkeep (root->path, 0, 1, TRUE);
  g_assert_cmpuint (done.n_pictures + done.n_recompressed, ==, 0);
  g_assert_true (has_file (directory, 0, ".png"));
  g_assert_cmpuint (count_files (changed, 1, ".png"), ==, N_PICTURES);
  g_assert_cmpuint (count_files (incomplete, 2, ".png"), ==, N_PICTURES - 1);
  g_assert_true (commit (recording, "note", NULL, NULL, &error));
  g_assert_true (close_trail (recording, "finished", &error));
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");
  assert_verdict (incomplete, BELAY_TRAIL_PICTURES_MISSING, "1 of 5");
}

static void
test_dry_run (Root          *root,
              gconstpointer  data)
{
  g_autofree char *old = record (root->path, 0);
  g_autofree char *young = record (root->path, 1);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  BelayTrailUpkeepResult said, done;

  make_older (old, 40);
  before = hash_tree (root->path);
  g_assert_true (upkeep_with (root->path, 30, 0, TRUE, TRUE, NULL, &said, &error));
  after = hash_tree (root->path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (said.n_pictures, ==, N_PICTURES);
  g_assert_cmpuint (said.n_recompressed, ==, N_PICTURES);
  text = belay_trail_upkeep_describe (&said, TRUE);
  g_assert_true (g_str_has_prefix (text, "Would take away 5 pictures of 1 session, "));

  done = upkeep (root->path, 30, 0, TRUE);
  g_assert_cmpuint (done.n_sessions, ==, said.n_sessions);
  g_assert_cmpuint (done.n_pictures, ==, said.n_pictures);
  g_assert_cmpuint (done.n_recompressed, ==, said.n_recompressed);
  g_assert_cmpuint (done.bytes_before, ==, said.bytes_before);
}

static void
assert_same_pixels (const char *directory,
                    guint       number)
{
  g_autoptr(GBytes) original = draw (number);
  g_autofree char *sha256 = hash_picture (original);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) loaded = belay_trail_blob_load (directory, sha256, &error);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GInputStream) original_stream = g_memory_input_stream_new_from_bytes (original);
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  g_autoptr(GdkPixbuf) expected = gdk_pixbuf_new_from_stream (original_stream, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (loaded);
  g_assert_cmpmem (g_bytes_get_data (loaded, NULL), 4, "\x89PNG", 4);
  stream = g_memory_input_stream_new_from_bytes (loaded);
  pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (gdk_pixbuf_read_pixels (pixbuf), gdk_pixbuf_get_byte_length (pixbuf),
                   gdk_pixbuf_read_pixels (expected), gdk_pixbuf_get_byte_length (expected));
}

static void
test_recompress (Root          *root,
                 gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  BelayTrailUpkeepResult done = upkeep (root->path, 0, 0, TRUE);

  g_assert_cmpuint (done.n_recompressed, ==, N_PICTURES);
  g_assert_cmpuint (done.n_pictures, ==, 0);
  g_assert_cmpuint (done.bytes_after, <, done.bytes_before);
  g_assert_cmpuint (count_files (directory, 0, ".png"), ==, 0);
  g_assert_cmpuint (count_files (directory, 0, ".webp"), ==, N_PICTURES);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");

  for (guint i = 0; i < N_PICTURES; i++)
    assert_same_pixels (directory, i);

  done = upkeep (root->path, 0, 0, TRUE);
  g_assert_cmpuint (done.n_recompressed, ==, 0);

  /* They can be taken away as well. */
  done = upkeep (root->path, 0, 1, FALSE);
  g_assert_cmpuint (done.n_pictures, ==, N_PICTURES);
  g_assert_cmpuint (count_files (directory, 0, ".webp"), ==, 0);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "5 pictures were taken away");
}

/* The bytes of an export; (transfer full). */
static GBytes *
export (const char *root,
        const char *directory,
        const char *name)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "trail-command", NULL);
  g_autofree char *path = g_build_filename (root, name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "trail", "export",
                                                     directory, "-o", path, NULL);
  char *data = NULL;
  gsize length;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_true (g_file_get_contents (path, &data, &length, &error));

  return g_bytes_new_take (data, length);
}

static guint
count (GBytes     *bytes,
       const char *words)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length), *at = data;
  guint n = 0;

  while ((at = memmem (at, length - (gsize) (at - data), words, strlen (words))) != NULL)
    n++, at++;

  return n;
}

/* A page shows what is on the screen in the end; an archive has the files, and what says what they are. */
static void
test_exported (Root          *root,
               gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autoptr(GBytes) page = NULL;
  g_autoptr(GBytes) archive = NULL;

  upkeep (root->path, 0, 0, TRUE);
  g_assert_true (belay_trail_hold_set (directory, TRUE, NULL));
  page = export (root->path, directory, "page.html");
  g_assert_cmpuint (count (page, "href=\"data:image/png;base64,"), >, 0);
  archive = export (root->path, directory, "archive.tar");
  g_assert_cmpuint (count (archive, "RIFF"), ==, N_PICTURES);
  g_assert_cmpuint (count (archive, "\"kind\":\"recompress\""), ==, 1 + 1);
  g_assert_cmpuint (count (archive, "/hold"), ==, 0);
}

/* What is no picture of a screen stays as it is. */
static void
test_other_pictures (Root          *root,
                     gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 2);
  BelayTrailUpkeepResult done = upkeep (root->path, 0, 0, TRUE);

  g_assert_cmpuint (done.n_recompressed, ==, 0);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");
}

/* A program that died left the note, and a picture that is still there. */
static void
test_finished_later (Root          *root,
                     gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *copy_root = g_strconcat (root->path, ".copy", NULL);
  g_autofree char *id = g_path_get_basename (directory);
  g_autofree char *copy = NULL;
  g_autofree char *blobs = g_build_filename (directory, "blobs", NULL);
  g_autofree char *copied_blobs = NULL;
  g_autofree char *half = NULL;
  g_autofree char *notes = NULL;
  BelayTrailUpkeepResult done;

  g_assert_cmpint (g_mkdir (copy_root, 0700), ==, 0);
  copy = g_build_filename (copy_root, id, NULL);
  copied_blobs = g_build_filename (copy, "blobs", NULL);
  copy_tree (directory, copy);

  upkeep (root->path, 0, 0, TRUE);
  remove_tree (blobs);
  copy_tree (copied_blobs, blobs);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");

  /* A note without its files: written again. Half a line: cut off. */
  notes = read_file (directory, "upkeep");
  half = g_strconcat (notes, "{\"v\":1,\"t\":12", NULL);
  write_file (directory, "upkeep", half);
  done = upkeep (root->path, 0, 0, TRUE);
  g_assert_cmpuint (done.n_recompressed, ==, N_PICTURES);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");

  upkeep (root->path, 0, 1, FALSE);
  remove_tree (blobs);
  copy_tree (copied_blobs, blobs);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");
  done = upkeep (root->path, 0, 0, FALSE);
  g_assert_cmpuint (done.n_pictures, ==, N_PICTURES);
  g_assert_cmpuint (count_files (directory, 0, ".png"), ==, 0);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "5 pictures were taken away");
  remove_tree (copy_root);
}

/* Killed at moments that differ from run to run; whenever it was, the session verifies. */
static void
test_killed (Root          *root,
             gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "trail-command", NULL);
  g_autoptr(GError) error = NULL;
  BelayTrailUpkeepResult done;

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "trail",
                                                         "prune", "--recompress", "--root", root->path, NULL);

      g_assert_no_error (error);
      g_usleep ((gulong) g_test_rand_int_range (1000, 60000));
      g_subprocess_send_signal (process, SIGKILL);
      g_assert_true (g_subprocess_wait (process, NULL, &error));
      assert_verdict (directory, BELAY_TRAIL_SEALED, "");
    }

  done = upkeep (root->path, 0, 0, TRUE);
  g_assert_cmpuint (done.n_recompressed, <=, N_PICTURES);
  g_assert_cmpuint (count_files (directory, 0, ".png"), ==, 0);
  g_assert_cmpuint (count_files (directory, 0, ".webp"), ==, N_PICTURES);
  assert_verdict (directory, BELAY_TRAIL_SEALED, "");
}

static void
test_cancelled (Root          *root,
                gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (upkeep_with (root->path, 0, 1, TRUE, FALSE, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (directory, 0, ".png"), ==, N_PICTURES);
}

static void
drop_first (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 0);
}

static void
drop_last (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, lines->len - 1);
}

static void
repeat_last (GPtrArray *lines)
{
  g_ptr_array_add (lines, g_strdup (lines->pdata[lines->len - 1]));
}

static void
lie_about_reason (GPtrArray *lines)
{
  char *at = strstr (lines->pdata[1], "\"size\"");

  g_assert_nonnull (at);
  memcpy (at, "\"age\" ", strlen ("\"size\""));
}

static void
test_attacks (Root          *root,
              gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *other = record (root->path, 1);
  g_autofree char *notes = NULL;

  upkeep (root->path, 0, 0, TRUE);
  upkeep (root->path, 0, 1, FALSE);
  notes = read_file (directory, "upkeep");
  assert_verdict (directory, BELAY_TRAIL_SEALED, "5 pictures were taken away");

  change_file (directory, "upkeep", drop_first);
  assert_verdict (directory, BELAY_TRAIL_BROKEN, "does not follow");
  write_file (directory, "upkeep", notes);
  change_file (directory, "upkeep", drop_last);
  assert_verdict (directory, BELAY_TRAIL_PICTURES_MISSING, "5 of 5");
  write_file (directory, "upkeep", notes);
  change_file (directory, "upkeep", repeat_last);
  assert_verdict (directory, BELAY_TRAIL_BROKEN, "does not follow");
  write_file (directory, "upkeep", notes);
  change_file (directory, "upkeep", lie_about_reason);
  assert_verdict (directory, BELAY_TRAIL_BROKEN, "is not written as one is");

  /* Of another session; and none at all. */
  write_file (other, "upkeep", notes);
  assert_verdict (other, BELAY_TRAIL_BROKEN, "belongs to another session");
  remove_file (other, "upkeep");
  assert_verdict (other, BELAY_TRAIL_PICTURES_MISSING, "5 of 5");
}

/* One bit of each byte, which one changes from run to run. */
static void
test_flips (Root          *root,
            gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *path = g_build_filename (directory, "upkeep", NULL);
  g_autofree char *notes = NULL;
  gsize length;

  upkeep (root->path, 0, 0, TRUE);
  upkeep (root->path, 0, 1, FALSE);
  g_assert_true (g_file_get_contents (path, &notes, &length, NULL));
  g_assert_cmpuint (length, >, 1000);

  for (gsize i = 0; i < length; i++)
    {
      char bit = (char) (1 << g_test_rand_int_range (0, 8));
      g_autoptr(BelayTrailReport) report = NULL;

      notes[i] ^= bit;
      g_assert_true (g_file_set_contents_full (path, notes, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
      report = verify_alone (directory);
      notes[i] ^= bit;

      if (report->verdict == BELAY_TRAIL_SEALED)
        g_error ("Byte %" G_GSIZE_FORMAT " was changed unnoticed", i);
    }
}

/* The file in place of a picture is another one. */
static void
test_changed_webp (Root          *root,
                   gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *sha256 = name_picture (0);
  g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s.webp", sha256, sha256);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  upkeep (root->path, 0, 0, TRUE);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  bytes[length / 2] ^= 4;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  assert_verdict (directory, BELAY_TRAIL_BROKEN, "is not the one that was recorded");
  g_assert_null (belay_trail_blob_load (directory, sha256, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN);
  remove_file (directory, name);
  assert_verdict (directory, BELAY_TRAIL_PICTURES_MISSING, "1 of 5");
}

/* Whoever takes pictures away and signs that with another key has not hidden it. */
static void
test_other_key (Root          *root,
                gconstpointer  data)
{
  g_autofree char *directory = record (root->path, 0);
  g_autofree char *present = record (root->path, 1);
  const char * const both[] = { directory, present };
  g_autoptr(BelayTrailIdentity) other = make_other_identity ();
  g_autofree char *sha256 = name_picture (0);
  g_autofree char *name = belay_trail_blob_get_name (sha256);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *session = g_path_get_basename (both[i]);
      g_autofree char *log = read_log (both[i], 1);
      const char *line = (const char *) memrchr (log, '\n', strlen (log) - 1) + 1;
      g_autoptr(GArray) pictures = g_array_new (FALSE, TRUE, sizeof (BelayTrailKeptPicture));
      BelayTrailUpkeepNote note = { .kind = BELAY_TRAIL_PRUNE, .time = DAY_NS, .session = { session, strlen (session) },
                                    .pictures = pictures };
      g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
      g_autofree char *text = NULL;

      g_array_set_size (pictures, 1);
      strcpy (g_array_index (pictures, BelayTrailKeptPicture, 0).sha256, sha256);
      belay_trail_digest_compute (digest, line, strlen (line), note.prev);
      text = belay_trail_upkeep_note_sign (&note, other, NULL);
      write_file (both[i], "upkeep", text);
    }

  assert_verdict (present, BELAY_TRAIL_UNSEALED, "not known here");
  assert_verdict (directory, BELAY_TRAIL_UNSEALED, "not known here");
  remove_file (directory, name);
  assert_verdict (directory, BELAY_TRAIL_PICTURES_MISSING, "1 of 5");

  /* And nothing is finished in its name. */
  upkeep (root->path, 0, 0, FALSE);
  g_assert_true (has_file (present, N_PICTURES, ".png"));
}

#define ADD(name, function) \
  g_test_add (name, Root, NULL, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  isolate ();
  g_test_init (&argc, &argv, NULL);

  ADD ("/upkeep/age", test_age);
  ADD ("/upkeep/size", test_size);
  ADD ("/upkeep/hold", test_hold);
  ADD ("/upkeep/left-alone", test_left_alone);
  ADD ("/upkeep/dry-run", test_dry_run);
  ADD ("/upkeep/recompress", test_recompress);
  ADD ("/upkeep/exported", test_exported);
  ADD ("/upkeep/other-pictures", test_other_pictures);
  ADD ("/upkeep/finished-later", test_finished_later);
  ADD ("/upkeep/killed", test_killed);
  ADD ("/upkeep/cancelled", test_cancelled);
  ADD ("/upkeep/attacks", test_attacks);
  ADD ("/upkeep/flips", test_flips);
  ADD ("/upkeep/changed-webp", test_changed_webp);
  ADD ("/upkeep/other-key", test_other_key);

  return g_test_run ();
}
