/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-mark-private.h"

#include <math.h>

#define KEY_HEIGHT 32.0

static void
rounded (cairo_t *cr,
         double   x,
         double   y,
         double   width,
         double   height,
         double   radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

/* A ground for words with its halo: @fill within a light line. */
static void
plate (cairo_t       *cr,
       double         x,
       double         y,
       double         width,
       double         height,
       double         radius,
       const GdkRGBA *fill,
       const GdkRGBA *line)
{
  rounded (cr, x - 2.5, y - 2.5, width + 5, height + 5, radius + 2.5);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.3);
  cairo_fill (cr);
  rounded (cr, x - 1.5, y - 1.5, width + 3, height + 3, radius + 1.5);
  gdk_cairo_set_source_rgba (cr, line);
  cairo_fill (cr);
  rounded (cr, x, y, width, height, radius);
  gdk_cairo_set_source_rgba (cr, fill);
  cairo_fill (cr);
}

static const GdkRGBA white = { 1, 1, 1, 0.95f };
static const GdkRGBA ink = { 0.11f, 0.11f, 0.13f, 1 };

/* White or ink, whatever can be read on @ground (relative luminance, WCAG 2.1). */
static const GdkRGBA *
text_colour (const GdkRGBA *ground)
{
  double luminance = 0.2126 * pow (ground->red, 2.2) + 0.7152 * pow (ground->green, 2.2) +
                     0.0722 * pow (ground->blue, 2.2);

  return luminance > 0.4 ? &ink : &white;
}

static double
clamp_within (double position,
              double extent,
              double start,
              double length)
{
  return MAX (start, MIN (position, start + length - extent));
}

/**
 * belay_mark_label:
 * @self: a mark
 * @text: a few words
 * @x: view pixels, of what is labelled
 * @y: view pixels
 * @away: how far it reaches around that point
 *
 * Words beside a mark: below and to the right of it, or where there is room.
 */
void
belay_mark_label (const BelayMark *self,
                  const char      *text,
                  double           x,
                  double           y,
                  double           away)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (self->widget, text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  double unit = belay_mark_get_unit (self);
  double left = self->bounds.origin.x, top = self->bounds.origin.y;
  double width, height;
  int text_width, text_height;
  cairo_t *cr;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.9));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  width = text_width + 14 * unit;
  height = text_height + 5 * unit;
  away *= 0.8;

  x += x + away + width + 4 <= left + self->bounds.size.width ? away : -away - width;
  y += y + away + height + 4 <= top + self->bounds.size.height ? away : -away - height;
  x = round (clamp_within (x, width, left + 4, self->bounds.size.width - 8));
  y = round (clamp_within (y, height, top + 4, self->bounds.size.height - 8));

  cr = belay_mark_begin (self, x - 4, y - 4, x + width + 4, y + height + 4);
  plate (cr, x, y, width, height, MIN (height / 2, 8 * unit), &self->colour, &white);
  gdk_cairo_set_source_rgba (cr, text_colour (&self->colour));
  cairo_move_to (cr, round (x + (width - text_width) / 2), round (y + (height - text_height) / 2));
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}

/**
 * belay_mark_badge:
 * @self: a mark
 * @text: a number or a sign
 * @badge: where, view pixels
 */
void
belay_mark_badge (const BelayMark       *self,
                  const char            *text,
                  const graphene_rect_t *badge)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (self->widget, text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  double x = badge->origin.x, y = badge->origin.y, width = badge->size.width, height = badge->size.height;
  int text_width, text_height;
  cairo_t *cr;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  cr = belay_mark_begin (self, x - 4, y - 4, x + width + 4, y + height + 4);
  plate (cr, x, y, width, height, height / 2, &self->colour, &white);
  gdk_cairo_set_source_rgba (cr, text_colour (&self->colour));
  cairo_move_to (cr, round (x + (width - text_width) / 2), round (y + (height - text_height) / 2));
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}

/**
 * belay_mark_ghost:
 * @self: a mark
 * @markup: Pango markup of the text
 * @x: view pixels, of the caret
 * @y: view pixels, of its middle
 *
 * Text as it would come to stand at the caret.
 */
void
belay_mark_ghost (const BelayMark *self,
                  const char      *markup,
                  double           x,
                  double           y)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (self->widget, NULL);
  double unit = belay_mark_get_unit (self);
  double room = self->bounds.size.width - 8;
  double width, height, left, top;
  int text_width, text_height;
  cairo_t *cr;

  pango_layout_set_markup (layout, markup, -1);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (MAX (40, MIN (440 * unit, room - 24 * unit)) * PANGO_SCALE));
  pango_layout_set_height (layout, -4);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  width = text_width + 18 * unit;
  height = text_height + 8 * unit;
  left = round (clamp_within (x, width, self->bounds.origin.x + 4, room));
  top = round (clamp_within (y + 12 * unit, height, self->bounds.origin.y + 4, self->bounds.size.height - 8));

  cr = belay_mark_begin (self, MIN (left, x) - 6, MIN (top, y - 14 * unit) - 6, left + width + 6, MAX (top + height, y) + 6);

  /* The caret, down to the text. */
  cairo_move_to (cr, x, y - 10 * unit);
  cairo_line_to (cr, x, y + 12 * unit);
  belay_mark_stroke (self, cr, unit);

  plate (cr, left, top, width, height, 6 * unit, &(GdkRGBA) { 0.11f, 0.11f, 0.13f, 0.94f }, &self->colour);
  gdk_cairo_set_source_rgba (cr, &white);
  cairo_move_to (cr, round (left + 9 * unit), round (top + 4 * unit));
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}

