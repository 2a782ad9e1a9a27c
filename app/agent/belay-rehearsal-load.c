/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rehearsal.h"

#include <string.h>

#include "belay-scenario.h"

#define SHIPPED "/io/github/belay_desktop/Belay/scenarios"

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/**
 * belay_rehearsal_list_shipped:
 *
 * Returns: (transfer full): what belay_rehearsal_load() takes for each scenario that came with the program, sorted,
 *   %NULL-terminated
 */
char **
belay_rehearsal_list_shipped (void)
{
  g_auto(GStrv) names = g_resources_enumerate_children (SHIPPED, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GPtrArray *paths = g_ptr_array_new ();

  for (char **name = names; name != NULL && *name != NULL; name++)
    g_ptr_array_add (paths, g_strconcat ("resource://" SHIPPED "/", *name, NULL));

  g_ptr_array_sort (paths, compare_paths);
  g_ptr_array_add (paths, NULL);

  return (char **) g_ptr_array_free (paths, FALSE);
}

/**
 * belay_rehearsal_load:
 * @path: the name of a file, or a resource:// path
 * @error: return location for an error
 *
 * Reads a scenario. Blocks for as long as the file system does.
 *
 * Returns: (transfer full) (nullable): a rehearsal, or %NULL with %BELAY_AGENT_ERROR_SCRIPT or a %G_IO_ERROR
 */
BelayRehearsal *
belay_rehearsal_load (const char  *path,
                      GError     **error)
{
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileInputStream) stream = NULL;
  g_autofree char *text = g_malloc (BELAY_SCENARIO_MAX_SIZE + 1);
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  file = g_str_has_prefix (path, "resource://") ? g_file_new_for_uri (path) : g_file_new_for_path (path);
  stream = g_file_read (file, NULL, error);

  /* One byte more than allowed is enough to be refused. */
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), text, BELAY_SCENARIO_MAX_SIZE + 1, &length, NULL, error))
    return NULL;

  return belay_rehearsal_new (text, length, error);
}
