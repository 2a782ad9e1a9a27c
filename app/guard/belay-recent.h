/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_RECENT_MS   2500  /* how far back it remembers */
#define BELAY_RECENT_CELL 16    /* pixels a side: what changes together */

/* What a screen showed lately. Frames share tiles; at most 24 are kept, and some 48 MiB that only they hold. One thread. */
typedef struct _BelayRecent BelayRecent;

BelayRecent *belay_recent_new         (void);
void         belay_recent_free        (BelayRecent       *self);

/* @frame is on the screen from now on. */
void         belay_recent_add         (BelayRecent       *self,
                                       BelayFrame        *frame);

/* What was on the screen at @time, g_get_monotonic_time(), as far as it is known: (transfer none) (nullable). */
BelayFrame  *belay_recent_get         (const BelayRecent *self,
                                       gint64             time);
/* What was on the screen at @time and what came after it, oldest first: (transfer container) of BelayFrame. */
GPtrArray   *belay_recent_list        (const BelayRecent *self,
                                       gint64             time);

/* One byte a cell, row by row, the last column and row may be smaller: TRUE where it changed three times or more lately. What
 * moves all the time is no news, and cannot be hidden from who looks. (transfer full) (nullable): nothing was seen yet. */
guint8      *belay_recent_get_restless (const BelayRecent *self,
                                       gint64             now,
                                       int               *n_columns,
                                       int               *n_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRecent, belay_recent_free)

G_END_DECLS
