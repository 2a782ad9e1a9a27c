/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-block.h"
#include "belay-reply.h"

G_BEGIN_DECLS

/* One reply as it arrives: bytes of the stream in, blocks and proposals out (the API's page on streaming). */
typedef struct _BelayStream BelayStream;

/* Called from within belay_stream_feed(); the stream must not be freed there. */
typedef struct
{
  void (* thinking) (const char    *delta,
                     gpointer       user_data);
  void (* text)     (const char    *delta,
                     gpointer       user_data);
  void (* proposal) (BelayProposal *proposal,
                     gpointer       user_data);
} BelayStreamFuncs;

BelayStream      *belay_stream_new              (const BelayActionSpace  *space,
                                                 const BelayStreamFuncs  *funcs,
                                                 gpointer                 user_data);
void              belay_stream_free             (BelayStream             *self);
gboolean          belay_stream_feed             (BelayStream             *self,
                                                 const char              *bytes,
                                                 gsize                    length,
                                                 GError                 **error);

/* Whether message_start has come: from then on tokens are billed. */
gboolean          belay_stream_has_begun        (BelayStream             *self);
/* Whether message_stop has come: everything below is then final. */
gboolean          belay_stream_is_complete      (BelayStream             *self);
/* (nullable): the type of the error event that ended it */
const char       *belay_stream_get_error_type   (BelayStream             *self);

const char       *belay_stream_get_id           (BelayStream             *self);
const char       *belay_stream_get_model        (BelayStream             *self);
/* (nullable): as it was received */
const char       *belay_stream_get_stop_reason  (BelayStream             *self);
/* (nullable): what a refusal gives as its explanation, or its category */
const char       *belay_stream_get_stop_detail  (BelayStream             *self);
/* of BelayBlock, those that have ended */
GPtrArray        *belay_stream_get_blocks       (BelayStream             *self);
/* of BelayProposal */
GPtrArray        *belay_stream_get_proposals    (BelayStream             *self);
void              belay_stream_get_usage        (BelayStream             *self,
                                                 BelayUsage              *usage);
/* text blocks joined by blank lines; (transfer full) */
char             *belay_stream_get_text         (BelayStream             *self);
/* all blocks as a JSON array; (transfer full) */
char             *belay_stream_get_content      (BelayStream             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayStream, belay_stream_free)

G_END_DECLS
