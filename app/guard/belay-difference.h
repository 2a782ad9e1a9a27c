/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_DIFFERENCE_CELL 16        /* pixels a side: what is near enough to be one place */

/* Where two pictures of a screen differ. Immutable; may be handed from thread to thread. */
typedef struct
{
  int     n_columns;            /* of cells */
  int     n_rows;
  guint8 *cells;                /* 1 where something differs */
  GArray *regions;              /* of BelayRect, the largest first; what a caret may change is left out */
  guint   percent;              /* of the picture, rounded up; 0 if there are no regions */
} BelayDifference;

BelayDifference *belay_difference_new       (BelayFrame            *then,
                                             BelayFrame            *now);
void             belay_difference_free      (BelayDifference       *self);
/* Whether @self differs nowhere but where @known does. */
gboolean         belay_difference_is_within (const BelayDifference *self,
                                             const BelayDifference *known);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayDifference, belay_difference_free)

G_END_DECLS
