/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_FINDING_NOTE,
  BELAY_FINDING_WARN,           /* brings every slack back to asking */
  BELAY_FINDING_HOLD,           /* and a plain approval does not do: the risk must be named */
} BelaySeverity;

#define BELAY_TYPE_FINDING (belay_finding_get_type ())

/* What a guard saw. Immutable. */
G_DECLARE_FINAL_TYPE (BelayFinding, belay_finding, BELAY, FINDING, GObject)

/* @guard: the guard's name in the trail ("moved-target"). @sentence: translated, for the person. @region: (nullable):
 * screen pixels. */
BelayFinding    *belay_finding_new          (const char      *guard,
                                             BelaySeverity    severity,
                                             const char      *sentence,
                                             const BelayRect *region);
const char      *belay_finding_get_guard    (BelayFinding    *self);
BelaySeverity    belay_finding_get_severity (BelayFinding    *self);
const char      *belay_finding_get_sentence (BelayFinding    *self);
gboolean         belay_finding_get_region   (BelayFinding    *self,
                                             BelayRect       *region);

G_END_DECLS
