/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "egress-hello.h"

#include <string.h>

#define RECORD_HANDSHAKE   22
#define RECORD_MAX         (1 << 14)
#define CLIENT_HELLO       1
#define EXTENSION_NAME     0
#define NAME_HOST          0

/* What is left to read. */
typedef struct
{
  const guint8 *data;
  gsize         length;
} Bytes;

static gboolean
take (Bytes *from,
      gsize  n,
      Bytes *taken)
{
  if (from->length < n)
    return FALSE;

  *taken = (Bytes) { from->data, n };
  from->data += n;
  from->length -= n;

  return TRUE;
}

/* A number of @n_bytes, and as many bytes as it says. */
static gboolean
take_vector (Bytes *from,
             guint  n_bytes,
             Bytes *taken)
{
  gsize length = 0;
  Bytes number;

  if (!take (from, n_bytes, &number))
    return FALSE;

  for (guint i = 0; i < n_bytes; i++)
    length = length << 8 | number.data[i];

  return take (from, length, taken);
}

/* Gathers what the records carry until the message is whole: a client may split it as it likes. */
static EgressHelloResult
gather (Bytes       rest,
        GByteArray *message)
{
  while (rest.length >= 5)
    {
      Bytes header, body;
      gsize length;

      take (&rest, 5, &header);
      length = (gsize) header.data[3] << 8 | header.data[4];
      if (header.data[0] != RECORD_HANDSHAKE || header.data[1] != 3 || length == 0 || length > RECORD_MAX)
        return EGRESS_HELLO_NOT_TLS;

      if (!take (&rest, length, &body))
        body = rest, rest.length = 0;

      g_byte_array_append (message, body.data, (guint) body.length);
      if (message->len >= 1 && message->data[0] != CLIENT_HELLO)
        return EGRESS_HELLO_NOT_TLS;
      if (message->len >= 4 &&
          message->len - 4 >= ((gsize) message->data[1] << 16 | (gsize) message->data[2] << 8 | message->data[3]))
        return EGRESS_HELLO_DONE;
    }

  return EGRESS_HELLO_INCOMPLETE;
}

/* One name and no second: a server could take the other one. */
static EgressHelloResult
read_name (Bytes extension,
           char  name[BELAY_HOST_NAME_MAX + 1])
{
  Bytes list, kind, host;

  if (!take_vector (&extension, 2, &list) || extension.length != 0 || !take (&list, 1, &kind) ||
      kind.data[0] != NAME_HOST || !take_vector (&list, 2, &host) || list.length != 0)
    return EGRESS_HELLO_NOT_TLS;

  return belay_host_name_parse ((const char *) host.data, host.length, name) == BELAY_HOST_NAME ? EGRESS_HELLO_DONE
                                                                                                : EGRESS_HELLO_NO_NAME;
}

static EgressHelloResult
read_message (Bytes message,
              char  name[BELAY_HOST_NAME_MAX + 1])
{
  EgressHelloResult result = EGRESS_HELLO_NO_NAME;
  Bytes body, skipped, extensions, kind, extension;

  if (!take (&message, 1, &skipped) || !take_vector (&message, 3, &body) ||
      !take (&body, 2 + 32, &skipped) ||                /* version, random */
      !take_vector (&body, 1, &skipped) ||              /* session */
      !take_vector (&body, 2, &skipped) ||              /* ciphers */
      !take_vector (&body, 1, &skipped))                /* compression */
    return EGRESS_HELLO_NOT_TLS;

  if (body.length == 0)
    return EGRESS_HELLO_NO_NAME;
  if (!take_vector (&body, 2, &extensions) || body.length != 0)
    return EGRESS_HELLO_NOT_TLS;

  while (extensions.length > 0)
    {
      if (!take (&extensions, 2, &kind) || !take_vector (&extensions, 2, &extension))
        return EGRESS_HELLO_NOT_TLS;
      if ((kind.data[0] << 8 | kind.data[1]) != EXTENSION_NAME)
        continue;
      if (result != EGRESS_HELLO_NO_NAME)
        return EGRESS_HELLO_NOT_TLS;
      result = read_name (extension, name);
      if (result != EGRESS_HELLO_DONE)
        return result;
    }

  return result;
}

EgressHelloResult
egress_hello_parse (const guint8 *data,
                    gsize         length,
                    char          name[BELAY_HOST_NAME_MAX + 1])
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  EgressHelloResult result;

  name[0] = '\0';

  /* What is no TLS is known by its first byte: nobody waits for five. */
  if (length > 0 && data[0] != RECORD_HANDSHAKE)
    return EGRESS_HELLO_NOT_TLS;

  result = gather ((Bytes) { data, length }, message);
  if (result == EGRESS_HELLO_INCOMPLETE && length >= EGRESS_HELLO_MAX)
    return EGRESS_HELLO_NOT_TLS;
  if (result != EGRESS_HELLO_DONE)
    return result;

  return read_message ((Bytes) { message->data, message->len }, name);
}
