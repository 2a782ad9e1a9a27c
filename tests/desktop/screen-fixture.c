/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* THE SCREEN */

BelayScreen *
screen_on (const char *path)
{
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);

  return belay_screen_new (G_SOCKET_CONNECTABLE (address));
}

BelayScreen *
screen_on_port (int port)
{
  g_autoptr(GSocketConnectable) address = g_network_address_new ("127.0.0.1", (guint16) port);

  return belay_screen_new (address);
}

gboolean
is_live (BelayScreen *screen)
{
  return belay_screen_get_state (screen) == BELAY_SCREEN_LIVE;
}

BelayScreen *
open_live (const char *path)
{
  BelayScreen *screen = screen_on (path);

  belay_screen_open (screen);
  wait_until (is_live (screen), 20);

  return screen;
}

guint32
pixel (BelayScreen *screen,
       int          x,
       int          y)
{
  BelayFrame *frame = belay_screen_get_frame (screen);
  guint32 value = 0;

  if (frame != NULL && x < belay_frame_get_width (frame) && y < belay_frame_get_height (frame))
    belay_frame_read (frame, &(BelayRect) { x, y, 1, 1 }, (guint8 *) &value, 4);

  return value;
}

int
get_width (BelayScreen *screen)
{
  BelayFrame *frame = belay_screen_get_frame (screen);

  return frame != NULL ? belay_frame_get_width (frame) : 0;
}

void
count (gpointer user_data)
{
  (*(int *) user_data)++;
}

void
keep_text (BelayScreen *screen,
           const char  *text,
           gpointer     user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <=, 65536);
  g_ptr_array_add (user_data, g_strdup (text));
}

/* Helpers that are alive and ours, the oldest first. Zombies do not count: they are reaped in their own time. */
GArray *
list_helpers (void)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
      g_autofree char *stat = NULL;
      int pid, parent;
      char comm[64], state;

      if (g_file_get_contents (path, &stat, NULL, NULL) &&
          sscanf (stat, "%d (%63[^)]) %c %d", &pid, comm, &state, &parent) == 4 &&
          parent == getpid () && state != 'Z' && strcmp (comm, "belay-screen") == 0)
        g_array_append_val (pids, pid);
    }

  return pids;
}

guint
count_helpers (void)
{
  g_autoptr(GArray) pids = list_helpers ();

  return pids->len;
}

int
only_helper (void)
{
  g_autoptr(GArray) pids = list_helpers ();

  g_assert_cmpuint (pids->len, ==, 1);

  return g_array_index (pids, int, 0);
}

guint
count_descriptors (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* THE LONGEST TURN OF THE MAIN LOOP, in processor time: this machine may have other things to do. */

double longest_turn;

static double
processor_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

static int
measured_poll (GPollFD *fds,
               guint    n_fds,
               int      timeout)
{
  static double woken;
  double now = processor_ms ();
  int result;

  if (woken != 0)
    longest_turn = MAX (longest_turn, now - woken);
  result = g_poll (fds, n_fds, timeout);
  woken = processor_ms ();

  return result;
}

XServer *
start_server (void)
{
  return x_server_start ("-SecurityTypes", "None", NULL);
}

/* A SERVER THAT DOES WHAT IT IS TOLD: fake_rfb.py */

void
fake_start (Fake       *self,
            const char *tcp)
{
  self->folder = make_folder ();
  self->peer = tcp != NULL ? peer_start_script ("fake_rfb.py", self->folder, "--tcp", tcp, NULL)
                           : peer_start_script ("fake_rfb.py", self->folder, NULL);
  peer_expect (self->peer, "ready");
}

void
fake_stop (Fake *self)
{
  peer_stop (self->peer);
  remove_folder (self->folder);
}

BelayScreen *
fake_screen (Fake       *self,
             const char *scenario)
{
  g_autofree char *name = g_strconcat (scenario, ".sock", NULL);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  BelayScreen *screen = screen_on (path);

  belay_screen_open (screen);

  return screen;
}

BelayScreen *
fake_tcp_screen (Fake       *self,
                 const char *scenario)
{
  g_autofree char *prefix = g_strdup_printf ("port %s ", scenario);
  BelayScreen *screen = screen_on_port (atoi (peer_expect (self->peer, prefix)));

  belay_screen_open (screen);

  return screen;
}

/* From now on, longest_turn is kept. */
void
measure_turns (void)
{
  g_main_context_set_poll_func (NULL, measured_poll);
}
