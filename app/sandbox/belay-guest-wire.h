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

#define BELAY_GUEST_MAGIC   0x79616c42u

typedef enum
{
  BELAY_GUEST_HELLO,            /* payload: a number (guint32); answered with it and what the helper was told to say it is */
  BELAY_GUEST_PROBE,            /* payload: a packet to or from belay-probe */
  BELAY_GUEST_SHELL,            /* payload: a packet to or from belay-shell */
  BELAY_GUEST_PROBE_GONE,       /* from the helper: nothing more comes from that */
  BELAY_GUEST_SHELL_GONE,
  BELAY_GUEST_BYE,              /* to the helper: whoever is not what the payload says makes room, and says it as well */
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
#define BELAY_GUEST_MAX_NAME    80      /* bytes of what a helper says it is */

G_END_DECLS
