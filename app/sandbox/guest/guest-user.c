/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"

#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Below are those of services, such as the one that asks who logs in; above is nobody. */
#define FIRST_UID 1000
#define LAST_UID  65533

#define MAX_FILE (256 * 1024)   /* bytes of one in /proc */

static char *
read_file (const char *pid,
           const char *name,
           gsize      *length)
{
  g_autofree char *path = g_build_filename ("/proc", pid, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, length, NULL) || *length == 0 || *length > MAX_FILE)
    g_clear_pointer (&text, g_free);

  return text;
}

/* (transfer full) (nullable): NULL if it is not on a desktop. */
static char **
read_environment (const char *pid)
{
  g_autoptr(GPtrArray) environment = g_ptr_array_new_with_free_func (g_free);
  gsize length = 0;
  g_autofree char *text = read_file (pid, "environ", &length);
  gboolean has_display = FALSE, has_home = FALSE;

  for (gsize i = 0; text != NULL && i < length; i += strlen (text + i) + 1)
    {
      has_display = has_display || g_str_has_prefix (text + i, "DISPLAY=");
      has_home = has_home || g_str_has_prefix (text + i, "HOME=/");
      if (strchr (text + i, '=') != NULL)
        g_ptr_array_add (environment, g_strdup (text + i));
    }

  g_ptr_array_add (environment, NULL);

  return has_display && has_home ? (char **) g_ptr_array_free (g_steal_pointer (&environment), FALSE) : NULL;
}

/* A line of /proc/PID/status: its numbers. */
static gid_t *
read_groups (const char *pid,
             gsize      *n_groups)
{
  gsize length = 0;
  g_autofree char *text = read_file (pid, "status", &length);
  const char *line = text != NULL ? strstr (text, "\nGroups:") : NULL;
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (gid_t));

  for (const char *p = line != NULL ? line + strlen ("\nGroups:") : ""; *p != '\0' && *p != '\n';)
    {
      gid_t group = (gid_t) strtoul (p, (char **) &p, 10);

      g_array_append_val (groups, group);
      p += strspn (p, " \t");
    }

  *n_groups = groups->len;

  return (gid_t *) g_array_free (groups, FALSE);
}

static gboolean
take_process (GuestUser  *self,
              const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, NULL);
  struct stat status;

  /* Never root, whoever draws on it. */
  if (stat (path, &status) != 0 || status.st_uid < FIRST_UID || status.st_uid > LAST_UID ||
      (self->environment = read_environment (pid)) == NULL)
    return FALSE;

  self->uid = status.st_uid;
  self->gid = status.st_gid;
  self->groups = read_groups (pid, &self->n_groups);

  return TRUE;
}

gboolean
guest_user_find (GuestUser *self)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (*name) && take_process (self, name))
      return TRUE;

  return FALSE;
}

gboolean
guest_user_become (GuestUser *self)
{
  if (setgroups (self->n_groups, self->groups) != 0 || setresgid (self->gid, self->gid, self->gid) != 0 ||
      setresuid (self->uid, self->uid, self->uid) != 0 || clearenv () != 0)
    return FALSE;

  for (char **variable = self->environment; *variable != NULL; variable++)
    putenv (*variable);

  if (chdir (g_getenv ("HOME")) != 0)
    return FALSE;

  /* Where files are handed in, as the container has it; without it, handing in says that it is not there. */
  (void) mkdir ("Downloads", 0755);

  return TRUE;
}
