/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "belay-host-name.h"

G_BEGIN_DECLS

/*
 * What the program and its helper belay-egress say to each other: packets on a SOCK_SEQPACKET socket pair. Both ends are
 * built together; there are no versions. The helper has no network of its own: the program resolves names, connects, and
 * hands over the connected socket.
 */

#define BELAY_EGRESS_FD_CONTROL 3
#define BELAY_EGRESS_FD_LISTEN  4       /* accepts what comes from the sandbox */

#define BELAY_EGRESS_MAX_CONNECTIONS 128
#define BELAY_EGRESS_MAX_MEMORY      (256 * 1024 * 1024)

typedef enum
{
  BELAY_EGRESS_READY,           /* it has locked itself in */
  BELAY_EGRESS_NOT_CONFINED,    /* it could not; the last packet */
  BELAY_EGRESS_ASK,             /* may this connection be made? */
  BELAY_EGRESS_REFUSED,         /* it refused by itself, reason says why */
  BELAY_EGRESS_ENDED,           /* a connection that was asked for is over */
} BelayEgressPacketKind;

typedef enum
{
  BELAY_EGRESS_REASON_NONE,
  BELAY_EGRESS_REASON_ADDRESS,          /* an address instead of a name */
  BELAY_EGRESS_REASON_MALFORMED,        /* nothing a browser would send */
  BELAY_EGRESS_REASON_NOT_ENCRYPTED,    /* it asked for a tunnel and did not speak TLS in it */
  BELAY_EGRESS_REASON_NO_NAME,          /* TLS, but it does not say for which host */
  BELAY_EGRESS_REASON_OTHER_NAME,       /* TLS for another host, "other", than was asked for */
} BelayEgressReason;

/* From the helper. All of it is what the sandbox said. */
typedef struct
{
  guint32 kind;
  guint32 id;                   /* of the connection, from 1 */
  guint32 reason;
  guint16 port;
  guint8  secure;               /* TLS will be spoken, or nothing */
  char    host[BELAY_HOST_NAME_MAX + 1];        /* as belay_host_name_parse() gives it; of REFUSED perhaps malformed */
  char    other[BELAY_HOST_NAME_MAX + 1];
  guint64 sent;                 /* bytes that left the sandbox; of ENDED */
  guint64 received;
} BelayEgressPacket;

typedef enum
{
  BELAY_EGRESS_ALLOW,           /* with the connected, non-blocking socket */
  BELAY_EGRESS_DENY,
  BELAY_EGRESS_FAIL,            /* allowed, but it could not be reached */
} BelayEgressVerdict;

/* From the program. */
typedef struct
{
  guint32 id;
  guint32 verdict;
} BelayEgressAnswer;

G_END_DECLS
