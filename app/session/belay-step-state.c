/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-state.h"

G_DEFINE_ENUM_TYPE (BelayStepState, belay_step_state,
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_PROPOSED, "proposed"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_EXAMINED, "examined"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_DECIDED, "decided"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_REJECTED, "rejected"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_SKIPPED, "skipped"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_INTERRUPTED, "interrupted"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_NOT_RUN, "not-run"),
                    G_DEFINE_ENUM_VALUE (BELAY_STEP_UNKNOWN, "unknown"))

#define BIT(state) (1u << BELAY_STEP_##state)

/* From each state, where it may go. */
static const guint transitions[] =
{
  [BELAY_STEP_PROPOSED] = BIT (EXAMINED) | BIT (FAILED) | BIT (NOT_RUN),
  [BELAY_STEP_EXAMINED] = BIT (WAITING) | BIT (DECIDED) | BIT (SKIPPED) | BIT (REJECTED) | BIT (FAILED) | BIT (NOT_RUN),
  [BELAY_STEP_WAITING] = BIT (DECIDED) | BIT (SKIPPED) | BIT (REJECTED) | BIT (NOT_RUN),
  [BELAY_STEP_DECIDED] = BIT (WAITING) | BIT (RUNNING) | BIT (FAILED) | BIT (NOT_RUN),
  [BELAY_STEP_RUNNING] = BIT (DONE) | BIT (FAILED) | BIT (INTERRUPTED) | BIT (UNKNOWN),
  [BELAY_STEP_DONE] = 0,
  [BELAY_STEP_FAILED] = 0,
  [BELAY_STEP_REJECTED] = 0,
  [BELAY_STEP_SKIPPED] = 0,
  [BELAY_STEP_INTERRUPTED] = 0,
  [BELAY_STEP_NOT_RUN] = 0,
  [BELAY_STEP_UNKNOWN] = 0,
};

/**
 * belay_step_state_leads_to:
 * @from: a state
 * @to: another
 *
 * Returns: whether a step may go from @from to @to in one move
 */
gboolean
belay_step_state_leads_to (BelayStepState from,
                           BelayStepState to)
{
  return (transitions[from] & (1u << to)) != 0;
}

const char *
belay_step_state_get_name (BelayStepState state)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (BELAY_TYPE_STEP_STATE);

  return g_enum_get_value (klass, state)->value_nick;
}

gboolean
belay_step_state_is_final (BelayStepState state)
{
  return transitions[state] == 0;
}
