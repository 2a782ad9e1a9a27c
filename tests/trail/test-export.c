/* SPDX-License-Identifier: GPL-3.0-or-later */

/* That an export is all there or not there at all; what is in it, test-export.py looks at. */

#include "trail-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "belay-trail-export.h"

#define OLD "what was there before\n"

static gint room = -1;                  /* bytes the disk still takes; -1: enough */
static gint sync_fails;

/* The program's own, instead of the C library's: a disk may be full, of which only files know. */
ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  int left = g_atomic_int_get (&room);
  struct stat status;

  if (left < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    return syscall (SYS_write, fd, data, length);

  if (left == 0)
    {
      errno = ENOSPC;
      return -1;
    }

  length = MIN (length, (size_t) left);
  g_atomic_int_add (&room, -(int) length);

  return syscall (SYS_write, fd, data, length);
}

int
fsync (int fd)
{
  if (g_atomic_int_get (&sync_fails) == 0)
    return (int) syscall (SYS_fsync, fd);

  errno = EIO;

  return -1;
}

static const BelayTrailExportFormat formats[] = {
  BELAY_TRAIL_EXPORT_HTML, BELAY_TRAIL_EXPORT_TAR, BELAY_TRAIL_EXPORT_OTLP,
};

typedef struct
{
  GThread       *thread;
  GCancellable  *cancellable;
  gboolean       cancels;
  guint          n_calls;
  goffset        current;
  goffset        total;
  GAsyncResult  *result;
} Watch;

static void
on_progress (goffset  current,
             goffset  total,
             gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_thread_self () == watch->thread);
  g_assert_null (watch->result);
  g_assert_cmpint (current, >=, watch->current);
  g_assert_cmpint (current, <=, total);
  watch->n_calls++;
  watch->current = current;
  watch->total = total;

  if (watch->cancels)
    g_cancellable_cancel (watch->cancellable);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Watch *watch = user_data;

  watch->result = g_object_ref (result);
}

/* The folder of the exports, and the only file that may be in it. */
static GFile *
make_target (Root       *root,
             const char *contents)
{
  g_autofree char *folder = g_build_filename (root->path, "exports", NULL);
  g_autofree char *path = g_build_filename (folder, "export", NULL);

  g_mkdir (folder, 0700);
  g_unlink (path);

  if (contents != NULL)
    g_assert_true (g_file_set_contents (path, contents, -1, NULL));

  return g_file_new_for_path (path);
}

static void
assert_untouched (GFile      *file,
                  const char *contents)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autoptr(GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
  g_autofree char *text = NULL;
  const char *name;

  g_assert_nonnull (dir);

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "export");

  if (contents == NULL)
    {
      g_assert_false (g_file_query_exists (file, NULL));
      return;
    }

  g_assert_true (g_file_get_contents (g_file_peek_path (file), &text, NULL, NULL));
  g_assert_cmpstr (text, ==, contents);
}

static void
test_async (Root          *root,
            gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 20);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr(GFile) file = make_target (root, OLD);
      g_autoptr(GError) error = NULL;
      Watch watch = { .thread = g_thread_self () };
      struct stat status;

      belay_trail_export_async (directory, formats[i], BELAY_TRAIL_EXPORT_NONE, file, NULL, on_progress, &watch,
                                on_exported, &watch);
      while (watch.result == NULL)
        g_main_context_iteration (NULL, TRUE);

      g_assert_true (belay_trail_export_finish (watch.result, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (watch.n_calls, >, 0);
      g_assert_cmpint (watch.current, ==, watch.total);
      g_assert_cmpint (stat (g_file_peek_path (file), &status), ==, 0);
      g_assert_cmpint (status.st_size, >, 1000);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
      g_object_unref (watch.result);
    }
}

