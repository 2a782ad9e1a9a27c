/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-identity.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_HOLD_NAME "hold"

/* How much is kept. Zero: no limit. */
typedef struct
{
  guint   days;                 /* pictures of sessions closed longer ago go first; */
  guint64 bytes;                /* then the oldest pictures, until all trails together are not larger */
} BelayTrailRetention;

/* What was done, or would be. */
typedef struct
{
  guint   n_sessions;           /* of which something was taken away */
  guint   n_pictures;           /* taken away */
  guint   n_recompressed;
  guint64 bytes_before;
  guint64 bytes_after;
} BelayTrailUpkeepResult;

/*
 * Takes pictures out of closed sessions below @root, the oldest first, each with a signed note in the session's file
 * "upkeep", durable before anything is taken away; and, with @recompress, writes the pictures of closed sessions anew as
 * lossless WebP. Sessions on hold, being recorded, or such as do not verify, are left alone. Records are never taken
 * away. @dry_run: only says what would be done.
 */
void      belay_trail_upkeep_async    (const char                 *root,
                                       const BelayTrailRetention  *retention,
                                       gboolean                    recompress,
                                       gboolean                    dry_run,
                                       GCancellable               *cancellable,
                                       GAsyncReadyCallback         callback,
                                       gpointer                    user_data);
gboolean  belay_trail_upkeep_finish   (GAsyncResult               *result,
                                       BelayTrailUpkeepResult     *done,
                                       GError                    **error);

/* One or two sentences for a person, translated; (transfer full). */
char     *belay_trail_upkeep_describe (const BelayTrailUpkeepResult *result,
                                       gboolean                      dry_run);

/* A session on hold keeps everything. */
gboolean  belay_trail_hold_get        (const char                 *directory);
gboolean  belay_trail_hold_set        (const char                 *directory,
                                       gboolean                    hold,
                                       GError                    **error);

G_END_DECLS
