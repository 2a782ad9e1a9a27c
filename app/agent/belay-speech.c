/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-speech.h"

#include <string.h>

/* At pace 1, in milliseconds. */
#define PAUSE_BEFORE   500
#define PAUSE_WORD     40
#define PAUSE_PROPOSAL 250

/* What is emitted at once. */
typedef struct
{
  const char    *signal;
  char          *words;         /* (nullable): of everything but a proposal */
  BelayProposal *proposal;
  guint          pause;         /* milliseconds before it, at pace 1 */
} Piece;

struct _BelaySpeech
{
  GQueue   pieces;

  /* While it is delivered. The sources share the task's one reference. */
  double   pace;
  GSource *timer;
  GSource *cancellation;
};

static gboolean on_piece (gpointer user_data);

static void
piece_free (Piece *piece)
{
  g_free (piece->words);
  g_clear_object (&piece->proposal);
  g_free (piece);
}

/**
 * belay_speech_new:
 *
 * Returns: (transfer full): nothing to say yet
 */
BelaySpeech *
belay_speech_new (void)
{
  BelaySpeech *self = g_new0 (BelaySpeech, 1);

  g_queue_init (&self->pieces);

  return self;
}

void
belay_speech_free (BelaySpeech *self)
{
  g_queue_clear_full (&self->pieces, (GDestroyNotify) piece_free);
  g_free (self);
}

static void
add_piece (BelaySpeech   *self,
           const char    *signal,
           char          *words,
           BelayProposal *proposal,
           guint          pause)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->signal = signal;
  piece->words = words;
  piece->proposal = proposal;
  piece->pause = g_queue_is_empty (&self->pieces) ? PAUSE_BEFORE : pause;
  g_queue_push_tail (&self->pieces, piece);
}

/* Word by word, each with the space before it. */
static void
add_words (BelaySpeech *self,
           const char  *signal,
           const char  *text)
{
  while (text != NULL && *text != '\0')
    {
      gsize length = strspn (text, " \n") + strcspn (text + strspn (text, " \n"), " \n");

      add_piece (self, signal, g_strndup (text, length), NULL, PAUSE_WORD);
      text += length;
    }
}

/**
 * belay_speech_add_thinking:
 * @self: a speech
 * @text: (nullable): what is thought next
 */
void
belay_speech_add_thinking (BelaySpeech *self,
                           const char  *text)
{
  add_words (self, "thinking", text);
}

/**
 * belay_speech_add_text:
 * @self: a speech
 * @text: (nullable): what is said next
 */
void
belay_speech_add_text (BelaySpeech *self,
                       const char  *text)
{
  add_words (self, "text", text);
}

/**
 * belay_speech_add_notice:
 * @self: a speech
 * @sentence: what the person should know at this place
 */
void
belay_speech_add_notice (BelaySpeech *self,
                         const char  *sentence)
{
  add_piece (self, "notice", g_strdup (sentence), NULL, PAUSE_WORD);
}

/**
 * belay_speech_add_proposal:
 * @self: a speech
 * @proposal: what is proposed next
 */
void
belay_speech_add_proposal (BelaySpeech   *self,
                           BelayProposal *proposal)
{
  add_piece (self, "proposal", NULL, g_object_ref (proposal), PAUSE_PROPOSAL);
}

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);

  g_clear_pointer (source, g_source_unref);
}

/* Takes the task back from its sources. Returns: (transfer full): the same task, still to be answered */
static GTask *
end (GTask *task)
{
  BelaySpeech *self = g_task_get_task_data (task);

  destroy_source (&self->timer);
  destroy_source (&self->cancellation);

  return task;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GTask) task = end (user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was interrupted");

  return G_SOURCE_REMOVE;
}

/* Waits for the next piece, or for the end. */
static void
schedule (GTask *task)
{
  BelaySpeech *self = g_task_get_task_data (task);
  Piece *piece = g_queue_peek_head (&self->pieces);
  guint pause = piece != NULL ? piece->pause * self->pace : 0;

  destroy_source (&self->timer);
  self->timer = pause > 0 ? g_timeout_source_new (pause) : g_idle_source_new ();
  g_source_set_priority (self->timer, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->timer, on_piece, task, NULL);
  g_source_attach (self->timer, NULL);
}

static gboolean
on_piece (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  BelaySpeech *self = g_task_get_task_data (task);
  Piece *piece = g_queue_pop_head (&self->pieces);

  if (piece == NULL)
    {
      g_autoptr(GTask) own = end (task);

      g_task_return_boolean (own, TRUE);
      return G_SOURCE_REMOVE;
    }

  g_signal_emit_by_name (g_task_get_source_object (task), piece->signal,
                         piece->proposal != NULL ? (gpointer) piece->proposal : (gpointer) piece->words);
  piece_free (piece);

  /* A handler may have run the main loop, where it was cancelled. */
  if (self->timer != NULL)
    schedule (task);

  return G_SOURCE_REMOVE;
}

/**
 * belay_speech_deliver_async:
 * @self: (transfer full): what to say
 * @agent: who says it: its signals are emitted
 * @pace: how slowly: 1 is about as fast as one reads, 0 without any pause
 * @cancellable: (nullable): interrupts it
 * @callback: called after the last piece
 * @user_data: for @callback
 */
void
belay_speech_deliver_async (BelaySpeech         *self,
                            BelayAgent          *agent,
                            double               pace,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BELAY_IS_AGENT (agent));

  task = g_task_new (agent, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_speech_deliver_async);
  g_task_set_task_data (task, self, (GDestroyNotify) belay_speech_free);
  self->pace = pace;

  if (cancellable != NULL)
    {
      self->cancellation = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancellation, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (self->cancellation, NULL);
    }

  schedule (task);
}

/**
 * belay_speech_deliver_finish:
 * @agent: who said it
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED if it was interrupted
 */
gboolean
belay_speech_deliver_finish (BelayAgent    *agent,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
