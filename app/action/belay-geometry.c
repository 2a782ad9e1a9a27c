/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-geometry.h"

#include <math.h>

/* The side of the squares a vision model sees a picture in, and what its tiers take (vision guide of the API). */
#define PATCH_SIDE           28
#define STANDARD_LONG_EDGE   1568
#define STANDARD_TOKENS      1568
#define HIGH_LONG_EDGE       2576
#define HIGH_TOKENS          4784

/* With more than 20 pictures in a request the API refuses all of them if one has a side above this. */
#define MANY_PICTURES_SIDE   2000

/**
 * belay_rect_is_empty:
 * @rect: a rectangle
 *
 * Returns: %TRUE if @rect covers no pixel
 */
gboolean
belay_rect_is_empty (const BelayRect *rect)
{
  g_return_val_if_fail (rect != NULL, TRUE);

  return rect->width <= 0 || rect->height <= 0;
}

/**
 * belay_rect_equal:
 * @a: a rectangle
 * @b: a rectangle
 *
 * Returns: %TRUE if both have the same corner and size
 */
gboolean
belay_rect_equal (const BelayRect *a,
                  const BelayRect *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

/**
 * belay_rect_contains:
 * @rect: a rectangle
 * @point: a pixel
 *
 * The right and the bottom edge are outside.
 *
 * Returns: %TRUE if @point is one of the pixels of @rect
 */
gboolean
belay_rect_contains (const BelayRect *rect,
                     BelayPoint       point)
{
  g_return_val_if_fail (rect != NULL, FALSE);

  return point.x >= rect->x && (gint64) point.x - rect->x < rect->width &&
         point.y >= rect->y && (gint64) point.y - rect->y < rect->height;
}

/* The edges far from the origin are sums, which may not fit an int. */
static gint64
right_of (const BelayRect *rect)
{
  return (gint64) rect->x + rect->width;
}

static gint64
bottom_of (const BelayRect *rect)
{
  return (gint64) rect->y + rect->height;
}

/**
 * belay_rect_intersect:
 * @a: a rectangle
 * @b: a rectangle
 * @result: (out caller-allocates) (nullable): where to put the common part; may be @a or @b. All zero if there is none
 *
 * Returns: %TRUE if @a and @b have a pixel in common
 */
gboolean
belay_rect_intersect (const BelayRect *a,
                      const BelayRect *b,
                      BelayRect       *result)
{
  BelayRect common = { 0 };
  gint64 right, bottom;
  int left, top;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  left = MAX (a->x, b->x);
  top = MAX (a->y, b->y);
  right = MIN (right_of (a), right_of (b));
  bottom = MIN (bottom_of (a), bottom_of (b));

  if (!belay_rect_is_empty (a) && !belay_rect_is_empty (b) && right > left && bottom > top)
    common = (BelayRect) { left, top, (int) (right - left), (int) (bottom - top) };

  if (result != NULL)
    *result = common;

  return common.width > 0;
}

/**
 * belay_rect_union:
 * @a: a rectangle
 * @b: a rectangle
 * @result: (out caller-allocates): where to put the smallest rectangle around both; may be @a or @b
 *
 * An empty rectangle adds nothing.
 */
void
belay_rect_union (const BelayRect *a,
                  const BelayRect *b,
                  BelayRect       *result)
{
  gint64 right, bottom;
  int left, top;

  g_return_if_fail (a != NULL && b != NULL && result != NULL);

  if (belay_rect_is_empty (a) || belay_rect_is_empty (b))
    {
      *result = belay_rect_is_empty (a) ? *b : *a;
      return;
    }

  left = MIN (a->x, b->x);
  top = MIN (a->y, b->y);
  right = MAX (right_of (a), right_of (b));
  bottom = MAX (bottom_of (a), bottom_of (b));

  *result = (BelayRect) { left, top,
                          (int) MIN (right - left, G_MAXINT), (int) MIN (bottom - top, G_MAXINT) };
}

/**
 * belay_rect_around:
 * @centre: the pixel in the middle
 * @side: the wanted side, at least 1
 * @width: the width of the area to stay in, at least 1
 * @height: the height of the area to stay in, at least 1
 *
 * A square around @centre that lies wholly within the area: near an edge it is shifted inwards, in a small area it is
 * cut to fit. A @centre outside the area is taken to its nearest pixel.
 *
 * Returns: a rectangle that is not empty
 */
BelayRect
belay_rect_around (BelayPoint centre,
                   int        side,
                   int        width,
                   int        height)
{
  BelayRect rect = { 0, 0, 1, 1 };

  g_return_val_if_fail (side >= 1 && width >= 1 && height >= 1, rect);

  rect.width = MIN (side, width);
  rect.height = MIN (side, height);
  rect.x = CLAMP (CLAMP (centre.x, 0, width - 1) - rect.width / 2, 0, width - rect.width);
  rect.y = CLAMP (CLAMP (centre.y, 0, height - 1) - rect.height / 2, 0, height - rect.height);

  return rect;
}

/**
 * belay_picture_tokens:
 * @width: picture pixels, at least 1
 * @height: picture pixels, at least 1
 *
 * Returns: the visual tokens a picture of that size costs, one for each square of 28 by 28 pixels begun
 */
guint
belay_picture_tokens (int width,
                      int height)
{
  guint across, down;

  g_return_val_if_fail (width >= 1 && height >= 1, 0);

  across = ((guint) width + PATCH_SIDE - 1) / PATCH_SIDE;
  down = ((guint) height + PATCH_SIDE - 1) / PATCH_SIDE;

  return (guint) MIN ((guint64) across * down, G_MAXUINT);
}

static gboolean
fits (BelayTier tier,
      int       width,
      int       height)
{
  gint64 long_side = MAX (width, height);
  gint64 padded = (long_side + PATCH_SIDE - 1) / PATCH_SIDE * PATCH_SIDE;
  guint tokens = belay_picture_tokens (width, height);

  switch (tier)
    {
    case BELAY_TIER_HIGH:
      return padded <= HIGH_LONG_EDGE && tokens <= HIGH_TOKENS && long_side <= MANY_PICTURES_SIDE;

    case BELAY_TIER_STANDARD:
    default:
      return padded <= STANDARD_LONG_EDGE && tokens <= STANDARD_TOKENS;
    }
}

/**
 * belay_tier_fit:
 * @tier: what the model takes
 * @width: the size of the screen, at least 1
 * @height: the size of the screen, at least 1
 * @fit_width: (out): the size of the picture to send
 * @fit_height: (out): the size of the picture to send
 *
 * Finds the largest size of the same aspect that the API takes without scaling (or refusing) the picture itself, and
 * that stays within 2000 pixels a side so that a long conversation does not become invalid at its 21st picture. The
 * search and its rounding (half away from zero) follow the description in the API's vision guide. Never scales up.
 */
void
belay_tier_fit (BelayTier  tier,
                int        width,
                int        height,
                int       *fit_width,
                int       *fit_height)
{
  int long_side, short_side, low, high;

  g_return_if_fail (width >= 1 && height >= 1);
  g_return_if_fail (fit_width != NULL && fit_height != NULL);

  long_side = MAX (width, height);
  short_side = MIN (width, height);

#define SHORT_FOR(l) \
  ((int) MAX ((2 * (gint64) (l) * short_side + long_side) / (2 * (gint64) long_side), 1))

  low = 1;
  high = fits (tier, width, height) ? 1 : MIN (long_side, HIGH_LONG_EDGE);

  while (low < high)
    {
      int middle = low + (high - low + 1) / 2;

      if (fits (tier, middle, SHORT_FOR (middle)))
        low = middle;
      else
        high = middle - 1;
    }

  if (fits (tier, width, height))
    {
      *fit_width = width;
      *fit_height = height;
    }
  else
    {
      *fit_width = width >= height ? low : SHORT_FOR (low);
      *fit_height = width >= height ? SHORT_FOR (low) : low;
    }

#undef SHORT_FOR
}

/**
 * belay_geometry_init:
 * @self: (out caller-allocates): the geometry
 * @tier: what the model takes
 * @screen_width: screen pixels, at least 1
 * @screen_height: screen pixels, at least 1
 *
 * Chooses the size of the pictures of a screen; see belay_tier_fit().
 */
void
belay_geometry_init (BelayGeometry *self,
                     BelayTier      tier,
                     int            screen_width,
                     int            screen_height)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (screen_width >= 1 && screen_height >= 1);

  self->screen_width = screen_width;
  self->screen_height = screen_height;
  belay_tier_fit (tier, screen_width, screen_height, &self->picture_width, &self->picture_height);
}

