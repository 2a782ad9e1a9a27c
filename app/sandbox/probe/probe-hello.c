/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <string.h>

static void
add_number (GByteArray *bytes,
            guint32     number,
            guint       n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      guint8 byte = (guint8) (number >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* RFC 8446 section 4.1.2, no more than it takes to be one: a version, random bytes, one suite, the name (RFC 6066). */
GByteArray *
probe_hello (const char *name)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 length = (guint32) strlen (name);
  guint32 extensions = 4 + 5 + length;
  guint32 body = 2 + 32 + 1 + 2 + 2 + 2 + 2 + extensions;

  add_number (bytes, 0x16, 1);          /* a record: handshake */
  add_number (bytes, 0x0301, 2);
  add_number (bytes, 4 + body, 2);
  add_number (bytes, 1, 1);             /* ClientHello */
  add_number (bytes, body, 3);
  add_number (bytes, 0x0303, 2);

  for (guint i = 0; i < 8; i++)
    add_number (bytes, g_random_int (), 4);

  add_number (bytes, 0, 1);             /* no session */
  add_number (bytes, 2, 2);             /* suites */
  add_number (bytes, 0x1301, 2);
  add_number (bytes, 0x0100, 2);        /* one compression: none */
  add_number (bytes, extensions, 2);
  add_number (bytes, 0, 2);             /* server_name */
  add_number (bytes, 5 + length, 2);
  add_number (bytes, 3 + length, 2);
  add_number (bytes, 0, 1);             /* host_name */
  add_number (bytes, length, 2);
  g_byte_array_append (bytes, (const guint8 *) name, length);

  return bytes;
}
