/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-trail-digest.h"
#include "belay-trail-scan.h"

G_BEGIN_DECLS

/*
 * Reads the records of one session's directory in order and believes none of them: each has to follow from the one
 * before. Nothing is written. Blocks on the disk; one thread at a time.
 */
typedef struct _BelayTrailReader BelayTrailReader;

/* Where the readable part of a session ends. */
typedef struct
{
  guint       segment;          /* the last one there is */
  guint64     seq;              /* the last record */
  gint64      time;             /* its time */
  guint8      head[BELAY_TRAIL_DIGEST_SIZE];    /* the SHA-256 of its line */
  gboolean    closed;           /* it is session.close */
  const char *torn;             /* (nullable) half lines no record names yet: the members of the array "torn" */
} BelayTrailEnd;

/* The place after a record, to go on from later. */
typedef struct
{
  guint       segment;
  gsize       offset;           /* in its file */
  guint64     seq;              /* of that record, */
  gint64      time;             /* its time */
  gint64      mono;
  guint8      head[BELAY_TRAIL_DIGEST_SIZE];    /* and the SHA-256 of its line */
  char        boot[37];
  char        session[65];
  gboolean    closed;
} BelayTrailPlace;

/* BELAY_TRAIL_ERROR_NOT_FOUND if there is no session at @directory. */
BelayTrailReader *belay_trail_reader_new         (const char         *directory,
                                                  GError            **error);
void              belay_trail_reader_free        (BelayTrailReader   *self);

/* The next record, valid until the next call. FALSE at the end, and with BELAY_TRAIL_ERROR_BROKEN. */
gboolean          belay_trail_reader_next        (BelayTrailReader   *self,
                                                  BelayTrailRecord   *record,
                                                  GError            **error);

/* After the last record; and after each one, for that one. */
void              belay_trail_reader_get_end     (BelayTrailReader   *self,
                                                  BelayTrailEnd      *end);
/* FALSE where half a line follows: reading on from there would not see its other half. */
gboolean          belay_trail_reader_tell        (BelayTrailReader   *self,
                                                  BelayTrailPlace    *place);
/* What is before @place is believed to be as it was. FALSE if there is no such place any more. */
gboolean          belay_trail_reader_seek        (BelayTrailReader      *self,
                                                  const BelayTrailPlace *place);
/* After BELAY_TRAIL_ERROR_BROKEN: the first record that is not as it was. */
guint64           belay_trail_reader_get_bad_seq (BelayTrailReader   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailReader, belay_trail_reader_free)

/* Looks at the last line alone: TRUE if it is session.close. */
gboolean          belay_trail_reader_is_closed   (const char         *directory);

G_END_DECLS
