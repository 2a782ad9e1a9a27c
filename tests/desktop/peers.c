/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peers.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

struct _Peer
{
  GSubprocess      *process;
  GDataInputStream *lines;
  GCancellable     *cancellable;
  GPtrArray        *said;
  gboolean          reading;
};

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Peer *self = user_data;
  char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      self->reading = FALSE;
      return;
    }

  if (g_getenv ("PEERS_DEBUG") != NULL)
    g_printerr ("# %s\n", line);
  g_ptr_array_add (self->said, line);
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, on_line, self);
}

/* A test that crashes leaves nobody behind. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

Peer *
peer_start (const char * const *argv,
            const char         *display)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GError) error = NULL;
  Peer *self = g_new0 (Peer, 1);

  if (display != NULL)
    g_subprocess_launcher_setenv (launcher, "DISPLAY", display, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);

  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);

  self->said = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->reading = TRUE;
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, on_line, self);

  return self;
}

/* A Python script of this folder, with arguments. */
Peer *
peer_start_script (const char *name,
                   ...)
{
  g_autofree char *path = g_build_filename (g_getenv ("BELAY_TEST_SRCDIR"), "desktop", name, NULL);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, (gpointer) "python3");
  g_ptr_array_add (argv, path);
  va_start (args, name);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  return peer_start ((const char * const *) argv->pdata, NULL);
}

void
peer_stop (Peer *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_cancellable_cancel (self->cancellable);
  while (self->reading)
    g_main_context_iteration (NULL, TRUE);

  g_clear_object (&self->lines);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->said);
  g_free (self);
}

int
peer_get_pid (Peer *self)
{
  return atoi (g_subprocess_get_identifier (self->process));
}

void
peer_write (Peer       *self,
            const char *format,
            ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL,
                                            NULL, NULL));
}

static char *
find_line (Peer       *self,
           const char *prefix)
{
  for (guint i = 0; i < self->said->len; i++)
    {
      if (g_str_has_prefix (self->said->pdata[i], prefix))
        return self->said->pdata[i];
    }

  return NULL;
}

gboolean
peer_has_said (Peer       *self,
               const char *prefix)
{
  return find_line (self, prefix) != NULL;
}

/* Waits for a line that begins so. Returns the rest of it, owned by the peer. */
char *
peer_expect (Peer       *self,
             const char *prefix)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint tick = g_timeout_add (5, wait_tick, NULL);
  char *line;

  while ((line = find_line (self, prefix)) == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);

  if (line == NULL)
    g_error ("In vain waited for the line “%s”", prefix);

  return line + strlen (prefix);
}

/* Forgets what has been said. */
void
peer_forget (Peer *self)
{
  g_ptr_array_set_size (self->said, 0);
}

char *
make_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("belay-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

void
remove_folder (char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }

  g_rmdir (folder);
  g_free (folder);
}

/* No server chooses a port by itself. This one was free a moment ago. */
static int
find_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  close (fd);

  return ntohs (address.sin_port);
}

/* With more arguments; "-rfbport", "" means a port on the loopback. */
XServer *
x_server_start (const char *argument,
                ...)
{
  XServer *self = g_new0 (XServer, 1);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  va_list args;

  self->folder = make_folder ();
  self->socket = g_build_filename (self->folder, "vnc.sock", NULL);

  for (const char * const *p = (const char * const[]) { "Xtigervnc", "-displayfd", "1", "-geometry", "1280x800",
         "-depth", "24", "-Log", "*:stderr:0", "-nolisten", "tcp", "-localhost", "-rfbunixpath", NULL }; *p != NULL; p++)
    g_ptr_array_add (argv, g_strdup (*p));
  g_ptr_array_add (argv, g_strdup (self->socket));

  va_start (args, argument);
  for (const char *p = argument; p != NULL; p = va_arg (args, const char *))
    {
      if (*p == '\0')
        self->port = find_port ();
      g_ptr_array_add (argv, *p == '\0' ? g_strdup_printf ("%d", self->port) : g_strdup (p));
    }
  va_end (args);
  if (self->port == 0)
    {
      g_ptr_array_add (argv, g_strdup ("-rfbport"));
      g_ptr_array_add (argv, g_strdup ("-1"));
    }
  g_ptr_array_add (argv, NULL);

  self->server = peer_start ((const char * const *) argv->pdata, NULL);
  self->display = g_strconcat (":", peer_expect (self->server, ""), NULL);

  return self;
}

void
x_server_stop (XServer *self)
{
  /* It removes its files if it is asked to end, not if it is killed. */
  g_subprocess_send_signal (self->server->process, SIGCONT);
  g_subprocess_send_signal (self->server->process, SIGTERM);
  g_subprocess_wait (self->server->process, NULL, NULL);
  peer_stop (self->server);
  g_free (self->display);
  g_free (self->socket);
  remove_folder (self->folder);
  g_free (self);
}

gboolean
wait_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
run_for (double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint tick = g_timeout_add (5, wait_tick, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}
