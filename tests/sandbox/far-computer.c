/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "far-computer.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-step-down.h"

static char *folder;            /* of the other computer */
static GSubprocess *far;        /* it, as long as it is switched on */
static char *data;              /* where this one keeps what it has of machines */
static guint port;

static guint
find_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  close (fd);

  return ntohs (address.sin_port);
}

char *
far_computer_run (const char *command)
{
  g_autofree char *ssh = g_build_filename (folder, "bin", "ssh", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, ssh,
                                                     "-o", "BatchMode=yes", "far", command, NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);

  return output;
}

void
far_computer_switch_on (void)
{
  g_autofree char *script = g_build_filename (g_getenv ("BELAY_TEST_SRCDIR"), "sandbox", "far-host.sh", NULL);
  g_autofree char *ssh = g_build_filename (folder, "bin", "ssh", NULL);
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *uid = g_strdup_printf ("%u", belay_step_down_is_due () ? BELAY_STEP_DOWN_ID : (guint) getuid ());
  g_autoptr(GError) error = NULL;

  far = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &error, script, folder, number, uid, NULL);
  g_assert_no_error (error);

  for (int i = 0; i < 200; i++)
    {
      g_autofree char *output = NULL;

      g_usleep (50 * 1000);
      if (g_file_test (ssh, G_FILE_TEST_IS_EXECUTABLE))
        output = far_computer_run ("echo here");
      if (g_strcmp0 (output, "here\n") == 0)
        return;
    }

  g_error ("The other computer does not come up.");
}

void
far_computer_switch_off (void)
{
  if (far == NULL)
    return;

  g_output_stream_close (g_subprocess_get_stdin_pipe (far), NULL, NULL);
  g_subprocess_wait (far, NULL, NULL);
  g_clear_object (&far);
}

void
far_computer_define (const char *libvirt,
                     const char *xml)
{
  g_autofree char *path = g_build_filename (folder, "home", "domain.xml", NULL);
  g_autofree char *command = g_strdup_printf ("virsh --quiet --connect '%s' define ~/domain.xml 2>&1", libvirt);
  g_autofree char *output = NULL;

  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  output = far_computer_run (command);
  g_test_message ("%s", output);
}

const char *
far_computer_get_folder (void)
{
  return folder;
}

guint
far_computer_get_port (void)
{
  return port;
}

static gboolean
is_here (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  return path != NULL || g_file_test (program, G_FILE_TEST_IS_EXECUTABLE);
}

gboolean
far_computer_can_be (void)
{
  static const char * const needed[] = { "/usr/sbin/sshd", "ssh", "virsh", "bwrap", "/usr/sbin/libvirtd", "qemu-system-x86_64" };

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!is_here (needed[i]))
      {
        g_print ("1..0 # SKIP %s is not here\n", needed[i]);
        return FALSE;
      }

  return TRUE;
}

static void
ignore (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
}

void
far_computer_set_up (void)
{
  g_autofree char *bin = NULL;
  g_autofree char *path = NULL;

  g_log_set_handler ("libvirt-glib", G_LOG_LEVEL_DEBUG, ignore, NULL);
  folder = g_strdup ("/tmp/bfXXXXXX");
  data = g_strdup ("/tmp/bdXXXXXX");
  g_assert_nonnull (g_mkdtemp_full (folder, 0755));
  g_assert_nonnull (g_mkdtemp_full (data, 0755));
  bin = g_build_filename (folder, "bin", NULL);
  path = g_strdup_printf ("%s:%s", bin, g_getenv ("PATH"));
  g_setenv ("PATH", path, TRUE);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  port = find_port ();
  far_computer_switch_on ();
}

void
far_computer_tear_down (void)
{
  const char *argv[] = { "/usr/bin/rm", "-rf", folder, data, NULL };

  far_computer_switch_off ();
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL));
}
