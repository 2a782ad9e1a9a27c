/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-journal.h"
#include "belay-trail-note.h"

G_BEGIN_DECLS

/* TRUE if an installation of @trusted (hexadecimal, NULL-terminated) has certified the key that signed @anchor.
 * @checkpoint: (out): lasts as long as @anchor. */
gboolean    belay_trail_anchor_verify       (const BelayTrailAnchor  *anchor,
                                             const char * const      *trusted,
                                             BelayTrailCheckpoint    *checkpoint);

/* Asks the journal. Returns: (transfer full): the names of sessions it has a checkpoint of and @names (element-type utf8)
 * has not, NULL-terminated. Blocks. */
char      **belay_trail_anchor_list_missing (const char * const      *trusted,
                                             GPtrArray               *names);

G_END_DECLS
