/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rehearsal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-json.h"
#include "belay-scenario.h"

/* What becomes of the conversation if an ask ends well. */
typedef struct
{
  guint    turn;
  gboolean ends;
  gboolean stalls;
} Outcome;

/**
 * BelayRehearsal:
 *
 * An agent that follows a scenario instead of asking a model. Which turn comes next depends on what became of the last
 * one.
 */
struct _BelayRehearsal
{
  BelayScriptAgent  parent_instance;

  BelayScenario    *scenario;

  /* The conversation: changes only when an ask ends well. */
  guint             turn;         /* the last one played, or BELAY_SCENARIO_END before the first */
  gboolean          started;
  gboolean          ended;
  gboolean          stalled;      /* the last reply asked whether to go on */
  GPtrArray        *proposals;    /* of the last reply */
};

G_DEFINE_FINAL_TYPE (BelayRehearsal, belay_rehearsal, BELAY_TYPE_SCRIPT_AGENT)

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

static BelayReply *
belay_rehearsal_prepare (BelayScriptAgent *agent,
                         BelayMessage     *message,
                         const char       *id,
                         BelaySpeech      *speech,
                         gpointer         *outcome)
{
  BelayRehearsal *self = BELAY_REHEARSAL (agent);
  Outcome *next = g_new0 (Outcome, 1);
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (BelayScenarioAction));
  BelayScenarioTurn own = { .actions = none };
  BelayScenarioTurn *turn = &own;
  BelayReply *reply;
  GPtrArray *proposals;

  next->turn = choose_turn (self, message, &next->stalls);
  next->ends = next->turn == BELAY_SCENARIO_END;

  if (next->ends)
    own.text = (char *) _("This rehearsal has ended. Start a new one, or give the task to a model.");
  else if (next->stalls)
    own.text = (char *) _("I have left that as it is. This rehearsal follows a script and knows no other way: tell me to go "
                          "on, and I propose it again.");
  else
    turn = self->scenario->turns->pdata[next->turn];

  reply = belay_scenario_make_reply (self->scenario, turn, id, belay_script_agent_get_model (agent));
  proposals = belay_reply_get_proposals (reply);
  belay_speech_add_thinking (speech, turn->thinking);
  belay_speech_add_text (speech, turn->text);

  for (guint i = 0; i < proposals->len; i++)
    belay_speech_add_proposal (speech, proposals->pdata[i]);

  *outcome = next;

  return reply;
}

static void
belay_rehearsal_succeed (BelayScriptAgent *agent,
                         BelayReply       *reply,
                         gconstpointer     outcome)
{
  BelayRehearsal *self = BELAY_REHEARSAL (agent);
  const Outcome *next = outcome;

  self->started = TRUE;
  self->turn = next->turn;
  self->ended = next->ends;
  self->stalled = next->stalls;
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  self->proposals = g_ptr_array_ref (belay_reply_get_proposals (reply));
}

static gboolean
belay_rehearsal_check_screen (BelayScriptAgent  *agent,
                              int                picture_width,
                              int                picture_height,
                              GError           **error)
{
  const BelayActionSpace *space = &BELAY_REHEARSAL (agent)->scenario->space;

  if (picture_width == space->width && picture_height == space->height)
    return TRUE;

  g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT,
               /* Translators: sizes in pixels. */
               _("This rehearsal was written for a screen of %d×%d pixels; this one has %d×%d."),
               space->width, space->height, picture_width, picture_height);

  return FALSE;
}

static char *
belay_rehearsal_describe (BelayScriptAgent *agent)
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
belay_rehearsal_finalize (GObject *object)
{
  BelayRehearsal *self = BELAY_REHEARSAL (object);

  g_clear_pointer (&self->scenario, belay_scenario_free);
  g_clear_pointer (&self->proposals, g_ptr_array_unref);

  G_OBJECT_CLASS (belay_rehearsal_parent_class)->finalize (object);
}

static void
belay_rehearsal_class_init (BelayRehearsalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BelayScriptAgentClass *agent_class = BELAY_SCRIPT_AGENT_CLASS (klass);

  object_class->finalize = belay_rehearsal_finalize;

  agent_class->id_prefix = "rehearsal";
  agent_class->check_screen = belay_rehearsal_check_screen;
  agent_class->prepare = belay_rehearsal_prepare;
  agent_class->succeed = belay_rehearsal_succeed;
  agent_class->describe = belay_rehearsal_describe;
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
  belay_script_agent_take_names (BELAY_SCRIPT_AGENT (self),
                                 /* Translators: %s is the title of a script, like “Fill in a form”. */
                                 g_strdup_printf (_("Rehearsal: %s"), scenario->title),
                                 g_strconcat ("rehearsal:", scenario->name, NULL));

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
