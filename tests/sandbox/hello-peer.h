/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* (transfer full): the first message OpenSSL's client says to a server it takes for @name (nullable), as TLS records of at
 * most @piece bytes each */
GByteArray *hello_peer_say (const char *name,
                            gsize       piece);
