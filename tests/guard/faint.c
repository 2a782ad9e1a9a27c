/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faint.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 4                /* pixels around a text */
#define STEP   8                /* pixels between the places that are compared */
#define STEEP  64               /* a difference between neighbours beyond which more does not matter */

static FaintScreen *
take_pixbuf (GdkPixbuf *pixbuf)
{
  FaintScreen *self = g_new0 (FaintScreen, 1);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *data = gdk_pixbuf_read_pixels (pixbuf);

  self->width = gdk_pixbuf_get_width (pixbuf);
  self->height = gdk_pixbuf_get_height (pixbuf);
  self->pixels = g_new (guint32, (gsize) self->width * self->height);

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        const guint8 *p = data + (gsize) y * stride + (gsize) x * channels;

        self->pixels[(gsize) y * self->width + x] = 0xff000000u | (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
      }

  return self;
}

FaintScreen *
faint_screen_load (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, &error);

  if (pixbuf == NULL)
    g_error ("%s: %s", path, error->message);

  return take_pixbuf (pixbuf);
}

FaintScreen *
faint_screen_copy (const FaintScreen *self)
{
  FaintScreen *copy = g_new (FaintScreen, 1);

  *copy = *self;
  copy->pixels = g_memdup2 (self->pixels, (gsize) self->width * self->height * 4);

  return copy;
}

void
faint_screen_free (FaintScreen *self)
{
  g_free (self->pixels);
  g_free (self);
}

/* The outline of the text, turned, and moved so that it begins at MARGIN. */
static PangoLayout *
lay_out (cairo_t         *cr,
         const FaintText *text,
         int             *width,
         int             *height)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_new ();
  double radians = text->angle * G_PI / 180;
  double corners_x[4], corners_y[4];
  double left = 0, top = 0, right = 0, bottom = 0;
  int w, h;

  pango_font_description_set_family (font, text->font);
  pango_font_description_set_absolute_size (font, text->size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text->text, -1);
  pango_layout_get_pixel_size (layout, &w, &h);

  for (int i = 0; i < 4; i++)
    {
      double x = i & 1 ? w : 0, y = i & 2 ? h : 0;

      corners_x[i] = x * cos (radians) - y * sin (radians);
      corners_y[i] = x * sin (radians) + y * cos (radians);
      left = MIN (left, corners_x[i]);
      right = MAX (right, corners_x[i]);
      top = MIN (top, corners_y[i]);
      bottom = MAX (bottom, corners_y[i]);
    }

  *width = (int) ceil (right - left) + 2 * MARGIN;
  *height = (int) ceil (bottom - top) + 2 * MARGIN;
  cairo_translate (cr, MARGIN - left, MARGIN - top);
  cairo_rotate (cr, radians);

  return layout;
}

static cairo_t *
begin (const FaintText *text,
       int              width,
       int              height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_surface_destroy (surface);
  cairo_font_options_set_antialias (options, text->subpixel ? CAIRO_ANTIALIAS_SUBPIXEL : CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_subpixel_order (options, CAIRO_SUBPIXEL_ORDER_RGB);
  cairo_set_font_options (cr, options);
  cairo_font_options_destroy (options);

  return cr;
}

void
faint_text_measure (const FaintText *text,
                    int             *width,
                    int             *height)
{
  cairo_t *cr = begin (text, 1, 1);
  PangoLayout *layout = lay_out (cr, text, width, height);

  g_object_unref (layout);
  cairo_destroy (cr);
}

static int
get_channel (guint32 pixel,
             int     channel)
{
  return (int) (pixel >> (channel * 8)) & 0xff;
}

static guint
get_step (guint32 a,
          guint32 b)
{
  int step = 0;

  for (int i = 0; i < 3; i++)
    step = MAX (step, abs (get_channel (a, i) - get_channel (b, i)));

  return (guint) MIN (step, STEEP);
}

gboolean
faint_screen_find (const FaintScreen *self,
                   int                width,
                   int                height,
                   BelayRect         *spot)
{
  gsize stride = (gsize) self->width + 1;
  g_autofree guint *sums = g_new0 (guint, stride * ((gsize) self->height + 1));
  guint best = G_MAXUINT;

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        const guint32 *at = &self->pixels[(gsize) y * self->width + x];
        guint step = (x > 0 ? get_step (at[0], at[-1]) : 0) + (y > 0 ? get_step (at[0], at[-self->width]) : 0);

        sums[((gsize) y + 1) * stride + (gsize) x + 1] = step + sums[(gsize) y * stride + (gsize) x + 1] +
          sums[((gsize) y + 1) * stride + (gsize) x] - sums[(gsize) y * stride + (gsize) x];
      }

  for (int y = 0; y + height <= self->height; y += STEP)
    for (int x = 0; x + width <= self->width; x += STEP)
      {
        guint sum = sums[(gsize) (y + height) * stride + (gsize) (x + width)] - sums[(gsize) y * stride + (gsize) (x + width)] -
          sums[(gsize) (y + height) * stride + (gsize) x] + sums[(gsize) y * stride + (gsize) x];

        if (sum < best)
          {
            best = sum;
            *spot = (BelayRect) { x, y, width, height };
          }
      }

  return best != G_MAXUINT;
}

