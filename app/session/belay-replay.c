/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-replay.h"

#include <glib/gi18n-lib.h>

#include "belay-json.h"
#include "belay-scenario.h"

/* Quicker than a rehearsal: these words were read before. */
#define PACE 0.25

/* What comes next: the step @step of the turn @turn; the words of the turn, too, unless they have been said. */
typedef struct
{
  guint    turn;
  guint    step;
  gboolean said;
} Place;

/* One answer, while it is composed. */
typedef struct
{
  const char  *id;
  BelaySpeech *speech;
  GString     *thought;
  GString     *text;
  GPtrArray   *proposals;
  Place        place;           /* where the replay is when it has been given */
  const char  *instruction;     /* (nullable) owned by the recording */
} Answer;

/* What becomes of the conversation if an ask ends well. */
typedef struct
{
  Place       place;
  const char *instruction;      /* (nullable) owned by the recording */
} Outcome;

/**
 * BelayReplay:
 *
 * An agent that says and proposes what a trail says was said and proposed. It answers with one recorded reply after the
 * other; replies of which nothing is proposed again are joined to the next one.
 */
struct _BelayReplay
{
  BelayScriptAgent  parent_instance;

  BelayRecording   *recording;
  GHashTable       *places;       /* Place by the id of a proposal */

  /* The conversation: changes only when an ask ends well. */
  gboolean          begun;
  Place             place;
  const char       *instruction;  /* (nullable) owned by the recording */
};

G_DEFINE_FINAL_TYPE (BelayReplay, belay_replay, BELAY_TYPE_SCRIPT_AGENT)

static BelayRecordedTurn *
get_turn (BelayReplay *self,
          guint        turn)
{
  GPtrArray *turns = self->recording->turns;

  return turn < turns->len ? turns->pdata[turn] : NULL;
}

static void
say (Answer     *answer,
     const char *thought,
     const char *text)
{
  if (thought != NULL)
    {
      g_autofree char *words = g_strconcat (answer->thought->len > 0 ? "\n\n" : "", thought, NULL);

      g_string_append (answer->thought, words);
      belay_speech_add_thinking (answer->speech, words);
    }

  if (text != NULL)
    {
      g_autofree char *words = g_strconcat (answer->text->len > 0 ? "\n\n" : "", text, NULL);

      g_string_append (answer->text, words);
      belay_speech_add_text (answer->speech, words);
    }
}

static void
propose (BelayReplay             *self,
         Answer                  *answer,
         const BelayRecordedStep *step,
         Place                    place)
{
  BelayScriptAgent *agent = BELAY_SCRIPT_AGENT (self);
  const BelayActionSpace space = {
    step->shape, belay_script_agent_get_picture_width (agent), belay_script_agent_get_picture_height (agent)
  };
  g_autofree char *id = g_strdup_printf ("%s_%u", answer->id, answer->proposals->len + 1);
  BelayProposal *proposal = belay_proposal_new (&space, id, step->toolset, step->name, step->input);

  g_ptr_array_add (answer->proposals, proposal);
  g_hash_table_insert (self->places, g_steal_pointer (&id), g_memdup2 (&place, sizeof place));
  belay_speech_add_proposal (answer->speech, proposal);
}

/* Says and proposes what is left of the turn at answer->place, and goes on to the next one. */
static void
play_turn (BelayReplay       *self,
           Answer            *answer,
           BelayRecordedTurn *turn)
{
  Place *place = &answer->place;

  if (!place->said)
    say (answer, turn->thought, turn->text);

  for (guint i = place->step; i < turn->steps->len; i++)
    {
      const BelayRecordedStep *step = turn->steps->pdata[i];

      if (step->by_hand)
        belay_speech_add_notice (answer->speech,
                                 _("Here the person acted in the sandbox in the recording. That is not replayed: "
                                   "which keys they pressed is not recorded."));
      if (step->runs)
        propose (self, answer, step, (Place) { place->turn, i, TRUE });
      else
        belay_speech_add_notice (answer->speech, step->remark);
    }

  *place = (Place) { .turn = place->turn + 1 };
}

/* What this replay says of itself when it begins. */
static void
introduce (BelayReplay *self,
           Answer      *answer)
{
  g_autofree char *sentence = NULL;

  /* Translators: the first %s is a date with a time, the second says whether the record is intact. */
  sentence = g_strdup_printf (_("This is a replay of the session of %s. No model is asked: the words and the proposals are "
                                "those of the record, and you decide on each of them anew. %s"),
                              self->recording->date, self->recording->verdict);
  belay_speech_add_notice (answer->speech, sentence);
}

