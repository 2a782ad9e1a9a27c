/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-http-transfer.h"

#include <string.h>

#define CONNECT_TIMEOUT_MS 30000
#define MAX_HEADERS        256

G_DEFINE_QUARK (belay-http-error-quark, belay_http_error)

static BelayHttpResponse *
response_new (void)
{
  BelayHttpResponse *self = g_rc_box_new0 (BelayHttpResponse);

  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

BelayHttpResponse *
belay_http_response_ref (BelayHttpResponse *self)
{
  return g_rc_box_acquire (self);
}

static void
response_clear (BelayHttpResponse *self)
{
  g_hash_table_unref (self->headers);
}

void
belay_http_response_unref (BelayHttpResponse *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) response_clear);
}

guint
belay_http_response_get_status (BelayHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * belay_http_response_get_header:
 * @self: a response
 * @name: in lower case
 *
 * Returns: (nullable): the value of the last header of that name
 */
const char *
belay_http_response_get_header (BelayHttpResponse *self,
                                const char        *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->headers, name);
}

void
belay_http_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);

  g_clear_pointer (source, g_source_unref);
}

/* libcurl's own parser, so that what is examined is what is connected to. */
static gboolean
examine_url (const char  *url,
             gboolean    *loopback,
             GError     **error)
{
  g_autoptr(GInetAddress) address = NULL;
  g_autofree char *bare = NULL;
  CURLU *parsed = curl_url ();
  char *scheme = NULL;
  char *host = NULL;
  char *user = NULL;
  gboolean ok;

  ok = url != NULL &&
       curl_url_set (parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
       curl_url_get (parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
       curl_url_get (parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
       curl_url_get (parsed, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;

  if (ok)
    {
      gsize length = strlen (host);

      bare = length > 2 && host[0] == '[' ? g_strndup (host + 1, length - 2) : g_strdup (host);
      address = g_inet_address_new_from_string (bare);
      *loopback = address != NULL ? g_inet_address_get_is_loopback (address)
                                  : g_ascii_strcasecmp (host, "localhost") == 0;
      ok = g_str_equal (scheme, "https") || (g_str_equal (scheme, "http") && *loopback);
    }

  curl_free (scheme);
  curl_free (host);
  curl_free (user);
  curl_url_cleanup (parsed);

  if (!ok)
    g_set_error_literal (error, BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_URL,
                         "The address must begin with https:// and must not hold a user name or password");

  return ok;
}

/**
 * belay_http_check_url:
 * @url: a URL
 * @error: (nullable): %BELAY_HTTP_ERROR_URL
 *
 * Returns: whether @url is one this program talks to: https, or http to the
 *   machine itself, and without a user name
 */
gboolean
belay_http_check_url (const char  *url,
                      GError     **error)
{
  gboolean loopback;

  return examine_url (url, &loopback, error);
}

static gsize
on_header (char  *bytes,
           gsize  size,
           gsize  count,
           void  *user_data)
{
  BelayHttpTransfer *self = user_data;
  gsize length = size * count;
  const char *colon = memchr (bytes, ':', length);

  self->last_byte = g_get_monotonic_time ();

  /* A new status line: what came before was the head of a "100 Continue". */
  if (length >= 5 && memcmp (bytes, "HTTP/", 5) == 0)
    {
      long status = 0;

      curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
      self->response->status = status;
      g_hash_table_remove_all (self->response->headers);
    }
  else if (colon != NULL && g_hash_table_size (self->response->headers) < MAX_HEADERS)
    {
      g_autofree char *name = g_ascii_strdown (bytes, colon - bytes);
      g_autofree char *value = g_strndup (colon + 1, bytes + length - colon - 1);

      if (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL))
        g_hash_table_replace (self->response->headers, g_strdup (g_strstrip (name)),
                              g_strdup (g_strstrip (value)));
    }

  return length;
}

static gsize
on_body (char  *bytes,
         gsize  size,
         gsize  count,
         void  *user_data)
{
  BelayHttpTransfer *self = user_data;
  gsize length = size * count;

  self->last_byte = g_get_monotonic_time ();

  if (length > self->max_response - self->received)
    {
      self->too_large = TRUE;
      return CURL_WRITEFUNC_ERROR;
    }

  self->received += length;
  g_byte_array_append (self->pending, (const guint8 *) bytes, length);

  return length;
}

static gsize
send_body (char  *buffer,
           gsize  size,
           gsize  count,
           void  *user_data)
{
  BelayHttpTransfer *self = user_data;
  gsize room = size * count;
  gsize filled = 0;

  self->last_byte = g_get_monotonic_time ();

  while (filled < room && self->body_index < self->body->len)
    {
      gsize length;
      const char *bytes = g_bytes_get_data (self->body->pdata[self->body_index], &length);
      gsize part = MIN (length - self->body_offset, room - filled);

      if (part > 0)
        memcpy (buffer + filled, bytes + self->body_offset, part);

      filled += part;
      self->body_offset += part;

      if (self->body_offset == length)
        {
          self->body_index++;
          self->body_offset = 0;
        }
    }

  return filled;
}

/* libcurl starts over when a kept connection turns out to be dead. */
static int
rewind_body (void       *user_data,
             curl_off_t  offset,
             int         origin)
{
  BelayHttpTransfer *self = user_data;

  if (offset != 0 || origin != SEEK_SET)
    return CURL_SEEKFUNC_CANTSEEK;

  self->body_index = 0;
  self->body_offset = 0;

  return CURL_SEEKFUNC_OK;
}

static struct curl_slist *
build_headers (const BelayHttpRequest *request)
{
  /* Without this libcurl waits a second for a "100 Continue" that few servers send. */
  struct curl_slist *headers = curl_slist_append (NULL, "Expect:");

  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
    headers = curl_slist_append (headers, request->headers[i]);

  return headers;
}

static void
set_body (BelayHttpTransfer *self)
{
  curl_off_t length = 0;

  for (guint i = 0; i < self->body->len; i++)
    length += g_bytes_get_size (self->body->pdata[i]);

  curl_easy_setopt (self->easy, CURLOPT_POST, 1L);
  curl_easy_setopt (self->easy, CURLOPT_POSTFIELDSIZE_LARGE, length);
  curl_easy_setopt (self->easy, CURLOPT_READFUNCTION, send_body);
  curl_easy_setopt (self->easy, CURLOPT_READDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_SEEKFUNCTION, rewind_body);
  curl_easy_setopt (self->easy, CURLOPT_SEEKDATA, self);
}

/* Whether libcurl was built with a folder of certificates, and the system keeps it hashed: names like 5443e9e3.0. */
static gboolean
find_certificate_folder (void)
{
  const char *path = curl_version_info (CURLVERSION_NOW)->capath;
  g_autoptr(GDir) dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (strlen (name) == 10 && strspn (name, "0123456789abcdef") == 8 && g_str_has_suffix (name, ".0"))
        return TRUE;
    }

  return FALSE;
}

/* The bundle of all certificates is read whole at the first connection, on the main loop: 50 ms and more. The folder that
 * holds the same ones is asked for the one that is needed. */
static void
prefer_certificate_folder (CURL *easy)
{
  static gsize found = 0;

  if (g_once_init_enter (&found))
    g_once_init_leave (&found, find_certificate_folder () ? 1 : 2);

  if (found == 1)
    curl_easy_setopt (easy, CURLOPT_CAINFO, NULL);
}

static void
set_up (BelayHttpTransfer *self,
        const char        *url,
        gboolean           loopback)
{
  CURL *easy = self->easy;

  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  prefer_certificate_folder (easy);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPIDLE, 30L);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPINTVL, 15L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) CONNECT_TIMEOUT_MS);
  curl_easy_setopt (easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "belay/" BELAY_VERSION);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, self->message);
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, self->headers);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, self);

  /* What is for this machine stays on it, whatever the environment says of proxies. */
  if (loopback)
    curl_easy_setopt (easy, CURLOPT_PROXY, "");

  if (self->body != NULL)
    set_body (self);
}

