/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

/* What is written at a point of the screen. */
typedef struct
{
  char      *text;              /* hostile, to be shown through belay_visible_text() */
  gboolean   near;              /* not at the point but beside or below it: a label, perhaps */
  guint      confidence;        /* percent, of the least certain word */
  BelayRect  area;              /* screen pixels */
} BelayTargetWords;

void              belay_target_words_free   (BelayTargetWords       *self);
BelayTargetWords *belay_target_words_copy   (const BelayTargetWords *self);

/* Of @words (element-type BelayReadWord), in pixels of @area of the screen, those that name what is at @point of it; NULL:
 * none does. (transfer full) */
BelayTargetWords *belay_target_words_choose (GPtrArray              *words,
                                             const BelayRect        *area,
                                             BelayPoint              point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTargetWords, belay_target_words_free)

G_END_DECLS
