/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hello-peer.h"

#include <openssl/ssl.h>

/* What the record holds, in records as small as wanted: a client may. */
static GByteArray *
split (const guint8 *record,
       gsize         length,
       gsize         piece)
{
  GByteArray *records = g_byte_array_new ();

  for (gsize at = 5; at < length; at += piece)
    {
      gsize n = MIN (piece, length - at);
      guint8 header[] = { record[0], record[1], record[2], (guint8) (n >> 8), (guint8) n };

      g_byte_array_append (records, header, sizeof header);
      g_byte_array_append (records, record + at, (guint) n);
    }

  return records;
}

GByteArray *
hello_peer_say (const char *name,
                gsize       piece)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  SSL *ssl = SSL_new (context);
  BIO *in = BIO_new (BIO_s_mem ()), *out = BIO_new (BIO_s_mem ());
  GByteArray *records;
  char *data;
  long length;

  SSL_set_bio (ssl, in, out);
  if (name != NULL)
    g_assert_cmpint (SSL_set_tlsext_host_name (ssl, name), ==, 1);
  g_assert_cmpint (SSL_connect (ssl), <, 0);

  length = BIO_get_mem_data (out, &data);
  g_assert_cmpint (length, >, 5);
  records = split ((const guint8 *) data, (gsize) length, piece);

  SSL_free (ssl);
  SSL_CTX_free (context);

  return records;
}
