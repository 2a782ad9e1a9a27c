/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "belay-host-name.h"

G_BEGIN_DECLS

#define EGRESS_HELLO_MAX (32 * 1024)    /* bytes until the host is known */

typedef enum
{
  EGRESS_HELLO_INCOMPLETE,
  EGRESS_HELLO_DONE,                    /* it says for which host it is */
  EGRESS_HELLO_NO_NAME,
  EGRESS_HELLO_NOT_TLS,
} EgressHelloResult;

/* Reads the first message of TLS (RFC 8446, RFC 6066): for which host it is. @name: (out caller-allocates) */
EgressHelloResult egress_hello_parse (const guint8 *data,
                                      gsize         length,
                                      char          name[BELAY_HOST_NAME_MAX + 1]);

G_END_DECLS
