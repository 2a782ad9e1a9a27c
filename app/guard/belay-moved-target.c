/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moved-target.h"

#include <glib/gi18n-lib.h>

#define GUARD "moved-target"

/* Around a caret: the line that is typed into, and what tells one window from the next. */
#define CARET_PATCH_WIDTH  240
#define CARET_PATCH_HEIGHT 96

/* What a blinking caret may change: a bar, an underscore, a block of a terminal. */
#define CARET_BAR_WIDTH     4
#define CARET_BAR_HEIGHT    48
#define CARET_BLOCK_WIDTH   24
#define CARET_BLOCK_HEIGHT  32

/* Without a place to look at: this part of the screen, in percent, may change. */
#define ANYWHERE_PERCENT 25

static BelayFinding *
hold (const char      *sentence,
      const BelayRect *region)
{
  return belay_finding_new (GUARD, BELAY_FINDING_HOLD, sentence, region);
}

static BelayRect
patch_around (BelayPoint        point,
              int               width,
              int               height,
              const BelayFrame *frame)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  BelayRect patch = { point.x - width / 2, point.y - height / 2, width, height };
  BelayRect clipped = { 0 };

  belay_rect_intersect (&patch, &whole, &clipped);

  return clipped;
}

static BelayFinding *
examine_point (BelayPoint  point,
               BelayFrame *decided_on,
               BelayFrame *now)
{
  BelayRect patch = patch_around (point, BELAY_MOVED_TARGET_SIDE, BELAY_MOVED_TARGET_SIDE, now);

  if (belay_rect_is_empty (&patch))
    return hold (_("The target lies outside the screen."), NULL);

  if (!belay_frame_get_changed (now, decided_on, &patch, NULL))
    return NULL;

  return hold (_("What is under the target has changed since this was decided."), &patch);
}

/**
 * belay_moved_target_is_caret:
 * @changed: where two frames differ, screen pixels
 *
 * Returns: whether it is no larger than what a blinking caret changes
 */
gboolean
belay_moved_target_is_caret (const BelayRect *changed)
{
  return (changed->width <= CARET_BAR_WIDTH && changed->height <= CARET_BAR_HEIGHT) ||
         (changed->width <= CARET_BLOCK_WIDTH && changed->height <= CARET_BLOCK_HEIGHT);
}

static BelayFinding *
examine_caret (BelayPoint  caret,
               BelayFrame *decided_on,
               BelayFrame *now)
{
  BelayRect patch = patch_around (caret, CARET_PATCH_WIDTH, CARET_PATCH_HEIGHT, now);
  BelayRect changed;

  if (belay_rect_is_empty (&patch))
    return hold (_("The place that would be typed into lies outside the screen."), NULL);

  if (!belay_frame_get_changed (now, decided_on, &patch, &changed) || belay_moved_target_is_caret (&changed))
    return NULL;

  return hold (_("The place that would be typed into has changed since this was decided."), &patch);
}

/* By tiles: a clock in one corner and a caret in another are little, though the rectangle around both is large. */
static gint64
count_changed (BelayFrame *decided_on,
               BelayFrame *now)
{
  gint64 n_pixels = 0;

  for (guint i = 0; i < belay_frame_get_n_tiles (now); i++)
    {
      BelayTile tile;
      BelayRect changed;

      if (belay_frame_shares_tile (now, decided_on, i))
        continue;

      belay_frame_get_tile (now, i, &tile);
      if (belay_frame_get_changed (now, decided_on, &tile.area, &changed))
        n_pixels += (gint64) changed.width * changed.height;
    }

  return n_pixels;
}

static BelayFinding *
examine_anywhere (BelayFrame *decided_on,
                  BelayFrame *now)
{
  gint64 n_pixels = (gint64) belay_frame_get_width (now) * belay_frame_get_height (now);

  if (count_changed (decided_on, now) * 100 <= n_pixels * ANYWHERE_PERCENT)
    return NULL;

  return hold (_("Much of the screen has changed since this was decided."), NULL);
}

