/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-private.h"

#include <glib/gi18n-lib.h>

/**
 * BelayStep:
 *
 * One action the agent proposes, and its life.
 *
 * What was proposed never changes. The state moves only along the arrows of belay-step-state.c, and only by the functions
 * of belay-step-life.c; whoever asks for another gets %BELAY_STEP_ERROR_STATE and nothing has changed. Main thread only.
 */
static GParamSpec *properties[BELAY_STEP_N_PROPS];

G_DEFINE_QUARK (belay-step-error-quark, belay_step_error)

G_DEFINE_FINAL_TYPE (BelayStep, belay_step, G_TYPE_OBJECT)

static void
belay_step_finalize (GObject *object)
{
  BelayStep *self = BELAY_STEP (object);

  g_clear_object (&self->proposal);
  g_clear_pointer (&self->decision, belay_decision_free);
  g_clear_pointer (&self->decisions, g_array_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->target, belay_target_unref);
  g_clear_pointer (&self->target_action, belay_action_unref);
  g_clear_pointer (&self->decided_on, g_ptr_array_unref);
  g_clear_pointer (&self->held_then, belay_frame_unref);
  g_clear_pointer (&self->held_now, belay_frame_unref);
  g_clear_pointer (&self->origins, g_ptr_array_unref);
  g_clear_pointer (&self->file_edit, belay_file_edit_unref);
  g_clear_pointer (&self->outcome, g_free);
  g_clear_pointer (&self->picture_before, g_free);
  g_clear_pointer (&self->picture_shown, g_free);
  g_clear_pointer (&self->picture_after, g_free);

  G_OBJECT_CLASS (belay_step_parent_class)->finalize (object);
}

static void
belay_step_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BelayStep *self = BELAY_STEP (object);

  switch ((BelayStepProp) property_id)
    {
    case BELAY_STEP_PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case BELAY_STEP_PROP_DECISION:
      g_value_set_pointer (value, self->decision);
      break;

    case BELAY_STEP_PROP_OUTCOME:
      g_value_set_string (value, self->outcome);
      break;

    case BELAY_STEP_PROP_FINDINGS:
      g_value_set_boxed (value, self->findings);
      break;

    case BELAY_STEP_PROP_ORIGINS:
      g_value_set_boxed (value, self->origins);
      break;

    case BELAY_STEP_PROP_PICTURE:
      g_value_set_string (value, self->picture_after != NULL ? self->picture_after : self->picture_before);
      break;

    case BELAY_STEP_PROP_TARGET:
      g_value_set_boxed (value, belay_step_get_target (self));
      break;

    case BELAY_STEP_PROP_FILE_EDIT:
      g_value_set_boxed (value, self->file_edit);
      break;

    case BELAY_STEP_PROP_ABANDONED:
      g_value_set_boolean (value, self->abandoned);
      break;

    case BELAY_STEP_N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_step_class_init (BelayStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = belay_step_finalize;
  object_class->get_property = belay_step_get_property;

  properties[BELAY_STEP_PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BELAY_TYPE_STEP_STATE, BELAY_STEP_PROPOSED, flags);
  properties[BELAY_STEP_PROP_DECISION] = g_param_spec_pointer ("decision", NULL, NULL, flags);
  properties[BELAY_STEP_PROP_OUTCOME] = g_param_spec_string ("outcome", NULL, NULL, NULL, flags);
  properties[BELAY_STEP_PROP_FINDINGS] = g_param_spec_boxed ("findings", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  properties[BELAY_STEP_PROP_ORIGINS] = g_param_spec_boxed ("origins", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  properties[BELAY_STEP_PROP_PICTURE] = g_param_spec_string ("picture", NULL, NULL, NULL, flags);
  properties[BELAY_STEP_PROP_TARGET] = g_param_spec_boxed ("target", NULL, NULL, BELAY_TYPE_TARGET, flags);
  properties[BELAY_STEP_PROP_ABANDONED] = g_param_spec_boolean ("abandoned", NULL, NULL, FALSE, flags);
  properties[BELAY_STEP_PROP_FILE_EDIT] = g_param_spec_boxed ("file-edit", NULL, NULL, BELAY_TYPE_FILE_EDIT, flags);

  g_object_class_install_properties (object_class, BELAY_STEP_N_PROPS, properties);
}

static void
belay_step_init (BelayStep *self)
{
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
  self->decisions = g_array_new (FALSE, FALSE, sizeof (BelayReviewDecision));
  self->time = g_get_real_time ();
}

void
belay_step_notify (BelayStep     *self,
                   BelayStepProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

/**
 * belay_step_new:
 * @proposal: what the agent proposed
 * @geometry: how the picture the proposal refers to relates to the screen; copied
 * @turn: the turn, from 1
 * @index: the place in the turn, from 1
 *
 * Returns: (transfer full): a step in %BELAY_STEP_PROPOSED
 */
BelayStep *
belay_step_new (BelayProposal       *proposal,
                const BelayGeometry *geometry,
                guint                turn,
                guint                index)
{
  BelayStep *self;

  g_return_val_if_fail (BELAY_IS_PROPOSAL (proposal), NULL);
  g_return_val_if_fail (geometry != NULL, NULL);

  self = g_object_new (BELAY_TYPE_STEP, NULL);
  self->proposal = g_object_ref (proposal);
  self->geometry = *geometry;
  self->turn = turn;
  self->index = index;

  return self;
}

BelayProposal *
belay_step_get_proposal (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->proposal;
}

/**
 * belay_step_get_action:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what it would do: the decided action where one was decided, else the proposed
 *   one; %NULL if the proposal is no valid action
 */
BelayAction *
belay_step_get_action (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  if (self->decision != NULL && self->decision->action != NULL)
    return self->decision->action;

  return belay_proposal_get_action (self->proposal);
}

const BelayGeometry *
belay_step_get_geometry (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return &self->geometry;
}

guint
belay_step_get_turn (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), 0);

  return self->turn;
}

guint
belay_step_get_index (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), 0);

  return self->index;
}

