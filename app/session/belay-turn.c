/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-turn.h"

/* The API's page on the computer use tool: what every later computer block of a turn is answered after a failure, to the letter. */
#define HALTED "Not executed: an earlier computer action in this turn failed."

#define LOOKED_AGAIN "Not executed: the screen at its target changed after the action had been approved. A picture of the " \
                     "screen as it is now follows; propose anew what it calls for."

/**
 * BelayTurn:
 *
 * The steps of one reply in their order, and the answer each of them gets: exactly one, and true.
 */
struct _BelayTurn
{
  GObject     parent_instance;

  guint       number;
  GListStore *steps;
  GHashTable *pictures;         /* BelayStep → BelayPicture */
  gboolean    complete;         /* the reply has ended */
};

G_DEFINE_FINAL_TYPE (BelayTurn, belay_turn, G_TYPE_OBJECT)

static void
belay_turn_finalize (GObject *object)
{
  BelayTurn *self = BELAY_TURN (object);

  g_clear_object (&self->steps);
  g_clear_pointer (&self->pictures, g_hash_table_unref);

  G_OBJECT_CLASS (belay_turn_parent_class)->finalize (object);
}

static void
belay_turn_class_init (BelayTurnClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_turn_finalize;
}

static void
belay_turn_init (BelayTurn *self)
{
  self->steps = g_list_store_new (BELAY_TYPE_STEP);
  self->pictures = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) belay_picture_unref);
}

BelayTurn *
belay_turn_new (guint number)
{
  BelayTurn *self = g_object_new (BELAY_TYPE_TURN, NULL);

  self->number = number;

  return self;
}

guint
belay_turn_get_number (BelayTurn *self)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), 0);

  return self->number;
}

/**
 * belay_turn_get_steps:
 * @self: a turn
 *
 * Returns: (transfer none): a list of #BelayStep in order
 */
GListModel *
belay_turn_get_steps (BelayTurn *self)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), NULL);

  return G_LIST_MODEL (self->steps);
}

void
belay_turn_add (BelayTurn *self,
                BelayStep *step)
{
  g_return_if_fail (BELAY_IS_TURN (self));
  g_return_if_fail (!self->complete);

  g_list_store_append (self->steps, step);
}

/* The step at @i, borrowed from the list, which outlives every use here. */
static BelayStep *
peek (BelayTurn *self,
      guint      i)
{
  g_autoptr(BelayStep) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);

  return step;
}

static guint
get_n (BelayTurn *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->steps));
}

/**
 * belay_turn_matches:
 * @self: a turn
 * @proposals: (element-type BelayProposal): what the ended reply holds
 *
 * Returns: whether what was proposed while the reply streamed is what it ended with: the same ids in the same order
 */
gboolean
belay_turn_matches (BelayTurn *self,
                    GPtrArray *proposals)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), FALSE);

  if (proposals->len != get_n (self))
    return FALSE;

  for (guint i = 0; i < proposals->len; i++)
    {
      if (!g_str_equal (belay_proposal_get_id (proposals->pdata[i]),
                        belay_proposal_get_id (belay_step_get_proposal (peek (self, i)))))
        return FALSE;
    }

  return TRUE;
}

/**
 * belay_turn_complete:
 * @self: a turn
 *
 * The reply has ended with tool_use: from now on its steps may run.
 */
void
belay_turn_complete (BelayTurn *self)
{
  guint n;

  g_return_if_fail (BELAY_IS_TURN (self));

  self->complete = TRUE;
  n = get_n (self);
  for (guint i = 0; i < n; i++)
    belay_step_set_turn_size (peek (self, i), n);
}

gboolean
belay_turn_is_complete (BelayTurn *self)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), FALSE);

  return self->complete;
}

/**
 * belay_turn_get_next:
 * @self: a turn
 *
 * Returns: (transfer none) (nullable): the first step that has not ended
 */
BelayStep *
belay_turn_get_next (BelayTurn *self)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), NULL);

  for (guint i = 0; i < get_n (self); i++)
    {
      if (!belay_step_state_is_final (belay_step_get_state (peek (self, i))))
        return peek (self, i);
    }

  return NULL;
}

