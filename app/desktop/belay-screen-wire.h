/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-frame.h"

G_BEGIN_DECLS

/*
 * What the program and its helper belay-screen say to each other: packets on a SOCK_SEQPACKET socket pair, and pixels
 * in shared memory that cannot be resized. Both ends are built together; there are no versions.
 *
 * The helper may write to the shared memory only while no report waits for its BELAY_WIRE_ACK.
 */

/* The helper's descriptors. */
#define BELAY_WIRE_FD_SERVER  3         /* the connected socket of the VNC server */
#define BELAY_WIRE_FD_CONTROL 4
#define BELAY_WIRE_FD_MEMORY  5

/* The shared memory: the screen, rows of width * 4 bytes, and behind it the pointer's shape, likewise. */
#define BELAY_WIRE_SCREEN_SIZE ((gsize) BELAY_FRAME_MAX_PIXELS * 4)
#define BELAY_WIRE_CURSOR_SIDE 256
#define BELAY_WIRE_MEMORY_SIZE (BELAY_WIRE_SCREEN_SIZE + (gsize) BELAY_WIRE_CURSOR_SIDE * BELAY_WIRE_CURSOR_SIDE * 4)

#define BELAY_WIRE_MAX_TEXT   (64 * 1024)       /* bytes of UTF-8, both ways */
#define BELAY_WIRE_MAX_DAMAGE 64

/* The program to the helper. */
typedef enum
{
  BELAY_WIRE_POINTER,           /* a, b: screen pixels; c: buttons */
  BELAY_WIRE_KEY,               /* a: keysym; b: down */
  BELAY_WIRE_CLIPBOARD,         /* text */
  BELAY_WIRE_PASSWORD,          /* text */
  BELAY_WIRE_ACK,               /* the report has been copied */
  BELAY_WIRE_PING,
  BELAY_WIRE_REFRESH,           /* all of the screen is wanted once more */
} BelayWireCommandKind;

typedef struct
{
  guint32 kind;
  guint32 a, b, c;
} BelayWireCommand;             /* followed by the text, not terminated */

/* The helper to the program. */
typedef enum
{
  BELAY_WIRE_REPORT,            /* BelayWireReport */
  BELAY_WIRE_TEXT,              /* what the sandbox copied */
  BELAY_WIRE_PASSWORD_WANTED,
  BELAY_WIRE_TAKES_CLIPBOARD,   /* the server takes Unicode text */
  BELAY_WIRE_PONG,
  BELAY_WIRE_TAKEN,             /* value: the input commands that have left for the server so far, modulo 2^32 */
  BELAY_WIRE_FETCHED,           /* value: which text the server has fetched, counted from 1 modulo 2^32; once for each */
  BELAY_WIRE_FAILED,            /* value: a BelayWireFailure; the last packet */
} BelayWireEventKind;

typedef struct
{
  guint32 kind;
  guint32 value;
} BelayWireEvent;               /* followed by the text, not terminated, or the rest of the report */

typedef enum
{
  BELAY_WIRE_HAS_SIZE   = 1 << 0,       /* the screen has a new size; its pixels follow in another report */
  BELAY_WIRE_HAS_CURSOR = 1 << 1,
  BELAY_WIRE_IS_FRESH   = 1 << 2,       /* it is all of the screen, as it was asked for by REFRESH */
} BelayWireReportFlags;

typedef struct
{
  BelayWireEvent event;
  guint32        flags;
  guint32        width;
  guint32        height;
  guint32        cursor_width;          /* 0: hidden */
  guint32        cursor_height;
  guint32        cursor_x;
  guint32        cursor_y;
  guint32        n_damage;
  BelayRect      damage[BELAY_WIRE_MAX_DAMAGE];
} BelayWireReport;

typedef enum
{
  BELAY_WIRE_FAILURE_NONE,
  BELAY_WIRE_FAILURE_CONFINE,           /* the helper could not lock itself in */
  BELAY_WIRE_FAILURE_CLOSED,            /* the server hung up */
  BELAY_WIRE_FAILURE_TURNED_AWAY,       /* the server said no before asking for a password */
  BELAY_WIRE_FAILURE_SLOW_HANDSHAKE,
  BELAY_WIRE_FAILURE_SLOW_MESSAGE,
  BELAY_WIRE_FAILURE_NO_ANSWER,
  BELAY_WIRE_FAILURE_PROTOCOL,
  BELAY_WIRE_FAILURE_TOO_LARGE,
  BELAY_WIRE_FAILURE_PASSWORD,
  BELAY_WIRE_FAILURE_NO_SECURITY,       /* nothing offered that we speak */
  BELAY_WIRE_FAILURE_TLS,
  BELAY_WIRE_FAILURE_CERTIFICATE,
  BELAY_WIRE_N_FAILURES,
} BelayWireFailure;

G_END_DECLS
