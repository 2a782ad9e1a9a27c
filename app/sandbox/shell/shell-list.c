/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-list.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  GString *list;
  guint    n;
  gboolean cut;
} Listing;

static char
get_letter (const struct stat *info)
{
  if (S_ISREG (info->st_mode))
    return BELAY_SHELL_LISTED_FILE;
  if (S_ISDIR (info->st_mode))
    return BELAY_SHELL_LISTED_FOLDER;

  return S_ISLNK (info->st_mode) ? BELAY_SHELL_LISTED_LINK : BELAY_SHELL_LISTED_OTHER;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* (transfer full): bounded like the list is; a folder may hold any number. */
static GPtrArray *
read_names (DIR     *folder,
            Listing *listing)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  struct dirent *entry;

  while ((entry = readdir (folder)) != NULL)
    {
      if (*entry->d_name == '.')
        continue;

      if (names->len == BELAY_SHELL_MAX_LISTED)
        {
          listing->cut = TRUE;
          break;
        }

      g_ptr_array_add (names, g_strdup (entry->d_name));
    }

  g_ptr_array_sort (names, compare_names);

  return names;
}

/* @path: of the folder, below the one that is listed, with a slash at its end, or "". @fd: (transfer full) */
static void
add_folder (Listing    *listing,
            int         fd,
            const char *path,
            guint       depth)
{
  DIR *folder = fdopendir (fd);
  g_autoptr(GPtrArray) names = NULL;

  if (folder == NULL)
    {
      close (fd);
      return;
    }

  names = read_names (folder, listing);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *below = NULL;
      struct stat info;
      int inner;

      if (listing->n == BELAY_SHELL_MAX_LISTED)
        {
          listing->cut = TRUE;
          break;
        }

      if (fstatat (fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        continue;

      g_string_append_printf (listing->list, "%c%" G_GUINT64_FORMAT " %s%s", get_letter (&info), (guint64) info.st_size, path, name);
      g_string_append_c (listing->list, '\0');
      listing->n++;

      inner = S_ISDIR (info.st_mode) && depth > 1
                ? openat (fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
      if (inner < 0)
        continue;

      below = g_strconcat (path, name, "/", NULL);
      add_folder (listing, inner, below, depth - 1);
    }

  closedir (folder);
}

gboolean
shell_list_folder (int      fd,
                   guint    depth,
                   GString *list)
{
  Listing listing = { list, 0, FALSE };

  add_folder (&listing, fd, "", depth);

  return !listing.cut;
}
