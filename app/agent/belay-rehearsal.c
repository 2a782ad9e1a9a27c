/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rehearsal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-json.h"
#include "belay-scenario.h"
#include "belay-speech.h"

/* One ask: what becomes of the conversation if it ends well. */
typedef struct
{
  BelayReply *reply;
  guint       turn;
  gboolean    ends;
  gboolean    stalls;
} Ask;

/**
 * BelayRehearsal:
 *
 * An agent that follows a scenario instead of asking a model. What it says and proposes, it streams as a model would, at
 * the pace of #BelayRehearsal:pace; which turn comes next depends on what became of the last one.
 */
struct _BelayRehearsal
{
  GObject         parent_instance;

  BelayScenario  *scenario;
  char           *title;
  char           *model;
  double          pace;
  int             width;        /* of the pictures, 0 if not yet known */
  int             height;
  guint           serial;       /* of the last reply, for its ids */

  /* The conversation: changes only when an ask ends well. */
  guint           turn;         /* the last one played, or BELAY_SCENARIO_END before the first */
  gboolean        started;
  gboolean        ended;
  gboolean        stalled;      /* the last reply asked whether to go on */
  GPtrArray      *proposals;    /* of the last reply */
};

enum
{
  PROP_PACE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void belay_rehearsal_agent_init (BelayAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BelayRehearsal, belay_rehearsal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BELAY_TYPE_AGENT, belay_rehearsal_agent_init))

static void
ask_free (Ask *ask)
{
  g_clear_object (&ask->reply);
  g_free (ask);
}

static void
on_delivered (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayRehearsal *self = BELAY_REHEARSAL (source);
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!belay_speech_deliver_finish (BELAY_AGENT (self), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->started = TRUE;
  self->turn = ask->turn;
  self->ended = ask->ends;
  self->stalled = ask->stalls;
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  self->proposals = g_ptr_array_ref (belay_reply_get_proposals (ask->reply));

  g_task_return_pointer (task, g_steal_pointer (&ask->reply), g_object_unref);
}

/* Says whether an action that does something was not carried out, as far as the results tell. */
static void
judge (BelayRehearsal *self,
       BelayMessage   *message,
       gboolean       *refused,
       gboolean       *skipped)
{
  GPtrArray *results = belay_message_get_results (message);

  *refused = *skipped = FALSE;

  for (guint i = 0; i < results->len; i++)
    for (guint j = 0; j < self->proposals->len; j++)
      {
        BelayResult *result = results->pdata[i];
        BelayProposal *proposal = self->proposals->pdata[j];

        if (!g_str_equal (result->id, belay_proposal_get_id (proposal)) ||
            belay_action_is_look (belay_proposal_get_action (proposal)))
          continue;

        if (result->is_error)
          *refused = TRUE;
        else if (result->text != NULL && g_str_has_prefix (result->text, "Skipped by the person"))
          *skipped = TRUE;
      }
}

/* Finds the turn to play. Returns: its number; @stalls: whether to ask first if it should be tried again */
static guint
choose_turn (BelayRehearsal *self,
             BelayMessage   *message,
             gboolean       *stalls)
{
  BelayScenarioTurn *last;
  gboolean refused, skipped;

  *stalls = FALSE;

  if (!self->started)
    return self->scenario->first;

  if (self->ended)
    return BELAY_SCENARIO_END;

  if (self->stalled)
    return self->turn;

  last = self->scenario->turns->pdata[self->turn];
  judge (self, message, &refused, &skipped);

  if ((refused || skipped) && last->refused != BELAY_SCENARIO_END)
    return last->refused;

  if (!refused)
    return last->next;

  *stalls = belay_message_get_text (message) == NULL;

  return self->turn;
}

/* Finds what to say to @message. Returns: (transfer full): its pieces */
static BelaySpeech *
prepare_reply (BelayRehearsal *self,
               BelayMessage   *message,
               Ask            *ask)
{
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (BelayScenarioAction));
  g_autofree char *id = g_strdup_printf ("rehearsal_%u", ++self->serial);
  BelayScenarioTurn own = { .actions = none };
  BelayScenarioTurn *turn = &own;
  BelaySpeech *speech = belay_speech_new ();
  GPtrArray *proposals;

  ask->turn = choose_turn (self, message, &ask->stalls);
  ask->ends = ask->turn == BELAY_SCENARIO_END;

  if (ask->ends)
    own.text = (char *) _("This rehearsal has ended. Start a new one, or give the task to a model.");
  else if (ask->stalls)
    own.text = (char *) _("I have left that as it is. This rehearsal follows a script and knows no other way: tell me to go "
                          "on, and I propose it again.");
  else
    turn = self->scenario->turns->pdata[ask->turn];

  ask->reply = belay_scenario_make_reply (self->scenario, turn, id, self->model);
  proposals = belay_reply_get_proposals (ask->reply);
  belay_speech_add_thinking (speech, turn->thinking);
  belay_speech_add_text (speech, turn->text);

  for (guint i = 0; i < proposals->len; i++)
    belay_speech_add_proposal (speech, proposals->pdata[i]);

  return speech;
}

