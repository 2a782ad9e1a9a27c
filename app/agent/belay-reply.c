/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-reply.h"

struct _BelayProposal
{
  GObject           parent_instance;

  BelayActionSpace  space;
  char             *id;
  char             *toolset_name;
  char             *name;
  char             *input;
  BelayAction      *action;
  GError           *error;
};

G_DEFINE_FINAL_TYPE (BelayProposal, belay_proposal, G_TYPE_OBJECT)

struct _BelayReply
{
  GObject          parent_instance;

  char            *id;
  char            *model;
  BelayStopReason  stop_reason;
  char            *stop_detail;
  char            *text;
  GPtrArray       *proposals;
  char            *content;
  BelayUsage       usage;
};

G_DEFINE_FINAL_TYPE (BelayReply, belay_reply, G_TYPE_OBJECT)

static void
belay_proposal_finalize (GObject *object)
{
  BelayProposal *self = BELAY_PROPOSAL (object);

  g_free (self->id);
  g_free (self->toolset_name);
  g_free (self->name);
  g_free (self->input);
  g_clear_pointer (&self->action, belay_action_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (belay_proposal_parent_class)->finalize (object);
}

static void
belay_proposal_class_init (BelayProposalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_proposal_finalize;
}

static void
belay_proposal_init (BelayProposal *self)
{
}

/**
 * belay_proposal_new:
 * @space: the wire shape and the size of the picture the proposal refers to
 * @id: the id of the tool_use
 * @toolset_name: (nullable): its toolset_name
 * @name: its name
 * @input: its input, JSON as it was received
 *
 * Keeps a tool_use verbatim and parses it. One that means nothing is kept as
 * well, with the reason: it must be answered like any other.
 *
 * Returns: (transfer full): a new proposal
 */
BelayProposal *
belay_proposal_new (const BelayActionSpace *space,
                    const char             *id,
                    const char             *toolset_name,
                    const char             *name,
                    const char             *input)
{
  BelayProposal *self;

  g_return_val_if_fail (space != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (input != NULL, NULL);

  self = g_object_new (BELAY_TYPE_PROPOSAL, NULL);
  self->space = *space;
  self->id = g_strdup (id);
  self->toolset_name = g_strdup (toolset_name);
  self->name = g_strdup (name);
  self->input = g_strdup (input);
  self->action = belay_action_parse (space, toolset_name, name, input, -1, &self->error);

  return self;
}

const char *
belay_proposal_get_id (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return self->id;
}

/**
 * belay_proposal_get_toolset_name:
 * @self: a proposal
 *
 * Returns: (nullable): the toolset, to be echoed in the result
 */
const char *
belay_proposal_get_toolset_name (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return self->toolset_name;
}

const char *
belay_proposal_get_name (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return self->name;
}

/**
 * belay_proposal_get_input:
 * @self: a proposal
 *
 * Returns: the arguments, JSON as they were received
 */
const char *
belay_proposal_get_input (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return self->input;
}

const BelayActionSpace *
belay_proposal_get_space (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return &self->space;
}

/**
 * belay_proposal_get_action:
 * @self: a proposal
 *
 * Returns: (nullable) (transfer none): what it would do, if it is valid
 */
BelayAction *
belay_proposal_get_action (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return self->action;
}

/**
 * belay_proposal_get_error:
 * @self: a proposal
 *
 * Returns: (nullable) (transfer none): why it is not valid, in words for the
 *   model; set if and only if there is no action
 */
const GError *
belay_proposal_get_error (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), NULL);

  return self->error;
}

/**
 * belay_proposal_is_computer:
 * @self: a proposal
 *
 * Whether it counts for the halt rule of a batch: a member of the computer
 * toolset, known or not, or the older tool of that name. A tool of somebody
 * else's toolset that happens to be called "computer" does not.
 */
gboolean
belay_proposal_is_computer (BelayProposal *self)
{
  g_return_val_if_fail (BELAY_IS_PROPOSAL (self), FALSE);

  if (self->toolset_name != NULL)
    return g_str_equal (self->toolset_name, "computer");

  return g_str_equal (self->name, "computer");
}

