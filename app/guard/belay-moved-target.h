/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-finding.h"
#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_MOVED_TARGET_SIDE 96      /* screen pixels: the patch around a target */

/*
 * Promise 2: compares the pixels around what @action is aimed at between the frame the person decided on and the frame
 * at the moment of sending. @caret: (nullable): where the last click went, screen pixels; the target of typing.
 *
 * Returns: (transfer full) (nullable): a hold finding if they differ
 */
BelayFinding *belay_moved_target_examine (const BelayAction   *action,
                                          const BelayGeometry *geometry,
                                          const BelayPoint    *caret,
                                          BelayFrame          *decided_on,
                                          BelayFrame          *now);
/* The patches that are compared, screen pixels: one for each end of a pointer action, or that around the caret. Returns: how
 * many; 0 if there is no place to look at. */
guint         belay_moved_target_get_patches (const BelayAction *action,
                                          const BelayGeometry *geometry,
                                          const BelayPoint    *caret,
                                          BelayFrame          *frame,
                                          BelayRect            patches[2]);
/* Whether a change of this size may be a caret that blinks. */
gboolean      belay_moved_target_is_caret (const BelayRect    *changed);

G_END_DECLS
