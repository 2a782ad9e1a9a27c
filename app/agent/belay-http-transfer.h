/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include "belay-http.h"

G_BEGIN_DECLS

struct _BelayHttpResponse
{
  guint       status;
  GHashTable *headers;          /* lower-case name → value */
};

/* One request as libcurl sees it; the task data of its GTask. Its callbacks only keep books. */
typedef struct
{
  /* What is sent */
  CURL               *easy;
  struct curl_slist  *headers;
  GPtrArray          *body;
  guint               body_index;
  gsize               body_offset;

  /* What has come */
  BelayHttpResponse  *response;
  GByteArray         *pending;          /* not yet handed on */
  gsize               received;
  gsize               max_response;
  gboolean            too_large;
  gint64              last_byte;        /* in either direction, monotonic µs */
  CURLcode            result;
  char                message[CURL_ERROR_SIZE];

  /* What BelayHttp does with it */
  GSource            *cancel_source;
  GSource            *idle_source;
  guint               idle_timeout;
  gboolean            attached;         /* to the multi handle */
  gboolean            finished;         /* libcurl is done with it */
  gboolean            returned;         /* so is its task */
  BelayHttpFunc       func;
  gpointer            user_data;
} BelayHttpTransfer;

BelayHttpTransfer *belay_http_transfer_new      (const BelayHttpRequest  *request,
                                                 GError                 **error);
void               belay_http_transfer_free     (BelayHttpTransfer       *self);
GError            *belay_http_transfer_get_error (BelayHttpTransfer      *self);

void               belay_http_clear_source      (GSource                **source);

G_END_DECLS
