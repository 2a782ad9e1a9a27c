/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail.h"

#define CREATE_ATTEMPTS 8

struct _BelayTrailFolder
{
  char       *path;
  char       *id;
  int         fd;
  int         lock_fd;
  int         previous;

  const char *failed_operation;
  int         failed_errno;
};

/**
 * belay_trail_folder_set_error:
 * @self: a folder
 * @operation: (nullable): what was tried, a static word for the record; the first one is remembered
 * @error_number: an errno
 * @error: (nullable): return location for the error
 *
 * Returns: %FALSE, so that a caller can return it
 */
gboolean
belay_trail_folder_set_error (BelayTrailFolder  *self,
                              const char        *operation,
                              int                error_number,
                              GError           **error)
{
  if (self->failed_operation == NULL)
    {
      self->failed_operation = operation;
      self->failed_errno = error_number;
    }

  /* Translators: the placeholder is the reason, such as “No space left on device”. */
  g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
               _("The record of this session cannot be written: %s."), g_strerror (error_number));

  return FALSE;
}

/**
 * belay_trail_folder_get_failure:
 * @self: a folder
 * @error_number: (out): its errno
 *
 * Returns: (nullable): the first operation that failed
 */
const char *
belay_trail_folder_get_failure (BelayTrailFolder *self,
                                int              *error_number)
{
  *error_number = self->failed_errno;

  return self->failed_operation;
}

/**
 * belay_trail_write_all:
 * @fd: a file
 * @data: (array length=length): what to write
 * @length: how many bytes
 * @written: (out): how many of them were
 *
 * Returns: %FALSE with errno set if not all could be written
 */
gboolean
belay_trail_write_all (int            fd,
                       gconstpointer  data,
                       gsize          length,
                       gsize         *written)
{
  *written = 0;

  while (*written < length)
    {
      gssize n = write (fd, (const char *) data + *written, length - *written);

      if (n > 0)
        {
          *written += n;
        }
      else if (n == 0 || errno != EINTR)
        {
          if (n == 0)
            errno = EIO;

          return FALSE;
        }
    }

  return TRUE;
}

static char *
make_id (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H-%M-%SZ");
  guint32 number;

  if (getrandom (&number, sizeof number, 0) != sizeof number)
    number = g_random_int ();

  return g_strdup_printf ("%s-%08x", time, number);
}

/* An open file description lock: it belongs to this descriptor, not to the process, so that a second session of the
 * same process is refused as well, and it is gone with the process however that ends. */