/* The headers hold the key: it must not stay behind in freed memory. */
static void
free_headers (struct curl_slist *headers)
{
  for (struct curl_slist *each = headers; each != NULL; each = each->next)
    explicit_bzero (each->data, strlen (each->data));

  curl_slist_free_all (headers);
}

void
belay_http_transfer_free (BelayHttpTransfer *self)
{
  g_clear_pointer (&self->easy, curl_easy_cleanup);
  g_clear_pointer (&self->headers, free_headers);
  g_clear_pointer (&self->body, g_ptr_array_unref);
  belay_http_clear_source (&self->cancel_source);
  belay_http_clear_source (&self->idle_source);
  g_clear_pointer (&self->response, belay_http_response_unref);
  g_clear_pointer (&self->pending, g_byte_array_unref);
  g_free (self);
}

/**
 * belay_http_transfer_new:
 * @request: what to send
 * @error: (nullable): %BELAY_HTTP_ERROR_URL
 *
 * Returns: (transfer full) (nullable): a transfer that is not yet attached to anything
 */
BelayHttpTransfer *
belay_http_transfer_new (const BelayHttpRequest  *request,
                         GError                 **error)
{
  BelayHttpTransfer *self;
  gboolean loopback;

  if (!examine_url (request->url, &loopback, error))
    return NULL;

  self = g_new0 (BelayHttpTransfer, 1);
  self->easy = curl_easy_init ();
  self->headers = build_headers (request);
  self->body = request->body != NULL ? g_ptr_array_ref (request->body) : NULL;
  self->response = response_new ();
  self->pending = g_byte_array_new ();
  self->max_response = request->max_response;
  self->idle_timeout = request->idle_timeout;
  self->func = request->func;
  self->user_data = request->user_data;
  set_up (self, request->url, loopback);

  return self;
}

/**
 * belay_http_transfer_get_error:
 * @self: a transfer that libcurl has finished with anything but %CURLE_OK
 *
 * Returns: (transfer full): why
 */
GError *
belay_http_transfer_get_error (BelayHttpTransfer *self)
{
  const char *text = *self->message != '\0' ? self->message : curl_easy_strerror (self->result);
  BelayHttpError code;

  if (self->too_large)
    return g_error_new_literal (BELAY_HTTP_ERROR, BELAY_HTTP_ERROR_TOO_LARGE, "The answer is too large");

  switch ((int) self->result)
    {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      code = BELAY_HTTP_ERROR_URL;
      break;

    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_PROXY:
    case CURLE_SSL_CONNECT_ERROR:
      code = BELAY_HTTP_ERROR_CONNECT;
      break;

    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      code = BELAY_HTTP_ERROR_TLS;
      break;

    default:
      code = BELAY_HTTP_ERROR_CUT;
      break;
    }

  return g_error_new_literal (BELAY_HTTP_ERROR, code, text);
}

