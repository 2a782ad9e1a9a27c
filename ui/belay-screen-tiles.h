/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"
#include "belay-geometry.h"
#include "belay-pixel-node.h"

G_BEGIN_DECLS

/*
 * A frame as render nodes, a few for each tile, made at the resolution of the device. A new frame remakes the nodes whose
 * pixels changed; the others stay the same objects, which is how GTK knows what need not be drawn again.
 */
typedef struct _BelayScreenTiles BelayScreenTiles;

BelayScreenTiles *belay_screen_tiles_new         (void);
void              belay_screen_tiles_free        (BelayScreenTiles   *self);
gboolean          belay_screen_tiles_would_change (BelayScreenTiles  *self,
                                                  BelayFrame         *frame);
void              belay_screen_tiles_update      (BelayScreenTiles   *self,
                                                  BelayFrame         *frame,
                                                  BelayPixelNodeKind  kind,
                                                  double              scale,
                                                  int                 scale_factor);
GskRenderNode    *belay_screen_tiles_get_node    (BelayScreenTiles   *self);
void              belay_screen_tiles_draw        (BelayScreenTiles    *self,
                                                  BelayFrame          *frame,
                                                  const BelayViewport *viewport,
                                                  GtkWidget           *widget,
                                                  GtkSnapshot         *snapshot);
guint             belay_screen_tiles_get_n_made  (BelayScreenTiles   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayScreenTiles, belay_screen_tiles_free)

G_END_DECLS
