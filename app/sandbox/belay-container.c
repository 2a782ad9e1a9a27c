/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-container.h"

#include <string.h>

#include "belay-bubblewrap-command.h"

/* Which of belay_probe_checks. */
enum
{
  FILES,
  PROCESSES,
  PRIVILEGES,
  ENVIRONMENT,
  DIRECT = 7,
};

#define MAX_FILE (1024 * 1024)  /* bytes of one in /proc */

/* (transfer full) (nullable): the lines of a file of @process; NULL: this machine does not let one look. */
static GStrv
read_lines (pid_t       process,
            const char *name,
            char        separator)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int) process, name);
  g_autofree char *text = NULL;
  char delimiter[] = { '\n', '\0' };
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > MAX_FILE)
    return NULL;

  for (gsize i = 0; separator == '\0' && i < length; i++)
    text[i] = text[i] != '\0' ? text[i] : '\n';

  return g_strsplit (text, delimiter, -1);
}

/* Files. */

/* A line of mountinfo, see proc(5): the third field is the file system's device, the fifth where it is, the sixth how. */
static gboolean
parse_mount (const char *line,
             char      **device,
             char      **place,
             gboolean   *writable)
{
  g_auto(GStrv) fields = g_strsplit (line, " ", 7);

  if (g_strv_length (fields) < 7)
    return FALSE;

  *device = g_strdup (fields[2]);
  *place = g_strcompress (fields[4]);
  *writable = g_str_equal (fields[5], "rw") || g_str_has_prefix (fields[5], "rw,");

  return TRUE;
}

/* (transfer full) (nullable): the devices of this program's own mounts. */
static GHashTable *
list_devices (void)
{
  g_auto(GStrv) lines = read_lines (getpid (), "mountinfo", '\n');
  GHashTable *devices = lines != NULL ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL;

  for (char **line = lines; line != NULL && *line != NULL; line++)
    {
      g_autofree char *place = NULL;
      char *device;
      gboolean writable;

      if (parse_mount (*line, &device, &place, &writable))
        g_hash_table_add (devices, device);
    }

  return devices;
}

/* The nodes that bubblewrap makes of this computer's: they are nobody's files. */
static gboolean
is_harmless_node (const char *place)
{
  static const char * const nodes[] = { "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty",
                                        "/dev/console", NULL };

  return g_strv_contains (nodes, place);
}

/* What the container shares with this computer must be what it was given, and not to write. */
static char *
inspect_files (pid_t process)
{
  g_auto(GStrv) lines = read_lines (process, "mountinfo", '\n');
  g_autoptr(GHashTable) devices = list_devices ();

  for (char **line = lines; line != NULL && devices != NULL && *line != NULL; line++)
    {
      g_autofree char *device = NULL;
      g_autofree char *place = NULL;
      gboolean writable;

      if (!parse_mount (*line, &device, &place, &writable) || !g_hash_table_contains (devices, device) ||
          is_harmless_node (place))
        continue;

      if (!belay_bubblewrap_binds (place))
        return g_steal_pointer (&place);
      if (writable)
        return g_strdup_printf ("%s, to write", place);
    }

  return NULL;
}

/* Namespaces. */

static gboolean
shares_namespace (pid_t       process,
                  const char *name)
{
  g_autofree char *theirs_path = g_strdup_printf ("/proc/%d/ns/%s", (int) process, name);
  g_autofree char *ours_path = g_strdup_printf ("/proc/self/ns/%s", name);
  g_autofree char *theirs = g_file_read_link (theirs_path, NULL);
  g_autofree char *ours = g_file_read_link (ours_path, NULL);

  return theirs == NULL || g_strcmp0 (theirs, ours) == 0;
}

static char *
inspect_processes (pid_t process)
{
  static const char * const namespaces[] = { "pid", "ipc", "uts", "mnt", "user" };

  for (gsize i = 0; i < G_N_ELEMENTS (namespaces); i++)
    {
      if (shares_namespace (process, namespaces[i]))
        return g_strdup_printf ("the “%s” namespace of this computer", namespaces[i]);
    }

  return NULL;
}

/* Interfaces and routes, as the process has them. */
static char *
inspect_network (pid_t process)
{
  g_auto(GStrv) interfaces = read_lines (process, "net/dev", '\n');
  g_auto(GStrv) routes = read_lines (process, "net/route", '\n');

  if (shares_namespace (process, "net"))
    return g_strdup ("the network of this computer");

  /* Two lines of headings. */
  for (guint i = 2; interfaces != NULL && i < g_strv_length (interfaces); i++)
    {
      const char *name = g_strstrip (interfaces[i]);

      if (*name != '\0' && !g_str_has_prefix (name, "lo:"))
        return g_strndup (name, strcspn (name, ":"));
    }

  if (routes != NULL && g_strv_length (routes) > 1 && *routes[1] != '\0')
    return g_strdup ("a route");

  return NULL;
}

/* Privileges and environment. */

static char *
inspect_privileges (pid_t process)
{
  g_auto(GStrv) lines = read_lines (process, "status", '\n');
  guint n_seen = 0;

  for (char **line = lines; line != NULL && *line != NULL; line++)
    {
      const char *value = strchr (*line, '\t');

      if (value == NULL)
        continue;
      value++;

      /* Real, effective, saved: never root's out here. */
      if (g_str_has_prefix (*line, "Uid:") && (g_str_has_prefix (value, "0\t") || strstr (value, "\t0") != NULL))
        return g_strdup ("root");
      if (g_str_has_prefix (*line, "NoNewPrivs:") && !g_str_equal (value, "1"))
        return g_strdup ("gaining privileges");
      if (g_str_has_prefix (*line, "Seccomp:") && !g_str_equal (value, "2"))
        return g_strdup ("system calls without a filter");

      n_seen += g_str_has_prefix (*line, "Uid:") || g_str_has_prefix (*line, "NoNewPrivs:") ||
                g_str_has_prefix (*line, "Seccomp:");
    }

  return n_seen >= 3 ? NULL : g_strdup ("a process that is gone");
}

static char *
inspect_environment (pid_t process)
{
  g_auto(GStrv) variables = read_lines (process, "environ", '\0');

  for (char **variable = variables; variable != NULL && *variable != NULL; variable++)
    {
      g_autofree char *name = g_strndup (*variable, strcspn (*variable, "="));

      if (*name != '\0' && !belay_bubblewrap_gives (name))
        return g_strdup_printf ("the variable %s", name);
    }

  return NULL;
}

gboolean
belay_container_inspect (pid_t               process,
                         BelayContainerFound found,
                         gpointer            user_data)
{
  const struct { guint check; char * (* inspect) (pid_t process); } all[] = {
    { FILES, inspect_files },
    { PROCESSES, inspect_processes },
    { PRIVILEGES, inspect_privileges },
    { ENVIRONMENT, inspect_environment },
    { DIRECT, inspect_network },
  };
  g_auto(GStrv) readable = NULL;

  g_return_val_if_fail (process > 0, FALSE);

  readable = read_lines (process, "environ", '\0');
  if (readable == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *problem = all[i].inspect (process);

      found (all[i].check, problem, user_data);
    }

  return TRUE;
}

gboolean
belay_container_inspect_machine (pid_t               process,
                                 BelayContainerFound found,
                                 gpointer            user_data)
{
  g_autofree char *network = NULL;
  g_autofree char *privileges = NULL;

  g_return_val_if_fail (process > 0, FALSE);

  network = inspect_network (process);
  privileges = inspect_privileges (process);
  found (DIRECT, network, user_data);
  found (PRIVILEGES, privileges, user_data);

  return TRUE;
}
