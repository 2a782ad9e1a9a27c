/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_HTTP_ERROR (belay_http_error_quark ())
GQuark belay_http_error_quark (void);

typedef enum
{
  BELAY_HTTP_ERROR_URL,         /* not one this program talks to: neither https nor http to this machine */
  BELAY_HTTP_ERROR_CONNECT,     /* no connection: name, route, refused, too slow, proxy */
  BELAY_HTTP_ERROR_TLS,         /* the peer is not who it should be */
  BELAY_HTTP_ERROR_TIMEOUT,     /* connected, then silent for too long */
  BELAY_HTTP_ERROR_CUT,         /* ended before it was complete */
  BELAY_HTTP_ERROR_TOO_LARGE,   /* the answer passed the limit */
} BelayHttpError;

/* The head of an answer. Reference counted. */
typedef struct _BelayHttpResponse BelayHttpResponse;

BelayHttpResponse *belay_http_response_ref        (BelayHttpResponse *self);
void               belay_http_response_unref      (BelayHttpResponse *self);
guint              belay_http_response_get_status (BelayHttpResponse *self);
/* @name: in lower case. (nullable): the last one of that name */
const char        *belay_http_response_get_header (BelayHttpResponse *self,
                                                   const char        *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayHttpResponse, belay_http_response_unref)

/* A piece of the body, of any size. Called on the main context, never from within libcurl; it may start and cancel
 * requests. FALSE with @error set closes the connection and fails the request with that error. */
typedef gboolean (* BelayHttpFunc) (BelayHttpResponse *response,
                                    const char        *bytes,
                                    gsize              length,
                                    gpointer           user_data,
                                    GError           **error);

/* What to send; belay_http_send_async() copies or references all of it. */
typedef struct
{
  const char        *url;
  const char *const *headers;           /* "name: value", NULL-terminated, nullable */
  GPtrArray         *body;              /* of GBytes, sent one after the other; NULL: GET */
  gsize              max_response;      /* bytes of the body */
  guint              idle_timeout;      /* milliseconds without a byte in either direction; 0: none */
  BelayHttpFunc      func;
  gpointer           user_data;         /* must live until the callback or the cancellation */
} BelayHttpRequest;

#define BELAY_TYPE_HTTP (belay_http_get_type ())

/* HTTP by libcurl on the main context the object was made in. One object keeps its connections for the next request. */
G_DECLARE_FINAL_TYPE (BelayHttp, belay_http, BELAY, HTTP, GObject)

BelayHttp         *belay_http_new         (void);

gboolean           belay_http_check_url   (const char              *url,
                                           GError                 **error);

void               belay_http_send_async  (BelayHttp               *self,
                                           const BelayHttpRequest  *request,
                                           GCancellable            *cancellable,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
BelayHttpResponse *belay_http_send_finish (BelayHttp               *self,
                                           GAsyncResult            *result,
                                           GError                 **error);

G_END_DECLS
