/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-replay.h"

#include <glib/gi18n-lib.h>

#include "belay-json.h"
#include "belay-scenario.h"
#include "belay-speech.h"

/* Quicker than a rehearsal: these words were read before. */
#define PACE 0.25

/* What comes next: the step @step of the turn @turn; the words of the turn, too, unless they have been said. */
typedef struct
{
  guint    turn;
  guint    step;
  gboolean said;
} Place;

/* One ask: the reply it is answered with, and where the replay is when it has been. */
typedef struct
{
  BelayReply  *reply;
  BelaySpeech *speech;
  GString     *thought;
  GString     *text;
  GPtrArray   *proposals;
  Place        place;
  const char  *instruction;     /* (nullable) owned by the recording */
} Ask;

/**
 * BelayReplay:
 *
 * An agent that says and proposes what a trail says was said and proposed. It answers with one recorded reply after the
 * other; replies of which nothing is proposed again are joined to the next one.
 */
struct _BelayReplay
{
  GObject         parent_instance;

  BelayRecording *recording;
  char           *title;
  char           *model;
  double          pace;
  int             width;        /* of the pictures, 0 if not yet known */
  int             height;
  guint           serial;       /* of the last reply, for its ids */
  GHashTable     *places;       /* Place by the id of a proposal */

  /* The conversation: changes only when an ask ends well. */
  gboolean        begun;
  Place           place;
  const char     *instruction;  /* (nullable) owned by the recording */
};

enum
{
  PROP_PACE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void belay_replay_agent_init (BelayAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BelayReplay, belay_replay, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BELAY_TYPE_AGENT, belay_replay_agent_init))

static void
ask_free (Ask *ask)
{
  g_clear_object (&ask->reply);
  g_clear_pointer (&ask->speech, belay_speech_free);
  g_string_free (ask->thought, TRUE);
  g_string_free (ask->text, TRUE);
  g_ptr_array_unref (ask->proposals);
  g_free (ask);
}

static BelayRecordedTurn *
get_turn (BelayReplay *self,
          guint        turn)
{
  GPtrArray *turns = self->recording->turns;

  return turn < turns->len ? turns->pdata[turn] : NULL;
}

static void
say (Ask        *ask,
     const char *thought,
     const char *text)
{
  if (thought != NULL)
    {
      g_autofree char *words = g_strconcat (ask->thought->len > 0 ? "\n\n" : "", thought, NULL);

      g_string_append (ask->thought, words);
      belay_speech_add_thinking (ask->speech, words);
    }

  if (text != NULL)
    {
      g_autofree char *words = g_strconcat (ask->text->len > 0 ? "\n\n" : "", text, NULL);

      g_string_append (ask->text, words);
      belay_speech_add_text (ask->speech, words);
    }
}

static void
propose (BelayReplay             *self,
         Ask                     *ask,
         const BelayRecordedStep *step,
         Place                    place)
{
  const BelayActionSpace space = { step->shape, self->width, self->height };
  g_autofree char *id = g_strdup_printf ("replay_%u_%u", self->serial, ask->proposals->len + 1);
  BelayProposal *proposal = belay_proposal_new (&space, id, step->toolset, step->name, step->input);

  g_ptr_array_add (ask->proposals, proposal);
  g_hash_table_insert (self->places, g_steal_pointer (&id), g_memdup2 (&place, sizeof place));
  belay_speech_add_proposal (ask->speech, proposal);
}

/* Says and proposes what is left of the turn at ask->place, and goes on to the next one. */
static void
play_turn (BelayReplay       *self,
           Ask               *ask,
           BelayRecordedTurn *turn)
{
  Place *place = &ask->place;

  if (!place->said)
    say (ask, turn->thought, turn->text);

  for (guint i = place->step; i < turn->steps->len; i++)
    {
      const BelayRecordedStep *step = turn->steps->pdata[i];

      if (step->by_hand)
        belay_speech_add_notice (ask->speech,
                                 _("Here the person acted in the sandbox in the recording. That is not replayed: "
                                   "which keys they pressed is not recorded."));
      if (step->runs)
        propose (self, ask, step, (Place) { place->turn, i, TRUE });
      else
        belay_speech_add_notice (ask->speech, step->remark);
    }

  *place = (Place) { .turn = place->turn + 1 };
}

/* What this replay says of itself when it begins. */
static void
introduce (BelayReplay *self,
           Ask         *ask)
{
  g_autofree char *sentence = NULL;

  /* Translators: the first %s is a date with a time, the second says whether the record is intact. */
  sentence = g_strdup_printf (_("This is a replay of the session of %s. No model is asked: the words and the proposals are "
                                "those of the record, and you decide on each of them anew. %s"),
                              self->recording->date, self->recording->verdict);
  belay_speech_add_notice (ask->speech, sentence);
}

