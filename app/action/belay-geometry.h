/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The one place that converts coordinates. Three spaces exist:
 *
 *  - *screen*: pixels of the sandbox's framebuffer, origin top left;
 *  - *picture*: pixels of the picture the model was sent, the screen scaled to what its tier takes;
 *  - *view*: logical pixels of the widget that shows the screen, fractional.
 */

typedef struct
{
  int x;
  int y;
} BelayPoint;

typedef struct
{
  int x;
  int y;
  int width;
  int height;
} BelayRect;

gboolean   belay_rect_is_empty      (const BelayRect *rect);
gboolean   belay_rect_equal         (const BelayRect *a,
                                     const BelayRect *b);
gboolean   belay_rect_contains      (const BelayRect *rect,
                                     BelayPoint       point);
gboolean   belay_rect_intersect     (const BelayRect *a,
                                     const BelayRect *b,
                                     BelayRect       *result);
void       belay_rect_union         (const BelayRect *a,
                                     const BelayRect *b,
                                     BelayRect       *result);
BelayRect  belay_rect_around        (BelayPoint       centre,
                                     int              side,
                                     int              width,
                                     int              height);

/* What a picture may measure; the API's page on vision. */
typedef enum
{
  BELAY_TIER_STANDARD,          /* long edge 1568 px, 1568 visual tokens */
  BELAY_TIER_HIGH,              /* long edge 2576 px, 4784 visual tokens; we cap sides at 2000 px */
} BelayTier;

void       belay_tier_fit           (BelayTier        tier,
                                     int              width,
                                     int              height,
                                     int             *fit_width,
                                     int             *fit_height);
guint      belay_picture_tokens     (int              width,
                                     int              height);

/* How the picture a proposal refers to relates to the screen it was taken from. */
typedef struct
{
  int picture_width;
  int picture_height;
  int screen_width;
  int screen_height;
} BelayGeometry;

void       belay_geometry_init      (BelayGeometry       *self,
                                     BelayTier            tier,
                                     int                  screen_width,
                                     int                  screen_height);
BelayPoint belay_geometry_to_screen (const BelayGeometry *self,
                                     BelayPoint           picture);
BelayPoint belay_geometry_to_picture (const BelayGeometry *self,
                                      BelayPoint          screen);
void       belay_geometry_rect_to_screen (const BelayGeometry *self,
                                          const BelayRect     *picture,
                                          BelayRect           *screen);

/* How the screen lies in a widget: scaled to fit with its aspect kept, centred. */
typedef struct
{
  double x;                     /* of the screen's top left corner, view pixels */
  double y;
  double scale;                 /* view pixels per screen pixel, > 0 */
  int    screen_width;
  int    screen_height;
} BelayViewport;

void       belay_viewport_init      (BelayViewport       *self,
                                     double               view_width,
                                     double               view_height,
                                     int                  screen_width,
                                     int                  screen_height,
                                     double               max_scale);
void       belay_viewport_to_view   (const BelayViewport *self,
                                     double               screen_x,
                                     double               screen_y,
                                     double              *view_x,
                                     double              *view_y);
gboolean   belay_viewport_to_screen (const BelayViewport *self,
                                     double               view_x,
                                     double               view_y,
                                     BelayPoint          *screen);

G_END_DECLS
