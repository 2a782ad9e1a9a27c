/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the program asks the helper belay-witness in the sandbox, and what it answers: packets on a SOCK_SEQPACKET socket
 * pair. Both are built together; there are no versions. What comes out of the sandbox may all the same be anything.
 */

#define BELAY_WITNESS_PROGRAM    "belay-witness"
#define BELAY_WITNESS_FD         7              /* as the helper knows the socket */
#define BELAY_WITNESS_MAX_STRING 255            /* bytes of UTF-8 */

/* What is at a point of the screen, in pixels, and where keys go. An id is used once. */
typedef struct
{
  guint32 id;                   /* from 1 */
  gint32  x, y;
} BelayWitnessQuestion;

typedef enum
{
  BELAY_WITNESS_NAME,           /* of the element at the point */
  BELAY_WITNESS_TITLE,          /* of the window at the point */
  BELAY_WITNESS_CLASS,          /* of that window: its program */
  BELAY_WITNESS_FOCUS_TITLE,    /* of the window that has the keyboard focus */
  BELAY_WITNESS_FOCUS_CLASS,
  BELAY_WITNESS_N_STRINGS,
} BelayWitnessString;

/* Followed by the strings, one after the other, not terminated; an empty one means that there is none. */
typedef struct
{
  guint32 id;
  guint32 role;                 /* of the element, a number of AT-SPI; 0: there is none */
  gint32  x, y, width, height;  /* of the element, screen pixels */
  guint32 lengths[BELAY_WITNESS_N_STRINGS];
} BelayWitnessAnswer;

#define BELAY_WITNESS_MAX_ANSWER (sizeof (BelayWitnessAnswer) + BELAY_WITNESS_N_STRINGS * BELAY_WITNESS_MAX_STRING)

G_END_DECLS
