/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-folder.h"
#include "belay-trail-note.h"

G_BEGIN_DECLS

/*
 * What vouches for the chain of one session, as its only writer sees it: the files "session.pub" and "checkpoints". The
 * key that signs is the session's own, certified by the installation's; its secret part is never written anywhere and
 * wiped with the seal. Without a certificate the checkpoints are not signed. One thread at a time.
 */
typedef struct _BelayTrailSeal BelayTrailSeal;

/* @folder must outlive the seal. It goes on with what is in the files. */
BelayTrailSeal *belay_trail_seal_new     (BelayTrailFolder            *folder,
                                          GError                     **error);
void            belay_trail_seal_free    (BelayTrailSeal              *self);

/* From record @from on the checkpoints are signed; durable. BELAY_TRAIL_ERROR_KEY or _WRITE. */
gboolean        belay_trail_seal_certify (BelayTrailSeal              *self,
                                          BelayTrailIdentity          *identity,
                                          guint64                      from,
                                          GError                     **error);
/* (nullable): NULL without a certificate. */
const guint8   *belay_trail_seal_get_key (BelayTrailSeal              *self);

/* Writes a checkpoint, durable only after belay_trail_seal_sync(), and tells the journal. @where: seq, time, head and root
 * of a record that is durable. */
gboolean        belay_trail_seal_note    (BelayTrailSeal              *self,
                                          const BelayTrailCheckpoint  *where,
                                          GError                     **error);
gboolean        belay_trail_seal_sync    (BelayTrailSeal              *self,
                                          GError                     **error);
/* Checkpoints written since the last sync. */
guint           belay_trail_seal_get_n_unsynced (BelayTrailSeal       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailSeal, belay_trail_seal_free)

G_END_DECLS
