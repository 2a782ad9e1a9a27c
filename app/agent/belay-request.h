/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-models.h"

G_BEGIN_DECLS

/* Everything of a request but the messages; the API's reference of POST /v1/messages. */
typedef struct
{
  const BelayModel *model;
  BelayToolShape    shape;
  const char       *effort;             /* (nullable) */
  const char       *system;
  guint             max_tokens;
  gboolean          drop_block;         /* thinking that does not fit the conversation is dropped, not refused */
  gboolean          shell;              /* the tools for commands and files are offered */
  int               width;              /* of the pictures; only the older shapes say it */
  int               height;
} BelayRequestOptions;

/* The body up to and including "messages":; (transfer full) */
char *belay_request_write_head (const BelayRequestOptions *options);
/* (transfer full) (nullable): the value of the anthropic-beta header */
char *belay_request_get_betas  (const BelayRequestOptions *options);

G_END_DECLS
