/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Pixels as a render node of the kind the renderer draws at the lowest cost: under GTK 4.8's cairo renderer a texture
 * is converted through floats each time it is drawn, an image surface is copied; a GL renderer wants textures.
 */
typedef enum
{
  BELAY_PIXEL_NODE_CAIRO,
  BELAY_PIXEL_NODE_TEXTURE,
} BelayPixelNodeKind;

BelayPixelNodeKind  belay_pixel_node_kind_for (GtkWidget             *widget);
GskRenderNode      *belay_pixel_node_new      (BelayPixelNodeKind     kind,
                                               GBytes                *pixels,
                                               gsize                  stride,
                                               int                    width,
                                               int                    height,
                                               gboolean               opaque,
                                               const graphene_rect_t *bounds);

G_END_DECLS