/**
 * belay_turn_get_undecided:
 * @self: a turn
 *
 * Returns: (transfer none) (nullable): the first step nobody has decided on, or can yet
 */
BelayStep *
belay_turn_get_undecided (BelayTurn *self)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), NULL);

  for (guint i = 0; i < get_n (self); i++)
    {
      BelayStepState state = belay_step_get_state (peek (self, i));

      if (state == BELAY_STEP_PROPOSED || state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING)
        return peek (self, i);
    }

  return NULL;
}

static gboolean
ended_badly (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);

  return state == BELAY_STEP_FAILED || state == BELAY_STEP_REJECTED || state == BELAY_STEP_INTERRUPTED ||
         state == BELAY_STEP_NOT_RUN || state == BELAY_STEP_UNKNOWN;
}

/**
 * belay_turn_is_halted:
 * @self: a turn
 * @step: one of its steps
 *
 * Returns: whether an earlier computer action of the turn failed, was rejected or did not run, so that @step must not
 *   run either
 */
gboolean
belay_turn_is_halted (BelayTurn *self,
                      BelayStep *step)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), TRUE);

  for (guint i = 0; i < get_n (self) && peek (self, i) != step; i++)
    {
      if (belay_proposal_is_computer (belay_step_get_proposal (peek (self, i))) && ended_badly (peek (self, i)))
        return TRUE;
    }

  return FALSE;
}

void
belay_turn_set_picture (BelayTurn    *self,
                        BelayStep    *step,
                        BelayPicture *picture)
{
  g_return_if_fail (BELAY_IS_TURN (self));

  g_hash_table_insert (self->pictures, step, belay_picture_ref (picture));
}

/* What ran instead of what was proposed: said first, because the model's own words come back to it unaltered. */
static char *
describe_done (BelayStep *step)
{
  const BelayDecision *decision = belay_step_get_decision (step);
  g_autofree char *json = NULL;

  if (decision->verdict != BELAY_VERDICT_EDIT)
    return g_strdup (belay_step_get_outcome (step));

  json = belay_action_to_json (decision->action, belay_proposal_get_space (belay_step_get_proposal (step))->shape);

  return g_strdup_printf ("The person supervising changed this action before it ran. What ran: %s. %s",
                          json, belay_step_get_outcome (step));
}

static char *
describe_rejection (BelayStep *step)
{
  const BelayRule *rule = belay_step_get_decision (step)->rule;
  const char *reason = belay_step_get_decision (step)->reason;

  if (rule != NULL)
    return g_strdup_printf ("Denied by a rule of the person supervising; not executed. The rule: %s%s%s", rule->name,
                            reason != NULL ? ". Their words: " : "", reason != NULL ? reason : "");

  if (reason == NULL || *reason == '\0')
    return g_strdup ("Rejected by the person supervising; not executed. They gave no reason.");

  return g_strdup_printf ("Rejected by the person supervising; not executed. Their reason: %s", reason);
}

/* Its target changed after it was approved, and the person chose to look first. */
static gboolean
is_looked_at_again (BelayStep *step)
{
  const BelayDecision *decision = belay_step_get_decision (step);

  return decision != NULL && decision->verdict == BELAY_VERDICT_LOOK_AGAIN;
}

/* Rejected with those before it: the first one carries the person's words, and halts the rest. */
static gboolean
follows_rejection (BelayTurn *self,
                   BelayStep *step)
{
  for (guint i = 0; i < get_n (self) && peek (self, i) != step; i++)
    {
      if (belay_proposal_is_computer (belay_step_get_proposal (peek (self, i))) &&
          belay_step_get_state (peek (self, i)) == BELAY_STEP_REJECTED)
        return TRUE;
    }

  return FALSE;
}

