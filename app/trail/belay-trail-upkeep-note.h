/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-note.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_UPKEEP_NAME   "upkeep"
#define BELAY_TRAIL_UPKEEP_DOMAIN "belay trail upkeep 1\n"

typedef enum
{
  BELAY_TRAIL_PRUNE,            /* pictures were taken away */
  BELAY_TRAIL_RECOMPRESS,       /* they were written anew as lossless WebP */
} BelayTrailUpkeepKind;

typedef enum
{
  BELAY_TRAIL_REASON_AGE,
  BELAY_TRAIL_REASON_SIZE,
  BELAY_TRAIL_REASON_PERSON,
} BelayTrailPruneReason;

/* A picture a note speaks of. */
typedef struct
{
  char sha256[BELAY_TRAIL_DIGEST_HEX + 1];      /* its name: that of the PNG */
  char px_sha256[BELAY_TRAIL_DIGEST_HEX + 1];   /* of its pixels, and */
  char webp_sha256[BELAY_TRAIL_DIGEST_HEX + 1]; /* of the file in place of the PNG; empty where it was taken away */
} BelayTrailKeptPicture;

/* A line of the file upkeep: what was done to the pictures of a closed session, and when. */
typedef struct
{
  BelayTrailUpkeepKind   kind;
  BelayTrailPruneReason  reason;        /* of BELAY_TRAIL_PRUNE */
  gint64                 time;          /* UTC, ns */
  BelayTrailSpan         session;
  guint8                 prev[BELAY_TRAIL_DIGEST_SIZE];  /* SHA-256 of the line before; of the first one, the head of
                                                          * the records */
  GArray                *pictures;      /* of BelayTrailKeptPicture */
  guint8                 by[BELAY_TRAIL_PUBLIC_KEY_SIZE];
  guint8                 signature[BELAY_TRAIL_SIGNATURE_SIZE];
  BelayTrailSpan         signed_part;
} BelayTrailUpkeepNote;

/* @line: without its newline. FALSE unless it is written exactly as docs/trail-format.md has it; else to be cleared. */
gboolean  belay_trail_upkeep_note_parse  (const char                  *line,
                                          gsize                        length,
                                          BelayTrailUpkeepNote        *note);
void      belay_trail_upkeep_note_clear  (BelayTrailUpkeepNote        *note);
gboolean  belay_trail_upkeep_note_verify (const BelayTrailUpkeepNote  *note);

/* One element of such a note on recompression. */
gboolean  belay_trail_kept_picture_parse (BelayTrailSpan              *rest,
                                          BelayTrailKeptPicture       *picture);

/* The whole line, newline included; (transfer full). The part that was signed, and the signature, are not looked at. */
char     *belay_trail_upkeep_note_sign   (const BelayTrailUpkeepNote  *note,
                                          BelayTrailIdentity          *identity,
                                          GError                     **error);

/* How these are called in a note. */
const char *belay_trail_upkeep_note_name_kind   (BelayTrailUpkeepKind   kind);
const char *belay_trail_upkeep_note_name_reason (BelayTrailPruneReason  reason);

G_END_DECLS