/* Measures one key cap. */
static PangoLayout *
key_layout (const BelayMark *self,
            const char      *label,
            double           unit,
            double          *width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, label);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  int text_width;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  *width = MAX (text_width + 16 * unit, 30 * unit);

  return layout;
}

static void
draw_key (cairo_t     *cr,
          PangoLayout *layout,
          double       x,
          double       y,
          double       width,
          double       height,
          double       unit)
{
  int text_width, text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  rounded (cr, x, y, width, height, 6 * unit);
  cairo_set_source_rgb (cr, 0.66, 0.66, 0.69);
  cairo_fill (cr);
  rounded (cr, x, y, width, height - 3 * unit, 6 * unit);
  cairo_set_source_rgb (cr, 0.97, 0.97, 0.98);
  cairo_fill (cr);

  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_move_to (cr, round (x + (width - text_width) / 2), round (y + (height - 3 * unit - text_height) / 2));
  pango_cairo_show_layout (cr, layout);
}

/* The gap before a key: none before the first, a wide one between chords. An empty string parts chords. */
static double
key_gap (char   **keys,
         guint    i,
         double   unit)
{
  if (i == 0 || *keys[i] == '\0')
    return 0;

  return (*keys[i - 1] == '\0' ? 14 : 5) * unit;
}

static double
keys_width (const BelayMark *self,
            char           **keys,
            double           unit)
{
  double sum = 0;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      double width = 0;

      if (*keys[i] != '\0')
        g_object_unref (key_layout (self, keys[i], unit, &width));

      sum += width + key_gap (keys, i, unit);
    }

  return sum;
}

/* A line of words in a notice, measured; NULL for none. */
static PangoLayout *
notice_layout (const BelayMark *self,
               const char      *markup,
               double           room,
               int             *width,
               int             *height)
{
  PangoLayout *layout;

  *width = *height = 0;

  if (markup == NULL)
    return NULL;

  layout = gtk_widget_create_pango_layout (self->widget, NULL);
  pango_layout_set_markup (layout, markup, -1);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (MAX (40, room) * PANGO_SCALE));
  pango_layout_set_height (layout, -4);
  pango_layout_get_pixel_size (layout, width, height);

  return layout;
}

static double
draw_words (cairo_t     *cr,
            PangoLayout *layout,
            double       x,
            double       middle,
            double       alpha)
{
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_set_source_rgba (cr, white.red, white.green, white.blue, alpha);
  cairo_move_to (cr, round (x), round (middle - height / 2.0));
  pango_cairo_show_layout (cr, layout);

  return width;
}

static void
draw_keys (const BelayMark  *self,
           cairo_t          *cr,
           char            **keys,
           double            x,
           double            middle,
           double            unit)
{
  double height = KEY_HEIGHT * unit;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(PangoLayout) label = NULL;
      double width;

      x += key_gap (keys, i, unit);
      if (*keys[i] == '\0')
        continue;

      label = key_layout (self, keys[i], unit, &width);
      draw_key (cr, label, round (x), round (middle - height / 2), round (width), height, unit);
      x += width;
    }
}

/**
 * belay_mark_notice:
 * @self: a mark
 * @title: (nullable): Pango markup, subdued, before everything
 * @keys: (nullable) (array zero-terminated=1): labels of keys struck together; an empty string parts those struck after
 *   each other
 * @markup: (nullable): Pango markup, after the keys
 *
 * What has no place on the screen stands at the bottom of it: keys, a wait.
 */
void
belay_mark_notice (const BelayMark  *self,
                   const char       *title,
                   char            **keys,
                   const char       *markup)
{
  double unit = belay_mark_get_unit (self);
  double gap = 10 * unit, padding = 12 * unit;
  double caps = keys_width (self, keys, unit);
  double room = self->bounds.size.width - 2 * padding - 16;
  g_autoptr(PangoLayout) before = NULL;
  g_autoptr(PangoLayout) after = NULL;
  double x, y, width, height, middle;
  int before_width, before_height, after_width, after_height;
  cairo_t *cr;

  before = notice_layout (self, title, room / 2, &before_width, &before_height);
  after = notice_layout (self, markup, MIN (440 * unit, room - caps - before_width - 2 * gap),
                         &after_width, &after_height);

  width = 2 * padding + before_width + (before != NULL ? gap : 0) + caps + (caps > 0 ? gap : 0) + after_width;
  if (after == NULL)
    width -= gap;
  height = MAX (caps > 0 ? (KEY_HEIGHT + 16) * unit : 0, MAX (before_height, after_height) + 16 * unit);
  x = round (self->bounds.origin.x + (self->bounds.size.width - width) / 2);
  y = round (self->bounds.origin.y + self->bounds.size.height - height - 24 * unit);
  middle = y + height / 2;

  cr = belay_mark_begin (self, x - 4, y - 4, x + width + 4, y + height + 4);
  plate (cr, x, y, width, height, 10 * unit, &(GdkRGBA) { 0.11f, 0.11f, 0.13f, 0.94f }, &self->colour);
  x += padding;

  if (before != NULL)
    x += draw_words (cr, before, x, middle, 0.7) + gap;

  if (keys != NULL)
    draw_keys (self, cr, keys, x, middle, unit);

  if (after != NULL)
    draw_words (cr, after, x + caps + (caps > 0 ? gap : 0), middle, 1.0);

  cairo_destroy (cr);
}
