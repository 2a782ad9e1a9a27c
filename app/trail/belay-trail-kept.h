/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-upkeep-log.h"

G_BEGIN_DECLS

/* A picture of a session, as its files are on the disk. */
typedef struct
{
  char     sha256[BELAY_TRAIL_DIGEST_HEX + 1];
  guint64  seq;                 /* the first record that names it; 0: none does */
  goffset  png;                 /* bytes; 0: there is no such file */
  goffset  webp;
  gboolean is_pruned;           /* a note says that it was taken away */
  gboolean is_recompressed;     /* a note speaks of the WebP */
} BelayTrailKeptFile;

/* What there is of the pictures of a closed session. One thread at a time. */
typedef struct
{
  char                *directory;
  char                *id;
  gint64               closed;  /* when, UTC, ns */
  GArray              *files;   /* of BelayTrailKeptFile, the oldest first */
  BelayTrailUpkeepLog *log;
} BelayTrailKept;

/* (nullable): the session was not closed, or cannot be read. Blocks on the disk. */
BelayTrailKept *belay_trail_kept_new  (const char     *directory);
void            belay_trail_kept_free (BelayTrailKept *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailKept, belay_trail_kept_free)

G_END_DECLS
