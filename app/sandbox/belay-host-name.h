/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of hosts, as they are compared: in small ASCII letters, without the dot at the end. Used by the program and by its
 * helper belay-egress. Any thread. */

#define BELAY_HOST_NAME_MAX 253         /* bytes, without the terminator; RFC 1035 */

typedef enum
{
  BELAY_HOST_NAME,
  BELAY_HOST_ADDRESS,                   /* an address, however it is written: 127.1, 0x7f000001, [::1] */
  BELAY_HOST_MALFORMED,
} BelayHostKind;

/* @name: (out caller-allocates): gets the name to compare if it is one, else what can be shown of @text; terminated. */
BelayHostKind belay_host_name_parse (const char *text,
                                     gsize       length,
                                     char        name[BELAY_HOST_NAME_MAX + 1]);

G_END_DECLS
