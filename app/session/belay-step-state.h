/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The life of a step; docs/architecture.md draws it. From DONE on a state is final. */
typedef enum
{
  BELAY_STEP_PROPOSED,
  BELAY_STEP_EXAMINED,
  BELAY_STEP_WAITING,
  BELAY_STEP_DECIDED,
  BELAY_STEP_RUNNING,
  BELAY_STEP_DONE,
  BELAY_STEP_FAILED,
  BELAY_STEP_REJECTED,
  BELAY_STEP_SKIPPED,
  BELAY_STEP_INTERRUPTED,
  BELAY_STEP_NOT_RUN,
  BELAY_STEP_UNKNOWN,
} BelayStepState;

#define BELAY_TYPE_STEP_STATE (belay_step_state_get_type ())
GType belay_step_state_get_type (void);

/* "proposed", …: its word in the trail; not translated. */
const char *belay_step_state_get_name (BelayStepState state);
gboolean    belay_step_state_is_final (BelayStepState state);
gboolean    belay_step_state_leads_to (BelayStepState from,
                                       BelayStepState to);

G_END_DECLS
