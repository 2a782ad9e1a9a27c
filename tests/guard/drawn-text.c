/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn-text.h"

#include <cairo.h>

GBytes *
drawn_text_new (const char *text,
                double      size,
                int         width,
                int         height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint8 *grey = g_malloc ((gsize) width * (gsize) height);
  const guint8 *data;
  int stride;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_select_font_face (cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, size);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      cairo_move_to (cr, size, size * 1.6 * (i + 1));
      cairo_show_text (cr, lines[i]);
    }

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      grey[(gsize) y * width + x] = data[(gsize) y * stride + (gsize) x * 4 + 1];

  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return g_bytes_new_take (grey, (gsize) width * (gsize) height);
}
