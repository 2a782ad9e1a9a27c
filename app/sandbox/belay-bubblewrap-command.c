/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-bubblewrap-command.h"
#include "belay-helper.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <glib-unix.h>

#include "belay-doorway-wire.h"
#include "belay-probe-wire.h"
#include "belay-sandbox-fd.h"
#include "belay-sandbox-seccomp.h"
#include "belay-shell-wire.h"
#include "belay-step-down.h"
#include "belay-witness-wire.h"

#define PROFILE  "/io/github/belay_desktop/Belay/sandbox"
#define OUTSIDE  "/io/github/belay_desktop/Belay/sandbox-outside.sh"
#define GEOMETRY "1280x800"
#define DOORWAY  "/opt/belay/bin/" BELAY_DOORWAY_PROGRAM
#define WITNESS  "/opt/belay/bin/" BELAY_WITNESS_PROGRAM
#define SHELL    "/opt/belay/bin/" BELAY_SHELL_PROGRAM
#define PROBE    "/opt/belay/bin/" BELAY_PROBE_PROGRAM

/* Descriptors as the children know them; sandbox-outside.sh and session.sh rely on some of them. */
enum
{
  DOORWAY_FD = BELAY_DOORWAY_FD,
  LIFELINE_FD = 5,
  READY_FD,
  WITNESS_FD = BELAY_WITNESS_FD,
  PROBE_FD = BELAY_PROBE_FD,
  SHELL_FD = BELAY_SHELL_FD,
  INFO_FD,
  FILTER_FD,
  ARGUMENTS_FD,
  DOORWAY_PROGRAM_FD,
  WITNESS_PROGRAM_FD,
  SHELL_PROGRAM_FD,
  PROBE_PROGRAM_FD,
  FIRST_FILE_FD,
};

/* The system, read-only, without what belongs to this machine alone: /usr/local is masked, /etc given file by file.
 * Each size is a limit in bytes on what the guest can fill. */
static const char * const mounts[] = {
  "--ro-bind", "/usr", "/usr", "--tmpfs", "/usr/local", "--remount-ro", "/usr/local",
  "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin",
  "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
  "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys",
  "--dev", "/dev", "--size", "268435456", "--tmpfs", "/dev/shm",
  "--size", "536870912", "--tmpfs", "/tmp", "--dir", "/tmp/.X11-unix", "--chmod", "1777", "/tmp/.X11-unix",
  "--dir", "/var/tmp", "--dir", "/var/lib", "--dir", "/var/cache/fontconfig",
  "--ro-bind-try", "/var/cache/fontconfig", "/var/cache/fontconfig",
  "--size", "16777216", "--tmpfs", "/run/user",
  "--size", "1073741824", "--tmpfs", "/home", "--dir", "/home/agent",
  "--dir", "/home/agent/Documents", "--dir", "/home/agent/Downloads", "--dir", "/home/agent/Pictures",
  "--dir", "/etc", "--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind", "/etc/fonts", "/etc/fonts",
  "--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--ro-bind-try", "/etc/ssl/certs", "/etc/ssl/certs",
  "--ro-bind-try", "/etc/X11/app-defaults", "/etc/X11/app-defaults",
  "--ro-bind-try", "/etc/mime.types", "/etc/mime.types",
  NULL
};

static const char * const variables[][2] = {
  { "PATH", "/usr/bin:/bin" },
  { "HOME", "/home/agent" },
  { "USER", "agent" },
  { "LOGNAME", "agent" },
  { "SHELL", "/bin/bash" },
  { "LANG", "C.UTF-8" },
  { "DISPLAY", ":0" },
  { "GEOMETRY", GEOMETRY },
  { "XDG_RUNTIME_DIR", "/run/user" },
  { "XDG_CONFIG_HOME", "/home/agent/.config" },
  { "XDG_CONFIG_DIRS", "/opt/belay/config" },
  { "XDG_DATA_DIRS", "/opt/belay/share:/usr/share" },
  { "XENVIRONMENT", "/opt/belay/config/Xdefaults" },
  /* Its search engine’s icon comes from the network otherwise, each time the browser starts. */
  { "NETSURFRES", "/opt/belay/config/netsurf" },
  { "GTK2_RC_FILES", "/opt/belay/config/gtkrc-2.0" },
  /* No service of a desktop session exists; programs that ask for one wait or complain unless told. */
  { "DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/no-bus" },
  { "GSETTINGS_BACKEND", "memory" },
  { "GIO_USE_VFS", "local" },
  { "GIO_USE_VOLUME_MONITOR", "unix" },
  { "DOORWAY", DOORWAY },
  /* Of the accessibility bus there is one; where it cannot be, session.sh says so. */
  { "AT_SPI_BUS_ADDRESS", "unix:path=/run/user/at-spi" },
  { "WITNESS", WITNESS },
  { "COMMANDER", SHELL },
  { "PROBE", PROBE },
};

