/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-json.h"
#include "belay-raw.h"

G_BEGIN_DECLS

#define BELAY_BLOCK_MAX_INPUT (1024 * 1024)

typedef enum
{
  BELAY_BLOCK_TEXT,
  BELAY_BLOCK_THINKING,         /* also redacted */
  BELAY_BLOCK_TOOL_USE,
  BELAY_BLOCK_OTHER,            /* kept, sent back, not understood */
} BelayBlockKind;

/* One content block of a reply. Its deltas are woven into the text it began with; nothing is parsed and written anew. */
typedef struct
{
  BelayBlockKind  kind;
  char           *id;           /* of a tool_use */
  char           *toolset_name; /* (nullable) */
  char           *name;         /* of a tool_use */
  GString        *text;         /* what a text block says, decoded */
  GString        *input;        /* of a tool_use, JSON; valid once the block has ended */
  GPtrArray      *members;
  char           *json;         /* the whole block; NULL until it has ended */
} BelayBlock;

BelayBlock *belay_block_new        (JsonObject  *object,
                                    BelayRaw     raw,
                                    GError     **error);
void        belay_block_free       (BelayBlock  *self);
gboolean    belay_block_add_delta  (BelayBlock  *self,
                                    JsonObject  *delta,
                                    BelayRaw     raw,
                                    GError     **error);
gboolean    belay_block_end        (BelayBlock  *self,
                                    GError     **error);
/* A text block that says nothing: the API makes them and does not take them back (its answer is a 400). */
gboolean    belay_block_is_empty   (BelayBlock  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayBlock, belay_block_free)

G_END_DECLS
