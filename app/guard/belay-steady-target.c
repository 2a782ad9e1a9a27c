/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-steady-target.h"

#include <glib/gi18n-lib.h>

#include "belay-difference.h"
#include "belay-moved-target.h"

/* Near a pointer's target: the dialog a button belongs to, not the window beside it. */
#define NEAR_WIDTH  360
#define NEAR_HEIGHT 240

/* From this width on, in cells, a change is another text or another window; a clock or an icon is less. */
#define NEAR_CELLS 4
#define FAR_CELLS  8

/**
 * belay_steady_target_examine:
 * @recent: what the screen showed lately
 * @since: from when on, as g_get_monotonic_time() counts
 * @action: the action about to be sent
 * @geometry: what its coordinates refer to
 * @caret: (nullable): as for belay_moved_target_examine()
 * @now: the frame at the moment of sending
 *
 * A target that was something else a moment ago, and may be again: whoever decided has perhaps seen the other one.
 *
 * Returns: (transfer full) (nullable): a hold finding
 */
BelayFinding *
belay_steady_target_examine (const BelayRecent   *recent,
                             gint64               since,
                             const BelayAction   *action,
                             const BelayGeometry *geometry,
                             const BelayPoint    *caret,
                             BelayFrame          *now)
{
  g_autoptr(GPtrArray) frames = belay_recent_list (recent, since);
  BelayRect patches[2];
  guint n_patches = belay_moved_target_get_patches (action, geometry, caret, now, patches);

  for (guint i = 0; i < frames->len; i++)
    for (guint n = 0; n < n_patches; n++)
      {
        BelayRect changed;

        if (belay_frame_get_changed (now, frames->pdata[i], &patches[n], &changed) && !belay_moved_target_is_caret (&changed))
          return belay_finding_new ("unsteady-target", BELAY_FINDING_HOLD,
                                    _("The target keeps changing, or changed just when this was decided."), &patches[n]);
      }

  return NULL;
}

/* Around the cells of @region that are news: how wide they are together. */
static int
measure_news (const BelayDifference *difference,
              const guint8          *restless,
              const BelayRect       *region,
              const BelayRect       *within,
              BelayRect             *news)
{
  int left = G_MAXINT, top = G_MAXINT, right = -1, bottom = -1;
  const int side = BELAY_DIFFERENCE_CELL;
  BelayRect area;

  if (!belay_rect_intersect (region, within, &area))
    return 0;

  for (int row = area.y / side; row * side < area.y + area.height; row++)
    for (int column = area.x / side; column * side < area.x + area.width; column++)
      {
        int cell = row * difference->n_columns + column;

        if (difference->cells[cell] == 0 || (restless != NULL && restless[cell]))
          continue;

        left = MIN (left, column);
        right = MAX (right, column);
        top = MIN (top, row);
        bottom = MAX (bottom, row);
      }

  if (right < 0)
    return 0;

  *news = (BelayRect) { left * side, top * side, (right - left + 1) * side, (bottom - top + 1) * side };

  return right - left + 1;
}

static BelayRect
get_near (const BelayRect *patch,
          BelayFrame      *frame)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  const BelayRect near = { patch->x + patch->width / 2 - NEAR_WIDTH / 2, patch->y + patch->height / 2 - NEAR_HEIGHT / 2,
                           NEAR_WIDTH, NEAR_HEIGHT };
  BelayRect clipped = { 0 };

  belay_rect_intersect (&near, &whole, &clipped);

  return clipped;
}

/**
 * belay_surroundings_examine:
 * @recent: what the screen showed lately
 * @action: the action about to be sent
 * @geometry: what its coordinates refer to
 * @caret: (nullable): as for belay_moved_target_examine()
 * @then: (nullable): the screen that was decided on; without one belay_moved_target_examine() holds
 * @now: the frame at the moment of sending
 *
 * The same button in another dialog, another window that has come up and takes the keys.
 *
 * Returns: (transfer full) (nullable): a hold finding
 */
BelayFinding *
belay_surroundings_examine (const BelayRecent   *recent,
                            const BelayAction   *action,
                            const BelayGeometry *geometry,
                            const BelayPoint    *caret,
                            BelayFrame          *then,
                            BelayFrame          *now)
{
  gboolean pointer = belay_action_sends_pointer (action);
  g_autoptr(BelayDifference) difference = NULL;
  g_autofree guint8 *restless = NULL;
  BelayRect areas[2], news;
  guint n_areas;
  int n_columns, n_rows;

  if ((!pointer && !belay_action_sends_keys (action)) || then == NULL || then == now ||
      belay_frame_get_width (then) != belay_frame_get_width (now) ||
      belay_frame_get_height (then) != belay_frame_get_height (now))
    return NULL;

  n_areas = belay_moved_target_get_patches (action, geometry, caret, now, areas);
  for (guint i = 0; i < n_areas; i++)
    areas[i] = get_near (&areas[i], now);
  if (!pointer)
    {
      areas[0] = (BelayRect) { 0, 0, belay_frame_get_width (now), belay_frame_get_height (now) };
      n_areas = 1;
    }

  difference = belay_difference_new (then, now);
  restless = belay_recent_get_restless (recent, belay_frame_get_time (now), &n_columns, &n_rows);
  if (restless != NULL && (n_columns != difference->n_columns || n_rows != difference->n_rows))
    g_clear_pointer (&restless, g_free);

  for (guint i = 0; i < difference->regions->len; i++)
    for (guint n = 0; n < n_areas; n++)
      if (measure_news (difference, restless, &g_array_index (difference->regions, BelayRect, i), &areas[n], &news) >=
          (pointer ? NEAR_CELLS : FAR_CELLS))
        return belay_finding_new ("changed-surroundings", BELAY_FINDING_HOLD,
                                  pointer ? _("What is around the target has changed since this was decided.")
                                          : _("Something has come up or changed elsewhere since this was decided; it may "
                                              "get what is typed."), &news);

  return NULL;
}