static BelayFinding *
examine_pointer (const BelayAction   *action,
                 const BelayGeometry *geometry,
                 const BelayPoint    *pointer,
                 BelayFrame          *decided_on,
                 BelayFrame          *now)
{
  BelayFinding *finding = NULL;
  BelayPoint point, start;

  if (belay_action_get_start (action, &start))
    finding = examine_point (belay_geometry_to_screen (geometry, start), decided_on, now);

  if (finding != NULL)
    return finding;

  if (belay_action_get_point (action, &point))
    return examine_point (belay_geometry_to_screen (geometry, point), decided_on, now);

  return pointer != NULL ? examine_point (*pointer, decided_on, now) : examine_anywhere (decided_on, now);
}

/**
 * belay_moved_target_examine:
 * @action: the action about to be sent
 * @geometry: what its coordinates refer to
 * @caret: (nullable): where the last click went, screen pixels: the target of typing. For a pointer action without a
 *   coordinate of its own, where the pointer is. %NULL if unknown
 * @decided_on: (nullable): the frame the person decided on
 * @now: (nullable): the frame at the moment of sending
 *
 * Compares the pixels an action is aimed at. A pointer action: a square of %BELAY_MOVED_TARGET_SIDE around each of
 * its ends; nothing may differ. Keys: a wider patch around the caret, where only what a caret's blinking may change
 * is let pass. Without a place to look at, the screen as a whole may differ by a quarter. A missing frame, or two
 * sizes, hold.
 *
 * Returns: (transfer full) (nullable): a hold finding if they differ; %NULL if they do not, or the action sends no
 *   input
 */
BelayFinding *
belay_moved_target_examine (const BelayAction   *action,
                            const BelayGeometry *geometry,
                            const BelayPoint    *caret,
                            BelayFrame          *decided_on,
                            BelayFrame          *now)
{
  gboolean pointer, keys;

  g_return_val_if_fail (action != NULL && geometry != NULL, NULL);

  pointer = belay_action_sends_pointer (action);
  keys = belay_action_sends_keys (action);

  if (!pointer && !keys)
    return NULL;

  if (decided_on == NULL || now == NULL)
    return hold (_("There is no picture of the screen to compare with."), NULL);

  if (belay_frame_get_width (decided_on) != belay_frame_get_width (now) ||
      belay_frame_get_height (decided_on) != belay_frame_get_height (now))
    return hold (_("The screen has changed its size since this was decided."), NULL);

  if (pointer)
    return examine_pointer (action, geometry, caret, decided_on, now);

  return caret != NULL ? examine_caret (*caret, decided_on, now) : examine_anywhere (decided_on, now);
}

/**
 * belay_moved_target_get_patches:
 * @action: an action
 * @geometry: what its coordinates refer to
 * @caret: (nullable): as for belay_moved_target_examine()
 * @frame: the screen
 * @patches: (out) (array fixed-size=2): what is compared, screen pixels; none is empty
 *
 * Returns: how many; 0 if the action sends no input, or nobody knows where to
 */
guint
belay_moved_target_get_patches (const BelayAction   *action,
                                const BelayGeometry *geometry,
                                const BelayPoint    *caret,
                                BelayFrame          *frame,
                                BelayRect            patches[2])
{
  const int side = BELAY_MOVED_TARGET_SIDE;
  BelayPoint point;
  guint n = 0;

  g_return_val_if_fail (action != NULL && geometry != NULL && frame != NULL, 0);

  if (belay_action_sends_pointer (action))
    {
      if (belay_action_get_start (action, &point))
        patches[n++] = patch_around (belay_geometry_to_screen (geometry, point), side, side, frame);

      if (belay_action_get_point (action, &point))
        patches[n++] = patch_around (belay_geometry_to_screen (geometry, point), side, side, frame);
      else if (n == 0 && caret != NULL)
        patches[n++] = patch_around (*caret, side, side, frame);
    }
  else if (belay_action_sends_keys (action) && caret != NULL)
    {
      patches[n++] = patch_around (*caret, CARET_PATCH_WIDTH, CARET_PATCH_HEIGHT, frame);
    }

  while (n > 0 && belay_rect_is_empty (&patches[n - 1]))
    n--;

  return n;
}
