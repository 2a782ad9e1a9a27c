/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-ink-block.h"

G_BEGIN_DECLS

/* The colours that are background, block by block: those that fill most of a block and its neighbours. */
typedef struct _BelayInkColours BelayInkColours;

BelayInkColours *belay_ink_colours_new      (const BelayInkField   *field);
void             belay_ink_colours_free     (BelayInkColours       *self);

gboolean         belay_ink_colours_is_plain (const BelayInkColours *self,
                                             int                    column,
                                             int                    row);
void             belay_ink_colours_rate     (BelayInkColours       *self,
                                             int                    column,
                                             int                    row,
                                             int                   *ink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayInkColours, belay_ink_colours_free)

G_END_DECLS