static void
test_cancelled (Root          *root,
                gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 20);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (formats); i++)
    {
      const char *old = i % 2 == 0 ? OLD : NULL;
      g_autoptr(GFile) file = make_target (root, old);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      Watch watch = { .thread = g_thread_self (), .cancellable = cancellable, .cancels = TRUE };

      g_assert_false (belay_trail_export (directory, formats[i / 2], BELAY_TRAIL_EXPORT_NONE, file, cancellable,
                                          on_progress, &watch, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (watch.n_calls, >, 0);
      assert_untouched (file, old);
    }
}

/* Before anything was done, and from the thread that asked for it. */
static void
test_cancelled_early (Root          *root,
                      gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 20);
  g_autoptr(GFile) file = make_target (root, OLD);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Watch watch = { .thread = g_thread_self () };

  g_cancellable_cancel (cancellable);
  belay_trail_export_async (directory, BELAY_TRAIL_EXPORT_HTML, BELAY_TRAIL_EXPORT_NONE, file, cancellable, on_progress,
                            &watch, on_exported, &watch);
  while (watch.result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (belay_trail_export_finish (watch.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_untouched (file, OLD);
  g_object_unref (watch.result);
}

static void
test_disk_full (Root          *root,
                gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 20);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (formats); i++)
    {
      const char *old = i % 2 == 0 ? OLD : NULL;
      g_autoptr(GFile) file = make_target (root, old);
      g_autoptr(GError) error = NULL;
      gboolean exported;

      g_atomic_int_set (&room, 3000);
      exported = belay_trail_export (directory, formats[i / 2], BELAY_TRAIL_EXPORT_NONE, file, NULL, NULL, NULL,
                                     &error);
      g_atomic_int_set (&room, -1);
      g_assert_false (exported);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (error->message, "There is no room left for “"));
      assert_untouched (file, old);
    }
}

static void
test_sync_fails (Root          *root,
                 gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 2);
  g_autoptr(GFile) file = make_target (root, OLD);
  g_autoptr(GError) error = NULL;
  gboolean exported;

  g_atomic_int_set (&sync_fails, 1);
  exported = belay_trail_export (directory, BELAY_TRAIL_EXPORT_TAR, BELAY_TRAIL_EXPORT_NONE, file, NULL, NULL, NULL,
                                 &error);
  g_atomic_int_set (&sync_fails, 0);
  g_assert_false (exported);
  g_assert_nonnull (error);
  assert_untouched (file, OLD);
}

static void
test_nothing_there (Root          *root,
                    gconstpointer  data)
{
  g_autofree char *directory = g_build_filename (root->path, "nothing", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr(GFile) file = make_target (root, OLD);
      g_autoptr(GError) error = NULL;

      g_assert_false (belay_trail_export (directory, formats[i], BELAY_TRAIL_EXPORT_NONE, file, NULL, NULL, NULL,
                                          &error));
      g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
      assert_untouched (file, OLD);
    }
}

/* A link, a pipe: what is no file of the session does not get into an archive, nor keeps it from being made. */
static void
test_foreign_files (Root          *root,
                    gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 2);
  g_autofree char *link = g_build_filename (directory, "passwords", NULL);
  g_autofree char *pipe = g_build_filename (directory, "pipe", NULL);
  g_autoptr(GFile) file = make_target (root, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *archive = NULL;
  gsize length;

  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_true (belay_trail_export (directory, BELAY_TRAIL_EXPORT_TAR, BELAY_TRAIL_EXPORT_NONE, file, NULL, NULL, NULL,
                                     &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &archive, &length, NULL));
  g_assert_nonnull (memmem (archive, length, "checkpoints", strlen ("checkpoints")));
  g_assert_null (memmem (archive, length, "passwords", strlen ("passwords")));
  g_assert_null (memmem (archive, length, "/pipe", strlen ("/pipe")));
}