/* The pixel of an axis of @to pixels that holds the centre of pixel @value of the same axis cut into @from pixels. */
static int
map_centre (int value,
            int from,
            int to)
{
  gint64 centre = 2 * (gint64) CLAMP (value, 0, from - 1) + 1;

  return (int) (centre * to / (2 * (gint64) from));
}

/**
 * belay_geometry_to_screen:
 * @self: a geometry
 * @picture: a pixel of the picture
 *
 * Returns: the pixel of the screen under the centre of @picture; always on the screen
 */
BelayPoint
belay_geometry_to_screen (const BelayGeometry *self,
                          BelayPoint           picture)
{
  return (BelayPoint) { map_centre (picture.x, self->picture_width, self->screen_width),
                        map_centre (picture.y, self->picture_height, self->screen_height) };
}

/**
 * belay_geometry_to_picture:
 * @self: a geometry
 * @screen: a pixel of the screen
 *
 * Undoes belay_geometry_to_screen() exactly.
 *
 * Returns: the pixel of the picture that shows the centre of @screen; always in the picture
 */
BelayPoint
belay_geometry_to_picture (const BelayGeometry *self,
                           BelayPoint           screen)
{
  return (BelayPoint) { map_centre (screen.x, self->screen_width, self->picture_width),
                        map_centre (screen.y, self->screen_height, self->picture_height) };
}

