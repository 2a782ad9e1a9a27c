/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-host.h"

#include <glib/gi18n-lib.h>
#include <libvirt-glib/libvirt-glib.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-step-down.h"
#include "belay-vm-run.h"

#define SESSION_URI  "qemu:///session"
#define WAIT_SECONDS 15
#define IDLE_SECONDS "5"        /* a daemon of ours that nobody is connected to ends after so long */

/* In the order they are looked for: one daemon for all, and one for QEMU alone. */
static const char * const daemons[] = { "/usr/sbin/libvirtd", "/usr/sbin/virtqemud" };

static void
say_nothing (void        *user_data,
             virErrorPtr  error)
{
}

void
belay_vm_host_prepare (void)
{
  static gsize prepared = 0;

  if (g_once_init_enter (&prepared))
    {
      gvir_init (NULL, NULL);
      gvir_event_register ();
      virSetErrorFunc (NULL, say_nothing);
      g_once_init_leave (&prepared, 1);
    }
}

void
belay_vm_host_set_error (GError     **error,
                         int          code,
                         const char  *sentence)
{
  const char *said = virGetLastErrorMessage ();

  if (belay_vm_is_full (said))
    g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                         _("There is no room left for the disk of the machine."));
  else
    g_set_error (error, BELAY_SANDBOX_ERROR, code, "%s (%s)", sentence, said);
}

static const char *
find_daemon (GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (daemons); i++)
    if (access (daemons[i], X_OK) == 0)
      return daemons[i];

  g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                       _("Virtual machines need libvirt, which is not installed here. Install it with “sudo apt install "
                         "libvirt-daemon libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils”."));

  return NULL;
}

/* libvirt wants to know the user it runs as by name, and that one has none: in there, there is an account. And it is not to
 * start a daemon for QEMU's log that would outlive it. */
static gboolean
write_files (const char  *passwd,
             const char  *group,
             const char  *settings,
             GError     **error)
{
  static const char users[] = "root:x:0:0::/root:/bin/sh\nbelay:x:" G_STRINGIFY (BELAY_STEP_DOWN_ID) ":"
                              G_STRINGIFY (BELAY_STEP_DOWN_ID) "::/:/usr/sbin/nologin\n";
  static const char groups[] = "root:x:0:\nbelay:x:" G_STRINGIFY (BELAY_STEP_DOWN_ID) ":\n";

  return g_file_set_contents (passwd, users, -1, error) && g_file_set_contents (group, groups, -1, error) &&
         g_file_set_contents (settings, "stdio_handler = \"file\"\n", -1, error);
}

/* A daemon that has stepped down, with a home of its own, and processes of its own: they are gone when the first of them is. */
static GSubprocess *
start_daemon (const char        *program,
              BelayVmDirectory  *own,
              GError           **error)
{
  const char *directory = belay_vm_directory_get_path (own);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *home = g_strdup_printf ("HOME=%s", directory);
  g_autofree char *runtime = g_strdup_printf ("XDG_RUNTIME_DIR=%s/runtime", directory);
  g_autofree char *config = g_strdup_printf ("XDG_CONFIG_HOME=%s/config", directory);
  /* What QEMU can do takes libvirt seconds to find out, each time it does not remember. */
  g_autofree char *remembered = belay_vm_directory_share (own, "cache", TRUE);
  g_autofree char *cache = g_strdup_printf ("XDG_CACHE_HOME=%s", remembered != NULL ? remembered : directory);
  g_autofree char *state = g_strdup_printf ("XDG_STATE_HOME=%s/state", directory);
  g_autofree char *folder = g_strdup_printf ("%s/runtime", directory);
  g_autofree char *passwd = g_strdup_printf ("%s/passwd", directory);
  g_autofree char *group = g_strdup_printf ("%s/group", directory);
  g_autofree char *libvirt = g_strdup_printf ("%s/config/libvirt", directory);
  g_autofree char *settings = g_strdup_printf ("%s/qemu.conf", libvirt);
  const char *mkdir[] = { "/usr/bin/mkdir", "-p", folder, libvirt, NULL };
  const char *environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", home, runtime, config, cache, state, NULL };
  const char *command[] = { "/usr/bin/setsid", "/usr/bin/bwrap", "--unshare-pid", "--dev-bind", "/", "/", "--proc", "/proc",
                            "--ro-bind", passwd, "/etc/passwd", "--ro-bind", group, "/etc/group", "--", program, "--timeout=" IDLE_SECONDS, NULL };
  g_autofree char *made = belay_vm_run (mkdir, NULL, error);

  if (made == NULL || !write_files (passwd, group, settings, error))
    return NULL;

  belay_step_down_add (argv);
  for (const char **word = command; *word != NULL; word++)
    g_ptr_array_add (argv, g_strdup (*word));
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  g_subprocess_launcher_set_cwd (launcher, "/");

  return g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, error);
}

void
belay_vm_host_end_daemon (GSubprocess *daemon)
{
  const char *pid = daemon != NULL ? g_subprocess_get_identifier (daemon) : NULL;
  g_autofree char *path = pid != NULL ? g_strdup_printf ("/proc/%s/task/%s/children", pid, pid) : NULL;
  g_autofree char *children = NULL;
  int first = 0;

  if (path != NULL && g_file_get_contents (path, &children, NULL, NULL))
    first = atoi (children);

  if (daemon == NULL)
    return;

  if (first > 1)
    kill (first, SIGKILL);
  else
    g_subprocess_force_exit (daemon);

  /* Until then somebody may still make files where they are being removed. */
  g_subprocess_wait (daemon, NULL, NULL);
}

static virConnectPtr
open_own (BelayVmDirectory  *directory,
          GCancellable      *cancellable,
          GSubprocess      **daemon,
          GError           **error)
{
  const char *program = find_daemon (error);
  g_autofree char *name = NULL;
  g_autofree char *uri = NULL;
  virConnectPtr connection = NULL;

  if (program == NULL || (*daemon = start_daemon (program, directory, error)) == NULL)
    return NULL;

  name = g_str_has_suffix (program, "virtqemud") ? g_strdup ("virtqemud-sock") : g_strdup ("libvirt-sock");
  uri = g_strdup_printf ("qemu+unix:///session?socket=%s/runtime/libvirt/%s",
                         belay_vm_directory_get_path (directory), name);

  for (int i = 0; i < WAIT_SECONDS * 20 && connection == NULL; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      g_usleep (50 * 1000);
      connection = virConnectOpen (uri);
    }

  return connection;
}

virConnectPtr
belay_vm_host_open (BelayVmDirectory  *directory,
                    GCancellable      *cancellable,
                    GSubprocess      **daemon,
                    GError           **error)
{
  g_autoptr(GError) reason = NULL;
  virConnectPtr connection;

  *daemon = NULL;

  if (find_daemon (error) == NULL)
    return NULL;

  if (belay_step_down_is_due ())
    connection = open_own (directory, cancellable, daemon, &reason);
  else
    connection = virConnectOpen (SESSION_URI);

  if (connection == NULL && reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (connection == NULL)
    belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_REFUSED, _("libvirt, which runs virtual machines, does not answer."));

  return connection;
}
