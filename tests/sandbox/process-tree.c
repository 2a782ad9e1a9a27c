/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process-tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AWAIT_SECONDS 10

/* Of /proc/PID/stat, see proc(5). FALSE if there is no such process, or only what is left of one. */
static gboolean
read_process (int      pid,
              int     *parent,
              Process *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *open_paren, *close_paren;
  char state;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  open_paren = strchr (text, '(');
  close_paren = strrchr (text, ')');
  g_assert_true (open_paren != NULL && close_paren != NULL);

  process->pid = pid;
  g_strlcpy (process->name, open_paren + 1, MIN (sizeof process->name, (gsize) (close_paren - open_paren)));
  g_assert_cmpint (sscanf (close_paren + 2, "%c %d", &state, parent), ==, 2);

  return state != 'Z' && state != 'X';
}

static gboolean
is_child_of_one (GArray *found,
                 int     parent,
                 int     root)
{
  gboolean is_child = parent == root;

  for (guint i = 0; i < found->len && !is_child; i++)
    is_child = g_array_index (found, Process, i).pid == parent;

  return is_child;
}

/* All descendants of @pid; of Process, to be freed. */
GArray *
process_tree_below (int pid)
{
  GArray *found = g_array_new (FALSE, TRUE, sizeof (Process));
  guint before;

  /* A child may have a smaller number than its parent: until nothing more is found. */
  do
    {
      g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
      const char *name;

      before = found->len;

      while ((name = g_dir_read_name (dir)) != NULL)
        {
          Process process = { 0 };
          int parent = 0;
          gboolean is_known = FALSE;

          if (!g_ascii_isdigit (*name) || !read_process (atoi (name), &parent, &process))
            continue;

          for (guint i = 0; i < found->len && !is_known; i++)
            is_known = g_array_index (found, Process, i).pid == process.pid;

          if (!is_known && is_child_of_one (found, parent, pid))
            g_array_append_val (found, process);
        }
    }
  while (found->len > before);

  return found;
}

/* The number of a process of that name, 0 if there is none. */
int
process_tree_find (GArray     *processes,
                   const char *name)
{
  for (guint i = 0; i < processes->len; i++)
    if (g_str_equal (g_array_index (processes, Process, i).name, name))
      return g_array_index (processes, Process, i).pid;

  return 0;
}

/* Runs the main loop until @pid has no descendants. Where it is a subreaper, orphans are its own. */
void
process_tree_await_none (int pid)
{
  gint64 deadline = g_get_monotonic_time () + AWAIT_SECONDS * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr(GArray) processes = process_tree_below (pid);

      if (processes->len == 0)
        return;

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}