guint
belay_step_get_turn_size (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), 0);

  return self->turn_size;
}

BelayStepState
belay_step_get_state (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), BELAY_STEP_UNKNOWN);

  return self->state;
}

const BelayDecision *
belay_step_get_decision (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->decision;
}

/**
 * belay_step_get_decisions:
 * @self: a step
 * @n_decisions: (out): how many
 *
 * Returns: (transfer none) (array length=n_decisions): every decision made on it, in order, for as long as nobody decides
 */
const BelayReviewDecision *
belay_step_get_decisions (BelayStep *self,
                          guint     *n_decisions)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  *n_decisions = self->decisions->len;

  return (const BelayReviewDecision *) self->decisions->data;
}

GPtrArray *
belay_step_get_findings (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->findings;
}

/**
 * belay_step_get_worst:
 * @self: a step
 * @severity: (out): the worst severity found
 *
 * Returns: %FALSE if nothing was found
 */
gboolean
belay_step_get_worst (BelayStep     *self,
                      BelaySeverity *severity)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  if (self->findings->len == 0)
    return FALSE;

  *severity = belay_finding_get_severity (self->findings->pdata[0]);
  return TRUE;
}

/* Whether two actions go to the same place: what the person changed may be what is typed alone. */
static gboolean
aims_alike (const BelayAction *a,
            const BelayAction *b)
{
  BelayPoint points[2] = { { 0 } }, starts[2] = { { 0 } };

  return belay_action_sends_keys (a) == belay_action_sends_keys (b) &&
         belay_action_get_point (a, &points[0]) == belay_action_get_point (b, &points[1]) &&
         belay_action_get_start (a, &starts[0]) == belay_action_get_start (b, &starts[1]) &&
         points[0].x == points[1].x && points[0].y == points[1].y &&
         starts[0].x == starts[1].x && starts[0].y == starts[1].y;
}

/**
 * belay_step_get_target:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what its action is aimed at, in words, as far as it is known
 */
BelayTarget *
belay_step_get_target (BelayStep *self)
{
  BelayAction *action;

  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  action = belay_step_get_action (self);

  return self->target != NULL && action != NULL && aims_alike (action, self->target_action) ? self->target : NULL;
}

/**
 * belay_step_set_target:
 * @self: a step with a valid action that nobody has decided on
 * @target: (nullable): what that is aimed at
 *
 * Returns: %FALSE if nothing has changed
 */
gboolean
belay_step_set_target (BelayStep   *self,
                       BelayTarget *target)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  if (belay_target_equal (self->target, target))
    return FALSE;

  g_clear_pointer (&self->target, belay_target_unref);
  g_clear_pointer (&self->target_action, belay_action_unref);

  if (target != NULL)
    {
      self->target = belay_target_ref (target);
      self->target_action = belay_action_ref (belay_step_get_action (self));
    }

  belay_step_notify (self, BELAY_STEP_PROP_TARGET);

  return TRUE;
}

GPtrArray *
belay_step_get_origins (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->origins;
}

/**
 * belay_step_set_origins:
 * @self: a step that types something
 * @parts: (element-type BelayOriginPart): where the words of the proposed text come from
 */
void
belay_step_set_origins (BelayStep *self,
                        GPtrArray *parts)
{
  g_return_if_fail (BELAY_IS_STEP (self));

  g_clear_pointer (&self->origins, g_ptr_array_unref);
  self->origins = g_ptr_array_ref (parts);
  belay_step_notify (self, BELAY_STEP_PROP_ORIGINS);
}

