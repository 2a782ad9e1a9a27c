/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-digest.h"
#include "belay-trail-identity.h"
#include "belay-trail-scan.h"
#include "belay-trail-secret.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_NOTES_NAME        "checkpoints"
#define BELAY_TRAIL_CERTIFICATES_NAME "session.pub"

/* Many thousand notes; a larger file is none of a record. */
#define BELAY_TRAIL_NOTES_MAX_SIZE (16 * 1024 * 1024)

/* What is signed says what it is: a signature of the one cannot be shown as one of the other. */
#define BELAY_TRAIL_CERTIFICATE_DOMAIN "belay trail certificate 1\n"
#define BELAY_TRAIL_CHECKPOINT_DOMAIN  "belay trail checkpoint 1\n"

/* A line of the file session.pub: the installation says which key signs from a record on. The spans last as long as the
 * line does. */
typedef struct
{
  guint64        number;        /* 1, 2, … */
  guint64        from;          /* the first record of the key */
  gint64         time;
  BelayTrailSpan session;
  guint8         key[BELAY_TRAIL_PUBLIC_KEY_SIZE];
  guint8         by[BELAY_TRAIL_PUBLIC_KEY_SIZE];       /* the installation's */
  guint8         signature[BELAY_TRAIL_SIGNATURE_SIZE];
  BelayTrailSpan signed_part;
} BelayTrailCertificate;

/* A line of the file of checkpoints: where the chain was at some time. */
typedef struct
{
  guint64        seq;
  gint64         time;          /* of that record */
  BelayTrailSpan session;
  guint8         head[BELAY_TRAIL_DIGEST_SIZE];         /* SHA-256 of its line */

  /* Without a signature nothing of what follows is there. */
  gboolean       is_signed;
  guint8         root[BELAY_TRAIL_DIGEST_SIZE];         /* of the tree of all lines up to it */
  gint64         at;                                    /* when it was signed */
  guint8         prev[BELAY_TRAIL_DIGEST_SIZE];         /* SHA-256 of the line before in this file */
  guint64        certificate;                           /* the number of that of the key */
  guint8         signature[BELAY_TRAIL_SIGNATURE_SIZE];
  BelayTrailSpan signed_part;
} BelayTrailCheckpoint;

/* @line: without its newline. FALSE unless it is written exactly as docs/trail-format.md has it. */
gboolean  belay_trail_certificate_parse  (const char                  *line,
                                          gsize                        length,
                                          BelayTrailCertificate       *certificate);
gboolean  belay_trail_checkpoint_parse   (const char                  *line,
                                          gsize                        length,
                                          BelayTrailCheckpoint        *checkpoint);

gboolean  belay_trail_certificate_verify (const BelayTrailCertificate *certificate);
gboolean  belay_trail_checkpoint_verify  (const BelayTrailCheckpoint  *checkpoint,
                                          const guint8                 key[BELAY_TRAIL_PUBLIC_KEY_SIZE]);

/* The file @name of a session, not zero-terminated; (transfer full) (nullable): there is none, or @problem says what is
 * wrong with it. */
char     *belay_trail_note_load_file     (const char                  *directory,
                                          const char                  *name,
                                          gsize                       *length,
                                          char                       **problem);

/* Takes the members of a line; returns how many of @names there are, in their order and with nothing else; 0: other. */
guint     belay_trail_note_take_members  (const char                  *line,
                                          gsize                        length,
                                          const char * const          *names,
                                          guint                        n_names,
                                          BelayTrailMember            *members);
/* The number or the bytes, in hexadecimal, that a member holds; FALSE if it is written otherwise. */
gboolean  belay_trail_note_get_number    (const BelayTrailMember      *member,
                                          guint64                     *number);
gboolean  belay_trail_note_get_bytes     (const BelayTrailMember      *member,
                                          guint8                      *bytes,
                                          gsize                        size);
/* All of a line that stands before the comma of its last member. */
BelayTrailSpan
          belay_trail_note_cut_signature (const char                  *line,
                                          const BelayTrailMember      *last);

gboolean  belay_trail_note_verify        (const char                  *domain,
                                          BelayTrailSpan               part,
                                          const guint8                 key[BELAY_TRAIL_PUBLIC_KEY_SIZE],
                                          const guint8                 signature[BELAY_TRAIL_SIGNATURE_SIZE]);

/* The bytes that are signed; (transfer full). */
GString  *belay_trail_note_make_message  (const char                  *domain,
                                          BelayTrailSpan               part);
/* @line: up to the comma before its signature; the whole line, newline included; (transfer full). */
char     *belay_trail_note_finish        (GString                     *line,
                                          const guint8                 signature[BELAY_TRAIL_SIGNATURE_SIZE]);

/* Whole lines, newline included; (transfer full). The part that was signed, and the signature, are not looked at. */
char     *belay_trail_certificate_sign   (const BelayTrailCertificate *certificate,
                                          BelayTrailIdentity          *identity,
                                          GError                     **error);
/* @secret: (nullable): without one the line has no signature. */
char     *belay_trail_checkpoint_sign    (const BelayTrailCheckpoint  *checkpoint,
                                          BelayTrailSecret            *secret,
                                          GError                     **error);

G_END_DECLS
