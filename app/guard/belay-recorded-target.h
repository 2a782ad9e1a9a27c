/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-finding.h"
#include "belay-frame.h"

G_BEGIN_DECLS

/*
 * Of a replay: compares the pixels around what @action is aimed at in the recorded picture with those of now. @geometry,
 * @caret and the region of the finding are in the pixels of the two pictures.
 *
 * Returns: (transfer full) (nullable): a warn finding if they differ
 */
BelayFinding *belay_recorded_target_examine (const BelayAction   *action,
                                             const BelayGeometry *geometry,
                                             const BelayPoint    *caret,
                                             BelayFrame          *recorded,
                                             BelayFrame          *now);

G_END_DECLS
