/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-agent.h"

G_DEFINE_QUARK (belay-agent-error-quark, belay_agent_error)

G_DEFINE_INTERFACE (BelayAgent, belay_agent, G_TYPE_OBJECT)

static void
belay_agent_default_init (BelayAgentInterface *iface)
{
  /**
   * BelayAgent::thinking:
   * @self: the agent
   * @delta: what was thought since the last time
   */
  g_signal_new ("thinking", BELAY_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BelayAgent::text:
   * @self: the agent
   * @delta: what was said since the last time
   */
  g_signal_new ("text", BELAY_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BelayAgent::proposal:
   * @self: the agent
   * @proposal: complete, and not to be run before the reply has ended with %BELAY_STOP_TOOL_USE
   */
  g_signal_new ("proposal", BELAY_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, BELAY_TYPE_PROPOSAL);

  /**
   * BelayAgent::reset:
   * @self: the agent
   *
   * What was streamed of this reply is void: a retry starts it anew.
   */
  g_signal_new ("reset", BELAY_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);

  /**
   * BelayAgent::retrying:
   * @self: the agent
   * @reason: a sentence for the person
   * @seconds: until the next attempt; emitted again each second
   * @attempt: the number of the next attempt, the first one was 1
   */
  g_signal_new ("retrying", BELAY_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_UINT);

  /**
   * BelayAgent::notice:
   * @self: the agent
   * @sentence: something the person should know
   */
  g_signal_new ("notice", BELAY_TYPE_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
}

/**
 * belay_agent_get_title:
 * @self: an agent
 *
 * Returns: a name for the header; lives as long as @self
 */
const char *
belay_agent_get_title (BelayAgent *self)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), NULL);

  return BELAY_AGENT_GET_IFACE (self)->get_title (self);
}

/**
 * belay_agent_get_model:
 * @self: an agent
 *
 * Returns: a name for the trail; lives as long as @self
 */
const char *
belay_agent_get_model (BelayAgent *self)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), NULL);

  return BELAY_AGENT_GET_IFACE (self)->get_model (self);
}

gboolean
belay_agent_is_rehearsal (BelayAgent *self)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), FALSE);

  return BELAY_AGENT_GET_IFACE (self)->is_rehearsal (self);
}

/**
 * belay_agent_get_tier:
 * @self: an agent
 *
 * Returns: how large the pictures for it may be
 */
BelayTier
belay_agent_get_tier (BelayAgent *self)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), BELAY_TIER_STANDARD);

  return BELAY_AGENT_GET_IFACE (self)->get_tier (self);
}

/**
 * belay_agent_describe:
 * @self: an agent
 *
 * Returns: (transfer full): a JSON object for the trail; never holds a key
 */
char *
belay_agent_describe (BelayAgent *self)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), NULL);

  return BELAY_AGENT_GET_IFACE (self)->describe (self);
}

const char *
belay_agent_get_base_url (BelayAgent *self)
{
  BelayAgentInterface *iface;

  g_return_val_if_fail (BELAY_IS_AGENT (self), NULL);

  iface = BELAY_AGENT_GET_IFACE (self);

  return iface->get_base_url != NULL ? iface->get_base_url (self) : NULL;
}

/**
 * belay_agent_set_screen:
 * @self: an agent
 * @picture_width: pixels of the pictures to come, > 0
 * @picture_height: pixels of the pictures to come, > 0
 *
 * To be called before the first ask and whenever the size changes.
 */
void
belay_agent_set_screen (BelayAgent *self,
                        int         picture_width,
                        int         picture_height)
{
  g_return_if_fail (BELAY_IS_AGENT (self));
  g_return_if_fail (picture_width > 0 && picture_width <= G_MAXUINT16);
  g_return_if_fail (picture_height > 0 && picture_height <= G_MAXUINT16);

  BELAY_AGENT_GET_IFACE (self)->set_screen (self, picture_width, picture_height);
}

/**
 * belay_agent_ask_async:
 * @self: an agent
 * @message: what to say; the results of the last reply's proposals must all be in it
 * @cancellable: (nullable): closes the connection
 * @callback: (scope async): called on the main context
 * @user_data: for @callback
 *
 * Asks for the next reply. One ask at a time. Cancelled or failed, the
 * conversation is as it was before: the next message must carry the same
 * results again.
 */
void
belay_agent_ask_async (BelayAgent          *self,
                       BelayMessage        *message,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (BELAY_IS_AGENT (self));
  g_return_if_fail (message != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  BELAY_AGENT_GET_IFACE (self)->ask_async (self, message, cancellable, callback, user_data);
}

/**
 * belay_agent_ask_finish:
 * @self: an agent
 * @result: what the callback got
 * @error: (nullable): %BELAY_AGENT_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the reply
 */
BelayReply *
belay_agent_ask_finish (BelayAgent    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return BELAY_AGENT_GET_IFACE (self)->ask_finish (self, result, error);
}

/**
 * belay_agent_retry_now:
 * @self: an agent
 *
 * Ends the wait between two attempts; does nothing otherwise.
 */
void
belay_agent_retry_now (BelayAgent *self)
{
  g_return_if_fail (BELAY_IS_AGENT (self));

  BELAY_AGENT_GET_IFACE (self)->retry_now (self);
}

/**
 * belay_agent_begin_anew:
 * @self: an agent that is not being asked
 *
 * Forgets the conversation, all of it: none of it is ever sent again. What the next message says must make sense
 * without it. An agent that remembers nothing does nothing.
 */
void
belay_agent_begin_anew (BelayAgent *self)
{
  g_return_if_fail (BELAY_IS_AGENT (self));

  if (BELAY_AGENT_GET_IFACE (self)->begin_anew != NULL)
    BELAY_AGENT_GET_IFACE (self)->begin_anew (self);
}

void
belay_agent_set_shell (BelayAgent *self,
                       gboolean    shell)
{
  g_return_if_fail (BELAY_IS_AGENT (self));

  if (BELAY_AGENT_GET_IFACE (self)->set_shell != NULL)
    BELAY_AGENT_GET_IFACE (self)->set_shell (self, shell);
}

gboolean
belay_agent_can_return (BelayAgent *self)
{
  g_return_val_if_fail (BELAY_IS_AGENT (self), FALSE);

  return BELAY_AGENT_GET_IFACE (self)->get_mark != NULL && BELAY_AGENT_GET_IFACE (self)->return_to != NULL;
}

guint
belay_agent_get_mark (BelayAgent *self)
{
  g_return_val_if_fail (belay_agent_can_return (self), 0);

  return BELAY_AGENT_GET_IFACE (self)->get_mark (self);
}

/**
 * belay_agent_return_to:
 * @self: an agent that is not being asked and can return
 * @mark: what belay_agent_get_mark() gave after a reply of this conversation
 *
 * What the next message answers is that reply.
 */
void
belay_agent_return_to (BelayAgent *self,
                       guint       mark)
{
  g_return_if_fail (belay_agent_can_return (self));

  BELAY_AGENT_GET_IFACE (self)->return_to (self, mark);
}
