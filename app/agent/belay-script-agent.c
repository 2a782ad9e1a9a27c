/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-script-agent.h"

/* One ask: the reply it is answered with, and what becomes of the conversation if it ends well. */
typedef struct
{
  BelayReply *reply;
  gpointer    outcome;
} Ask;

/**
 * BelayScriptAgent:
 *
 * An agent that follows something written down: a scenario, a record. What it says and proposes, it streams as a model
 * would, at the pace of #BelayScriptAgent:pace; its kinds choose what that is. The conversation changes only when an ask
 * ends well.
 */
typedef struct
{
  char      *title;
  char      *model;
  double     pace;
  int        width;     /* of the pictures, 0 if not yet known */
  int        height;
  guint      serial;    /* of the last reply, for its id */
  GPtrArray *past;      /* of Ask: those that have ended well */
} BelayScriptAgentPrivate;

enum
{
  PROP_PACE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void belay_script_agent_agent_init (BelayAgentInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (BelayScriptAgent, belay_script_agent, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (BelayScriptAgent)
                                  G_IMPLEMENT_INTERFACE (BELAY_TYPE_AGENT, belay_script_agent_agent_init))

static BelayScriptAgentPrivate *
get_private (gpointer self)
{
  return belay_script_agent_get_instance_private (BELAY_SCRIPT_AGENT (self));
}

static void
ask_free (Ask *ask)
{
  g_clear_object (&ask->reply);
  g_free (ask->outcome);
  g_free (ask);
}

/* What it takes to be there again. */
static void
remember (BelayScriptAgent *self,
          Ask              *ask)
{
  Ask *past = g_new (Ask, 1);

  *past = (Ask) { g_object_ref (ask->reply), g_steal_pointer (&ask->outcome) };
  g_ptr_array_add (get_private (self)->past, past);
}

static void
on_delivered (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayScriptAgent *self = BELAY_SCRIPT_AGENT (source);
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!belay_speech_deliver_finish (BELAY_AGENT (self), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  BELAY_SCRIPT_AGENT_GET_CLASS (self)->succeed (self, ask->reply, ask->outcome);
  remember (self, ask);
  g_task_return_pointer (task, g_steal_pointer (&ask->reply), g_object_unref);
}

static void
belay_script_agent_ask_async (BelayAgent          *agent,
                              BelayMessage        *message,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BelayScriptAgent *self = BELAY_SCRIPT_AGENT (agent);
  BelayScriptAgentClass *klass = BELAY_SCRIPT_AGENT_GET_CLASS (self);
  BelayScriptAgentPrivate *priv = get_private (self);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(BelaySpeech) speech = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;
  Ask *ask;

  g_task_set_source_tag (task, belay_script_agent_ask_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (!klass->check_screen (self, priv->width, priv->height, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  ask = g_new0 (Ask, 1);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  speech = belay_speech_new ();
  id = g_strdup_printf ("%s_%u", klass->id_prefix, ++priv->serial);
  ask->reply = klass->prepare (self, message, id, speech, &ask->outcome);
  belay_speech_deliver_async (g_steal_pointer (&speech), agent, priv->pace, cancellable, on_delivered,
                              g_steal_pointer (&task));
}

static BelayReply *
belay_script_agent_ask_finish (BelayAgent    *agent,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_script_agent_set_screen (BelayAgent *agent,
                               int         picture_width,
                               int         picture_height)
{
  BelayScriptAgentPrivate *priv = get_private (agent);

  priv->width = picture_width;
  priv->height = picture_height;
}

static const char *
belay_script_agent_agent_get_title (BelayAgent *agent)
{
  return get_private (agent)->title;
}

static const char *
belay_script_agent_agent_get_model (BelayAgent *agent)
{
  return get_private (agent)->model;
}

static gboolean
belay_script_agent_is_rehearsal (BelayAgent *agent)
{
  return TRUE;
}

static BelayTier
belay_script_agent_agent_get_tier (BelayAgent *agent)
{
  return BELAY_SCRIPT_AGENT_GET_CLASS (agent)->get_tier (BELAY_SCRIPT_AGENT (agent));
}

static char *
belay_script_agent_agent_describe (BelayAgent *agent)
{
  return BELAY_SCRIPT_AGENT_GET_CLASS (agent)->describe (BELAY_SCRIPT_AGENT (agent));
}

static guint
belay_script_agent_get_mark (BelayAgent *agent)
{
  return get_private (agent)->past->len;
}

static void
belay_script_agent_return_to (BelayAgent *agent,
                              guint       mark)
{
  GPtrArray *past = get_private (agent)->past;
  Ask *ask;

  g_return_if_fail (mark > 0 && mark <= past->len);

  g_ptr_array_set_size (past, (int) mark);
  ask = past->pdata[mark - 1];
  BELAY_SCRIPT_AGENT_GET_CLASS (agent)->succeed (BELAY_SCRIPT_AGENT (agent), ask->reply, ask->outcome);
}

static void
belay_script_agent_retry_now (BelayAgent *agent)
{
}

static BelayTier
belay_script_agent_real_get_tier (BelayScriptAgent *self)
{
  return BELAY_TIER_STANDARD;
}

static void
belay_script_agent_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PACE:
      g_value_set_double (value, get_private (object)->pace);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_script_agent_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_PACE:
      get_private (object)->pace = g_value_get_double (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_script_agent_finalize (GObject *object)
{
  BelayScriptAgentPrivate *priv = get_private (object);

  g_free (priv->title);
  g_free (priv->model);
  g_ptr_array_unref (priv->past);

  G_OBJECT_CLASS (belay_script_agent_parent_class)->finalize (object);
}

static void
belay_script_agent_class_init (BelayScriptAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = belay_script_agent_finalize;
  object_class->get_property = belay_script_agent_get_property;
  object_class->set_property = belay_script_agent_set_property;

  klass->get_tier = belay_script_agent_real_get_tier;

  /**
   * BelayScriptAgent:pace:
   *
   * How slowly it speaks: 1 is about as fast as one reads, 2 twice as slow, 0 without any pause.
   */
  properties[PROP_PACE] = g_param_spec_double ("pace", NULL, NULL, 0, 100, 1,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_script_agent_agent_init (BelayAgentInterface *iface)
{
  iface->get_title = belay_script_agent_agent_get_title;
  iface->get_model = belay_script_agent_agent_get_model;
  iface->is_rehearsal = belay_script_agent_is_rehearsal;
  iface->get_tier = belay_script_agent_agent_get_tier;
  iface->describe = belay_script_agent_agent_describe;
  iface->set_screen = belay_script_agent_set_screen;
  iface->ask_async = belay_script_agent_ask_async;
  iface->ask_finish = belay_script_agent_ask_finish;
  iface->retry_now = belay_script_agent_retry_now;
  iface->get_mark = belay_script_agent_get_mark;
  iface->return_to = belay_script_agent_return_to;
}

static void
belay_script_agent_init (BelayScriptAgent *self)
{
  get_private (self)->past = g_ptr_array_new_with_free_func ((GDestroyNotify) ask_free);
}

/**
 * belay_script_agent_take_names:
 * @self: an agent that has none yet
 * @title: (transfer full): what it is called for the person
 * @model: (transfer full): what stands in the trail in the place of a model
 */
void
belay_script_agent_take_names (BelayScriptAgent *self,
                               char             *title,
                               char             *model)
{
  BelayScriptAgentPrivate *priv = get_private (self);

  g_return_if_fail (priv->title == NULL && title != NULL);
  g_return_if_fail (priv->model == NULL && model != NULL);

  priv->title = title;
  priv->model = model;
}

/**
 * belay_script_agent_get_model:
 * @self: an agent
 *
 * Returns: (transfer none): what stands in the trail in the place of a model
 */
const char *
belay_script_agent_get_model (BelayScriptAgent *self)
{
  g_return_val_if_fail (BELAY_IS_SCRIPT_AGENT (self), NULL);

  return get_private (self)->model;
}

/**
 * belay_script_agent_get_picture_width:
 * @self: an agent
 *
 * Returns: the width of the pictures in pixels; 0 if it is not known yet
 */
int
belay_script_agent_get_picture_width (BelayScriptAgent *self)
{
  g_return_val_if_fail (BELAY_IS_SCRIPT_AGENT (self), 0);

  return get_private (self)->width;
}

/**
 * belay_script_agent_get_picture_height:
 * @self: an agent
 *
 * Returns: the height of the pictures in pixels; 0 if it is not known yet
 */
int
belay_script_agent_get_picture_height (BelayScriptAgent *self)
{
  g_return_val_if_fail (BELAY_IS_SCRIPT_AGENT (self), 0);

  return get_private (self)->height;
}
