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

static cairo_surface_t *
acquire_pixels (cairo_pattern_t             *pattern,
                void                        *user_data,
                cairo_surface_t             *target,
                const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (user_data);
}

static void
release_pixels (cairo_pattern_t *pattern,
                void            *user_data,
                cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
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
  cairo_pattern_t *pattern;

  /* cairo takes a pointer it could write through; as a source it is only read. */
  image = cairo_image_surface_create_for_data ((guchar *) (gpointer) g_bytes_get_data (pixels, NULL),
                                               format, width, height, (int) stride);

  /* A surface as the source would be copied when the node goes: cairo keeps a snapshot of what it records. */
  pattern = cairo_pattern_create_raster_source (image, cairo_surface_get_content (image), width, height);
  cairo_raster_source_pattern_set_acquire (pattern, acquire_pixels, release_pixels);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);

  /* The bounds may lie between two logical pixels, on whole device pixels. GTK's clip along them would be replayed with
   * soft edges there; the picture ends at the same place by itself. */
  cairo_reset_clip (cr);
  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / width, bounds->size.height / height);
  cairo_set_source (cr, pattern);
  cairo_paint (cr);

  /* User data of a surface goes last: the recording keeps the image, and the image its pixels. */
  cairo_surface_set_user_data (image, &pixels_key, g_bytes_ref (pixels), (cairo_destroy_func_t) g_bytes_unref);
  cairo_surface_set_user_data (cairo_get_target (cr), &pixels_key, image, (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_pattern_destroy (pattern);
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
