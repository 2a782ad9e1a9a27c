/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-peer.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PATIENCE 30             /* seconds: a busy machine, not a slow program */

gboolean
desktop_peer_is_possible (void)
{
  static const char *const programs[] = { "Xtigervnc", "xterm", "xev", "stdbuf" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        {
          g_autofree char *message = g_strdup_printf ("%s is not installed", programs[i]);

          g_test_skip (message);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
on_late (gpointer user_data)
{
  g_error ("This took longer than %d s", PATIENCE);

  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
desktop_peer_until (DesktopPeerTest test,
                    gpointer        user_data)
{
  guint late = g_timeout_add_seconds (PATIENCE, on_late, NULL);
  guint tick = g_timeout_add (5, on_tick, NULL);        /* files grow without waking anybody */

  while (!test (user_data))
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (tick);
  g_source_remove (late);
}

static gboolean
is_past (gpointer user_data)
{
  return g_get_monotonic_time () >= *(gint64 *) user_data;
}

void
desktop_peer_for (guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64) ms * 1000;

  desktop_peer_until (is_past, &end);
}

static char *
read_line (int fd)
{
  GString *line = g_string_new (NULL);
  char c;

  while (read (fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);

  return g_string_free (line, FALSE);
}

/* In the child: a test that fails leaves nothing behind either. */
static void
end_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
desktop_peer_start (DesktopPeer *self)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *geometry = g_strdup_printf ("%dx%d", DESKTOP_PEER_WIDTH, DESKTOP_PEER_HEIGHT);
  g_autofree char *number = NULL;
  g_autoptr(GError) error = NULL;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, &error));
  g_subprocess_launcher_take_fd (launcher, fds[1], 3);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);

  /* "-r": keys that are held do not repeat, so that events can be counted. */
  g_clear_object (&self->server);
  self->server = g_subprocess_launcher_spawn (launcher, &error, "Xtigervnc", "-displayfd", "3", "-geometry", geometry,
                                              "-depth", "24", "-rfbport", "-1", "-rfbunixpath", self->socket,
                                              "-SecurityTypes", "None", "-AlwaysShared", "-nolisten", "tcp", "-noreset",
                                              "-ac", "-r", NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher);

  number = read_line (fds[0]);
  close (fds[0]);
  g_assert_cmpstr (number, !=, "");
  g_free (self->display);
  self->display = g_strconcat (":", number, NULL);
}

static void
end (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

void
desktop_peer_kill (DesktopPeer *self)
{
  for (guint i = 0; i < self->programs->len; i++)
    end (self->programs->pdata[i]);

  g_ptr_array_set_size (self->programs, 0);
  end (self->server);
  g_unlink (self->socket);
}

DesktopPeer *
desktop_peer_new (void)
{
  DesktopPeer *self = g_new0 (DesktopPeer, 1);
  g_autoptr(GError) error = NULL;

  self->dir = g_dir_make_tmp ("belay-desktop-XXXXXX", &error);
  g_assert_no_error (error);
  self->socket = g_build_filename (self->dir, "vnc", NULL);
  self->programs = g_ptr_array_new_with_free_func (g_object_unref);
  desktop_peer_start (self);

  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }

  g_remove (path);
}

void
desktop_peer_free (DesktopPeer *self)
{
  desktop_peer_kill (self);
  remove_tree (self->dir);
  g_clear_object (&self->server);
  g_ptr_array_unref (self->programs);
  g_free (self->display);
  g_free (self->socket);
  g_free (self->dir);
  g_free (self);
}

GSubprocess *
desktop_peer_run (DesktopPeer       *self,
                  const char        *output,
                  const char *const *argv)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = g_build_filename (self->dir, output, NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  g_subprocess_launcher_set_stdout_file_path (launcher, path);
  g_subprocess_launcher_set_cwd (launcher, self->dir);
  g_subprocess_launcher_setenv (launcher, "DISPLAY", self->display, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", self->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);

  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->programs, process);

  return process;
}

char *
desktop_peer_read (DesktopPeer *self,
                   const char  *output)
{
  g_autofree char *path = g_build_filename (self->dir, output, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

static gboolean
is_live (gpointer user_data)
{
  const GError *error = belay_screen_get_error (user_data);

  if (belay_screen_get_state (user_data) == BELAY_SCREEN_FAILED)
    g_assert_no_error (error);

  return belay_screen_get_state (user_data) == BELAY_SCREEN_LIVE && belay_screen_get_frame (user_data) != NULL;
}

BelayScreen *
desktop_peer_open (DesktopPeer *self)
{
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (self->socket);
  BelayScreen *screen = belay_screen_new (G_SOCKET_CONNECTABLE (address));

  belay_screen_open (screen);
  desktop_peer_until (is_live, screen);

  return screen;
}
