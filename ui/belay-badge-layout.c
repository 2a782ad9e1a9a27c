/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-badge-layout.h"

#include <math.h>

#define N_RINGS  12             /* how far away a place is looked for, each a badge further */
#define N_ANGLES 8
#define GAP      2.0f           /* view pixels between badges */

static gboolean
is_free (const graphene_rect_t *place,
         const graphene_rect_t *taken,
         guint                  n_taken)
{
  for (guint i = 0; i < n_taken; i++)
    {
      graphene_rect_t wider = taken[i];

      graphene_rect_inset (&wider, -GAP, -GAP);
      if (graphene_rect_intersection (&wider, place, NULL))
        return FALSE;
    }

  return TRUE;
}

/* The place in ring @ring, beginning above and to the right, where no text runs on from the target. */
static graphene_rect_t
get_candidate (const graphene_point_t *anchor,
               guint                   ring,
               guint                   angle,
               float                   size)
{
  double around = -G_PI / 4 + angle * 2 * G_PI / N_ANGLES;
  float away = size * (1.1f + 1.05f * ring);

  return GRAPHENE_RECT_INIT (anchor->x + away * (float) cos (around) - size / 2,
                             anchor->y + away * (float) sin (around) - size / 2, size, size);
}

static gboolean
find_place (const graphene_point_t *anchor,
            float                   size,
            const graphene_rect_t  *bounds,
            const GArray           *occupied,
            const graphene_rect_t  *taken,
            guint                   n_taken,
            graphene_rect_t        *place)
{
  for (guint ring = 0; ring < N_RINGS; ring++)
    {
      for (guint angle = 0; angle < N_ANGLES; angle++)
        {
          *place = get_candidate (anchor, ring, angle, size);

          if (graphene_rect_contains_rect (bounds, place) && is_free (place, taken, n_taken) &&
              (occupied == NULL ||
               is_free (place, (const graphene_rect_t *) (gpointer) occupied->data, occupied->len)))
            return TRUE;
        }
    }

  return FALSE;
}

/* Row by row from the lower left: there is always room for as many as fit. */
static void
find_any_place (float                  size,
                const graphene_rect_t *bounds,
                const graphene_rect_t *taken,
                guint                  n_taken,
                graphene_rect_t       *place)
{
  float step = size + GAP;

  for (float y = bounds->origin.y + bounds->size.height - step; y >= bounds->origin.y; y -= step)
    {
      for (float x = bounds->origin.x + GAP; x + size <= bounds->origin.x + bounds->size.width; x += step)
        {
          *place = GRAPHENE_RECT_INIT (x, y, size, size);
          if (is_free (place, taken, n_taken))
            return;
        }
    }
}

void
belay_badge_layout (const BelayBadgeAnchor *anchors,
                    guint                   n,
                    float                   size,
                    const graphene_rect_t  *bounds,
                    const GArray           *occupied,
                    graphene_rect_t        *badges)
{
  for (guint i = 0; i < n; i++)
    {
      if (anchors[i].placed &&
          (find_place (&anchors[i].point, size, bounds, occupied, badges, i, &badges[i]) ||
           find_place (&anchors[i].point, size, bounds, NULL, badges, i, &badges[i])))
        continue;

      find_any_place (size, bounds, badges, i, &badges[i]);
    }
}
