/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lower-case hexadecimal digits, the only ones the format knows. Any thread. */

/* Writes 2 × @size digits and a zero. */
void     belay_hex_encode (const guint8 *data,
                                 gsize         size,
                                 char         *hex);
/* FALSE unless @text is exactly 2 × @size digits; @data may be written over even then. */
gboolean belay_hex_decode (const char   *text,
                                 gsize         length,
                                 guint8       *data,
                                 gsize         size);

G_END_DECLS
