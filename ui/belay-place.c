/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-place.h"

#include <math.h>

/* Along each axis: 0 at the start, 1 in the middle, 2 at the end. */
static const struct
{
  int x;
  int y;
} places[] =
{
  [BELAY_PLACE_BOTTOM]       = { 1, 2 },
  [BELAY_PLACE_TOP]          = { 1, 0 },
  [BELAY_PLACE_BOTTOM_LEFT]  = { 0, 2 },
  [BELAY_PLACE_BOTTOM_RIGHT] = { 2, 2 },
  [BELAY_PLACE_TOP_LEFT]     = { 0, 0 },
  [BELAY_PLACE_TOP_RIGHT]    = { 2, 0 },
  [BELAY_PLACE_LEFT]         = { 0, 1 },
  [BELAY_PLACE_RIGHT]        = { 2, 1 },
};

/**
 * belay_place_get_rect:
 * @place: a place
 * @room: the room there is
 * @size: of what takes the place, not larger than the room
 *
 * Returns: where it lies in the room, on whole pixels
 */
graphene_rect_t
belay_place_get_rect (BelayPlace             place,
                      const graphene_size_t *room,
                      const graphene_size_t *size)
{
  return GRAPHENE_RECT_INIT (floorf ((room->width - size->width) * (float) places[place].x / 2),
                             floorf ((room->height - size->height) * (float) places[place].y / 2),
                             size->width, size->height);
}

static double
measure_covered (const graphene_rect_t *rect,
                 const graphene_rect_t *taken,
                 guint                  n_taken)
{
  double area = 0;

  for (guint i = 0; i < n_taken; i++)
    {
      graphene_rect_t common;

      if (graphene_rect_intersection (rect, &taken[i], &common))
        area += (double) common.size.width * (double) common.size.height;
    }

  return area;
}

/**
 * belay_place_choose:
 * @room: the room there is
 * @size: of what needs a place, not larger than the room
 * @taken: (array length=n_taken): what must stay in sight, in the coordinates of the room
 * @n_taken: how many
 * @last: the place it has now, which is the best if it is free: what moves is hard to read
 *
 * Returns: a place where nothing that is taken is covered; if there is none, one where the least is
 */
BelayPlace
belay_place_choose (const graphene_size_t *room,
                    const graphene_size_t *size,
                    const graphene_rect_t *taken,
                    guint                  n_taken,
                    BelayPlace             last)
{
  graphene_rect_t rect = belay_place_get_rect (last, room, size);
  double least = measure_covered (&rect, taken, n_taken);
  BelayPlace best = last;

  for (guint i = 0; i < BELAY_N_PLACES && least > 0; i++)
    {
      double covered;

      rect = belay_place_get_rect (i, room, size);
      covered = measure_covered (&rect, taken, n_taken);

      if (covered < least)
        {
          least = covered;
          best = i;
        }
    }

  return best;
}
