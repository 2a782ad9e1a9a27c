/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside.h"

#include <sys/fsuid.h>
#include <unistd.h>

#include "process-tree.h"
#include "screen-peer.h"

#define STEP_DOWN_ID 61999      /* whom a sandbox of root's runs as */
#define WAIT_USEC    (40 * G_USEC_PER_SEC)

/* Root is nobody in there and could make no file: as the user that the container runs as. */
static void
put (const char *path,
     const char *script)
{
  g_autofree char *whole = g_strdup_printf ("exec >$HOME/found.part 2>&1\n%s\ncd\nmv found.part found\n", script);
  g_autoptr(GError) error = NULL;

  if (geteuid () == 0)
    {
      setfsgid (STEP_DOWN_ID);
      setfsuid (STEP_DOWN_ID);
    }

  g_file_set_contents_full (path, whole, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  setfsuid (geteuid ());
  setfsgid (getegid ());
  g_assert_no_error (error);
}

char *
inside_run (GSocketConnectable *address,
            const char         *script)
{
  static const guint32 terminal[] = { 0xffe3, 0xffe9, 't' };    /* Control, Alt: a shortcut of the desktop */
  g_autoptr(GArray) processes = process_tree_below (getpid ());
  g_autofree char *home = g_strdup_printf ("/proc/%d/root/home/agent", process_tree_find (processes, "openbox"));
  g_autofree char *path = g_build_filename (home, "probe", NULL);
  g_autofree char *found = g_build_filename (home, "found", NULL);
  g_autofree char *part = g_build_filename (home, "found.part", NULL);
  g_autoptr(GSocketConnection) peer = NULL;
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;
  char *text = NULL;
  int width, height;

  put (path, script);
  peer = screen_peer_connect (address, &width, &height);
  screen_peer_chord (peer, terminal, G_N_ELEMENTS (terminal));

  /* Keys go astray until the window manager has given the terminal the focus. */
  for (guint i = 0; !g_file_get_contents (found, &text, NULL, NULL); i++)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);

      if (i % 50 == 0 && !g_file_test (part, G_FILE_TEST_EXISTS))
        screen_peer_type (peer, "bash probe\n");

      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }

  return text;
}