BelayFileEdit *
belay_step_get_file_edit (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->file_edit;
}

/**
 * belay_step_set_file_edit:
 * @self: a step that changes a file, and is not decided
 * @edit: what it would make of the file as it was found now
 */
void
belay_step_set_file_edit (BelayStep     *self,
                          BelayFileEdit *edit)
{
  g_return_if_fail (BELAY_IS_STEP (self));
  g_return_if_fail (self->state <= BELAY_STEP_WAITING);

  g_clear_pointer (&self->file_edit, belay_file_edit_unref);
  self->file_edit = belay_file_edit_ref (edit);
  belay_step_notify (self, BELAY_STEP_PROP_FILE_EDIT);
}

const char *
belay_step_get_outcome (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->outcome;
}

const char *
belay_step_get_picture_before (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->picture_before;
}

const char *
belay_step_get_picture_after (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->picture_after;
}

gint64
belay_step_get_time (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), 0);

  return self->time;
}

/**
 * belay_step_describe:
 * @self: a step
 *
 * Returns: (transfer full): one translated sentence; what a proposal without a valid action asked for is named, not
 *   interpreted
 */
char *
belay_step_describe (BelayStep *self)
{
  BelayAction *action;

  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  action = belay_step_get_action (self);
  if (action != NULL)
    return belay_action_describe_target (action, belay_step_get_target (self));

  /* Translators: %s is the name of an action, as the model wrote it */
  return g_strdup_printf (_("“%s” with arguments that make no sense"), belay_proposal_get_name (self->proposal));
}

/**
 * belay_step_describe_markup:
 * @self: a step
 *
 * Returns: (transfer full): belay_step_describe() as Pango markup, everything foreign escaped
 */
char *
belay_step_describe_markup (BelayStep *self)
{
  BelayAction *action;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  action = belay_step_get_action (self);
  if (action != NULL)
    return belay_action_describe_target_markup (action, belay_step_get_target (self));

  plain = belay_step_describe (self);
  return g_markup_escape_text (plain, -1);
}

/**
 * belay_step_get_held:
 * @self: a step
 * @then: (out) (transfer none): the screen it was decided on
 * @now: (out) (transfer none): the screen when it was to be sent
 *
 * Returns: %FALSE unless it waits because its target has changed, and both are known
 */
gboolean
belay_step_get_held (BelayStep   *self,
                     BelayFrame **then,
                     BelayFrame **now)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  *then = self->held_then;
  *now = self->held_now;

  return self->state == BELAY_STEP_WAITING && self->held_then != NULL && self->held_now != NULL;
}

guint
belay_step_get_number (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), 0);

  return self->number;
}

void
belay_step_set_number (BelayStep *self,
                       guint      number)
{
  g_return_if_fail (BELAY_IS_STEP (self));

  self->number = number;
}

void
belay_step_set_turn_size (BelayStep *self,
                          guint      n_steps)
{
  g_return_if_fail (BELAY_IS_STEP (self));

  self->turn_size = n_steps;
}

/**
 * belay_step_set_pictures:
 * @self: a step
 * @before: (nullable): SHA-256 of the picture before it ran; %NULL keeps what is known
 * @after: (nullable): SHA-256 of the picture after it; %NULL keeps what is known
 */
void
belay_step_set_pictures (BelayStep  *self,
                         const char *before,
                         const char *after)
{
  g_return_if_fail (BELAY_IS_STEP (self));

  if (before != NULL)
    {
      g_free (self->picture_before);
      self->picture_before = g_strdup (before);
    }

  if (after != NULL)
    {
      g_free (self->picture_after);
      self->picture_after = g_strdup (after);
    }

  belay_step_notify (self, BELAY_STEP_PROP_PICTURE);
}

gboolean
belay_step_is_abandoned (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), FALSE);

  return self->abandoned;
}

void
belay_step_abandon (BelayStep *self)
{
  g_return_if_fail (BELAY_IS_STEP (self));

  self->abandoned = TRUE;
  belay_step_notify (self, BELAY_STEP_PROP_ABANDONED);
}

const char *
belay_step_get_picture_shown (BelayStep *self)
{
  g_return_val_if_fail (BELAY_IS_STEP (self), NULL);

  return self->picture_shown;
}

void
belay_step_set_picture_shown (BelayStep  *self,
                              const char *shown)
{
  g_return_if_fail (BELAY_IS_STEP (self));

  g_free (self->picture_shown);
  self->picture_shown = g_strdup (shown);
  belay_step_notify (self, BELAY_STEP_PROP_PICTURE);
}
