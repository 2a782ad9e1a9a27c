/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-agent.h"
#include "belay-http.h"

G_BEGIN_DECLS

/* What an answer says that is not a reply; the API's page on errors. */
typedef struct
{
  guint   status;
  char   *type;                 /* "" if the body does not say */
  char   *code;                 /* details.error_code, "" if there is none */
  char   *message;              /* "" if there is none */
  char   *request_id;           /* "" if there is none */
  gint64  wait;                 /* ms the server asks for, -1: it does not */
  int     should_retry;         /* 1 yes, 0 no, -1: it does not say */
} BelayApiError;

BelayApiError *belay_api_error_new          (BelayHttpResponse   *response,
                                             const char          *body,
                                             gsize                length);
void           belay_api_error_free         (BelayApiError       *self);
gboolean       belay_api_error_may_retry    (const BelayApiError *self);
gboolean       belay_api_error_is_shape     (const BelayApiError *self);
gboolean       belay_api_error_is_signature (const BelayApiError *self);
/* (transfer full): for the person, translated */
GError        *belay_api_error_to_error     (const BelayApiError *self);
/* translated, one sentence */
const char    *belay_api_error_get_reason   (const BelayApiError *self);

/* ms to wait before another attempt; @failures: so far, from 1; @random: 0 to 1 */
guint          belay_api_back_off           (guint                failures,
                                             double               random);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayApiError, belay_api_error_free)

G_END_DECLS
