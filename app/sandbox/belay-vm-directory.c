/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-directory.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-directory-lock.h"
#include "belay-sandbox-fd.h"
#include "belay-step-down.h"
#include "belay-vm-run.h"

#define PREFIX       "run-"
/* The sockets with the longest names below it: of ours, and of a libvirt that is started for it alone. */
#define LONGEST_NAME         "/doorway"
#define LONGEST_LIBVIRT_NAME "/config/libvirt/qemu/lib/domain-1-belay-0123456/monitor.sock"
#define SYSTEM_DATA  "/var/lib/belay"

struct _BelayVmDirectory
{
  char *path;
  int   fd;                     /* locked for as long as the directory is in use */
};

char *
belay_vm_get_data_directory (const char *name)
{
  const char *given = g_getenv ("XDG_DATA_HOME");

  if (given != NULL && g_path_is_absolute (given))
    return g_build_filename (given, "belay", name, NULL);

  if (belay_step_down_is_due ())
    return g_build_filename (SYSTEM_DATA, name, NULL);

  return g_build_filename (g_get_user_data_dir (), "belay", name, NULL);
}

/* What is below belongs to a user who could exchange it for a link while root removes it: that user removes it. */
static void
remove_directory (const char *path)
{
  const char *argv[] = { "/usr/bin/find", path, "-xdev", "-mindepth", "1", "-delete", NULL };
  g_autofree char *output = belay_vm_run (argv, NULL, NULL);

  g_rmdir (path);
}

/* Sockets are below it as well, and their names must not be too long. */
static char *
choose_parent (void)
{
  g_autofree char *parent = belay_vm_get_data_directory ("machines");
  const char *longest = belay_step_down_is_due () ? LONGEST_LIBVIRT_NAME : LONGEST_NAME;

  if (strlen (parent) + strlen ("/" PREFIX "XXXXXX") + strlen (longest) >= sizeof ((struct sockaddr_un *) NULL)->sun_path)
    {
      g_free (parent);
      parent = g_strdup_printf ("/var/tmp/belay-machines-%u", (guint) geteuid ());
    }

  return g_steal_pointer (&parent);
}

static gboolean
make_parent (const char  *parent,
             GError     **error)
{
  int mode = belay_step_down_is_due () ? 0711 : 0700;
  struct stat status;

  if (g_mkdir_with_parents (parent, mode) == 0 && lstat (parent, &status) == 0 && S_ISDIR (status.st_mode) &&
      status.st_uid == geteuid ())
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", parent, g_strerror (errno));

  return FALSE;
}

BelayVmDirectory *
belay_vm_directory_new (GCancellable  *cancellable,
                        GError       **error)
{
  g_autofree char *parent = choose_parent ();

  if (!make_parent (parent, error))
    return NULL;

  belay_directory_sweep (parent, PREFIX, NULL, remove_directory);

  /* Another program may sweep between making and locking. */
  for (int i = 0; i < 5 && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *path = g_build_filename (parent, PREFIX "XXXXXX", NULL);
      struct stat status;
      int fd;

      if (g_mkdtemp_full (path, 0700) == NULL)
        break;

      fd = belay_directory_lock (path);

      if (fd >= 0 && fstat (fd, &status) == 0 && status.st_nlink > 0 &&
          (!belay_step_down_is_due () || fchown (fd, BELAY_STEP_DOWN_ID, BELAY_STEP_DOWN_ID) == 0))
        {
          BelayVmDirectory *self = g_new0 (BelayVmDirectory, 1);

          self->path = g_steal_pointer (&path);
          self->fd = fd;

          return self;
        }

      belay_sandbox_clear_fd (&fd);
    }

  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", parent, g_strerror (errno));

  return NULL;
}

void
belay_vm_directory_free (BelayVmDirectory *self)
{
  remove_directory (self->path);
  belay_sandbox_clear_fd (&self->fd);
  g_free (self->path);
  g_free (self);
}

const char *
belay_vm_directory_get_path (BelayVmDirectory *self)
{
  return self->path;
}

char *
belay_vm_directory_share (BelayVmDirectory *self,
                          const char       *name,
                          gboolean          own)
{
  g_autofree char *parent = g_path_get_dirname (self->path);
  g_autofree char *path = g_build_filename (parent, name, NULL);

  if (own && g_mkdir (path, 0700) == 0 && lchown (path, BELAY_STEP_DOWN_ID, BELAY_STEP_DOWN_ID) != 0)
    return NULL;

  return g_steal_pointer (&path);
}

char *
belay_vm_directory_build (BelayVmDirectory *self,
                          const char       *name)
{
  return g_build_filename (self->path, name, NULL);
}

gboolean
belay_vm_directory_mark (BelayVmDirectory  *self,
                         const char        *name,
                         GError           **error)
{
  g_autofree char *path = belay_vm_directory_build (self, name);

  return g_file_set_contents (path, "", 0, error);
}

/* Those of machines that do not run were removed before this one was made. */
gboolean
belay_vm_directory_is_marked (BelayVmDirectory *self,
                              const char       *name)
{
  g_autofree char *parent = g_path_get_dirname (self->path);
  g_autoptr(GDir) dir = g_dir_open (parent, 0, NULL);
  const char *sibling;

  while (dir != NULL && (sibling = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (parent, sibling, name, NULL);

      if (g_str_has_prefix (sibling, PREFIX) && g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }

  return FALSE;
}