/* The mean of the place: text is darker where that is light. */
static gboolean
is_light (const FaintScreen *self,
          const BelayRect   *spot)
{
  guint64 sum = 0;

  for (int y = spot->y; y < spot->y + spot->height; y++)
    for (int x = spot->x; x < spot->x + spot->width; x++)
      sum += self->pixels[(gsize) y * self->width + x] >> 8 & 0xff;

  return sum >= (guint64) spot->width * spot->height * 128;
}

static int
mix (const FaintText *text,
     int              below,
     int              cover,
     gboolean         darker)
{
  double change;

  if (text->kind == FAINT_OPACITY)
    change = ((darker ? 0 : 255) - below) * (text->strength / 100.0);
  else
    change = darker ? -(double) text->strength : text->strength;

  return CLAMP ((int) lround (below + change * cover / 255), 0, 255);
}

void
faint_screen_draw (FaintScreen     *self,
                   const FaintText *text,
                   const BelayRect *spot)
{
  cairo_t *cr = begin (text, spot->width, spot->height);
  cairo_surface_t *surface = cairo_get_target (cr);
  gboolean light = is_light (self, spot);
  g_autoptr(PangoLayout) layout = NULL;
  int width, height;

  layout = lay_out (cr, text, &width, &height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  pango_cairo_show_layout (cr, layout);
  cairo_surface_flush (surface);

  for (int y = 0; y < spot->height; y++)
    {
      const guint32 *cover = (const guint32 *) (gpointer) (cairo_image_surface_get_data (surface) +
                                                           (gsize) y * (gsize) cairo_image_surface_get_stride (surface));

      for (int x = 0; x < spot->width; x++)
        {
          guint32 *pixel = &self->pixels[(gsize) (spot->y + y) * self->width + spot->x + x];
          gboolean darker = text->kind == FAINT_DITHERED ? ((x + y) & 1) == 0 : light;
          guint32 result = 0xff000000u;

          for (int i = 0; i < 3; i++)
            result |= (guint32) mix (text, get_channel (*pixel, i),
                                     text->kind == FAINT_TINT && i > 0 ? 0 : get_channel (cover[x], i), darker) << (i * 8);

          *pixel = result;
        }
    }

  cairo_destroy (cr);
}

void
faint_screen_noise (FaintScreen *self,
                    int          most,
                    guint32      seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    {
      int change = g_rand_int_range (rand, -most, most + 1);
      guint32 result = 0xff000000u;

      for (int channel = 0; channel < 3; channel++)
        result |= (guint32) CLAMP (get_channel (self->pixels[i], channel) + change, 0, 255) << (channel * 8);

      self->pixels[i] = result;
    }
}

void
faint_screen_jpeg (FaintScreen *self,
                   int          quality)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, self->width, self->height);
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autofree char *option = g_strdup_printf ("%d", quality);
  g_autofree char *bytes = NULL;
  FaintScreen *back;
  gsize length;

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        guint8 *p = gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf) + (gsize) x * 3;

        for (int i = 0; i < 3; i++)
          p[2 - i] = (guint8) get_channel (self->pixels[(gsize) y * self->width + x], i);
      }

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, "jpeg", NULL, "quality", option, NULL) ||
      !gdk_pixbuf_loader_write (loader, (const guint8 *) bytes, length, NULL) || !gdk_pixbuf_loader_close (loader, NULL))
    g_error ("JPEG");

  back = take_pixbuf (gdk_pixbuf_loader_get_pixbuf (loader));
  g_free (self->pixels);
  *self = *back;
  g_free (back);
}
