/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-image-build.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-step-down.h"
#include "belay-vm-directory.h"

#define PROFILE    "/io/github/belay_desktop/Belay/sandbox"
#define MACHINE    "/io/github/belay_desktop/Belay/machine"
#define BUILD      MACHINE "/build.sh"
#define LEAST_ROOM (G_GUINT64_CONSTANT (5) << 30)       /* bytes while it is built */
#define LAST_LINES 12                                   /* of what was said, that are passed on when it fails */

/* Root of the namespace that root builds in: users that no account has, outside. */
#define FIRST_ID 2130706432
#define N_IDS    65536

/* The desktop is that of the container, but for what is the container's own. */
static const char * const shared[] = { "/opt/", "/home/", "/etc/firefox/", "/etc/hosts", "/etc/bash.bashrc", NULL };

/* What is needed. */

static const struct { const char *program; const char *package; } needs[] = {
  { "/usr/bin/mmdebstrap", "mmdebstrap" },
  { "/usr/bin/newuidmap", "uidmap" },
  { "/usr/bin/unshare", "util-linux" },
  { "/usr/sbin/mke2fs", "e2fsprogs" },
  { "/usr/bin/qemu-img", "qemu-utils" },
};

/* Whether the person has users of their own to give to the system that is made; root has all. */
static gboolean
has_subordinate_ids (void)
{
  g_autofree char *text = NULL;
  g_autofree char *name = g_strdup_printf ("%s:", g_get_user_name ());
  g_autofree char *number = g_strdup_printf ("%u:", (guint) geteuid ());
  g_auto(GStrv) lines = NULL;

  if (belay_step_down_is_due ())
    return TRUE;

  if (!g_file_get_contents ("/etc/subuid", &text, NULL, NULL))
    return FALSE;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, name) || g_str_has_prefix (*line, number))
      return TRUE;

  return FALSE;
}

char *
belay_image_build_lacks (void)
{
  g_autoptr(GString) packages = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (access (needs[i].program, X_OK) != 0)
      g_string_append_printf (packages, " %s", needs[i].package);

  if (packages->len > 0)
    return g_strdup_printf ("sudo apt install%s", packages->str);

  if (!has_subordinate_ids ())
    return g_strdup_printf ("sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 %s", g_get_user_name ());

  return NULL;
}

static gboolean
check (const char  *directory,
       GError     **error)
{
  g_autofree char *lacks = belay_image_build_lacks ();
  struct statvfs room;

  if (lacks != NULL)
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                 /* Translators: %s is a command. */
                 _("Something is missing here to make an image. Add it with “%s”."), lacks);
  else if (statvfs (directory, &room) == 0 && (guint64) room.f_bavail * room.f_frsize < LEAST_ROOM)
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                 /* Translators: %s is a path. */
                 _("Making an image takes 5 GB in %s, and there is less."), directory);
  else
    return TRUE;

  return FALSE;
}

/* The sources of packages: those of Debian that apt uses here, wherever they are mirrored. @suite: (out) the first one's. */
static char *
find_sources (char   **suite,
              GError **error)
{
  static const char * const argv[] = { "apt-get", "indextargets", "--format", "deb $(SITE) $(RELEASE) $(COMPONENT)",
                                       "Created-By: Packages", "Origin: Debian", NULL };
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                      error);
  g_autofree char *text = NULL;
  g_auto(GStrv) words = NULL;

  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, error))
    return NULL;

  words = g_strsplit_set (text != NULL ? text : "", " \n", 4);

  if (g_strv_length (words) < 3)
    {
      g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                           _("apt knows no Debian here from which an image could be made. If this is Debian, run “sudo apt "
                             "update”."));
      return NULL;
    }

  *suite = g_strdup (words[2]);

  return g_steal_pointer (&text);
}

/* What goes into the machine. */

static gboolean
is_shared (const char *path)
{
  for (gsize i = 0; shared[i] != NULL; i++)
    if (g_str_has_prefix (path, shared[i]))
      return TRUE;

  return FALSE;
}

