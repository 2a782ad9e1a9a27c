/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"
#include "belay-secret.h"

G_BEGIN_DECLS

/* A part of the screen as a reader gets it. */
typedef struct
{
  BelayRect  area;              /* screen pixels */
  GBytes    *grey;              /* @width × @height bytes, 0 black */
  int        width;
  int        height;
  gboolean   is_read;
  gpointer   owner;             /* whose piece it is; not owned */
} BelaySecretPiece;

void     belay_secret_piece_free (BelaySecretPiece *self);

/* Appends @area of @frame to @pieces, in as many as it takes. FALSE if there would be too many. Any thread. */
gboolean belay_secret_piece_add  (GPtrArray              *pieces,
                                  BelayFrame             *frame,
                                  const BelayRect        *area);
/* Appends to @areas (of BelayRect, screen pixels) where @words (of BelayReadWord), read from the piece, have @secret. */
void     belay_secret_piece_find (const BelaySecretPiece *self,
                                  BelaySecret            *secret,
                                  GPtrArray              *words,
                                  GArray                 *areas);

G_END_DECLS
