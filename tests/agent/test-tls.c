/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <glib-unix.h>
#include <openssl/ssl.h>
#include <string.h>

/* A TLS server with a certificate nobody has signed but itself. Whoever sits in the middle of a connection has no
 * better one. */
typedef struct
{
  SSL_CTX         *context;
  GSocketListener *listener;
  GCancellable    *cancellable;
  GThread         *thread;
  int              n_connections;       /* atomic */
  int              n_bytes;             /* atomic: of requests that were told */
  guint16          port;
} Impostor;

static X509 *
sign (EVP_PKEY *key)
{
  X509 *certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);

  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1);
  X509_gmtime_adj (X509_getm_notBefore (certificate), 0);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 3600);
  X509_set_pubkey (certificate, key);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) "127.0.0.1", -1, -1, 0);
  X509_set_issuer_name (certificate, name);
  g_assert_cmpint (X509_sign (certificate, key, EVP_sha256 ()), >, 0);

  return certificate;
}

static gpointer
run_impostor (gpointer data)
{
  Impostor *self = data;

  for (;;)
    {
      g_autoptr(GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
      char buffer[1024];
      SSL *ssl;
      int fd;

      if (connection == NULL)
        return NULL;

      g_atomic_int_inc (&self->n_connections);
      /* GLib's sockets never block, whatever they pretend. */
      fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
      g_unix_set_fd_nonblocking (fd, FALSE, NULL);
      ssl = SSL_new (self->context);
      SSL_set_fd (ssl, fd);

      if (SSL_accept (ssl) == 1)
        g_atomic_int_add (&self->n_bytes, MAX (0, SSL_read (ssl, buffer, sizeof buffer)));

      SSL_free (ssl);
    }
}

static Impostor *
impostor_new (void)
{
  Impostor *self = g_new0 (Impostor, 1);
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  X509 *certificate = sign (key);

  self->context = SSL_CTX_new (TLS_server_method ());
  g_assert_cmpint (SSL_CTX_use_certificate (self->context, certificate), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (self->context, key), ==, 1);
  X509_free (certificate);
  EVP_PKEY_free (key);

  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, NULL);
  self->thread = g_thread_new ("impostor", run_impostor, self);

  return self;
}

static void
impostor_free (Impostor *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_object_unref (self->listener);
  SSL_CTX_free (self->context);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Impostor, impostor_free)

/* Nothing is told to it, there is no storm of attempts, and the sentence says what is wrong. */
static void
test_impostor (void)
{
  g_autoptr(Impostor) impostor = impostor_new ();
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", impostor->port);
  BelayClaudeOptions options = { .api_key = TALK_KEY, .base_url = url };
  g_autoptr(Talk) talk = talk_new_full (NULL, "claude-sonnet-5-5", &options);
  g_autoptr(GError) error = NULL;

  g_assert_null (talk_say (talk, "Do it.", &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "certificate"));
  g_assert_cmpuint (talk->waits, ==, 0);
  g_assert_cmpint (g_atomic_int_get (&impostor->n_connections), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&impostor->n_bytes), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls/impostor", test_impostor);

  return g_test_run ();
}
