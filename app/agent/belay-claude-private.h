/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-claude.h"
#include "belay-http-transfer.h"
#include "belay-transcript.h"

G_BEGIN_DECLS

typedef struct _BelayAsk BelayAsk;

struct _BelayClaude
{
  GObject           parent_instance;

  /* Immutable */
  BelayModels      *models;
  const BelayModel *model;
  char             *base_url;
  char             *api_key;            /* (nullable) locked */
  gsize             api_key_size;
  gboolean          bearer;
  char             *api_version;
  char            **extra_headers;
  char             *effort;             /* (nullable) */
  char             *system;
  char             *system_version;
  guint             idle_timeout;       /* ms */

  /* The conversation */
  BelayToolShape    shape;
  gboolean          drop_block;
  gboolean          shell;              /* there is one to be proposed commands for */
  int               width;
  int               height;
  BelayTranscript  *transcript;
  BelayHttp        *http;
  BelayUsage        spent;              /* on streams that came to nothing, not yet told to anybody */
  BelayAsk         *ask;                /* (nullable) the one under way */
};

/* The shape spoken now was accepted: the next session begins with it. */
void     belay_claude_remember_shape (BelayClaude         *self);

void     belay_ask_start             (BelayClaude         *claude,
                                      BelayMessage        *message,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void     belay_ask_retry_now         (BelayAsk            *self);
/* Ends an ask that has been cancelled without waiting for the main loop; FALSE if it has not been. */
gboolean belay_ask_abandon           (BelayAsk            *self);

G_END_DECLS
