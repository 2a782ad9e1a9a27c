/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-note.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
read_file (int    fd,
           gsize *length)
{
  struct stat status;
  g_autofree char *text = NULL;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > BELAY_TRAIL_NOTES_MAX_SIZE)
    return NULL;

  *length = (gsize) status.st_size;
  text = g_malloc (*length + 1);

  return pread (fd, text, *length, 0) == (gssize) *length ? g_steal_pointer (&text) : NULL;
}

/**
 * belay_trail_note_load_file:
 * @directory: the directory of a session
 * @name: the name of a file of notes in it
 * @length: (out): its length in bytes
 * @problem: (out): what is wrong with the file, a translated sentence; left alone if nothing is
 *
 * Blocks on the disk. Any thread.
 *
 * Returns: (transfer full) (nullable): what is in the file, not zero-terminated; %NULL without a problem if there is no
 *   such file
 */
char *
belay_trail_note_load_file (const char  *directory,
                            const char  *name,
                            gsize       *length,
                            char       **problem)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  char *text;

  if (fd < 0)
    {
      if (errno != ENOENT)
        *problem = g_strdup_printf (_("The file “%s” cannot be read: %s."), name, g_strerror (errno));

      return NULL;
    }

  text = read_file (fd, length);
  close (fd);

  if (text == NULL)
    *problem = g_strdup_printf (_("The file “%s” is not one of a record."), name);

  return text;
}
