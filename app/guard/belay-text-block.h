/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

#define BELAY_TEXT_BLOCK_MAX_WORDS 6000 /* of all blocks of a screen */

/* A word in the text of its block. */
typedef struct
{
  guint     start;              /* bytes */
  guint     length;
  BelayRect area;               /* screen pixels */
} BelayBlockWord;

/* Lines of text below each other that were read off the screen: hostile text, to be shown through belay_visible_text().
 * Immutable, reference counted, any thread. */
typedef struct
{
  char      *text;              /* UTF-8; a blank between words, a line feed between lines */
  GArray    *words;             /* of BelayBlockWord, in the order of the text */
  BelayRect  area;              /* screen pixels */
} BelayTextBlock;

BelayTextBlock *belay_text_block_ref      (BelayTextBlock       *self);
void            belay_text_block_unref    (BelayTextBlock       *self);

/* Where the bytes from @start on are, screen pixels. */
void            belay_text_block_get_area (const BelayTextBlock *self,
                                           guint                 start,
                                           guint                 length,
                                           BelayRect            *area);

/* @words: of BelayReadWord, screen pixels, in any order. GPtrArray of BelayTextBlock, top to bottom; (transfer full). */
GPtrArray      *belay_text_blocks_new     (GPtrArray            *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTextBlock, belay_text_block_unref)

G_END_DECLS