/* Plays turns until one has something to decide on, or it is the person's turn to speak. @spoken: they just have. */
static void
play (BelayReplay *self,
      Answer      *answer,
      gboolean     spoken)
{
  BelayRecordedTurn *turn;
  gboolean first = TRUE;

  if (get_turn (self, answer->place.turn) == NULL)
    {
      say (answer, NULL, _("This is the end of the recording. Replay it anew, or give the task to a model."));
      return;
    }

  while ((turn = get_turn (self, answer->place.turn)) != NULL && answer->proposals->len == 0)
    {
      gboolean ends = turn->steps->len == 0;

      if (turn->instruction != NULL && !answer->place.said && !(first && spoken))
        {
          answer->instruction = turn->instruction;
          if (first)
            say (answer, NULL, _("Here the person said something in the recording. Say the same, or something else, and "
                              "the replay goes on."));
          return;
        }

      first = FALSE;
      play_turn (self, answer, turn);
      if (ends)
        break;
    }

  turn = get_turn (self, answer->place.turn);
  if (turn != NULL)
    answer->instruction = turn->instruction;
  else if (answer->proposals->len == 0)
    belay_speech_add_notice (answer->speech, _("Here the recording ends."));
}

/* The first step that does something and was not carried out: from there on it is proposed again. */
static gboolean
find_refused (BelayReplay  *self,
              BelayMessage *message,
              Place        *refused)
{
  GPtrArray *results = belay_message_get_results (message);

  for (guint i = 0; i < results->len; i++)
    {
      const BelayResult *result = results->pdata[i];
      const Place *place = g_hash_table_lookup (self->places, result->id);
      const BelayRecordedStep *step = belay_replay_lookup (self, result->id);

      if (result->is_error && step != NULL && !step->is_look)
        {
          *refused = *place;
          return TRUE;
        }
    }

  return FALSE;
}

static BelayReply *
belay_replay_prepare (BelayScriptAgent *agent,
                      BelayMessage     *message,
                      const char       *id,
                      BelaySpeech      *speech,
                      gpointer         *outcome)
{
  BelayReplay *self = BELAY_REPLAY (agent);
  g_autoptr(GString) thought = g_string_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) proposals = g_ptr_array_new_with_free_func (g_object_unref);
  Answer answer = { .id = id, .speech = speech, .thought = thought, .text = text, .proposals = proposals };
  gboolean spoken = belay_message_get_text (message) != NULL;
  Outcome *next = g_new0 (Outcome, 1);
  gboolean refused;

  answer.place = self->place;
  refused = find_refused (self, message, &answer.place);

  if (!self->begun)
    introduce (self, &answer);

  if (refused && !spoken)
    say (&answer, NULL,
         _("I have left that as it is. This is a replay and knows no other way: tell me to go on, and I propose "
           "it again. Skip it, and the replay goes on without it."));
  else
    play (self, &answer, spoken);

  next->place = answer.place;
  next->instruction = proposals->len == 0 ? answer.instruction : NULL;
  *outcome = next;

  return belay_scenario_compose_reply (id, belay_script_agent_get_model (agent), thought->len > 0 ? thought->str : NULL,
                                       text->len > 0 ? text->str : NULL, proposals);
}

static void
belay_replay_succeed (BelayScriptAgent *agent,
                      BelayReply       *reply,
                      gconstpointer     outcome)
{
  BelayReplay *self = BELAY_REPLAY (agent);
  const Outcome *next = outcome;

  self->begun = TRUE;
  self->place = next->place;
  self->instruction = next->instruction;
}

static gboolean
belay_replay_check_screen (BelayScriptAgent  *agent,
                           int                picture_width,
                           int                picture_height,
                           GError           **error)
{
  BelayReplay *self = BELAY_REPLAY (agent);
  const BelayRecordedTurn *turn = get_turn (self, self->place.turn);

  if (turn == NULL || turn->width == 0 || (turn->width == picture_width && turn->height == picture_height))
    return TRUE;

  g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT,
               /* Translators: sizes in pixels. */
               _("This session was recorded on another screen: its pictures have %d×%d pixels, those of this one %d×%d. "
                 "Its coordinates mean nothing here."),
               turn->width, turn->height, picture_width, picture_height);

  return FALSE;
}

static BelayTier
belay_replay_get_tier (BelayScriptAgent *agent)
{
  return BELAY_REPLAY (agent)->recording->tier;
}

