/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-tls.h"

#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

struct _ScreenTls
{
  SSL_CTX *anonymous;           /* encryption to anybody */
  SSL_CTX *certified;           /* to a server whose certificate holds */
  SSL     *ssl;
  BIO     *in, *out;            /* owned by ssl */
  char    *host;
};

/* Where distributions keep the certificates they trust, in one file. */
static const char * const bundles[] = {
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
};

/**
 * screen_tls_new:
 * @host: the name or address the person asked for
 *
 * Reads what needs reading. Without a file of trusted certificates no certificate will hold.
 *
 * Returns: (transfer full) (nullable): TLS before it starts, %NULL if the library fails
 */
ScreenTls *
screen_tls_new (const char *host)
{
  ScreenTls *self = g_new0 (ScreenTls, 1);
  guint8 seed;

  OPENSSL_init_ssl (OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
  self->host = g_strdup (host);
  self->anonymous = SSL_CTX_new (TLS_client_method ());
  self->certified = SSL_CTX_new (TLS_client_method ());

  /* Anonymous key exchange does not exist in TLS 1.3. */
  if (RAND_bytes (&seed, 1) != 1 || self->anonymous == NULL || self->certified == NULL ||
      SSL_CTX_set_max_proto_version (self->anonymous, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_min_proto_version (self->anonymous, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list (self->anonymous, "AECDH:ADH:!eNULL:!RC4:!3DES:@SECLEVEL=0") != 1 ||
      SSL_CTX_set_min_proto_version (self->certified, TLS1_2_VERSION) != 1)
    {
      screen_tls_free (self);
      return NULL;
    }

  for (guint i = 0; i < G_N_ELEMENTS (bundles); i++)
    {
      if (SSL_CTX_load_verify_locations (self->certified, bundles[i], NULL) == 1)
        break;
    }
  SSL_CTX_set_verify (self->certified, SSL_VERIFY_PEER, NULL);

  return self;
}

/**
 * screen_tls_free:
 * @self: (transfer full) (nullable): TLS
 */
void
screen_tls_free (ScreenTls *self)
{
  if (self == NULL)
    return;

  SSL_free (self->ssl);
  SSL_CTX_free (self->anonymous);
  SSL_CTX_free (self->certified);
  g_free (self->host);
  g_free (self);
}

static gboolean
expect_host (ScreenTls *self)
{
  X509_VERIFY_PARAM *param = SSL_get0_param (self->ssl);

  if (X509_VERIFY_PARAM_set1_ip_asc (param, self->host) == 1)
    return TRUE;

  return SSL_set_tlsext_host_name (self->ssl, self->host) == 1 && SSL_set1_host (self->ssl, self->host) == 1;
}

/**
 * screen_tls_start:
 * @self: TLS that has not been started
 * @anonymous: whether to do without a certificate
 *
 * What is to be sent comes with the first screen_tls_receive().
 *
 * Returns: %FALSE if it could not be set up
 */
gboolean
screen_tls_start (ScreenTls *self,
                  gboolean   anonymous)
{
  self->ssl = SSL_new (anonymous ? self->anonymous : self->certified);
  if (self->ssl == NULL || (!anonymous && !expect_host (self)))
    return FALSE;

  self->in = BIO_new (BIO_s_mem ());
  self->out = BIO_new (BIO_s_mem ());
  SSL_set_bio (self->ssl, self->in, self->out);
  SSL_set_connect_state (self->ssl);

  return TRUE;
}

/**
 * screen_tls_is_up:
 * @self: TLS
 *
 * Returns: %TRUE once the handshake is done
 */
gboolean
screen_tls_is_up (ScreenTls *self)
{
  return self->ssl != NULL && SSL_is_init_finished (self->ssl);
}

static void
drain (ScreenTls  *self,
       GByteArray *out)
{
  guint8 buffer[4096];
  int n;

  while ((n = BIO_read (self->out, buffer, sizeof buffer)) > 0)
    g_byte_array_append (out, buffer, (guint) n);
}

/**
 * screen_tls_receive:
 * @self: TLS that has been started
 * @data: what came from the server
 * @length: how much, also 0
 * @plain: where to append what it says
 * @out: where to append what is to be sent
 *
 * Returns: how it goes
 */
ScreenTlsResult
screen_tls_receive (ScreenTls    *self,
                    const guint8 *data,
                    gsize         length,
                    GByteArray   *plain,
                    GByteArray   *out)
{
  guint8 buffer[16 * 1024];
  int n, error;

  if (length > 0 && BIO_write (self->in, data, (int) length) != (int) length)
    return SCREEN_TLS_BROKEN;

  while ((n = SSL_read (self->ssl, buffer, sizeof buffer)) > 0)
    g_byte_array_append (plain, buffer, (guint) n);

  error = SSL_get_error (self->ssl, n);
  drain (self, out);

  if (error == SSL_ERROR_WANT_READ)
    return SCREEN_TLS_FINE;
  if (error == SSL_ERROR_ZERO_RETURN)
    return SCREEN_TLS_CLOSED;

  return SSL_get_verify_result (self->ssl) != X509_V_OK ? SCREEN_TLS_NOT_TRUSTED : SCREEN_TLS_BROKEN;
}

/**
 * screen_tls_send:
 * @self: TLS that is up
 * @data: what to say
 * @length: how much, at least 1
 * @out: where to append what is to be sent
 *
 * Returns: %FALSE if the connection is broken
 */
gboolean
screen_tls_send (ScreenTls    *self,
                 const guint8 *data,
                 gsize         length,
                 GByteArray   *out)
{
  if (SSL_write (self->ssl, data, (int) length) != (int) length)
    return FALSE;

  drain (self, out);

  return TRUE;
}
