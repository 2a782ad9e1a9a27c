/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-mark-private.h"

#include <math.h>

#define RING_RADIUS    15.0
#define RING_DISTANCE   6.0
#define TICK_INNER      7.0
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

static graphene_rect_t
whole_pixels (double left,
              double top,
              double right,
              double bottom)
{
  double x = floor (left);
  double y = floor (top);

  return GRAPHENE_RECT_INIT ((float) x, (float) y, (float) (ceil (right) - x), (float) (ceil (bottom) - y));
}

static void
occupy (const BelayMark       *self,
        const graphene_rect_t *area)
{
  if (self->occupied != NULL)
    g_array_append_vals (self->occupied, area, 1);
}

/* A cairo context for what lies within these view pixels. */
cairo_t *
belay_mark_begin (const BelayMark *self,
                  double           left,
                  double           top,
                  double           right,
                  double           bottom)
{
  graphene_rect_t area = whole_pixels (left, top, right, bottom);

  occupy (self, &area);

  return gtk_snapshot_append_cairo (self->snapshot, &area);
}

/* The same for a line, which leaves most of its rectangle free. */
static cairo_t *
begin_line (const BelayMark *self,
            double           x1,
            double           y1,
            double           x2,
            double           y2,
            double           reach)
{
  graphene_rect_t area = whole_pixels (MIN (x1, x2) - reach, MIN (y1, y2) - reach,
                                       MAX (x1, x2) + reach, MAX (y1, y2) + reach);
  guint n = 1 + (guint) (hypot (x2 - x1, y2 - y1) / (4 * reach));

  for (guint i = 0; i < n; i++)
    {
      double from = (double) i / n, to = (double) (i + 1) / n;
      double ax = x1 + (x2 - x1) * from, ay = y1 + (y2 - y1) * from;
      double bx = x1 + (x2 - x1) * to, by = y1 + (y2 - y1) * to;
      graphene_rect_t part = whole_pixels (MIN (ax, bx) - reach, MIN (ay, by) - reach,
                                           MAX (ax, bx) + reach, MAX (ay, by) + reach);

      occupy (self, &part);
    }

  return gtk_snapshot_append_cairo (self->snapshot, &area);
}

/* Strokes the path, and forgets it. */
void
belay_mark_stroke (const BelayMark *self,
                   cairo_t         *cr,
                   double           unit)
{
  double dashes[] = { 5 * unit, 4 * unit };

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  cairo_set_source_rgba (cr, 0, 0, 0, 0.4);
  cairo_set_line_width (cr, (LINE_WIDTH + 2 * DARK_HALO) * unit);
  cairo_stroke_preserve (cr);

  cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
  cairo_set_line_width (cr, (LINE_WIDTH + 2 * LIGHT_HALO) * unit);
  cairo_stroke_preserve (cr);

  if (self->dashed)
    {
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
    }

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
  cairo_t *cr = belay_mark_begin (self, x - reach, y - reach, x + reach, y + reach);

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

  belay_mark_stroke (self, cr, unit);
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
  cairo_t *cr = belay_mark_begin (self, x - reach, y - reach, x + reach, y + reach);

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
  cairo_t *cr = belay_mark_begin (self, x - reach, y - reach, x + reach, y + reach);

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
  cairo_t *cr = begin_line (self, x1, y1, x2, y2, reach);

  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  belay_mark_stroke (self, cr, unit);
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
  cairo_t *cr = begin_line (self, x1, y1, x2, y2, reach);

  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);

  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, x2, y2);
      cairo_line_to (cr, x2 - cos (angle + side * 0.6) * ARROW_LENGTH * unit,
                     y2 - sin (angle + side * 0.6) * ARROW_LENGTH * unit);
    }

  belay_mark_stroke (self, cr, unit);
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
  cairo_t *cr = belay_mark_begin (self, x - reach, y - reach, right + reach, bottom + reach);

  cairo_rectangle (cr, x, y, right - x, bottom - y);
  cairo_set_source_rgba (cr, self->colour.red, self->colour.green, self->colour.blue, 0.12);
  cairo_fill_preserve (cr);
  belay_mark_stroke (self, cr, unit);
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
      cairo_t *cr = belay_mark_begin (self, x - reach, y - reach, x + reach, y + reach);

      cairo_move_to (cr, x + dx * length, y);
      cairo_line_to (cr, x, y);
      cairo_line_to (cr, x, y + dy * length);
      belay_mark_stroke (self, cr, unit);
      cairo_destroy (cr);
    }
}

/**
 * belay_mark_clock:
 * @self: a mark
 * @x: view pixels
 * @y: view pixels
 *
 * A clock around a point: time passes, and nothing else happens.
 */
void
belay_mark_clock (const BelayMark *self,
                  double           x,
                  double           y)
{
  double unit = belay_mark_get_unit (self);
  double radius = 22 * unit, reach = radius + REACH * unit;
  cairo_t *cr = belay_mark_begin (self, x - reach, y - reach, x + reach, y + reach);

  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.85);
  cairo_fill (cr);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_move_to (cr, x, y - 0.62 * radius);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x + 0.42 * radius, y + 0.24 * radius);
  belay_mark_stroke (self, cr, unit);
  cairo_destroy (cr);
}
