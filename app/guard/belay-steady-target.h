/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-finding.h"
#include "belay-recent.h"

G_BEGIN_DECLS

/* From seeing something to having decided on it, a person needs this long: what changed later they have not seen. */
#define BELAY_STEADY_PERSON_MS 200
/* What slack decides on must not have been something else for this long. */
#define BELAY_STEADY_SLACK_MS  1200

/*
 * What comparing two frames does not show (belay_moved_target_examine()): a target that was something else in between, and
 * one whose surroundings have become something else.
 *
 * @since: g_get_monotonic_time(); what was on the screen from then on must be what is there now, at the target of @action;
 * what a caret's blinking changes is let pass. (transfer full) (nullable): a hold finding.
 */
BelayFinding *belay_steady_target_examine  (const BelayRecent   *recent,
                                            gint64               since,
                                            const BelayAction   *action,
                                            const BelayGeometry *geometry,
                                            const BelayPoint    *caret,
                                            BelayFrame          *now);

/* @then: (nullable): the surroundings that were decided on. Keys go to whatever has the focus: for them all of the screen is
 * looked at, for the pointer what is near. Small changes are let pass, and what is never still. (transfer full) (nullable): a
 * hold finding. */
BelayFinding *belay_surroundings_examine   (const BelayRecent   *recent,
                                            const BelayAction   *action,
                                            const BelayGeometry *geometry,
                                            const BelayPoint    *caret,
                                            BelayFrame          *then,
                                            BelayFrame          *now);

/* The pointer has come to @point. Lighting up is what targets do then; becoming something else is not. (transfer full)
 * (nullable): a hold finding. */
BelayFinding *belay_hover_examine          (BelayPoint           point,
                                            BelayFrame          *before,
                                            BelayFrame          *now);

G_END_DECLS