static gboolean
write_resource (const char  *resource,
                const char  *path,
                GError     **error)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *parent = g_path_get_dirname (path);
  gboolean runs = g_str_has_suffix (path, ".sh") || strstr (path, "/bin/") != NULL;

  return bytes != NULL && g_mkdir_with_parents (parent, 0755) == 0 &&
         g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_NONE,
                                   runs ? 0755 : 0644, error);
}

/* All of @top/@path, below @directory; of the container's profile only what is shared. */
static gboolean
write_resources (const char  *top,
                 const char  *path,
                 const char  *directory,
                 GError     **error)
{
  g_autofree char *resource = g_strconcat (top, path, NULL);
  g_auto(GStrv) names = g_resources_enumerate_children (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (names == NULL)
    return FALSE;

  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *below = g_strconcat (path, *name, NULL);
      g_autofree char *from = g_strconcat (top, below, NULL);
      g_autofree char *to = g_build_filename (directory, below, NULL);

      if (g_str_equal (from, BUILD) || (g_str_equal (top, PROFILE) && !g_str_has_suffix (below, "/") && !is_shared (below)))
        continue;

      if (!(g_str_has_suffix (below, "/") ? write_resources (top, below, directory, error) : write_resource (from, to, error)))
        return FALSE;
    }

  return TRUE;
}

/* Running it. */

static gboolean
map_ids (pid_t       pid,
         const char *name)
{
  char path[64], text[64];
  int fd, length;

  snprintf (path, sizeof path, "/proc/%d/%s", (int) pid, name);
  length = snprintf (text, sizeof text, "0 %u %u", FIRST_ID, N_IDS);
  fd = open (path, O_WRONLY | O_CLOEXEC);

  return fd >= 0 && write (fd, text, length) == length;
}

/* Between fork and exec, when the program is root: root of what follows is root of a namespace, and nobody outside. */
static void
leave_root (gpointer user_data)
{
  pid_t self = getpid (), child;
  int ready[2], status;
  char byte;

  if (pipe2 (ready, O_CLOEXEC) != 0 || (child = fork ()) < 0)
    _exit (127);

  if (child == 0)
    {
      close (ready[1]);
      _exit (read (ready[0], &byte, 1) == 0 && map_ids (self, "uid_map") && map_ids (self, "gid_map") ? 0 : 1);
    }

  if (unshare (CLONE_NEWUSER) != 0)
    _exit (127);

  close (ready[1]);

  if (waitpid (child, &status, 0) != child || status != 0 || setgroups (0, NULL) != 0 || setresgid (0, 0, 0) != 0 ||
      setresuid (0, 0, 0) != 0)
    _exit (127);
}

static GSubprocess *
spawn (const char  *directory,
       const char  *sources,
       const char  *suite,
       guint        gigabytes,
       GError     **error)
{
  static const char * const as_root[] = { "/usr/bin/unshare", "--mount", "--pid", "--fork", "--kill-child", "--",
                                          "/bin/sh", "build.sh", NULL };
  gboolean root = belay_step_down_is_due ();
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *path = g_build_filename (directory, "sources", NULL);
  g_autofree char *size = g_strdup_printf ("SIZE=%uG", gigabytes);
  g_autofree char *name = g_strdup_printf ("SUITE=%s", suite);
  g_autofree char *home = g_strdup_printf ("HOME=%s", root ? "/" : g_get_home_dir ());
  const char *environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "TMPDIR=/var/tmp",
                                root ? "MODE=root" : "MODE=unshare", size, name, home, NULL };

  if (!g_file_set_contents_full (path, sources, -1, G_FILE_SET_CONTENTS_NONE, 0644, error))
    return NULL;

  if (root)
    g_subprocess_launcher_set_child_setup (launcher, leave_root, NULL, NULL);

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  g_subprocess_launcher_set_cwd (launcher, directory);
  g_subprocess_launcher_set_stdin_file_path (launcher, path);

  return g_subprocess_launcher_spawnv (launcher, root ? as_root : as_root + 6, error);
}

