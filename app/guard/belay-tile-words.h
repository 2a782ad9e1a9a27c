/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-read-pieces.h"
#include "belay-reader.h"

G_BEGIN_DECLS

/* What is known of the pixels of a tile. */
typedef struct
{
  gboolean   read;
  guint      n_attempts;        /* that failed */
  GPtrArray *words;             /* of BelayReadWord whose centre is in it, pixels of the tile */
} BelayTileWords;

BelayTileWords *belay_tile_words_new  (void);
void            belay_tile_words_free (BelayTileWords       *self);

/* The same for the same pixels; (transfer full) (nullable): they are all of one colour. Any thread. */
char           *belay_tile_hash       (const BelayTile      *tile);

/* Makes @words, of BelayReadWord, pixels of the screen, and leaves out what is none of @piece's, or not to be seen. */
void            belay_tile_words_sift (GPtrArray            *words,
                                       const BelayReadPiece *piece,
                                       BelayFrame           *frame,
                                       GBytes               *grey);

/* Takes those of @words that are in @tile, in place of what was known where @core reaches. */
void            belay_tile_words_take (BelayTileWords       *self,
                                       const BelayTile      *tile,
                                       const BelayRect      *core,
                                       GPtrArray            *words);

G_END_DECLS
