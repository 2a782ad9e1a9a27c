/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

/* What is read of a screen in one go. */
typedef struct
{
  BelayRect core;               /* whole tiles: what is to be read */
  BelayRect area;               /* that and as much around it as belongs to its words */
} BelayReadPiece;

/* @wanted: for each tile of @frame whether it is to be read. GArray of BelayReadPiece, top to bottom; (transfer full).
 * Any thread. */
GArray *belay_read_pieces_new  (BelayFrame           *frame,
                                const guint8         *wanted);

/* Black on white, in the brightness of a person's eye: 8 bit, the size of its area. (transfer full). Any thread. */
GBytes *belay_read_piece_draw  (const BelayReadPiece *self,
                                BelayFrame           *frame);

/* Whether a word at @word was cut off by the edge of what was read, or has nothing to do with what was to be read. */
gboolean belay_read_piece_lacks (const BelayReadPiece *self,
                                 BelayFrame           *frame,
                                 const BelayRect      *word);

G_END_DECLS
