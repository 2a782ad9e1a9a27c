/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shell-list.h"

/* Nothing that waits is ever opened: no queue, no device. */
#define READING (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

void
shell_files_init (ShellFiles *self)
{
  *self = (ShellFiles) { .from = -1, .to = -1, .folder = -1 };
}

static void
clear_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);

  *fd = -1;
}

void
shell_files_drop (ShellFiles *self)
{
  if (self->to >= 0)
    unlinkat (self->folder, self->unseen, 0);

  clear_fd (&self->from);
  clear_fd (&self->to);
  clear_fd (&self->folder);
  g_clear_pointer (&self->name, g_free);
  if (self->list != NULL)
    g_string_free (self->list, TRUE);
  self->list = NULL;
}

static BelayShellStatus
from_errno (int code)
{
  switch (code)
    {
    case ENOENT:
      return BELAY_SHELL_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
      return BELAY_SHELL_DENIED;
    case EEXIST:
      return BELAY_SHELL_EXISTS;
    case EISDIR:
      return BELAY_SHELL_FOLDER;
    case ENOTDIR:
      return BELAY_SHELL_NO_FOLDER;
    case ELOOP:
      return BELAY_SHELL_LINK;
    case ENXIO:
    case ENODEV:
      return BELAY_SHELL_SPECIAL;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case ENOMEM:
      return BELAY_SHELL_FULL;
    default:
      return BELAY_SHELL_FAILED;
    }
}

/* Where the kernel does not know how to be strict, nothing is opened. */
static int
open_path (const char *path,
           int         flags,
           gboolean    strict)
{
  struct open_how how = { .flags = (guint64) flags, .resolve = RESOLVE_NO_SYMLINKS };

  return strict ? (int) syscall (SYS_openat2, AT_FDCWD, path, &how, sizeof how) : open (path, flags);
}

static BelayShellStatus
check_kind (int          fd,
            struct stat *info)
{
  if (fstat (fd, info) != 0)
    return from_errno (errno);

  return S_ISREG (info->st_mode) ? BELAY_SHELL_OK : S_ISDIR (info->st_mode) ? BELAY_SHELL_FOLDER : BELAY_SHELL_SPECIAL;
}

BelayShellStatus
shell_files_open (ShellFiles *self,
                  const char *path,
                  gboolean    strict,
                  guint64    *size)
{
  struct stat info;
  BelayShellStatus status;

  shell_files_drop (self);
  self->from = open_path (path, READING, strict);
  if (self->from < 0)
    return from_errno (errno);

  status = check_kind (self->from, &info);
  if (status != BELAY_SHELL_OK)
    shell_files_drop (self);
  else
    *size = (guint64) info.st_size;

  return status;
}

BelayShellStatus
shell_files_list (ShellFiles *self,
                  const char *path,
                  guint       depth,
                  gboolean   *cut)
{
  int fd;

  shell_files_drop (self);
  fd = open (path, READING | O_DIRECTORY);
  if (fd < 0)
    return from_errno (errno);

  self->list = g_string_new (NULL);
  self->listed = 0;
  *cut = !shell_list_folder (fd, depth, self->list);

  return BELAY_SHELL_OK;
}

BelayShellStatus
shell_files_home (ShellFiles *self)
{
  const char *home = g_getenv ("HOME");

  shell_files_drop (self);
  if (home == NULL)
    return BELAY_SHELL_NOT_FOUND;

  self->list = g_string_new (home);
  self->listed = 0;

  return BELAY_SHELL_OK;
}

BelayShellStatus
shell_files_read (ShellFiles *self,
                  guint8     *data,
                  gsize      *n_read)
{
  gssize n;

  if (self->list != NULL)
    {
      *n_read = MIN (*n_read, self->list->len - self->listed);
      memcpy (data, self->list->str + self->listed, *n_read);
      self->listed += *n_read;
      return BELAY_SHELL_OK;
    }

  do
    n = read (self->from, data, *n_read);
  while (n < 0 && errno == EINTR);

  *n_read = (gsize) MAX (n, 0);

  return n < 0 ? from_errno (errno) : BELAY_SHELL_OK;
}

/* Until it is committed it lies beside its place under a name that nothing lists. */
BelayShellStatus
shell_files_create (ShellFiles *self,
                    const char *path,
                    gboolean    strict)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  shell_files_drop (self);
  if (g_str_has_suffix (path, "/") || g_str_equal (name, ".") || g_str_equal (name, ".."))
    return BELAY_SHELL_FOLDER;

  self->folder = open_path (folder, O_PATH | O_DIRECTORY | O_CLOEXEC, strict);
  if (self->folder < 0)
    return from_errno (errno);

  g_snprintf (self->unseen, sizeof self->unseen, ".belay-%08x%08x", g_random_int (), g_random_int ());
  self->to = openat (self->folder, self->unseen, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (self->to < 0)
    return from_errno (errno);

  self->name = g_steal_pointer (&name);

  return BELAY_SHELL_OK;
}

BelayShellStatus
shell_files_write (ShellFiles   *self,
                   const guint8 *data,
                   gsize         length)
{
  if (self->to < 0)
    return BELAY_SHELL_FAILED;

  while (length > 0)
    {
      gssize n = write (self->to, data, length);

      if (n < 0 && errno != EINTR)
        return from_errno (errno);
      data += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }

  return BELAY_SHELL_OK;
}

/* Whether what lies at the place now is what @digest says. Its permissions pass to what replaces it. */
static BelayShellStatus
compare (ShellFiles   *self,
         const guint8 *digest)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 data[BELAY_SHELL_CHUNK], found[BELAY_SHELL_DIGEST];
  gsize length = sizeof found;
  struct stat info;
  BelayShellStatus status;
  gssize n = 0;
  int fd = openat (self->folder, self->name, READING);

  if (fd < 0)
    return errno == ENOENT || errno == ELOOP ? BELAY_SHELL_CHANGED : from_errno (errno);

  status = check_kind (fd, &info);
  while (status == BELAY_SHELL_OK && (n = read (fd, data, sizeof data)) > 0)
    g_checksum_update (checksum, data, n);
  close (fd);
  if (status != BELAY_SHELL_OK || n < 0)
    return BELAY_SHELL_CHANGED;

  g_checksum_get_digest (checksum, found, &length);
  if (memcmp (found, digest, sizeof found) != 0)
    return BELAY_SHELL_CHANGED;

  return fchmod (self->to, info.st_mode & 0777) == 0 ? BELAY_SHELL_OK : from_errno (errno);
}

BelayShellStatus
shell_files_commit (ShellFiles   *self,
                    const guint8 *digest)
{
  BelayShellStatus status = self->to >= 0 ? BELAY_SHELL_OK : BELAY_SHELL_FAILED;

  if (status == BELAY_SHELL_OK && digest != NULL)
    status = compare (self, digest);

  if (status == BELAY_SHELL_OK &&
      renameat2 (self->folder, self->unseen, self->folder, self->name, digest == NULL ? RENAME_NOREPLACE : 0) != 0)
    status = from_errno (errno);

  /* It bears another name now: there is nothing to take back. */
  if (status == BELAY_SHELL_OK)
    clear_fd (&self->to);
  shell_files_drop (self);

  return status;
}
