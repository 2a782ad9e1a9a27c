/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-skeleton.h"

G_BEGIN_DECLS

/* Texts in which others are looked up, in spite of what was misread. Immutable, reference counted, any thread. */
typedef struct _BelayTextIndex BelayTextIndex;

/* A passage of a text that is also in one of the index. */
typedef struct
{
  guint start;                  /* of the skeleton that was looked up */
  guint length;
  guint text;                   /* which one of the index, */
  guint from;                   /* and the bytes of it */
  guint to;
} BelayTextMatch;

/* @texts: of strings, copied as far as needed. The first BELAY_TEXT_INDEX_MAX_SIZE bytes of all together count. */
#define BELAY_TEXT_INDEX_MAX_SIZE (256 * 1024)
BelayTextIndex *belay_text_index_new   (GPtrArray            *texts);
BelayTextIndex *belay_text_index_ref   (BelayTextIndex       *self);
void            belay_text_index_unref (BelayTextIndex       *self);

/* The longest passage that begins at @position of @text, or reaches back from there to @least at most, and begins and
 * ends where words do. @work: gets less with every step; nothing is found once it is used up. */
gboolean        belay_text_index_find  (const BelayTextIndex *self,
                                        const BelaySkeleton  *text,
                                        guint                 position,
                                        guint                 least,
                                        gint64               *work,
                                        BelayTextMatch       *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTextIndex, belay_text_index_unref)

G_END_DECLS
