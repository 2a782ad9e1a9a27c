/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The journal of the system: another user keeps it, so that who can write the files of a session cannot write both.
 */

/* A checkpoint as the journal has it: the two lines, without newlines. */
typedef struct
{
  char *certificate;
  char *checkpoint;
} BelayTrailAnchor;

void       belay_trail_anchor_free  (BelayTrailAnchor  *anchor);

/* Never blocks; FALSE if there is no journal, or it is too busy. The lines end with newlines. Any thread. */
gboolean   belay_trail_journal_send (const char        *session,
                                     guint64            seq,
                                     const char        *certificate,
                                     const char        *checkpoint);

/* What the journal has of a session, or the first checkpoint of each, as far as this user may read it; nothing of it is
 * verified. Blocks. Returns: (transfer full) (element-type BelayTrailAnchor) (nullable): NULL if there is no journal. */
GPtrArray *belay_trail_journal_read (const char        *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailAnchor, belay_trail_anchor_free)

G_END_DECLS
