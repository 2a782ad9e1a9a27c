/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the sandbox and the program belay-doorway in it have to agree on. */

#define BELAY_DOORWAY_PROGRAM "belay-doorway"
#define BELAY_DOORWAY_FD      4         /* a SOCK_SEQPACKET socket: one byte comes, and with it the listening socket */
#define BELAY_DOORWAY_PORT    3128      /* of the proxy, at the loopback address of the sandbox */