static gboolean
take_lock (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

static int
read_pid (int fd)
{
  char text[24] = { 0 };

  if (pread (fd, text, sizeof text - 1, 0) <= 0)
    return 0;

  return (int) g_ascii_strtoll (text, NULL, 10);
}

static gboolean
lock_folder (BelayTrailFolder  *self,
             GError           **error)
{
  g_autofree char *pid = g_strdup_printf ("%d\n", (int) getpid ());
  gsize written;

  self->lock_fd = openat (self->fd, BELAY_TRAIL_LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (self->lock_fd < 0)
    return belay_trail_folder_set_error (self, "lock", errno, error);

  if (!take_lock (self->lock_fd))
    {
      if (errno != EAGAIN && errno != EACCES)
        return belay_trail_folder_set_error (self, "lock", errno, error);

      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_LOCKED,
                   _("The session %s is being recorded by process %d."), self->id, read_pid (self->lock_fd));
      return FALSE;
    }

  self->previous = read_pid (self->lock_fd);

  if (ftruncate (self->lock_fd, 0) != 0 ||
      !belay_trail_write_all (self->lock_fd, pid, strlen (pid), &written))
    return belay_trail_folder_set_error (self, "lock", errno, error);

  return TRUE;
}

/* Space for the last words, taken while there still is some. */
static gboolean
make_reserve (BelayTrailFolder  *self,
              GError           **error)
{
  int fd = openat (self->fd, BELAY_TRAIL_RESERVE_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int result;

  if (fd < 0)
    return belay_trail_folder_set_error (self, "reserve", errno, error);

  result = posix_fallocate (fd, 0, BELAY_TRAIL_RESERVE_SIZE);
  close (fd);

  /* Some file systems cannot promise space; there the last words are tried without. */
  if (result != 0 && result != EOPNOTSUPP && result != EINVAL)
    return belay_trail_folder_set_error (self, "reserve", result, error);

  return TRUE;
}

static gboolean
make_directory (BelayTrailFolder  *self,
                const char        *root,
                GError           **error)
{
  for (guint i = 0; i < CREATE_ATTEMPTS; i++)
    {
      g_autofree char *id = make_id ();
      g_autofree char *path = g_build_filename (root, id, NULL);

      if (mkdir (path, 0700) == 0)
        {
          self->id = g_steal_pointer (&id);
          self->path = g_steal_pointer (&path);
          return TRUE;
        }

      if (errno != EEXIST)
        break;
    }

  return belay_trail_folder_set_error (self, "create", errno, error);
}

static gboolean
sync_path (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);

  return synced;
}

static BelayTrailFolder *
folder_new (void)
{
  BelayTrailFolder *self = g_new0 (BelayTrailFolder, 1);

  self->fd = -1;
  self->lock_fd = -1;

  return self;
}

/**
 * belay_trail_folder_create:
 * @root: the directory of all sessions; made if it is not there
 * @error: (nullable): return location for an error
 *
 * Makes a directory for a new session, locks it and sets space aside. Blocks on the disk.
 *
 * Returns: (transfer full): the folder; %NULL with %BELAY_TRAIL_ERROR_WRITE, and nothing left behind
 */
BelayTrailFolder *
belay_trail_folder_create (const char  *root,
                           GError     **error)
{
  g_autoptr(BelayTrailFolder) self = folder_new ();

  if (g_mkdir_with_parents (root, 0700) != 0)
    {
      belay_trail_folder_set_error (self, "create", errno, error);
      return NULL;
    }

  if (!make_directory (self, root, error))
    return NULL;

  self->fd = open (self->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (self->fd < 0 || mkdirat (self->fd, "blobs", 0700) != 0 || !sync_path (root))
    belay_trail_folder_set_error (self, "create", errno, error);
  else if (lock_folder (self, error) && make_reserve (self, error))
    return g_steal_pointer (&self);

  belay_trail_folder_discard (g_steal_pointer (&self));

  return NULL;
}

/**
 * belay_trail_folder_open:
 * @path: the directory of a session
 * @error: (nullable): return location for an error
 *
 * Takes the lock of a session whose writer is gone. Blocks on the disk.
 *
 * Returns: (transfer full): the folder; %NULL with %BELAY_TRAIL_ERROR_LOCKED if the writer is alive,
 *   %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_WRITE
 */
BelayTrailFolder *
belay_trail_folder_open (const char  *path,
                         GError     **error)
{
  g_autoptr(BelayTrailFolder) self = folder_new ();

  self->path = g_strdup (path);
  self->id = g_path_get_basename (path);
  self->fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (self->fd < 0)
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                   _("The session %s cannot be opened: %s."), self->id, g_strerror (errno));
      return NULL;
    }

  if (!lock_folder (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * belay_trail_folder_free:
 * @self: (transfer full) (nullable): a folder
 *
 * Lets go of the lock. What is in the directory stays.
 */
void
belay_trail_folder_free (BelayTrailFolder *self)
{
  if (self == NULL)
    return;

  if (self->lock_fd >= 0)
    close (self->lock_fd);

  if (self->fd >= 0)
    close (self->fd);

  g_free (self->path);
  g_free (self->id);
  g_free (self);
}

/**
 * belay_trail_folder_discard:
 * @self: (transfer full): a folder that holds no record
 *
 * Removes what creating a session made, and nothing else: a directory with anything more in it stays.
 */
void
belay_trail_folder_discard (BelayTrailFolder *self)
{
  if (self->fd >= 0)
    {
      unlinkat (self->fd, "log.0001.jsonl", 0);
      unlinkat (self->fd, "session.pub", 0);
      unlinkat (self->fd, "checkpoints", 0);
      unlinkat (self->fd, BELAY_TRAIL_RESERVE_NAME, 0);
      unlinkat (self->fd, BELAY_TRAIL_LOCK_NAME, 0);
      unlinkat (self->fd, "blobs", AT_REMOVEDIR);
    }

  rmdir (self->path);
  belay_trail_folder_free (self);
}

/**
 * belay_trail_folder_get_fd:
 * @self: a folder
 *
 * Returns: the descriptor of the directory, for openat() and its like; the folder keeps it
 */
int
belay_trail_folder_get_fd (BelayTrailFolder *self)
{
  return self->fd;
}

/**
 * belay_trail_folder_get_path:
 * @self: a folder
 *
 * Returns: (transfer none): the path it was made or opened with
 */
const char *
belay_trail_folder_get_path (BelayTrailFolder *self)
{
  return self->path;
}

/**
 * belay_trail_folder_get_id:
 * @self: a folder
 *
 * Returns: (transfer none): the name of the session, that of the directory
 */
const char *
belay_trail_folder_get_id (BelayTrailFolder *self)
{
  return self->id;
}

/**
 * belay_trail_folder_get_previous:
 * @self: a folder that was opened
 *
 * Returns: the process that held the lock and died; 0 if the last one let go of it in order
 */
int
belay_trail_folder_get_previous (BelayTrailFolder *self)
{
  return self->previous;
}

/**
 * belay_trail_folder_check:
 * @self: a folder
 * @error: (nullable): return location for an error
 *
 * A descriptor goes on working when its directory is moved or deleted; a record nobody finds is none.
 *
 * Returns: %TRUE if the path still leads to this directory
 */
gboolean
belay_trail_folder_check (BelayTrailFolder  *self,
                          GError           **error)
{
  struct stat here, there;

  if (fstat (self->fd, &here) != 0 || lstat (self->path, &there) != 0)
    return belay_trail_folder_set_error (self, "identity", errno, error);

  if (here.st_dev != there.st_dev || here.st_ino != there.st_ino)
    return belay_trail_folder_set_error (self, "identity", ESTALE, error);

  return TRUE;
}

/**
 * belay_trail_folder_sync:
 * @self: a folder
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the names in the directory are durable
 */
gboolean
belay_trail_folder_sync (BelayTrailFolder  *self,
                         GError           **error)
{
  if (fsync (self->fd) != 0)
    return belay_trail_folder_set_error (self, "sync", errno, error);

  return TRUE;
}

/**
 * belay_trail_folder_release_reserve:
 * @self: a folder
 *
 * Gives the space back that was set aside; harmless when it was given back already.
 */
void
belay_trail_folder_release_reserve (BelayTrailFolder *self)
{
  unlinkat (self->fd, BELAY_TRAIL_RESERVE_NAME, 0);
}

/**
 * belay_trail_folder_clear_lock:
 * @self: a folder
 *
 * Takes this process's number out of the lock file. The file stays: were it removed, two processes could each hold
 * the lock of a file of that name.
 */
void
belay_trail_folder_clear_lock (BelayTrailFolder *self)
{
  if (ftruncate (self->lock_fd, 0) != 0)
    g_info ("The lock of %s keeps the number of this process: %s", self->id, g_strerror (errno));
}

/**
 * belay_trail_folder_is_held:
 * @path: the directory of a session
 *
 * Looks at the lock without touching it. Any thread.
 *
 * Returns: %TRUE if a live process records this session
 */
gboolean
belay_trail_folder_is_held (const char *path)
{
  g_autofree char *lock_path = g_build_filename (path, BELAY_TRAIL_LOCK_NAME, NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (lock_path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  gboolean held;

  if (fd < 0)
    return FALSE;

  held = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);

  return held;
}