/* Plays turns until one has something to decide on, or it is the person's turn to speak. @spoken: they just have. */
static void
play (BelayReplay *self,
      Ask         *ask,
      gboolean     spoken)
{
  BelayRecordedTurn *turn;
  gboolean first = TRUE;

  if (get_turn (self, ask->place.turn) == NULL)
    {
      say (ask, NULL, _("This is the end of the recording. Replay it anew, or give the task to a model."));
      return;
    }

  while ((turn = get_turn (self, ask->place.turn)) != NULL && ask->proposals->len == 0)
    {
      gboolean ends = turn->steps->len == 0;

      if (turn->instruction != NULL && !ask->place.said && !(first && spoken))
        {
          ask->instruction = turn->instruction;
          if (first)
            say (ask, NULL, _("Here the person said something in the recording. Say the same, or something else, and "
                              "the replay goes on."));
          return;
        }

      first = FALSE;
      play_turn (self, ask, turn);
      if (ends)
        break;
    }

  turn = get_turn (self, ask->place.turn);
  if (turn != NULL)
    ask->instruction = turn->instruction;
  else if (ask->proposals->len == 0)
    belay_speech_add_notice (ask->speech, _("Here the recording ends."));
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

static void
prepare_reply (BelayReplay  *self,
               BelayMessage *message,
               Ask          *ask)
{
  g_autofree char *id = g_strdup_printf ("replay_%u", ++self->serial);
  gboolean spoken = belay_message_get_text (message) != NULL;
  gboolean refused;

  ask->place = self->place;
  refused = find_refused (self, message, &ask->place);

  if (!self->begun)
    introduce (self, ask);

  if (refused && !spoken)
    say (ask, NULL, _("I have left that as it is. This is a replay and knows no other way: tell me to go on, and I propose "
                      "it again. Skip it, and the replay goes on without it."));
  else
    play (self, ask, spoken);

  ask->reply = belay_scenario_compose_reply (id, self->model, ask->thought->len > 0 ? ask->thought->str : NULL,
                                             ask->text->len > 0 ? ask->text->str : NULL, ask->proposals);
}

static void
on_delivered (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayReplay *self = BELAY_REPLAY (source);
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!belay_speech_deliver_finish (BELAY_AGENT (self), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->begun = TRUE;
  self->place = ask->place;
  self->instruction = ask->proposals->len == 0 ? ask->instruction : NULL;
  g_task_return_pointer (task, g_steal_pointer (&ask->reply), g_object_unref);
}

static gboolean
check_screen (BelayReplay  *self,
              GError      **error)
{
  BelayRecordedTurn *turn = get_turn (self, self->place.turn);

  if (turn == NULL || turn->width == 0 || (turn->width == self->width && turn->height == self->height))
    return TRUE;

  g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT,
               /* Translators: sizes in pixels. */
               _("This session was recorded on another screen: its pictures have %d×%d pixels, those of this one %d×%d. "
                 "Its coordinates mean nothing here."),
               turn->width, turn->height, self->width, self->height);

  return FALSE;
}

static void
belay_replay_ask_async (BelayAgent          *agent,
                        BelayMessage        *message,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BelayReplay *self = BELAY_REPLAY (agent);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  Ask *ask;

  g_task_set_source_tag (task, belay_replay_ask_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (!check_screen (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  ask = g_new0 (Ask, 1);
  ask->speech = belay_speech_new ();
  ask->thought = g_string_new (NULL);
  ask->text = g_string_new (NULL);
  ask->proposals = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  prepare_reply (self, message, ask);
  belay_speech_deliver_async (g_steal_pointer (&ask->speech), agent, self->pace, cancellable, on_delivered,
                              g_steal_pointer (&task));
}

static BelayReply *
belay_replay_ask_finish (BelayAgent    *agent,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_replay_set_screen (BelayAgent *agent,
                         int         picture_width,
                         int         picture_height)
{
  BelayReplay *self = BELAY_REPLAY (agent);

  self->width = picture_width;
  self->height = picture_height;
}

static const char *
belay_replay_get_title (BelayAgent *agent)
{
  return BELAY_REPLAY (agent)->title;
}

static const char *
belay_replay_get_model (BelayAgent *agent)
{
  return BELAY_REPLAY (agent)->model;
}

static gboolean
belay_replay_is_rehearsal (BelayAgent *agent)
{
  return TRUE;
}

static BelayTier
belay_replay_get_tier (BelayAgent *agent)
{
  return BELAY_REPLAY (agent)->recording->tier;
}

static char *
belay_replay_describe (BelayAgent *agent)
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
belay_replay_retry_now (BelayAgent *agent)
{
}

static void
belay_replay_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BelayReplay *self = BELAY_REPLAY (object);

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
belay_replay_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BelayReplay *self = BELAY_REPLAY (object);

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
belay_replay_finalize (GObject *object)
{
  BelayReplay *self = BELAY_REPLAY (object);

  g_clear_pointer (&self->recording, belay_recording_free);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self->title);
  g_free (self->model);

  G_OBJECT_CLASS (belay_replay_parent_class)->finalize (object);
}

static void
belay_replay_class_init (BelayReplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = belay_replay_finalize;
  object_class->get_property = belay_replay_get_property;
  object_class->set_property = belay_replay_set_property;

  /**
   * BelayReplay:pace:
   *
   * How slowly it speaks: 1 is about as fast as one reads, 0 without any pause.
   */
  properties[PROP_PACE] = g_param_spec_double ("pace", NULL, NULL, 0, 100, PACE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_replay_agent_init (BelayAgentInterface *iface)
{
  iface->get_title = belay_replay_get_title;
  iface->get_model = belay_replay_get_model;
  iface->is_rehearsal = belay_replay_is_rehearsal;
  iface->get_tier = belay_replay_get_tier;
  iface->describe = belay_replay_describe;
  iface->set_screen = belay_replay_set_screen;
  iface->ask_async = belay_replay_ask_async;
  iface->ask_finish = belay_replay_ask_finish;
  iface->retry_now = belay_replay_retry_now;
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

  self = g_object_new (BELAY_TYPE_REPLAY, NULL);
  self->recording = recording;
  self->model = g_strconcat ("replay:", recording->id, NULL);
  /* Translators: %s is a date with a time. */
  self->title = g_strdup_printf (_("Replay of %s"), recording->date);

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
