/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-recorded-target.h"

#include <glib/gi18n-lib.h>

#include "belay-moved-target.h"

#define GUARD "recorded-target"

static BelayFinding *
examine_around (BelayPoint  point,
                BelayFrame *recorded,
                BelayFrame *now)
{
  BelayRect patch = belay_rect_around (point, BELAY_MOVED_TARGET_SIDE, belay_frame_get_width (now),
                                       belay_frame_get_height (now));
  BelayRect changed;

  if (!belay_frame_get_changed (now, recorded, &patch, &changed) || belay_moved_target_is_caret (&changed))
    return NULL;

  return belay_finding_new (GUARD, BELAY_FINDING_WARN, _("The target looks different from the recording."), &patch);
}

/**
 * belay_recorded_target_examine:
 * @action: the action proposed again
 * @geometry: what its coordinates refer to
 * @caret: (nullable): where typing goes, or the pointer where the action has no coordinate of its own
 * @recorded: (nullable): the picture before it in the recording
 * @now: (nullable): the screen now
 *
 * A square of %BELAY_MOVED_TARGET_SIDE around each end of a pointer action, and around the caret for keys, must be as it
 * was recorded, but for what the blinking of a caret changes. Without a place there is nothing to say; without a picture
 * nobody knows, which is worth a warning, too.
 *
 * Returns: (transfer full) (nullable): a warn finding, or %NULL
 */
BelayFinding *
belay_recorded_target_examine (const BelayAction   *action,
                               const BelayGeometry *geometry,
                               const BelayPoint    *caret,
                               BelayFrame          *recorded,
                               BelayFrame          *now)
{
  BelayFinding *finding = NULL;
  BelayPoint point, start;

  g_return_val_if_fail (action != NULL && geometry != NULL, NULL);

  if (!belay_action_sends_pointer (action) && !belay_action_sends_keys (action))
    return NULL;

  if (recorded == NULL || now == NULL)
    return belay_finding_new (GUARD, BELAY_FINDING_WARN,
                              _("There is no recorded picture to compare the target with."), NULL);

  if (belay_action_get_start (action, &start))
    finding = examine_around (belay_geometry_to_screen (geometry, start), recorded, now);

  if (finding == NULL && belay_action_get_point (action, &point))
    finding = examine_around (belay_geometry_to_screen (geometry, point), recorded, now);
  else if (finding == NULL && caret != NULL)
    finding = examine_around (*caret, recorded, now);

  return finding;
}