/* Passes on what it says, and remembers the end of it. */
static void
follow (GSubprocess        *process,
        GQueue             *last,
        BelayImageProgress  progress,
        gpointer            user_data)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  BelayImageStage stage = BELAY_IMAGE_STAGE_PACKAGES;
  char *raw;

  while ((raw = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      char *line = g_utf8_make_valid (raw, -1);

      g_free (raw);

      if (g_str_equal (line, "@ disk"))
        stage = BELAY_IMAGE_STAGE_DISK;
      else if (g_str_equal (line, "@ compress"))
        stage = BELAY_IMAGE_STAGE_COMPRESS;

      progress (stage, *line == '@' ? NULL : line, user_data);
      g_queue_push_tail (last, line);
      if (g_queue_get_length (last) > LAST_LINES)
        g_free (g_queue_pop_head (last));
    }
}

static gboolean
run (const char          *directory,
     guint                gigabytes,
     BelayImageProgress   progress,
     gpointer             user_data,
     GError             **error)
{
  g_autofree char *suite = NULL;
  g_autofree char *sources = find_sources (&suite, error);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GString) said = g_string_new (NULL);
  GQueue last = G_QUEUE_INIT;
  gboolean done;
  char *line;

  if (sources == NULL || (process = spawn (directory, sources, suite, gigabytes, error)) == NULL)
    return FALSE;

  follow (process, &last, progress, user_data);
  done = g_subprocess_wait (process, NULL, NULL) && g_subprocess_get_successful (process);

  while ((line = g_queue_pop_head (&last)) != NULL)
    {
      g_string_append_printf (said, "\n  %s", line);
      g_free (line);
    }

  if (!done)
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                 /* Translators: %s is what programs said last, in English, in lines of their own. */
                 _("The image could not be made. What was said last:%s"), said->str);

  return done;
}

/* Placing it. */

static gboolean
run_quietly (const char * const  *argv,
             GError             **error)
{
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, error);

  return process != NULL && g_subprocess_wait_check (process, NULL, error);
}

static gboolean
own (const char  *directory,
     const char  *owner,
     GError     **error)
{
  const char *argv[] = { "/usr/bin/chown", "-R", "-h", owner, directory, NULL };

  return !belay_step_down_is_due () || run_quietly (argv, error);
}

static gboolean
place (BelayImage  *image,
       const char  *directory,
       GError     **error)
{
  g_autofree char *old = g_strconcat (directory, ".old", NULL);
  const char *open_up[] = { "/usr/bin/chmod", "-R", "a+rX,go-w", directory, NULL };
  const char *remove[] = { "/usr/bin/rm", "-rf", "--one-file-system", old, NULL };

  if (!own (directory, "0:0", error) || !run_quietly (open_up, error))
    return FALSE;

  if ((g_rename (image->directory, old) != 0 && errno != ENOENT) || g_rename (directory, image->directory) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", image->directory, g_strerror (errno));
      return FALSE;
    }

  return run_quietly (remove, error);
}

gboolean
belay_image_build (BelayImage          *image,
                   guint                gigabytes,
                   BelayImageProgress   progress,
                   gpointer             user_data,
                   GError             **error)
{
  g_autofree char *parent = g_path_get_dirname (image->directory);
  g_autofree char *hidden = g_strdup_printf (".%s.build", image->name);
  g_autofree char *directory = g_build_filename (parent, hidden, NULL);
  g_autofree char *files = g_build_filename (directory, "files", NULL);
  g_autofree char *script = g_build_filename (directory, "build.sh", NULL);
  g_autofree char *ids = g_strdup_printf ("%u:%u", FIRST_ID, FIRST_ID);

  if (g_mkdir_with_parents (files, 0755) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", files, g_strerror (errno));
      return FALSE;
    }

  if (!check (directory, error) || !own (directory, "0:0", error))
    return FALSE;

  progress (BELAY_IMAGE_STAGE_PACKAGES, NULL, user_data);

  return write_resource (BUILD, script, error) && write_resources (PROFILE, "/", files, error) &&
         write_resources (MACHINE, "/", files, error) && own (directory, ids, error) &&
         run (directory, gigabytes, progress, user_data, error) && place (image, directory, error);
}
