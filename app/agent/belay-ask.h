/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-claude-private.h"
#include "belay-countdown.h"
#include "belay-stream.h"

G_BEGIN_DECLS

/* One ask: as many requests as it takes until there is a reply or an error. Main thread only. It ends exactly once; each
 * request that libcurl still has of it holds a reference. Handlers of signals may end it. */
struct _BelayAsk
{
  BelayClaude    *claude;                       /* owned by the task */
  GTask          *task;
  guint           mark;                         /* turns before it */
  guint           attempts;
  guint           cuts;                         /* replies that had begun and broke off */
  guint           max_tokens;
  gboolean        enlarged;                     /* max_tokens was */
  gboolean        nudged;
  guint           before_nudge;                 /* turns */
  gboolean        ended;

  /* The request under way */
  BelayStream    *stream;
  GString        *error_body;
  gboolean        streaming;                    /* the answer is a stream of events */

  /* The wait before the next one */
  BelayCountdown *countdown;
  char           *reason;
};

void     belay_ask_send            (BelayAsk          *self);
void     belay_ask_send_again      (BelayAsk          *self);
void     belay_ask_retry           (BelayAsk          *self,
                                    const char        *reason,
                                    gint64             asked_wait,
                                    GError            *error);
void     belay_ask_end_with_error  (BelayAsk          *self,
                                    GError            *error);
void     belay_ask_end_with_reply  (BelayAsk          *self,
                                    BelayReply        *reply);
gboolean belay_ask_is_cancelled    (BelayAsk          *self);
void     belay_ask_end_cancelled   (BelayAsk          *self);
void     belay_ask_book_stream     (BelayAsk          *self);

/* The four ways a request can turn out. */
void     belay_ask_on_complete     (BelayAsk          *self);
void     belay_ask_on_broken       (BelayAsk          *self,
                                    GError            *error);
void     belay_ask_on_refused      (BelayAsk          *self,
                                    BelayHttpResponse *response);
void     belay_ask_on_no_answer    (BelayAsk          *self,
                                    GError            *error);

G_END_DECLS