static void
add_result (BelayTurn    *self,
            BelayMessage *message,
            BelayStep    *step)
{
  BelayProposal *proposal = belay_step_get_proposal (step);
  BelayStepState state = belay_step_get_state (step);
  g_autofree char *text = NULL;

  if (state == BELAY_STEP_DONE)
    text = describe_done (step);
  else if (state == BELAY_STEP_REJECTED && follows_rejection (self, step))
    text = g_strdup (HALTED);
  else if (state == BELAY_STEP_REJECTED)
    text = describe_rejection (step);
  else if (is_looked_at_again (step))
    text = g_strdup (LOOKED_AGAIN);
  else if (state == BELAY_STEP_SKIPPED)
    text = g_strdup ("Skipped by the person supervising; not executed.");
  else if (state == BELAY_STEP_NOT_RUN && belay_step_get_outcome (step) == NULL)
    text = g_strdup (HALTED);
  else
    text = g_strdup (belay_step_get_outcome (step));

  belay_message_add_result (message, belay_proposal_get_id (proposal), belay_proposal_get_toolset_name (proposal),
                            state == BELAY_STEP_FAILED || state == BELAY_STEP_REJECTED || state == BELAY_STEP_NOT_RUN,
                            text);
}

/* A screenshot and a zoom must show what they were asked for; the last action of a batch shows how the screen looks now,
 * which saves a round trip. An error has text only. */
static gboolean
is_due (BelayTurn *self,
        guint      i)
{
  BelayAction *action = belay_step_get_action (peek (self, i));
  BelayActionKind kind;

  if (action == NULL || belay_step_get_state (peek (self, i)) != BELAY_STEP_DONE)
    return FALSE;

  kind = belay_action_get_kind (action);

  return kind == BELAY_ACTION_SCREENSHOT || kind == BELAY_ACTION_ZOOM ||
         (i + 1 == get_n (self) && kind != BELAY_ACTION_CURSOR_POSITION && belay_action_is_computer (action));
}

/**
 * belay_turn_is_picture_due:
 * @self: a turn
 * @step: one of its steps
 *
 * Returns: whether the agent gets a picture with the result of @step, as far as it has got
 */
gboolean
belay_turn_is_picture_due (BelayTurn *self,
                           BelayStep *step)
{
  g_return_val_if_fail (BELAY_IS_TURN (self), FALSE);

  for (guint i = 0; i < get_n (self); i++)
    {
      if (peek (self, i) == step)
        return is_due (self, i);
    }

  return FALSE;
}

/* The results of the first @n steps. */
static void
add_results (BelayTurn    *self,
             BelayMessage *message,
             guint         n)
{
  for (guint i = 0; i < n; i++)
    {
      BelayPicture *picture = g_hash_table_lookup (self->pictures, peek (self, i));

      add_result (self, message, peek (self, i));

      if (picture != NULL && is_due (self, i))
        belay_message_attach_picture (message, belay_picture_get_png (picture), belay_picture_get_width (picture),
                                      belay_picture_get_height (picture), belay_picture_get_sha256 (picture));
    }
}

/**
 * belay_turn_to_message:
 * @self: a turn whose steps have all ended
 *
 * Returns: (transfer full): one result for each step, in order
 */
BelayMessage *
belay_turn_to_message (BelayTurn *self)
{
  g_autoptr(BelayMessage) message = belay_message_new ();

  g_return_val_if_fail (BELAY_IS_TURN (self), NULL);
  g_return_val_if_fail (belay_turn_get_next (self) == NULL, NULL);

  add_results (self, message, get_n (self));

  return g_steal_pointer (&message);
}

/**
 * belay_turn_to_message_until:
 * @self: a turn whose steps have all ended
 * @step: one of them
 * @text: what is true of @step and those after it, for the model
 *
 * Returns: (transfer full): one result for each step, in order, as if @step and those after it had not run
 */
BelayMessage *
belay_turn_to_message_until (BelayTurn  *self,
                             BelayStep  *step,
                             const char *text)
{
  g_autoptr(BelayMessage) message = belay_message_new ();
  guint n = 0;

  g_return_val_if_fail (BELAY_IS_TURN (self), NULL);

  while (n < get_n (self) && peek (self, n) != step)
    n++;

  add_results (self, message, n);
  for (guint i = n; i < get_n (self); i++)
    {
      BelayProposal *proposal = belay_step_get_proposal (peek (self, i));

      belay_message_add_result (message, belay_proposal_get_id (proposal), belay_proposal_get_toolset_name (proposal), TRUE,
                                text);
    }

  return g_steal_pointer (&message);
}
