/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-command-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail.h"
#include "belay-visible-text.h"

/**
 * belay_trail_get_default_root:
 *
 * Returns: (transfer full): `$XDG_STATE_HOME/belay/sessions`
 */
char *
belay_trail_get_default_root (void)
{
  return g_build_filename (g_get_user_state_dir (), "belay", "sessions", NULL);
}

void
belay_trail_command_print_error (const char *text)
{
  g_autofree char *visible = belay_visible_text (text, 0);

  g_printerr ("belay trail: %s\n", visible);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* The names of all sessions, the oldest first. */
GPtrArray *
belay_trail_command_list_sessions (const char *root)
{
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *log = g_build_filename (root, name, "log.0001.jsonl", NULL);

      if (g_file_test (log, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);

  return names;
}

/* A session may be called by the beginning of its name, or of the eight digits the name ends with. */
static gboolean
matches (const char *name,
         const char *abbreviation)
{
  const char *digits = strrchr (name, '-');

  return g_str_has_prefix (name, abbreviation) ||
         (digits != NULL && g_str_has_prefix (digits + 1, abbreviation));
}

char *
belay_trail_command_find_session (const char *root,
                                  const char *session)
{
  g_autoptr(GPtrArray) names = NULL;
  const char *wanted = session != NULL ? session : "latest";
  const char *found = NULL;
  g_autofree char *message = NULL;
  guint n_found = 0;

  if (strchr (wanted, G_DIR_SEPARATOR) != NULL || g_str_equal (wanted, ".") || g_str_equal (wanted, ".."))
    return g_strdup (wanted);

  names = belay_trail_command_list_sessions (root);

  if (g_str_equal (wanted, "latest") && names->len > 0)
    return g_build_filename (root, names->pdata[names->len - 1], NULL);

  for (guint i = 0; i < names->len; i++)
    {
      if (g_str_equal (names->pdata[i], wanted))
        return g_build_filename (root, wanted, NULL);

      if (matches (names->pdata[i], wanted))
        {
          found = names->pdata[i];
          n_found++;
        }
    }

  if (n_found == 1)
    return g_build_filename (root, found, NULL);

  if (names->len == 0)
    message = g_strdup_printf (_("There are no sessions in %s."), root);
  else if (n_found == 0)
    message = g_strdup_printf (_("There is no session “%s” in %s."), wanted, root);
  else
    message = g_strdup_printf (ngettext ("%u session begins like “%s”; say more of its name.",
                                         "%u sessions begin like “%s”; say more of its name.", n_found),
                               n_found, wanted);

  belay_trail_command_print_error (message);

  return NULL;
}