static void
test_pictures_missing (Root          *root,
                       gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 2);
  g_autofree char *blobs = g_build_filename (directory, "blobs", NULL);
  g_autoptr(GFile) file = make_target (root, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *page = NULL;

  remove_tree (blobs);
  g_assert_true (belay_trail_export (directory, BELAY_TRAIL_EXPORT_HTML, BELAY_TRAIL_EXPORT_NONE, file, NULL, NULL,
                                     NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &page, NULL, NULL));
  g_assert_nonnull (strstr (page, "<h2>PICTURES MISSING</h2>"));
  g_assert_nonnull (strstr (page, "<p class=\"missing\">"));
  g_assert_null (strstr (page, "data:image/"));
}

static char *
export_text (Root                   *root,
             const char             *directory,
             BelayTrailExportFormat  format)
{
  g_autoptr(GFile) file = make_target (root, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_assert_true (belay_trail_export (directory, format, BELAY_TRAIL_EXPORT_NONE, file, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &text, NULL, NULL));

  return text;
}

/* While it is being recorded, as far as it is. */
static void
test_recording (Root          *root,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  g_autofree char *page = NULL;
  g_autofree char *spans = NULL;

  g_assert_true (commit (trail, "task", payload ("text", "Book a table", NULL), NULL, &error));
  page = export_text (root, belay_trail_get_directory (trail), BELAY_TRAIL_EXPORT_HTML);
  spans = export_text (root, belay_trail_get_directory (trail), BELAY_TRAIL_EXPORT_OTLP);
  g_assert_nonnull (strstr (page, "<h2>UNSEALED</h2>"));
  g_assert_nonnull (strstr (page, "Book a table"));
  g_assert_nonnull (strstr (spans, "\"unclosed\""));
  g_assert_true (close_trail (trail, "finished", &error));
}

/* Names of folders are anybody's. It is not the session's, so it is broken; what is said must not break anything else. */
static void
test_strange_folder (Root          *root,
                     gconstpointer  data)
{
  g_autofree char *directory = make_session (root->path, 1);
  g_autofree char *strange = g_build_filename (root->path, "-\xff<b>;rm -rf x;{{head}}", NULL);

  g_assert_cmpint (g_rename (directory, strange), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = export_text (root, strange, formats[i]);

      if (formats[i] == BELAY_TRAIL_EXPORT_TAR)
        continue;

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_nonnull (strstr (text, "BROKEN"));
      g_assert_null (strstr (text, "verify -"));

      if (formats[i] == BELAY_TRAIL_EXPORT_HTML)
        g_assert_null (strstr (text, "<b>;rm"));
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char             *directory;
    BelayTrailExportFormat  format;
    const char             *name;
  } names[] = {
    { "/x/2026-11-23T14-02-11Z-1f0c77ab", BELAY_TRAIL_EXPORT_HTML, "belay-2026-11-23T14-02-11Z.html" },
    { "/x/2026-11-23T14-02-11Z-1f0c77ab/", BELAY_TRAIL_EXPORT_TAR, "belay-2026-11-23T14-02-11Z.tar" },
    { "2026-11-23T14-02-11Z-1f0c77ab", BELAY_TRAIL_EXPORT_OTLP, "belay-2026-11-23T14-02-11Z.otlp.json" },
    { "/x/another-name", BELAY_TRAIL_EXPORT_HTML, "belay-another-name.html" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = belay_trail_export_suggest_name (names[i].directory, names[i].format);

      g_assert_cmpstr (name, ==, names[i].name);
    }
}

#define ADD(name, function) \
  g_test_add ("/export/" name, Root, NULL, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("async", test_async);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-early", test_cancelled_early);
  ADD ("disk-full", test_disk_full);
  ADD ("sync-fails", test_sync_fails);
  ADD ("nothing-there", test_nothing_there);
  ADD ("foreign-files", test_foreign_files);
  ADD ("pictures-missing", test_pictures_missing);
  ADD ("recording", test_recording);
  ADD ("strange-folder", test_strange_folder);
  g_test_add_func ("/export/names", test_names);

  return g_test_run ();
}