/* Rounds outwards: what the picture shows in part is part of the result. */
static void
map_span (int  start,
          int  length,
          int  from,
          int  to,
          int *mapped_start,
          int *mapped_length)
{
  gint64 first = CLAMP ((gint64) start, 0, from);
  gint64 last = CLAMP ((gint64) start + MAX (length, 0), 0, from);
  gint64 begin = first * to / from;
  gint64 end = (last * to + from - 1) / from;

  *mapped_start = (int) begin;
  *mapped_length = last > first ? (int) (end - begin) : 0;
}

/**
 * belay_geometry_rect_to_screen:
 * @self: a geometry
 * @picture: a rectangle of the picture
 * @screen: (out caller-allocates): where to put the smallest rectangle of the screen that covers it; always on the
 *   screen, empty if @picture has nothing in the picture
 */
void
belay_geometry_rect_to_screen (const BelayGeometry *self,
                               const BelayRect     *picture,
                               BelayRect           *screen)
{
  BelayRect mapped;

  g_return_if_fail (self != NULL && picture != NULL && screen != NULL);

  map_span (picture->x, picture->width, self->picture_width, self->screen_width, &mapped.x, &mapped.width);
  map_span (picture->y, picture->height, self->picture_height, self->screen_height, &mapped.y, &mapped.height);

  *screen = mapped;
}

/**
 * belay_viewport_init:
 * @self: (out caller-allocates): the viewport
 * @view_width: the widget's width in logical pixels
 * @view_height: the widget's height in logical pixels
 * @screen_width: screen pixels, at least 1
 * @screen_height: screen pixels, at least 1
 * @max_scale: view pixels per screen pixel at most; 0 or less: as large as fits
 *
 * Fits the screen into the widget with its aspect kept and centres it; its corner is put on a whole view pixel, so that
 * a screen shown at its own size stays sharp. A widget that has no size yet counts as one pixel.
 */
void
belay_viewport_init (BelayViewport *self,
                     double         view_width,
                     double         view_height,
                     int            screen_width,
                     int            screen_height,
                     double         max_scale)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (screen_width >= 1 && screen_height >= 1);

  view_width = isfinite (view_width) ? MAX (view_width, 1.0) : 1.0;
  view_height = isfinite (view_height) ? MAX (view_height, 1.0) : 1.0;

  self->screen_width = screen_width;
  self->screen_height = screen_height;
  self->scale = MIN (view_width / screen_width, view_height / screen_height);

  if (max_scale > 0)
    self->scale = MIN (self->scale, max_scale);

  self->x = MAX (floor ((view_width - screen_width * self->scale) / 2), 0.0);
  self->y = MAX (floor ((view_height - screen_height * self->scale) / 2), 0.0);
}

/**
 * belay_viewport_to_view:
 * @self: a viewport
 * @screen_x: screen pixels; fractions and places outside are fine. A pixel's centre is at its number plus one half
 * @screen_y: screen pixels
 * @view_x: (out): view pixels
 * @view_y: (out): view pixels
 */
void
belay_viewport_to_view (const BelayViewport *self,
                        double               screen_x,
                        double               screen_y,
                        double              *view_x,
                        double              *view_y)
{
  g_return_if_fail (self != NULL && view_x != NULL && view_y != NULL);

  *view_x = self->x + screen_x * self->scale;
  *view_y = self->y + screen_y * self->scale;
}

/**
 * belay_viewport_to_screen:
 * @self: a viewport
 * @view_x: view pixels
 * @view_y: view pixels
 * @screen: (out caller-allocates) (nullable): the screen's pixel there, or the nearest one if it is outside
 *
 * Returns: %TRUE if the place is on the screen, %FALSE if it is in the margin, beyond, or not a number
 */
gboolean
belay_viewport_to_screen (const BelayViewport *self,
                          double               view_x,
                          double               view_y,
                          BelayPoint          *screen)
{
  double x, y;

  g_return_val_if_fail (self != NULL && self->scale > 0, FALSE);

  x = floor ((view_x - self->x) / self->scale);
  y = floor ((view_y - self->y) / self->scale);

  if (isnan (x) || isnan (y))
    {
      if (screen != NULL)
        *screen = (BelayPoint) { 0, 0 };

      return FALSE;
    }

  if (screen != NULL)
    *screen = (BelayPoint) { (int) CLAMP (x, 0, self->screen_width - 1),
                             (int) CLAMP (y, 0, self->screen_height - 1) };

  return x >= 0 && x < self->screen_width && y >= 0 && y < self->screen_height;
}
