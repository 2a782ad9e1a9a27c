/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the program and its helper belay-reader say to each other: packets on a SOCK_SEQPACKET socket pair, and the picture
 * in shared memory that cannot be resized. Both ends are built together; there are no versions.
 */

#define BELAY_READER_FD_CONTROL 3
#define BELAY_READER_FD_MEMORY  4

#define BELAY_READER_MAX_PIXELS (4 * 1024 * 1024)       /* a byte each: the shared memory */
#define BELAY_READER_MAX_SIDE   8192
#define BELAY_READER_MAX_TEXT   256                     /* bytes of a word */
#define BELAY_READER_MAX_WORDS  20000                   /* of a picture */
#define BELAY_READER_MAX_MEMORY (512 * 1024 * 1024)

/* The program to the helper: the picture is in the shared memory, rows of width bytes, 0 black. */
typedef struct
{
  guint32 width;
  guint32 height;
  guint32 layout;               /* BelayReaderLayout */
} BelayReaderRequest;

typedef enum
{
  BELAY_READER_PACKET_READY,    /* it has its dictionary and has locked itself in */
  BELAY_READER_PACKET_WORD,     /* followed by the text, not terminated */
  BELAY_READER_PACKET_DONE,     /* the picture has no more words */
  BELAY_READER_PACKET_NO_LANGUAGE,      /* what it needs to read is not installed; the last packet */
  BELAY_READER_PACKET_NOT_CONFINED,     /* it could not lock itself in; the last packet */
} BelayReaderPacketKind;

typedef struct
{
  guint32 kind;
  gint32  x, y, width, height;  /* pixels of the picture */
  guint32 confidence;           /* percent */
  guint32 line;                 /* words of one line have the same */
} BelayReaderPacket;

G_END_DECLS