/**
 * belay_usage_add:
 * @self: a sum
 * @other: what to add to it
 *
 * Once a price is not known, neither is the price of the sum.
 */
void
belay_usage_add (BelayUsage       *self,
                 const BelayUsage *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  self->input += other->input;
  self->cache_read += other->cache_read;
  self->cache_write_5m += other->cache_write_5m;
  self->cache_write_1h += other->cache_write_1h;
  self->output += other->output;
  self->cost = self->cost < 0 || other->cost < 0 ? -1 : self->cost + other->cost;
}

static void
belay_reply_finalize (GObject *object)
{
  BelayReply *self = BELAY_REPLY (object);

  g_free (self->id);
  g_free (self->model);
  g_free (self->stop_detail);
  g_free (self->text);
  g_free (self->content);
  g_clear_pointer (&self->proposals, g_ptr_array_unref);

  G_OBJECT_CLASS (belay_reply_parent_class)->finalize (object);
}

static void
belay_reply_class_init (BelayReplyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_reply_finalize;
}

static void
belay_reply_init (BelayReply *self)
{
}

/**
 * belay_reply_new:
 * @id: the reply's id
 * @model: the model that answered
 * @stop_reason: why it ended
 * @stop_detail: (nullable): the explanation of a refusal, or the raw reason of %BELAY_STOP_OTHER
 * @text: (nullable): what the model said
 * @proposals: (nullable) (element-type BelayProposal): in order; ignored
 *   unless @stop_reason is %BELAY_STOP_TOOL_USE, because the proposals of a
 *   reply that ended otherwise must not run
 * @content: the content array as it was received, JSON
 * @usage: (nullable): tokens and price
 *
 * Returns: (transfer full): a new reply
 */
BelayReply *
belay_reply_new (const char       *id,
                 const char       *model,
                 BelayStopReason   stop_reason,
                 const char       *stop_detail,
                 const char       *text,
                 GPtrArray        *proposals,
                 const char       *content,
                 const BelayUsage *usage)
{
  BelayReply *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (content != NULL, NULL);

  self = g_object_new (BELAY_TYPE_REPLY, NULL);
  self->id = g_strdup (id);
  self->model = g_strdup (model);
  self->stop_reason = stop_reason;
  self->stop_detail = g_strdup (stop_detail);
  self->text = g_strdup (text != NULL ? text : "");
  self->content = g_strdup (content);
  self->proposals = g_ptr_array_new_with_free_func (g_object_unref);

  if (usage != NULL)
    self->usage = *usage;

  if (proposals != NULL && stop_reason == BELAY_STOP_TOOL_USE)
    for (guint i = 0; i < proposals->len; i++)
      g_ptr_array_add (self->proposals, g_object_ref (proposals->pdata[i]));

  return self;
}

const char *
belay_reply_get_id (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return self->id;
}

const char *
belay_reply_get_model (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return self->model;
}

BelayStopReason
belay_reply_get_stop_reason (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), BELAY_STOP_OTHER);

  return self->stop_reason;
}

/**
 * belay_reply_get_stop_detail:
 * @self: a reply
 *
 * Returns: (nullable): the explanation of a refusal, or the raw stop_reason
 *   of %BELAY_STOP_OTHER
 */
const char *
belay_reply_get_stop_detail (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return self->stop_detail;
}

/**
 * belay_reply_get_text:
 * @self: a reply
 *
 * Returns: what the model said, text blocks joined by blank lines; "" if nothing
 */
const char *
belay_reply_get_text (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return self->text;
}

/**
 * belay_reply_get_proposals:
 * @self: a reply
 *
 * Returns: (transfer none) (element-type BelayProposal): in order
 */
GPtrArray *
belay_reply_get_proposals (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return self->proposals;
}

/**
 * belay_reply_get_content:
 * @self: a reply
 *
 * Returns: the content array as it was received, JSON
 */
const char *
belay_reply_get_content (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return self->content;
}

const BelayUsage *
belay_reply_get_usage (BelayReply *self)
{
  g_return_val_if_fail (BELAY_IS_REPLY (self), NULL);

  return &self->usage;
}
