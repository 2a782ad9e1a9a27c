/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Everything that keeps a record from being written, made to happen. The small file systems are mounted in a mount
 * namespace of this process's own, which an ordinary user may have where user namespaces are allowed.
 */

#include "trail-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *no_mounts;           /* why there can be none */
static gint sync_error;                 /* what the next fdatasync() fails with; 0: it does not */
static gint n_syncs_after_error;

/* The program's own, instead of the C library's: a disk may fail. */
int
fdatasync (int fd)
{
  int error = g_atomic_int_get (&sync_error);

  if (error == 0)
    return (int) syscall (SYS_fdatasync, fd);

  /* Like the kernel, which reports an error once and then success. */
  g_atomic_int_set (&sync_error, 0);
  g_atomic_int_inc (&n_syncs_after_error);
  errno = error;

  return -1;
}

static void
write_file (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0 || write (fd, text, strlen (text)) < 0)
    no_mounts = "no user namespaces here";

  if (fd >= 0)
    close (fd);
}

/* Before there are threads. */
static void
enter_mount_namespace (void)
{
  g_autofree char *uid_map = g_strdup_printf ("%d %d 1", (int) getuid (), (int) getuid ());
  g_autofree char *gid_map = g_strdup_printf ("%d %d 1", (int) getgid (), (int) getgid ());
  gboolean is_root = getuid () == 0;

  if (unshare (is_root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0)
    {
      no_mounts = "no mount namespaces here";
      return;
    }

  if (!is_root)
    {
      write_file ("/proc/self/setgroups", "deny");
      write_file ("/proc/self/uid_map", uid_map);
      write_file ("/proc/self/gid_map", gid_map);
    }

  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    no_mounts = "nothing can be mounted here";
}

static gboolean
mount_small (const char *path,
             const char *size)
{
  g_autofree char *options = g_strdup_printf ("size=%s,mode=0700", size);

  if (no_mounts == NULL && mount ("belay-test", path, "tmpfs", 0, options) == 0)
    return TRUE;

  g_test_skip (no_mounts != NULL ? no_mounts : "no tmpfs can be mounted here");

  return FALSE;
}

typedef struct
{
  BelayTrail *trail;
  int         n_failed;
} Watch;

static void
on_failed (BelayTrail   *trail,
           const GError *error,
           Watch        *watch)
{
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_assert_true (belay_trail_get_error (trail) == error);
  watch->n_failed++;
}

static void
watch_set_up (Watch      *watch,
              const char *root)
{
  g_autoptr(GError) error = NULL;

  watch->n_failed = 0;
  watch->trail = create_trail (root, &error);
  g_assert_no_error (error);
  g_signal_connect (watch->trail, "failed", G_CALLBACK (on_failed), watch);
}

/* The trail has failed, once, and nothing succeeds any more. */
static void
watch_finish (Watch *watch)
{
  g_autoptr(GBytes) picture = make_picture (1, 100);
  g_autofree char *sha256 = hash_picture (picture);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (watch->n_failed, ==, 1);
  belay_trail_append (watch->trail, "note", NULL);
  belay_trail_store_picture (watch->trail, picture, sha256);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (commit (watch->trail, "note", NULL, NULL, &error));
      g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
      g_assert_cmpstr (error->message, ==, belay_trail_get_error (watch->trail)->message);
      g_clear_error (&error);
    }

  g_assert_false (close_trail (watch->trail, "finished", &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_assert_cmpint (watch->n_failed, ==, 1);
  g_assert_finalize_object (watch->trail);
}

/* Appends until it fails; returns how many records were acknowledged. */
static guint64
fill (Watch    *watch,
      gboolean  with_pictures)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autoptr(GError) error = NULL;
  guint64 seq = 1;

  for (guint i = 0; i < 10000; i++)
    {
      JsonObject *members = payload ("text", text, NULL);

      if (with_pictures)
        {
          g_autoptr(GBytes) picture = make_picture (i, 30000);
          g_autofree char *sha256 = hash_picture (picture);

          belay_trail_store_picture (watch->trail, picture, sha256);
          json_object_set_string_member (members, "picture", sha256);
        }

      if (!commit (watch->trail, "note", members, &seq, &error))
        {
          g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
          return seq;
        }
    }

  g_assert_not_reached ();
}

static void
assert_last_words (const char *directory,
                   guint64     n_acknowledged,
                   const char *reason)
{
  g_autoptr(BelayTrailReport) report = verify (directory);
  g_autofree char *end = read_log (directory, 2);
  g_autofree char *mark = g_strdup_printf ("\"errno\":\"%s\"", reason);

  g_assert_nonnull (strstr (end, "\"kind\":\"audit.failed\""));
  g_assert_nonnull (strstr (end, mark));
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_false (report->closed);
  g_assert_cmpuint (report->n_records, >=, n_acknowledged + 1);
}

static void
assert_mendable (const char *root,
                 const char *directory)
{
  g_autoptr(GPtrArray) recoveries = recover (root);
  g_autoptr(BelayTrailReport) report = verify (directory);

  g_assert_cmpuint (recoveries->len, ==, 1);
  g_assert_true (belay_trail_report_is_clean (report));
}

static void
fill_disk (const char *root,
           gboolean    with_pictures)
{
  g_autofree char *directory = NULL;
  guint64 n_acknowledged;
  Watch watch;

  watch_set_up (&watch, root);
  directory = g_strdup (belay_trail_get_directory (watch.trail));
  n_acknowledged = fill (&watch, with_pictures);
  g_assert_cmpuint (n_acknowledged, >, 10);
  g_test_message ("full after %" G_GUINT64_FORMAT " records", n_acknowledged);
  watch_finish (&watch);
  assert_last_words (directory, n_acknowledged, "ENOSPC");
  assert_mendable (root, directory);
}

static void
test_disk_full (Root          *root,
                gconstpointer  data)
{
  if (!mount_small (root->path, "3m"))
    return;

  fill_disk (root->path, GPOINTER_TO_INT (data));
  g_assert_cmpint (umount2 (root->path, MNT_DETACH), ==, 0);
}

static gboolean
run (const char * const *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;

  process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);

  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

/* A real disk, small. */
static void
test_ext4_full (Root          *root,
                gconstpointer  data)
{
  g_autofree char *image = g_build_filename (root->path, "image", NULL);
  g_autofree char *path = g_build_filename (root->path, "mnt", NULL);
  const char *make[] = { "mkfs.ext4", "-q", "-F", image, NULL };
  const char *attach[] = { "mount", "-o", "loop", image, path, NULL };
  int fd = open (image, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, 8 * 1024 * 1024), ==, 0);
  close (fd);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);

  if (getuid () != 0 || no_mounts != NULL || !run (make) || !run (attach))
    {
      g_test_skip ("no loop device, or not allowed to mount one");
      return;
    }

  fill_disk (path, TRUE);
  g_assert_cmpint (umount2 (path, MNT_DETACH), ==, 0);
}

