/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <graphene.h>
#include <glib.h>

G_BEGIN_DECLS

/* Where a number belongs; view pixels. */
typedef struct
{
  gboolean         placed;      /* FALSE: it has no place of its own on the screen */
  graphene_point_t point;
} BelayBadgeAnchor;

/*
 * Finds a place for each of @n badges of @size beside its anchor, within @bounds, so that no two overlap, not even where
 * the anchors are the same. @occupied: (nullable) of graphene_rect_t: left free as far as there is room. Badges without a
 * place stand in a row at the lower left.
 */
void belay_badge_layout (const BelayBadgeAnchor *anchors,
                         guint                   n,
                         float                   size,
                         const graphene_rect_t  *bounds,
                         const GArray           *occupied,
                         graphene_rect_t        *badges);

G_END_DECLS
