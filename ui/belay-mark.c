/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-mark.h"

#include <math.h>

#define RING_RADIUS    15.0
#define RING_DISTANCE   6.0
#define TICK_INNER      5.0
#define TICK_OUTER      8.0     /* beyond the outermost ring */
#define LINE_WIDTH      2.5
#define LIGHT_HALO      1.75    /* on each side */
#define DARK_HALO       3.0
#define REACH           6.0     /* what a line needs around it, halos and all */
#define ARROW_LENGTH   13.0
#define NORMAL_FONT    14.67    /* view pixels: 11 pt at 96 dpi */

/**
 * belay_mark_get_unit:
 * @self: a mark
 *
 * Returns: how much larger than usual the marks are, as the widget's font is; 1 at 11 pt
 */
double
belay_mark_get_unit (const BelayMark *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= 96.0 / 72.0;

  return size > 0 ? CLAMP (size / NORMAL_FONT, 0.75, 4.0) : 1.0;
}

static cairo_t *
begin (const BelayMark *self,
       double           left,
       double           top,
       double           right,
       double           bottom)
{
  double x = floor (left);
  double y = floor (top);

  return gtk_snapshot_append_cairo (self->snapshot,
                                    &GRAPHENE_RECT_INIT ((float) x, (float) y,
                                                         (float) (ceil (right) - x), (float) (ceil (bottom) - y)));
}

/* Strokes the path, and forgets it. */
static void
stroke (const BelayMark *self,
        cairo_t         *cr,
        double           unit)
{
  double dashes[] = { 5 * unit, 4 * unit };

  cairo_set_line_cap (cr, self->dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  if (self->dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);

  cairo_set_source_rgba (cr, 0, 0, 0, 0.4);
  cairo_set_line_width (cr, (LINE_WIDTH + 2 * DARK_HALO) * unit);
  cairo_stroke_preserve (cr);

  cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
  cairo_set_line_width (cr, (LINE_WIDTH + 2 * LIGHT_HALO) * unit);
  cairo_stroke_preserve (cr);

  gdk_cairo_set_source_rgba (cr, &self->colour);
  cairo_set_line_width (cr, LINE_WIDTH * unit);
  cairo_stroke (cr);
}

/**
 * belay_mark_target_radius:
 * @self: a mark
 * @n_rings: how many rings
 *
 * Returns: how far from its point belay_mark_target() draws, in view pixels
 */
double
belay_mark_target_radius (const BelayMark *self,
                          guint            n_rings)
{
  double rings = RING_RADIUS + RING_DISTANCE * (MAX (n_rings, 1) - 1);

  return (rings + TICK_OUTER) * belay_mark_get_unit (self);
}

/**
 * belay_mark_target:
 * @self: a mark
 * @x: view pixels
 * @y: view pixels
 * @n_rings: 0 for a place that is only pointed at, one for each click there
 *
 * A crosshair, open in the middle: what is aimed at stays visible.
 */
void
belay_mark_target (const BelayMark *self,
                   double           x,
                   double           y,
                   guint            n_rings)
{
  double unit = belay_mark_get_unit (self);
  double outer = belay_mark_target_radius (self, n_rings);
  double reach = outer + REACH * unit;
  cairo_t *cr = begin (self, x - reach, y - reach, x + reach, y + reach);

  for (guint i = 0; i < n_rings; i++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, (RING_RADIUS + RING_DISTANCE * i) * unit, 0, 2 * G_PI);
    }

  for (guint i = 0; i < 4; i++)
    {
      double dx = (i == 0) - (i == 2);
      double dy = (i == 1) - (i == 3);

      cairo_move_to (cr, x + dx * TICK_INNER * unit, y + dy * TICK_INNER * unit);
      cairo_line_to (cr, x + dx * outer, y + dy * outer);
    }

  stroke (self, cr, unit);
  cairo_destroy (cr);
}

/* A disc with its halo. */
static void
disc (const BelayMark *self,
      double           x,
      double           y,
      double           radius)
{
  double reach = radius + 4;
  cairo_t *cr = begin (self, x - reach, y - reach, x + reach, y + reach);

  cairo_arc (cr, x, y, radius + 2.5, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.4);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius + 1.5, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &self->colour);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/**
 * belay_mark_origin:
 * @self: a mark
 * @x: view pixels
 * @y: view pixels
 *
 * Where a drag begins.
 */
