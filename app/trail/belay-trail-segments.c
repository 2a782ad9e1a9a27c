/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-segments.h"

#include <sys/stat.h>

#include "belay-trail-log.h"

/**
 * belay_trail_segments_look:
 * @directory: the directory of a session
 *
 * Size, time of the last change, and identity of each segment. It is no proof of anything: that is what hashes are for.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no session
 */
BelayTrailSegments *
belay_trail_segments_look (const char *directory)
{
  g_autoptr(BelayTrailSegments) self = g_new0 (BelayTrailSegments, 1);
  g_autoptr(GString) print = g_string_new (NULL);

  self->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->inodes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->ends = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (;;)
    {
      g_autofree char *name = g_strdup_printf (BELAY_TRAIL_SEGMENT_NAME, self->n + 1);
      g_autofree char *path = g_build_filename (directory, name, NULL);
      struct stat status;
      gint64 size, inode;

      if (lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
        break;

      size = status.st_size;
      inode = (gint64) status.st_ino;
      g_string_append_printf (print, "%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ".%09ld;", inode,
                              size, (gint64) status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
      g_array_append_val (self->sizes, size);
      g_array_append_val (self->inodes, inode);
      g_array_append_val (self->ends, print->len);
      self->n++;
    }

  if (self->n == 0)
    return NULL;

  self->print = g_string_free (g_steal_pointer (&print), FALSE);

  return g_steal_pointer (&self);
}

/**
 * belay_trail_segments_free:
 * @self: (transfer full) (nullable): segments
 */
void
belay_trail_segments_free (BelayTrailSegments *self)
{
  if (self == NULL)
    return;

  g_free (self->print);
  g_array_unref (self->sizes);
  g_array_unref (self->inodes);
  g_array_unref (self->ends);
  g_free (self);
}
