/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-identity.h"
#include "belay-trail-merkle.h"
#include "belay-trail-reader.h"

G_BEGIN_DECLS

/*
 * What vouches for the records of a session, as somebody reads it who believes none of it: certificates, checkpoints, and
 * what the system's journal has of them. One thread at a time.
 */
typedef struct _BelayTrailProof BelayTrailProof;

/* What it amounts to once all records were taken in. */
typedef struct
{
  gboolean    anchored;         /* a checkpoint vouches for the last record */
  gboolean    is_signed;        /* and so do signatures for all of them, from the first on */
  gboolean    trusted;          /* by installations that are trusted */
  const char *by;               /* (nullable) the first installation that is not, else the first one; hexadecimal */
  gboolean    recovered;        /* the key of a recovery signed the end */
  guint64     gap_from;         /* records that only that vouches for; 0: none */
  guint64     gap_to;
  guint       n_anchors;        /* checkpoints of the journal that agree */
} BelayTrailProofResult;

/* Reads the files of @directory. @trusted: NULL-terminated, hexadecimal. */
BelayTrailProof  *belay_trail_proof_new         (const char               *directory,
                                                 const char * const       *trusted);
void              belay_trail_proof_free        (BelayTrailProof          *self);

/* Compares with what the journal has of the session, too. Blocks. */
void              belay_trail_proof_ask_journal (BelayTrailProof          *self,
                                                 const char               *session);

/* Each record in turn, as a reader has checked it. @head: the SHA-256 of its line. */
void              belay_trail_proof_take        (BelayTrailProof          *self,
                                                 const BelayTrailRecord   *record,
                                                 const guint8              head[BELAY_TRAIL_DIGEST_SIZE]);
/* After the last. */
void              belay_trail_proof_finish      (BelayTrailProof          *self,
                                                 const BelayTrailEnd      *end,
                                                 BelayTrailProofResult    *result);

/* Whether an installation is trusted (@trusted), or has at least certified a key of this session. */
gboolean          belay_trail_proof_knows       (BelayTrailProof          *self,
                                                 const guint8              key[BELAY_TRAIL_PUBLIC_KEY_SIZE],
                                                 gboolean                 *trusted);

/* (nullable): what contradicts the records, a sentence; @bad_seq: (out): the record, 0: none. At any time. */
const char       *belay_trail_proof_get_problem (BelayTrailProof          *self,
                                                 guint64                  *bad_seq);

/* (transfer full): the tree of the lines taken in. Nothing may be taken in afterwards. */
BelayTrailMerkle *belay_trail_proof_take_lines  (BelayTrailProof          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailProof, belay_trail_proof_free)

G_END_DECLS