static void
assert_nothing_begins (const char *root)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root, &error);
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);

  g_assert_null (trail);
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);

  if (dir != NULL)
    g_assert_null (g_dir_read_name (dir));
}

/* Without room for the last words nothing is begun, and nothing left behind. */
static void
test_no_room (Root          *root,
              gconstpointer  data)
{
  if (!mount_small (root->path, "512k"))
    return;

  assert_nothing_begins (root->path);
  g_assert_cmpint (umount2 (root->path, MNT_DETACH), ==, 0);
}

static void
test_read_only (Root          *root,
                gconstpointer  data)
{
  if (!mount_small (root->path, "4m"))
    return;

  g_assert_cmpint (mount (NULL, root->path, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  assert_nothing_begins (root->path);
  g_assert_cmpint (umount2 (root->path, MNT_DETACH), ==, 0);
}

static void
test_not_a_directory (Root          *root,
                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (root->path, "file", NULL);
  g_autofree char *below = g_build_filename (path, "sessions", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_nothing_begins (path);
  assert_nothing_begins (below);
}

/* A file that may grow no further, as with a quota: works everywhere. The write stops in the middle of a line. */
static void
test_half_written (Root          *root,
                   gconstpointer  data)
{
  g_autofree char *directory = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  struct rlimit limit, old;
  guint64 n_acknowledged;
  Watch watch;

  watch_set_up (&watch, root->path);
  directory = g_strdup (belay_trail_get_directory (watch.trail));

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 65536;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  n_acknowledged = fill (&watch, FALSE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);

  watch_finish (&watch);
  first = read_log (directory, 1);
  second = read_log (directory, 2);
  g_assert_cmpuint (strlen (first), ==, 65536);
  g_assert_false (g_str_has_suffix (first, "\n"));
  g_assert_nonnull (strstr (second, "\"torn\":[{\"segment\":1,\"bytes\":"));
  assert_last_words (directory, n_acknowledged, "EFBIG");
  assert_mendable (root->path, directory);
}

/* Never tried again: the second call would report a success that is none. */
static void
test_sync_error (Root          *root,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *directory = NULL;
  Watch watch;

  watch_set_up (&watch, root->path);
  directory = g_strdup (belay_trail_get_directory (watch.trail));
  g_assert_true (commit (watch.trail, "note", NULL, NULL, &error));
  g_atomic_int_set (&sync_error, EIO);
  g_assert_false (commit (watch.trail, "note", NULL, NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  g_assert_cmpint (g_atomic_int_get (&n_syncs_after_error), ==, 1);
  watch_finish (&watch);
  assert_last_words (directory, 2, "EIO");
  assert_mendable (root->path, directory);
}

/* Records nobody waits for do not fail silently. */
static void
test_unawaited (Root          *root,
                gconstpointer  data)
{
  Watch watch;

  watch_set_up (&watch, root->path);
  g_atomic_int_set (&sync_error, EIO);
  belay_trail_append (watch.trail, "note", NULL);
  wait_for_failure (watch.trail);
  watch_finish (&watch);
}

static void
delete_directory (const char *directory)
{
  remove_tree (directory);
  g_assert_false (g_file_test (directory, G_FILE_TEST_EXISTS));
}

static void
move_directory (const char *directory)
{
  g_autofree char *other = g_strconcat (directory, ".moved", NULL);

  g_assert_cmpint (g_rename (directory, other), ==, 0);
}

static void
replace_directory (const char *directory)
{
  g_autofree char *other = g_strconcat (directory, ".moved", NULL);

  copy_tree (directory, other);
  remove_tree (directory);
  g_assert_cmpint (g_rename (other, directory), ==, 0);
}

static void
delete_log (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "log.0001.jsonl", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
replace_log (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "log.0001.jsonl", NULL);
  g_autofree char *text = read_log (directory, 1);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
cut_log (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "log.0001.jsonl", NULL);

  g_assert_cmpint (truncate (path, 100), ==, 0);
}

static void
write_into_log (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "log.0001.jsonl", NULL);
  int fd = open (path, O_WRONLY | O_APPEND | O_CLOEXEC);

  g_assert_cmpint (write (fd, "{}\n", 3), ==, 3);
  close (fd);
}

typedef void (* Damage) (const char *directory);

static const struct
{
  const char *name;
  Damage      damage;
} damages[] = {
  { "/failure/directory-deleted", delete_directory },
  { "/failure/directory-moved", move_directory },
  { "/failure/directory-replaced", replace_directory },
  { "/failure/log-deleted", delete_log },
  { "/failure/log-replaced", replace_log },
  { "/failure/log-cut", cut_log },
  { "/failure/log-written", write_into_log },
};

static void
test_damaged (Root          *root,
              gconstpointer  data)
{
  Damage damage = damages[GPOINTER_TO_UINT (data)].damage;
  g_autoptr(GError) error = NULL;
  Watch watch;

  watch_set_up (&watch, root->path);
  g_assert_true (commit (watch.trail, "note", NULL, NULL, &error));
  damage (belay_trail_get_directory (watch.trail));
  g_assert_false (commit (watch.trail, "action.intent", step_payload (1), NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  watch_finish (&watch);
}

static void
test_pictures_deleted (Root          *root,
                       gconstpointer  data)
{
  g_autoptr(GBytes) picture = make_picture (1, 1000);
  g_autofree char *sha256 = hash_picture (picture);
  g_autofree char *blobs = NULL;
  g_autoptr(GError) error = NULL;
  Watch watch;

  watch_set_up (&watch, root->path);
  blobs = g_build_filename (belay_trail_get_directory (watch.trail), "blobs", NULL);
  remove_tree (blobs);
  belay_trail_store_picture (watch.trail, picture, sha256);
  g_assert_false (commit (watch.trail, "frame", payload ("sha256", sha256, NULL), NULL, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE);
  watch_finish (&watch);
}

#define ADD(name, data, function) \
  g_test_add (name, Root, data, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  enter_mount_namespace ();
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);

  ADD ("/failure/disk-full/records", GINT_TO_POINTER (FALSE), test_disk_full);
  ADD ("/failure/disk-full/pictures", GINT_TO_POINTER (TRUE), test_disk_full);
  ADD ("/failure/disk-full/ext4", NULL, test_ext4_full);
  ADD ("/failure/no-room", NULL, test_no_room);
  ADD ("/failure/read-only", NULL, test_read_only);
  ADD ("/failure/not-a-directory", NULL, test_not_a_directory);
  ADD ("/failure/half-written", NULL, test_half_written);
  ADD ("/failure/sync-error", NULL, test_sync_error);
  ADD ("/failure/unawaited", NULL, test_unawaited);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    ADD (damages[i].name, GUINT_TO_POINTER (i), test_damaged);

  ADD ("/failure/pictures-deleted", NULL, test_pictures_deleted);

  return g_test_run ();
}
