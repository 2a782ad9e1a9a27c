/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-proof.h"
#include "belay-trail-upkeep-note.h"

G_BEGIN_DECLS

/*
 * What was done to the pictures of a closed session later, as the file "upkeep" says it, and as somebody reads it who
 * believes none of it. One thread at a time.
 */
typedef struct _BelayTrailUpkeepLog BelayTrailUpkeepLog;

/* Reads and checks the notes of the session that ends with @end. Blocks on the disk. */
BelayTrailUpkeepLog *belay_trail_upkeep_log_new         (const char             *directory,
                                                         const char             *session,
                                                         const BelayTrailEnd    *end);
void                 belay_trail_upkeep_log_free        (BelayTrailUpkeepLog    *self);
/* (nullable): what is wrong with the notes, a sentence. */
const char          *belay_trail_upkeep_log_get_problem (BelayTrailUpkeepLog    *self);

/* Believes the notes of the installations that @proof knows; @proof: (nullable): all of them. Returns FALSE if one is
 * not trusted. @by: (out): the key of the first such one, hexadecimal; (transfer full). */
gboolean             belay_trail_upkeep_log_believe     (BelayTrailUpkeepLog    *self,
                                                         BelayTrailProof        *proof,
                                                         char                  **by);
/* Of those: (nullable) the file in place of the PNG @sha256, and when it was taken away, UTC, ns; 0: it was not. */
const BelayTrailKeptPicture *
                     belay_trail_upkeep_log_get_webp    (BelayTrailUpkeepLog    *self,
                                                         const char             *sha256);
gint64               belay_trail_upkeep_log_get_pruned  (BelayTrailUpkeepLog    *self,
                                                         const char             *sha256);

typedef void (* BelayTrailPrunedFunc) (const char *sha256,
                                       gint64      time,
                                       gpointer    user_data);
void                 belay_trail_upkeep_log_foreach_pruned (BelayTrailUpkeepLog  *self,
                                                            BelayTrailPrunedFunc  func,
                                                            gpointer              user_data);

/* Where the next note goes, what is behind it being half a line, and what it has as its `prev`. */
goffset              belay_trail_upkeep_log_get_size    (BelayTrailUpkeepLog    *self);
const guint8        *belay_trail_upkeep_log_get_last    (BelayTrailUpkeepLog    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailUpkeepLog, belay_trail_upkeep_log_free)

/* What the notes say is in place of the PNG @sha256, without a look at who says it: for one picture, to be shown. */
gboolean             belay_trail_upkeep_find_webp       (const char             *directory,
                                                         const char             *sha256,
                                                         BelayTrailKeptPicture  *picture);

G_END_DECLS