void
belay_mark_origin (const BelayMark *self,
                   double           x,
                   double           y)
{
  disc (self, x, y, 5.5 * belay_mark_get_unit (self));
}

/**
 * belay_mark_grip:
 * @self: a mark
 * @x: view pixels
 * @y: view pixels
 *
 * Shows that the target there can be dragged: a grip below and to the right of its rings.
 */
void
belay_mark_grip (const BelayMark *self,
                 double           x,
                 double           y)
{
  double unit = belay_mark_get_unit (self);

  for (guint i = 0; i < 4; i++)
    {
      double angle = (0.25 + i * 0.5) * G_PI;

      disc (self, x + cos (angle) * RING_RADIUS * unit, y + sin (angle) * RING_RADIUS * unit, 3 * unit);
    }
}

/**
 * belay_mark_ripple:
 * @self: a mark
 * @x: view pixels
 * @y: view pixels
 * @phase: 0 to 1
 *
 * One moment of a ring that widens and fades, to catch the eye.
 */
void
belay_mark_ripple (const BelayMark *self,
                   double           x,
                   double           y,
                   double           phase)
{
  double unit = belay_mark_get_unit (self);
  double eased = 1 - (1 - phase) * (1 - phase);
  double radius = (RING_RADIUS + 30 * eased) * unit;
  double reach = radius + 4 * unit;
  cairo_t *cr = begin (self, x - reach, y - reach, x + reach, y + reach);

  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.8 * (1 - phase));
  cairo_set_line_width (cr, 6 * unit);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgba (cr, self->colour.red, self->colour.green, self->colour.blue, 1 - phase);
  cairo_set_line_width (cr, 3.5 * unit);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * belay_mark_line:
 * @self: a mark
 * @x1: view pixels
 * @y1: view pixels
 * @x2: view pixels
 * @y2: view pixels
 */
void
belay_mark_line (const BelayMark *self,
                 double           x1,
                 double           y1,
                 double           x2,
                 double           y2)
{
  double unit = belay_mark_get_unit (self);
  double reach = REACH * unit;
  cairo_t *cr = begin (self, MIN (x1, x2) - reach, MIN (y1, y2) - reach, MAX (x1, x2) + reach, MAX (y1, y2) + reach);

  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  stroke (self, cr, unit);
  cairo_destroy (cr);
}

/**
 * belay_mark_arrow:
 * @self: a mark
 * @x1: view pixels
 * @y1: view pixels
 * @x2: view pixels, of its head
 * @y2: view pixels
 */
void
belay_mark_arrow (const BelayMark *self,
                  double           x1,
                  double           y1,
                  double           x2,
                  double           y2)
{
  double unit = belay_mark_get_unit (self);
  double reach = (REACH + ARROW_LENGTH) * unit;
  double angle = atan2 (y2 - y1, x2 - x1);
  cairo_t *cr = begin (self, MIN (x1, x2) - reach, MIN (y1, y2) - reach, MAX (x1, x2) + reach, MAX (y1, y2) + reach);

  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);

  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, x2, y2);
      cairo_line_to (cr, x2 - cos (angle + side * 0.6) * ARROW_LENGTH * unit,
                     y2 - sin (angle + side * 0.6) * ARROW_LENGTH * unit);
    }

  stroke (self, cr, unit);
  cairo_destroy (cr);
}

/**
 * belay_mark_box:
 * @self: a mark
 * @area: view pixels
 *
 * An outline around @area, faintly filled.
 */
void
belay_mark_box (const BelayMark       *self,
                const graphene_rect_t *area)
{
  double unit = belay_mark_get_unit (self);
  double reach = REACH * unit;
  double x = area->origin.x, y = area->origin.y;
  double right = x + area->size.width, bottom = y + area->size.height;
  cairo_t *cr = begin (self, x - reach, y - reach, right + reach, bottom + reach);

  cairo_rectangle (cr, x, y, right - x, bottom - y);
  cairo_set_source_rgba (cr, self->colour.red, self->colour.green, self->colour.blue, 0.12);
  cairo_fill_preserve (cr);
  stroke (self, cr, unit);
  cairo_destroy (cr);
}

