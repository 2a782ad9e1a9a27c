/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-pixel-node.h"

#include <gsk/gsk.h>

static const cairo_user_data_key_t pixels_key;

/**
 * belay_pixel_node_kind_for:
 * @widget: a widget
 *
 * Returns: the kind for the renderer of @widget's window; %BELAY_PIXEL_NODE_CAIRO while it is not realized
 */
BelayPixelNodeKind
belay_pixel_node_kind_for (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer == NULL || GSK_IS_CAIRO_RENDERER (renderer) ? BELAY_PIXEL_NODE_CAIRO : BELAY_PIXEL_NODE_TEXTURE;
}

static GskRenderNode *
cairo_node_new (GBytes                *pixels,
                gsize                  stride,
                int                    width,
                int                    height,
                cairo_format_t         format,
                const graphene_rect_t *bounds)
{
  GskRenderNode *node = gsk_cairo_node_new (bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_surface_t *image;

  /* cairo takes a pointer it could write through; as a source it is only read. */
  image = cairo_image_surface_create_for_data ((guchar *) (gpointer) g_bytes_get_data (pixels, NULL),
                                               format, width, height, (int) stride);

  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / width, bounds->size.height / height);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);

  /* The recording refers to the image; were the image destroyed before it, cairo would copy the pixels. User data goes
   * last, so the recording keeps the image, and the image its pixels. */
  cairo_surface_set_user_data (image, &pixels_key, g_bytes_ref (pixels), (cairo_destroy_func_t) g_bytes_unref);
  cairo_surface_set_user_data (cairo_get_target (cr), &pixels_key, image, (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_destroy (cr);

  return node;
}

/**
 * belay_pixel_node_new:
 * @kind: what to make
 * @pixels: @height rows of @stride bytes, 32 bit native-endian premultiplied ARGB
 * @stride: bytes from one row to the next
 * @width: pixels, at least 1
 * @height: pixels, at least 1
 * @opaque: whether every alpha is 255
 * @bounds: where the pixels go. They come out unaltered if one lies on one device pixel
 *
 * Returns: (transfer full): the node, which keeps @pixels
 */
GskRenderNode *
belay_pixel_node_new (BelayPixelNodeKind     kind,
                      GBytes                *pixels,
                      gsize                  stride,
                      int                    width,
                      int                    height,
                      gboolean               opaque,
                      const graphene_rect_t *bounds)
{
  g_autoptr(GdkTexture) texture = NULL;

  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) >= stride * (gsize) (height - 1) + (gsize) width * 4, NULL);

  if (kind == BELAY_PIXEL_NODE_CAIRO)
    return cairo_node_new (pixels, stride, width, height,
                           opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, bounds);

  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, stride);

  return gsk_texture_node_new (texture, bounds);
}