static void
belay_rehearsal_ask_async (BelayAgent          *agent,
                           BelayMessage        *message,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  BelayRehearsal *self = BELAY_REHEARSAL (agent);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  const BelayActionSpace *space = &self->scenario->space;
  Ask *ask;

  g_task_set_source_tag (task, belay_rehearsal_ask_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->width != space->width || self->height != space->height)
    {
      g_task_return_new_error (task, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT,
                               /* Translators: sizes in pixels. */
                               _("This rehearsal was written for a screen of %d×%d pixels; this one has %d×%d."),
                               space->width, space->height, self->width, self->height);
      return;
    }

  ask = g_new0 (Ask, 1);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  belay_speech_deliver_async (prepare_reply (self, message, ask), agent, self->pace, cancellable, on_delivered,
                              g_steal_pointer (&task));
}

static BelayReply *
belay_rehearsal_ask_finish (BelayAgent    *agent,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_rehearsal_set_screen (BelayAgent *agent,
                            int         picture_width,
                            int         picture_height)
{
  BelayRehearsal *self = BELAY_REHEARSAL (agent);

  self->width = picture_width;
  self->height = picture_height;
}

static const char *
belay_rehearsal_get_title (BelayAgent *agent)
{
  return BELAY_REHEARSAL (agent)->title;
}

static const char *
belay_rehearsal_get_model (BelayAgent *agent)
{
  return BELAY_REHEARSAL (agent)->model;
}

static gboolean
belay_rehearsal_is_rehearsal (BelayAgent *agent)
{
  return TRUE;
}

static BelayTier
belay_rehearsal_get_tier (BelayAgent *agent)
{
  return BELAY_TIER_STANDARD;
}

static char *
belay_rehearsal_describe (BelayAgent *agent)
{
  BelayRehearsal *self = BELAY_REHEARSAL (agent);
  GString *json = g_string_new ("{\"rehearsal\":true,\"note\":\"A scripted rehearsal: no model was asked.\",\"name\":");

  belay_json_append_string (json, self->scenario->name);
  g_string_append (json, ",\"title\":");
  belay_json_append_string (json, self->scenario->title);
  g_string_append (json, ",\"wire_shape\":\"computer_toolset_20260801\"}");

  return g_string_free (json, FALSE);
}

static void
belay_rehearsal_retry_now (BelayAgent *agent)
{
}

static void
belay_rehearsal_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BelayRehearsal *self = BELAY_REHEARSAL (object);

  switch (prop_id)
    {
    case PROP_PACE:
      g_value_set_double (value, self->pace);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_rehearsal_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BelayRehearsal *self = BELAY_REHEARSAL (object);

  switch (prop_id)
    {
    case PROP_PACE:
      self->pace = g_value_get_double (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_rehearsal_finalize (GObject *object)
{
  BelayRehearsal *self = BELAY_REHEARSAL (object);

  g_clear_pointer (&self->scenario, belay_scenario_free);
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  g_free (self->title);
  g_free (self->model);

  G_OBJECT_CLASS (belay_rehearsal_parent_class)->finalize (object);
}

static void
belay_rehearsal_class_init (BelayRehearsalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = belay_rehearsal_finalize;
  object_class->get_property = belay_rehearsal_get_property;
  object_class->set_property = belay_rehearsal_set_property;

  /**
   * BelayRehearsal:pace:
   *
   * How slowly it speaks: 1 is about as fast as one reads, 2 twice as slow, 0 without any pause.
   */
  properties[PROP_PACE] = g_param_spec_double ("pace", NULL, NULL, 0, 100, 1,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_rehearsal_agent_init (BelayAgentInterface *iface)
{
  iface->get_title = belay_rehearsal_get_title;
  iface->get_model = belay_rehearsal_get_model;
  iface->is_rehearsal = belay_rehearsal_is_rehearsal;
  iface->get_tier = belay_rehearsal_get_tier;
  iface->describe = belay_rehearsal_describe;
  iface->set_screen = belay_rehearsal_set_screen;
  iface->ask_async = belay_rehearsal_ask_async;
  iface->ask_finish = belay_rehearsal_ask_finish;
  iface->retry_now = belay_rehearsal_retry_now;
}

static void
belay_rehearsal_init (BelayRehearsal *self)
{
  self->turn = BELAY_SCENARIO_END;
  self->proposals = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * belay_rehearsal_new:
 * @json: a scenario, as docs/scenario-format.md describes it
 * @length: bytes of @json, or -1 if it ends with a NUL
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a rehearsal, or %NULL with %BELAY_AGENT_ERROR_SCRIPT and the place in the message
 */
BelayRehearsal *
belay_rehearsal_new (const char  *json,
                     gssize       length,
                     GError     **error)
{
  BelayScenario *scenario;
  BelayRehearsal *self;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  scenario = belay_scenario_parse (json, length, error);
  if (scenario == NULL)
    return NULL;

  self = g_object_new (BELAY_TYPE_REHEARSAL, NULL);
  self->scenario = scenario;
  self->model = g_strconcat ("rehearsal:", scenario->name, NULL);
  /* Translators: %s is the title of a script, like “Fill in a form”. */
  self->title = g_strdup_printf (_("Rehearsal: %s"), scenario->title);

  return self;
}

/**
 * belay_rehearsal_get_name:
 * @self: a rehearsal
 *
 * Returns: the scenario's name: small letters, digits and hyphens
 */
const char *
belay_rehearsal_get_name (BelayRehearsal *self)
{
  g_return_val_if_fail (BELAY_IS_REHEARSAL (self), NULL);

  return self->scenario->name;
}

/**
 * belay_rehearsal_get_task:
 * @self: a rehearsal
 *
 * Returns: the task the script is about, as a person would give it
 */
const char *
belay_rehearsal_get_task (BelayRehearsal *self)
{
  g_return_val_if_fail (BELAY_IS_REHEARSAL (self), NULL);

  return self->scenario->task;
}

/**
 * belay_rehearsal_get_heading:
 * @self: a rehearsal
 *
 * Returns: what it is about, for a list of rehearsals
 */
const char *
belay_rehearsal_get_heading (BelayRehearsal *self)
{
  g_return_val_if_fail (BELAY_IS_REHEARSAL (self), NULL);

  return self->scenario->title;
}

/**
 * belay_rehearsal_get_summary:
 * @self: a rehearsal
 *
 * Returns: a sentence or two on what there is to practise
 */
const char *
belay_rehearsal_get_summary (BelayRehearsal *self)
{
  g_return_val_if_fail (BELAY_IS_REHEARSAL (self), NULL);

  return self->scenario->summary;
}