/**
 * belay_mark_corners:
 * @self: a mark
 * @area: view pixels
 *
 * The corners of a view finder: what is looked at, and nothing else done with.
 */
void
belay_mark_corners (const BelayMark       *self,
                    const graphene_rect_t *area)
{
  double unit = belay_mark_get_unit (self);
  double length = MIN (22 * unit, MIN (area->size.width, area->size.height) / 3);

  for (guint i = 0; i < 4; i++)
    {
      double dx = i % 2 == 0 ? 1 : -1;
      double dy = i / 2 == 0 ? 1 : -1;
      double x = area->origin.x + (dx < 0 ? area->size.width : 0);
      double y = area->origin.y + (dy < 0 ? area->size.height : 0);
      double reach = length + REACH * unit;
      cairo_t *cr = begin (self, x - reach, y - reach, x + reach, y + reach);

      cairo_move_to (cr, x + dx * length, y);
      cairo_line_to (cr, x, y);
      cairo_line_to (cr, x, y + dy * length);
      stroke (self, cr, unit);
      cairo_destroy (cr);
    }
}

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

  cr = begin (self, x - 4, y - 4, x + width + 4, y + height + 4);
  plate (cr, x, y, width, height, MIN (height / 2, 8 * unit), &self->colour, &white);
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

  cr = begin (self, MIN (left, x) - 6, MIN (top, y - 14 * unit) - 6, left + width + 6, MAX (top + height, y) + 6);

  /* The caret, down to the text. */
  cairo_move_to (cr, x, y - 10 * unit);
  cairo_line_to (cr, x, y + 12 * unit);
  stroke (self, cr, unit);

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

/**
 * belay_mark_notice:
 * @self: a mark
 * @markup: (nullable): Pango markup, after the keys
 * @keys: (nullable) (array zero-terminated=1): labels of keys struck together; an empty string parts those struck after
 *   each other
 *
 * What has no place on the screen stands at the bottom of it: keys, a wait.
 */
void
belay_mark_notice (const BelayMark  *self,
                   const char       *markup,
                   char            **keys)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (self->widget, NULL);
  double unit = belay_mark_get_unit (self);
  double padding = 10 * unit, key_height = 32 * unit;
  double caps = keys_width (self, keys, unit);
  double x, y, width, height;
  int text_width = 0, text_height = 0;
  cairo_t *cr;

  if (markup != NULL)
    {
      pango_layout_set_markup (layout, markup, -1);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) (MAX (40, MIN (440 * unit, self->bounds.size.width - caps - 60)) * PANGO_SCALE));
      pango_layout_set_height (layout, -4);
      pango_layout_get_pixel_size (layout, &text_width, &text_height);
    }

  width = caps + text_width + 2 * padding + (caps > 0 && text_width > 0 ? padding : 0) + (text_width > 0 ? 4 * unit : 0);
  height = MAX (caps > 0 ? key_height + 2 * padding : 0, text_height + 1.6 * padding);
  x = round (self->bounds.origin.x + (self->bounds.size.width - width) / 2);
  y = round (self->bounds.origin.y + self->bounds.size.height - height - 24 * unit);

  cr = begin (self, x - 4, y - 4, x + width + 4, y + height + 4);
  plate (cr, x, y, width, height, 10 * unit, &(GdkRGBA) { 0.11f, 0.11f, 0.13f, 0.94f }, &self->colour);
  x += padding;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autoptr(PangoLayout) label = NULL;
      double key_width;

      x += key_gap (keys, i, unit);
      if (*keys[i] == '\0')
        continue;

      label = key_layout (self, keys[i], unit, &key_width);
      draw_key (cr, label, round (x), round (y + (height - key_height) / 2), round (key_width), key_height, unit);
      x += key_width;
    }

  gdk_cairo_set_source_rgba (cr, &white);
  cairo_move_to (cr, round (x + (caps > 0 ? padding : 2 * unit)), round (y + (height - text_height) / 2));
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}