static void G_GNUC_NULL_TERMINATED
add (GPtrArray *strings,
     ...)
{
  const char *string;
  va_list list;

  va_start (list, strings);

  while ((string = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (strings, g_strdup (string));

  va_end (list);
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         length)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;

      data += written;
      length -= written;
    }

  return TRUE;
}

/* A file without a name, so that no path of this machine can be read from the container's mount table. */
static int
make_nameless (const guint8  *data,
               gsize          length,
               GError       **error)
{
  int fd = memfd_create ("belay", MFD_CLOEXEC);

  if (fd >= 0 && write_all (fd, data, length) && lseek (fd, 0, SEEK_SET) == 0)
    return fd;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No file can be made in memory: %s", g_strerror (errno));
  belay_sandbox_clear_fd (&fd);

  return -1;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* The paths in the container of all files of the profile, below @directory, which ends with a slash. */
static void
list_profile (GPtrArray  *paths,
              const char *directory)
{
  g_autofree char *resource = g_strconcat (PROFILE, directory, NULL);
  g_auto(GStrv) names = g_resources_enumerate_children (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (char **name = names; name != NULL && *name != NULL; name++)
    {
      char *path = g_strconcat (directory, *name, NULL);

      if (g_str_has_suffix (path, "/"))
        {
          list_profile (paths, path);
          g_free (path);
        }
      else
        {
          g_ptr_array_add (paths, path);
        }
    }
}

/* Gives the container the files of the profile: those of the home directory to write, the others to read. */
static gboolean
add_profile (GSubprocessLauncher  *launcher,
             GPtrArray            *arguments,
             GError              **error)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  int target = FIRST_FILE_FD;

  list_profile (paths, "/");
  g_ptr_array_sort (paths, compare_names);

  for (guint i = 0; i < paths->len; i++, target++)
    {
      const char *path = paths->pdata[i];
      g_autofree char *resource = g_strconcat (PROFILE, path, NULL);
      g_autofree char *number = g_strdup_printf ("%d", target);
      g_autoptr(GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      int fd;

      if (bytes == NULL)
        return FALSE;

      fd = make_nameless (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);

      if (fd < 0)
        return FALSE;

      g_subprocess_launcher_take_fd (launcher, fd, target);
      add (arguments, "--perms", g_str_has_prefix (path, "/home/") ? "0600" : "0444", "--file", number, path, NULL);
    }

  return TRUE;
}

/* Gives the container a program of ours. Without it, it does without: of a way out, of somebody who says what is
 * where, of a shell. */
static void
add_program (GSubprocessLauncher *launcher,
             GPtrArray           *arguments,
             const char          *name,
             int                  target,
             const char          *inside)
{
  g_autofree char *path = belay_helper_find (name);
  g_autofree char *number = g_strdup_printf ("%d", target);
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    {
      g_message ("%s: %s", path, g_strerror (errno));
      return;
    }

  g_subprocess_launcher_take_fd (launcher, fd, target);
  add (arguments, "--perms", "0555", "--file", number, inside, NULL);
}

/* bubblewrap reads its arguments from a descriptor: on its command line, the guest could read them. */
static gboolean
add_arguments (GSubprocessLauncher  *launcher,
               GError              **error)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *info = g_strdup_printf ("%d", INFO_FD);
  g_autofree char *filter = g_strdup_printf ("%d", FILTER_FD);
  int fd;

  add (arguments, "--unshare-user", "--unshare-all", "--disable-userns", "--uid", "1000", "--gid", "1000",
       "--hostname", "sandbox", "--new-session", "--cap-drop", "ALL", "--clearenv", NULL);

  for (gsize i = 0; mounts[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strdup (mounts[i]));

  if (!add_profile (launcher, arguments, error))
    return FALSE;

  add_program (launcher, arguments, BELAY_DOORWAY_PROGRAM, DOORWAY_PROGRAM_FD, DOORWAY);
  add_program (launcher, arguments, BELAY_WITNESS_PROGRAM, WITNESS_PROGRAM_FD, WITNESS);
  add_program (launcher, arguments, BELAY_SHELL_PROGRAM, SHELL_PROGRAM_FD, SHELL);
  add_program (launcher, arguments, BELAY_PROBE_PROGRAM, PROBE_PROGRAM_FD, PROBE);

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    add (arguments, "--setenv", variables[i][0], variables[i][1], NULL);

  /* Nothing can be mounted after the root has become read-only. */
  add (arguments, "--chdir", "/home/agent", "--remount-ro", "/", "--info-fd", info, "--seccomp", filter, NULL);

  for (guint i = 0; i < arguments->len; i++)
    g_byte_array_append (bytes, arguments->pdata[i], strlen (arguments->pdata[i]) + 1);

  fd = make_nameless (bytes->data, bytes->len, error);

  if (fd < 0)
    return FALSE;

  g_subprocess_launcher_take_fd (launcher, fd, ARGUMENTS_FD);

  return TRUE;
}

/* The container's own environment; bubblewrap shows its own to the guest as /proc/1/environ. */
static GSubprocessLauncher *
new_launcher (GSubprocessFlags flags)
{
  static const char * const environment[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  g_subprocess_launcher_set_cwd (launcher, "/");

  return launcher;
}

static GSubprocess *
spawn (GSubprocessLauncher  *launcher,
       GPtrArray            *argv,
       GError              **error)
{
  g_ptr_array_add (argv, NULL);

  return g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, error);
}

/**
 * belay_bubblewrap_spawn_probe:
 * @error: return location for an error
 *
 * Starts the smallest container with the namespaces that the sandbox needs. It succeeds at once or fails; what it says is
 * on its standard output.
 *
 * Returns: (transfer full) (nullable): the process, or %NULL with an error of g_spawn
 */
GSubprocess *
belay_bubblewrap_spawn_probe (GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  belay_step_down_add (argv);
  add (argv, "/usr/bin/bwrap", "--unshare-user", "--unshare-all", "--disable-userns",
       "--uid", "1000", "--gid", "1000", "--ro-bind", "/", "/", "/usr/bin/true", NULL);

  return spawn (launcher, argv, error);
}

/* Gives the child the end of a new pipe that is not ours. Returns ours. */
static int
add_pipe (GSubprocessLauncher  *launcher,
          int                   target,
          gboolean              child_writes,
          GError              **error)
{
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return -1;

  g_subprocess_launcher_take_fd (launcher, fds[child_writes ? 1 : 0], target);

  return fds[child_writes ? 0 : 1];
}

/* Gives the child the end of a new socket that is not ours. Returns ours. */
static int
add_socket (GSubprocessLauncher  *launcher,
            int                   target,
            GError              **error)
{
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No socket can be made: %s", g_strerror (errno));
      return -1;
    }

  g_subprocess_launcher_take_fd (launcher, fds[1], target);

  return fds[0];
}

/* The file that bubblewrap writes its JSON to. Not a pipe: a write to one without a reader would kill bubblewrap. */
static int
add_info (GSubprocessLauncher  *launcher,
          GError              **error)
{
  int ours = make_nameless (NULL, 0, error);
  int theirs = ours >= 0 ? fcntl (ours, F_DUPFD_CLOEXEC, 0) : -1;

  if (theirs >= 0)
    g_subprocess_launcher_take_fd (launcher, theirs, INFO_FD);
  else if (ours >= 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No file can be shared: %s", g_strerror (errno));

  if (theirs < 0)
    belay_sandbox_clear_fd (&ours);

  return ours;
}

/* What runs outside, what bubblewrap runs under, and what runs inside. Processes are limited inside: outside, the person's
 * other programs count as well. */
static gboolean
add_command (GPtrArray  *argv,
             GError    **error)
{
  g_autofree char *arguments = g_strdup_printf ("%d", ARGUMENTS_FD);
  g_autoptr(GBytes) outside = g_resources_lookup_data (OUTSIDE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (outside == NULL)
    return FALSE;

  /* Never with host uid 0: root in here would be root out there for whatever the kernel does not keep apart. */
  belay_step_down_add (argv);
  /* A session of its own: whoever kills the program with all of its group must not take the watcher along, without which
   * nothing would end the container. */
  add (argv, "/usr/bin/setsid", "/bin/sh", "-c", g_bytes_get_data (outside, NULL), "belay-sandbox",
       "/usr/bin/prlimit", "--core=0", "--nofile=1024:4096", "--fsize=2147483648", "--memlock=65536", "--",
       "/usr/bin/choom", "-n", "900", "--", "/usr/bin/bwrap", "--args", arguments, "--",
       "/usr/bin/prlimit", "--nproc=512", "--", "/bin/sh", "/opt/belay/session.sh", NULL);

  return TRUE;
}

/**
 * belay_bubblewrap_spawn:
 * @socket: (transfer full): a listening socket, close-on-exec, for the VNC server; closed here in any case
 * @started: (out caller-allocates): what was started, when that worked
 * @error: return location for an error
 *
 * Starts the container.
 *
 * Returns: whether it was started
 */
gboolean
belay_bubblewrap_spawn (int                      socket,
                        BelayBubblewrapStarted  *started,
                        GError                 **error)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                          G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  int filter;

  *started = (BelayBubblewrapStarted) { .lifeline = -1, .info = -1, .ready = -1, .doorway = -1, .witness = -1,
                                        .shell = -1, .probe = -1 };
  g_subprocess_launcher_take_stdin_fd (launcher, socket);

  filter = belay_sandbox_seccomp_filter (error);
  if (filter < 0)
    return FALSE;

  g_subprocess_launcher_take_fd (launcher, filter, FILTER_FD);

  if (add_command (argv, error) &&
      add_arguments (launcher, error) &&
      (started->lifeline = add_pipe (launcher, LIFELINE_FD, FALSE, error)) >= 0 &&
      (started->ready = add_pipe (launcher, READY_FD, TRUE, error)) >= 0 &&
      (started->doorway = add_socket (launcher, DOORWAY_FD, error)) >= 0 &&
      (started->witness = add_socket (launcher, WITNESS_FD, error)) >= 0 &&
      (started->shell = add_socket (launcher, SHELL_FD, error)) >= 0 &&
      (started->probe = add_socket (launcher, PROBE_FD, error)) >= 0 &&
      (started->info = add_info (launcher, error)) >= 0)
    started->process = spawn (launcher, argv, error);

  if (started->process != NULL)
    return TRUE;

  belay_sandbox_clear_fd (&started->lifeline);
  belay_sandbox_clear_fd (&started->ready);
  belay_sandbox_clear_fd (&started->doorway);
  belay_sandbox_clear_fd (&started->witness);
  belay_sandbox_clear_fd (&started->shell);
  belay_sandbox_clear_fd (&started->probe);
  belay_sandbox_clear_fd (&started->info);

  return FALSE;
}

gboolean
belay_bubblewrap_binds (const char *place)
{
  for (gsize i = 0; mounts[i] != NULL; i++)
    {
      const char *rest;

      if (!g_str_has_prefix (mounts[i], "--ro-bind"))
        continue;

      rest = g_str_has_prefix (place, mounts[i + 2]) ? place + strlen (mounts[i + 2]) : NULL;
      if (rest != NULL && (*rest == '\0' || *rest == '/'))
        return TRUE;
    }

  return FALSE;
}

gboolean
belay_bubblewrap_gives (const char *name)
{
  /* bubblewrap itself sets PWD. */
  if (g_str_equal (name, "PWD"))
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      if (g_str_equal (name, variables[i][0]))
        return TRUE;
    }

  return FALSE;
}

GStrv
belay_bubblewrap_list_variables (void)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_ptr_array_add (names, g_strdup (variables[i][0]));
  g_ptr_array_add (names, NULL);

  return (GStrv) g_ptr_array_steal (names, NULL);
}
