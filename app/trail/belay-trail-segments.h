/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the files of a session's records look like from outside: whoever has read them needs not read them again. */
typedef struct
{
  guint    n;                   /* segments */
  char    *print;               /* of all of them: changes when one does */
  GArray  *sizes;               /* gint64 */
  GArray  *inodes;              /* gint64 */
  GArray  *ends;                /* gsize: how much of the print is about segments up to this one */
} BelayTrailSegments;

/* NULL if there is no first segment. */
BelayTrailSegments *belay_trail_segments_look (const char         *directory);
void                belay_trail_segments_free (BelayTrailSegments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailSegments, belay_trail_segments_free)

G_END_DECLS
