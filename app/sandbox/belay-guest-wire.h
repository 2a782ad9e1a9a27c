/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-shell-wire.h"

G_BEGIN_DECLS

/*
 * What the program and its helper belay-guest in a virtual machine say to each other over a virtio-serial port: frames, which
 * carry the packets that belay-probe and belay-shell know, see their own wires. What comes out of the machine may be anything.
 *
 * A machine that goes back takes the helper back with it, whatever is on its way: then, and at the beginning, the program sends
 * more zeros than a frame is long, then HELLO with a number of its own. What the helper sends before it has said that number
 * again is not for the conversation that goes on.
 */

#define BELAY_GUEST_PROGRAM "belay-guest"
#define BELAY_GUEST_PORT    "io.github.belay_desktop.guest.0"
/* Where libvirt chooses the socket: it puts the name into its path, which must not be longer than with the guest agent's name. */
#define BELAY_GUEST_FAR_PORT "belay.guest.0"
/* There, connections to the way out come by a port of their own: the helper listens where programs look for their proxy. */
#define BELAY_GUEST_WAY_PORT "belay.way.0"

#define BELAY_GUEST_MAGIC   0x79616c42u

typedef enum
{
  BELAY_GUEST_HELLO,            /* payload: a number (guint32); answered with it and what the helper was told to say it is */
  BELAY_GUEST_PROBE,            /* payload: a packet to or from belay-probe */
  BELAY_GUEST_SHELL,            /* payload: a packet to or from belay-shell */
  BELAY_GUEST_PROBE_GONE,       /* from the helper: nothing more comes from that */
  BELAY_GUEST_SHELL_GONE,
  BELAY_GUEST_BYE,              /* to the helper: whoever is not what the payload says makes room, and says it as well */

  /* Of the way out. The payload begins with the number of a connection (guint32). */
  BELAY_GUEST_WAY_OPEN,         /* from the helper: there is a new one */
  BELAY_GUEST_WAY_DATA,         /* and bytes: never more than have been taken, and BELAY_GUEST_WAY_WINDOW */
  BELAY_GUEST_WAY_TAKEN,        /* and how many bytes have been taken since (guint32) */
  BELAY_GUEST_WAY_END,          /* no more bytes come */
  BELAY_GUEST_WAY_GONE,         /* there is no such connection any more */
  BELAY_GUEST_N_VERBS,
} BelayGuestVerb;

/* Followed by the payload. */
typedef struct
{
  guint32 magic;
  guint32 verb;
  guint32 length;               /* bytes of the payload */
} BelayGuestFrame;

#define BELAY_GUEST_MAX_PAYLOAD BELAY_SHELL_MAX_QUESTION
#define BELAY_GUEST_MAX_FRAME   (sizeof (BelayGuestFrame) + BELAY_GUEST_MAX_PAYLOAD)
#define BELAY_GUEST_WAY_MAX    64                /* connections at a time */
#define BELAY_GUEST_WAY_WINDOW (128 * 1024)      /* bytes of one that wait at either end */
#define BELAY_GUEST_MAX_NAME    80      /* bytes of what a helper says it is */

G_END_DECLS