static char *
belay_replay_describe (BelayScriptAgent *agent)
{
  BelayReplay *self = BELAY_REPLAY (agent);
  GString *json = g_string_new ("{\"rehearsal\":true,\"note\":\"A replay of a recorded session: no model was asked.\","
                                "\"replay_of\":");

  belay_json_append_string (json, self->recording->id);
  g_string_append (json, ",\"recorded_agent\":");
  belay_json_append_string (json, self->recording->agent != NULL ? self->recording->agent : "");
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

static void
belay_replay_finalize (GObject *object)
{
  BelayReplay *self = BELAY_REPLAY (object);

  g_clear_pointer (&self->recording, belay_recording_free);
  g_clear_pointer (&self->places, g_hash_table_unref);

  G_OBJECT_CLASS (belay_replay_parent_class)->finalize (object);
}

static void
belay_replay_class_init (BelayReplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BelayScriptAgentClass *agent_class = BELAY_SCRIPT_AGENT_CLASS (klass);

  object_class->finalize = belay_replay_finalize;

  agent_class->id_prefix = "replay";
  agent_class->check_screen = belay_replay_check_screen;
  agent_class->prepare = belay_replay_prepare;
  agent_class->succeed = belay_replay_succeed;
  agent_class->describe = belay_replay_describe;
  agent_class->get_tier = belay_replay_get_tier;
}

static void
belay_replay_init (BelayReplay *self)
{
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * belay_replay_new:
 * @recording: (transfer full): what to replay
 *
 * Returns: (transfer full): an agent that proposes it again
 */
BelayReplay *
belay_replay_new (BelayRecording *recording)
{
  BelayReplay *self;

  g_return_val_if_fail (recording != NULL, NULL);

  self = g_object_new (BELAY_TYPE_REPLAY, "pace", PACE, NULL);
  self->recording = recording;
  belay_script_agent_take_names (BELAY_SCRIPT_AGENT (self),
                                 /* Translators: %s is a date with a time. */
                                 g_strdup_printf (_("Replay of %s"), recording->date),
                                 g_strconcat ("replay:", recording->id, NULL));

  return self;
}

static void
load (GTask        *task,
      gpointer      source,
      gpointer      task_data,
      GCancellable *cancellable)
{
  GError *error = NULL;
  BelayRecording *recording = belay_recording_load (task_data, cancellable, &error);

  if (recording != NULL)
    g_task_return_pointer (task, recording, (GDestroyNotify) belay_recording_free);
  else
    g_task_return_error (task, error);
}

/**
 * belay_replay_load_async:
 * @directory: of a trail
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is read
 * @user_data: for @callback
 */
void
belay_replay_load_async (const char          *directory,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (directory != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_replay_load_async);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, load);
}

/**
 * belay_replay_load_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the agent, or %NULL with what belay_recording_load() says
 */
BelayReplay *
belay_replay_load_finish (GAsyncResult  *result,
                          GError       **error)
{
  BelayRecording *recording;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  recording = g_task_propagate_pointer (G_TASK (result), error);

  return recording != NULL ? belay_replay_new (recording) : NULL;
}

/**
 * belay_replay_get_directory:
 * @self: a replay
 *
 * Returns: (transfer none): where the trail is
 */
const char *
belay_replay_get_directory (BelayReplay *self)
{
  g_return_val_if_fail (BELAY_IS_REPLAY (self), NULL);

  return self->recording->directory;
}

/**
 * belay_replay_get_date:
 * @self: a replay
 *
 * Returns: (transfer none): when the recorded session began, local time, for the person
 */
const char *
belay_replay_get_date (BelayReplay *self)
{
  g_return_val_if_fail (BELAY_IS_REPLAY (self), NULL);

  return self->recording->date;
}

/**
 * belay_replay_get_task:
 * @self: a replay
 *
 * Returns: (transfer none): the task as it was given
 */
const char *
belay_replay_get_task (BelayReplay *self)
{
  g_return_val_if_fail (BELAY_IS_REPLAY (self), NULL);

  return self->recording->task;
}

/**
 * belay_replay_get_instruction:
 * @self: a replay
 *
 * Returns: (transfer none) (nullable): what the person said in the recording at the place where the replay awaits words
 */
const char *
belay_replay_get_instruction (BelayReplay *self)
{
  g_return_val_if_fail (BELAY_IS_REPLAY (self), NULL);

  return self->instruction;
}

/**
 * belay_replay_lookup:
 * @self: a replay
 * @proposal_id: of a proposal
 *
 * Returns: (transfer none) (nullable): the recorded step it repeats
 */
const BelayRecordedStep *
belay_replay_lookup (BelayReplay *self,
                     const char  *proposal_id)
{
  const Place *place;

  g_return_val_if_fail (BELAY_IS_REPLAY (self), NULL);
  g_return_val_if_fail (proposal_id != NULL, NULL);

  place = g_hash_table_lookup (self->places, proposal_id);

  return place != NULL ? get_turn (self, place->turn)->steps->pdata[place->step] : NULL;
}
