/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-words-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-dangerous-text.h"
#include "belay-visible-text.h"

/* Where the words the agent types come from: the person, the screens it has seen, or neither; and what the line comes to
 * that it types bit by bit. */

#define TEXT_GUARD  "dangerous-text"
#define MAX_SAID    64          /* texts of the person */
#define MAX_TYPED   (64 * 1024) /* bytes, the newest */
#define MAX_QUOTE   80          /* characters */

/* Longer text is looked up on a thread. */
#define SHORT_TEXT 2048

/* What has been said and typed. */

static void
add_ours (BelaySessionWords *words,
          const char        *text)
{
  g_autofree char *skeleton = belay_skeleton_write (text);

  if (words->ours->len > 4 * MAX_TYPED)
    g_string_truncate (words->ours, 0);

  g_string_append_c (words->ours, '\n');
  g_string_append (words->ours, skeleton);
}

/**
 * belay_session_hear_person:
 * @self: a session
 * @text: the task, an instruction or an answer
 */
void
belay_session_hear_person (BelaySession *self,
                           const char   *text)
{
  GPtrArray *said = self->words->said;

  /* The task stays; of the rest the oldest makes way. */
  if (said->len >= MAX_SAID)
    g_ptr_array_remove_index (said, 1);

  g_ptr_array_add (said, g_strdup (text));
  add_ours (self->words, text);
  belay_session_make_sources (self);
}

/**
 * belay_session_take_typed:
 * @self: a session
 * @step: a step that has just run
 */
void
belay_session_take_typed (BelaySession *self,
                          BelayStep    *step)
{
  BelaySessionWords *words = self->words;
  BelayAction *action = belay_step_get_action (step);
  g_autofree char *whole = belay_typed_line_add (words->line, action, words->clipboard);

  if (whole != NULL)
    add_ours (words, whole);

  if (belay_action_get_kind (action) != BELAY_ACTION_TYPE)
    return;

  add_ours (words, belay_action_get_text (action));

  /* What it took from the screen does not become its own by being typed. */
  if (belay_provenance_has (belay_step_get_origins (step), BELAY_ORIGIN_SCREEN))
    return;

  g_string_append (words->typed, belay_action_get_text (action));
  g_string_append_c (words->typed, '\n');
  if (words->typed->len > MAX_TYPED)
    g_string_truncate (words->typed, 0);
  belay_session_make_sources (self);
}

static void
on_clipboard (BelayScreen  *screen,
              const char   *text,
              BelaySession *self)
{
  g_free (self->words->clipboard);
  self->words->clipboard = g_strdup (text);
}

void
belay_session_watch_clipboard (BelaySession *self)
{
  g_signal_connect_object (self->screen, "clipboard", G_CALLBACK (on_clipboard), self, 0);
}

/* Making it ready for being looked up, on a thread. */

typedef struct
{
  GPtrArray *said;
  char      *typed;
  GPtrArray *past;              /* of readings, the newest first */
  GPtrArray *pictures;
  guint      n_newest;          /* readings that count as present */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_ptr_array_unref (making->said);
  g_ptr_array_unref (making->past);
  g_ptr_array_unref (making->pictures);
  g_free (making->typed);
  g_free (making);
}

static gpointer
copy_text (gconstpointer text,
           gpointer      data)
{
  return g_strdup (text);
}

static BelayTextIndex *
index_text (const char *text)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new ();

  g_ptr_array_add (texts, (gpointer) text);

  return belay_text_index_new (texts);
}

/* Each block once, where it was seen last. */
static void
add_blocks (BelaySources             *sources,
            const BelayScreenReading *reading,
            const char               *picture,
            GHashTable               *seen)
{
  for (guint i = 0; i < reading->blocks->len; i++)
    {
      BelayTextBlock *block = reading->blocks->pdata[i];

      if (!g_hash_table_add (seen, block->text))
        continue;

      g_ptr_array_add (sources->blocks, belay_text_block_ref (block));
      g_ptr_array_add (sources->pictures, g_strdup (picture));
    }
}

static void
make_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Making *making = data;
  BelaySources *sources = belay_sources_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) texts = g_ptr_array_new ();

  sources->person = belay_text_index_new (making->said);
  sources->own = index_text (making->typed);

  for (guint i = 0; i < making->past->len; i++)
    {
      add_blocks (sources, making->past->pdata[i], making->pictures->pdata[i], seen);
      if (i < making->n_newest)
        sources->n_present = sources->blocks->len;
    }

  for (guint i = 0; i < sources->blocks->len; i++)
    g_ptr_array_add (texts, ((BelayTextBlock *) sources->blocks->pdata[i])->text);
  sources->screen = belay_text_index_new (texts);

  g_task_return_pointer (task, sources, (GDestroyNotify) belay_sources_unref);
}

static void
on_made (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelaySession *self = BELAY_SESSION (object);
  BelaySources *sources = g_task_propagate_pointer (G_TASK (result), NULL);

  self->words->n_making--;

  /* One that was begun later is on its way. */
  if (self->words->n_making > 0)
    {
      belay_sources_unref (sources);
      return;
    }

  g_clear_pointer (&self->words->sources, belay_sources_unref);
  self->words->sources = sources;

  if (self->state != BELAY_SESSION_CLOSED && belay_session_are_words_known (self))
    belay_session_amend_words (self);
}

/**
 * belay_session_make_sources:
 * @self: a session that knows more words than before
 */
void
belay_session_make_sources (BelaySession *self)
{
  BelaySessionWords *words = self->words;
  g_autoptr(GTask) task = g_task_new (self, NULL, on_made, NULL);
  Making *making = g_new0 (Making, 1);

  making->said = g_ptr_array_copy (words->said, copy_text, NULL);
  g_ptr_array_set_free_func (making->said, g_free);
  making->typed = g_strdup (words->typed->str);
  making->past = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_screen_reading_unref);
  making->pictures = g_ptr_array_new_with_free_func (g_free);
  making->n_newest = 1;

  for (guint i = words->past->len; i > 0; i--)
    {
      g_ptr_array_add (making->past, belay_screen_reading_ref (words->past->pdata[i - 1]));
      g_ptr_array_add (making->pictures, g_strdup (words->pictures->pdata[i - 1]));
    }

  words->n_making++;
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_on_thread);
}

/* Looking up. */

typedef struct
{
  BelayStep    *step;
  BelaySources *sources;
  BelayAction  *action;
} Tracing;

static void
tracing_free (gpointer data)
{
  Tracing *tracing = data;

  g_object_unref (tracing->step);
  belay_sources_unref (tracing->sources);
  belay_action_unref (tracing->action);
  g_free (tracing);
}

static void
trace_on_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Tracing *tracing = data;

  g_task_return_pointer (task, belay_provenance_trace (tracing->sources, belay_action_get_text (tracing->action)),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
on_traced (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelaySession *self = BELAY_SESSION (object);
  Tracing *tracing = g_task_get_task_data (G_TASK (result));
  g_autoptr(GPtrArray) parts = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr(BelayStep) step = g_object_ref (tracing->step);

  self->words->n_tracing--;
  belay_step_set_origins (step, parts);
  if (self->state != BELAY_SESSION_CLOSED && belay_session_are_words_known (self))
    belay_session_amend_words (self);
}

/**
 * belay_session_trace:
 * @self: a session
 * @step: a step
 *
 * If @step types something and it is not known where that comes from, finds out: at once, or soon if the text is long or
 * the screen is still being read. Then belay_session_amend_words() is called.
 */
void
belay_session_trace (BelaySession *self,
                     BelayStep    *step)
{
  BelayAction *action = belay_proposal_get_action (belay_step_get_proposal (step));
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GTask) task = NULL;
  Tracing *tracing;

  if (action == NULL || belay_action_get_kind (action) != BELAY_ACTION_TYPE || self->words->sources == NULL ||
      belay_step_get_origins (step) != NULL || !belay_session_are_words_known (self))
    return;

  if (strlen (belay_action_get_text (action)) <= SHORT_TEXT)
    {
      parts = belay_provenance_trace (self->words->sources, belay_action_get_text (action));
      belay_step_set_origins (step, parts);
      return;
    }

  tracing = g_new (Tracing, 1);
  *tracing = (Tracing) { g_object_ref (step), belay_sources_ref (self->words->sources), belay_action_ref (action) };
  task = g_task_new (self, NULL, on_traced, NULL);
  g_task_set_task_data (task, tracing, tracing_free);
  self->words->n_tracing++;
  g_task_run_in_thread (task, trace_on_thread);
}

/* Findings. */

/* What comes from the screen and is worth a sentence: it is dangerous, or an address or a command and Enter follows.
 * (transfer none) (nullable) */
static const BelayOriginPart *
find_worst (BelayStep *step,
            gboolean   dangerous)
{
  BelayAction *action = belay_proposal_get_action (belay_step_get_proposal (step));
  GPtrArray *parts = belay_step_get_origins (step);
  const BelayOriginPart *worst = NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const BelayOriginPart *part = parts->pdata[i];
      const char *text = belay_action_get_text (action) + part->start;

      if (part->origin == BELAY_ORIGIN_SCREEN && (dangerous || (part->code && strchr (text, '\n') != NULL)) &&
          (worst == NULL || part->length > worst->length))
        worst = part;
    }

  return worst;
}

static char *
copy_part (BelayStep             *step,
           const BelayOriginPart *part)
{
  BelayAction *action = belay_proposal_get_action (belay_step_get_proposal (step));

  return g_strndup (belay_action_get_text (action) + part->start, part->length);
}

static gboolean
has_finding (GPtrArray  *findings,
             const char *guard)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_has_prefix (belay_finding_get_guard (findings->pdata[i]), guard))
      return TRUE;

  return FALSE;
}

/**
 * belay_session_get_origin_key:
 * @step: a step
 *
 * Returns: (transfer full) (nullable): the same for the same words from the screen
 */
char *
belay_session_get_origin_key (BelayStep *step)
{
  const BelayOriginPart *part = find_worst (step, TRUE);
  g_autofree char *words = part != NULL ? copy_part (step, part) : NULL;
  g_autofree char *skeleton = words != NULL ? belay_skeleton_write (words) : NULL;

  return skeleton != NULL ? g_strconcat (BELAY_ORIGIN_GUARD ":", skeleton, NULL) : NULL;
}

/**
 * belay_session_add_origins:
 * @self: a session
 * @step: a step
 * @findings: (element-type BelayFinding): gets what is to be said about where its words come from, if that is known
 */
void
belay_session_add_origins (BelaySession *self,
                           BelayStep    *step,
                           GPtrArray    *findings)
{
  gboolean dangerous = has_finding (findings, TEXT_GUARD) || has_finding (belay_step_get_findings (step), TEXT_GUARD);
  const BelayOriginPart *part = find_worst (step, dangerous);
  g_autofree char *key = NULL, *words = NULL, *quote = NULL, *sentence = NULL;

  if (part == NULL)
    return;

  key = belay_session_get_origin_key (step);
  words = copy_part (step, part);
  quote = belay_visible_text (words, MAX_QUOTE);
  /* Translators: %s is a part of the text to be typed. */
  sentence = dangerous ? g_strdup_printf (_("“%s” was read off the screen. It is dangerous, and not what you asked for."), quote)
                       : g_strdup_printf (_("“%s” was read off the screen, not in your words, and Enter follows."), quote);
  g_ptr_array_add (findings, belay_finding_new (BELAY_ORIGIN_GUARD,
                                                g_hash_table_contains (self->acted_on, key) ? BELAY_FINDING_NOTE
                                                                                            : BELAY_FINDING_WARN,
                                                sentence, part->present ? &part->area : NULL));
}

/* The line that is typed bit by bit. */

static gboolean
will_run (BelayStep *step)
{
  return belay_step_get_action (step) != NULL && !belay_step_state_is_final (belay_step_get_state (step));
}

/* As it will be when @step has run, and all steps of its turn before it that may still run. @before: (out) (nullable)
 * (transfer full): and as it was until then. */
static char *
get_whole_line (BelaySession  *self,
                BelayStep     *step,
                char         **before)
{
  GListModel *steps = self->turn != NULL ? belay_turn_get_steps (self->turn) : NULL;
  g_autoptr(BelayTypedLine) line = belay_typed_line_copy (self->words->line);

  for (guint i = 0; steps != NULL && i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) earlier = g_list_model_get_item (steps, i);
      g_autofree char *typed = NULL;

      if (earlier == step)
        break;

      if (will_run (earlier))
        typed = belay_typed_line_add (line, belay_step_get_action (earlier), self->words->clipboard);
    }

  if (before != NULL)
    *before = g_strdup (belay_typed_line_get (line));

  return belay_typed_line_add (line, belay_step_get_action (step), self->words->clipboard);
}

/* Without the line ends: that Enter is pressed after a text that was approved is no news. */
static char *
make_line_key (const char *text)
{
  g_autofree char *skeleton = belay_skeleton_write (text);

  return g_strconcat (BELAY_LINE_GUARD ":", skeleton, NULL);
}

/* In the text of the step itself. */
static gboolean
is_found (BelayStep  *step,
          GPtrArray  *findings,
          const char *family)
{
  g_autofree char *name = g_strconcat (TEXT_GUARD ":", family, NULL);

  return has_finding (findings, name) || has_finding (belay_step_get_findings (step), name);
}

/**
 * belay_session_add_line:
 * @self: a session
 * @step: a step
 * @findings: (element-type BelayFinding): has what was found in its own text; gets what is found in the line as a whole
 */
void
belay_session_add_line (BelaySession *self,
                        BelayStep    *step,
                        GPtrArray    *findings)
{
  g_autofree char *whole = NULL, *before = NULL, *key = NULL, *key_before = NULL;
  g_autoptr(GPtrArray) hits = NULL;
  gboolean known;

  if (!self->patterns_ready || belay_step_get_action (step) == NULL ||
      !belay_action_sends_keys (belay_step_get_action (step)))
    return;

  whole = get_whole_line (self, step, &before);
  if (whole == NULL)
    return;

  /* Who has approved a line is not asked again for each letter added to it. */
  key = make_line_key (whole);
  key_before = make_line_key (before);
  known = g_hash_table_contains (self->acted_on, key) || g_hash_table_contains (self->acted_on, key_before);
  hits = belay_dangerous_text_find (whole, BELAY_TEXT_TYPED);

  for (guint i = 0; i < hits->len; i++)
    {
      const BelayTextHit *hit = hits->pdata[i];
      BelaySeverity severity = known ? BELAY_FINDING_NOTE : hit->severity;
      g_autofree char *guard = g_strconcat (BELAY_LINE_GUARD ":", hit->family, NULL);
      g_autofree char *sentence = NULL;

      if (is_found (step, findings, hit->family))
        continue;

      /* Translators: the first %s is a sentence on what is dangerous, the second the line that is typed. */
      sentence = g_strdup_printf (_("Together with what was typed before: %s “%s”"), belay_text_hit_get_sentence (hit),
                                  hit->excerpt);
      g_ptr_array_add (findings, belay_finding_new (guard, severity, sentence, NULL));
    }
}

/* The person has approved that this line is typed. */
void
belay_session_act_on_line (BelaySession *self,
                           BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);
  g_autofree char *whole = get_whole_line (self, step, NULL);

  if (whole == NULL && belay_action_get_kind (action) == BELAY_ACTION_TYPE)
    whole = g_strdup (belay_action_get_text (action));

  if (whole != NULL)
    g_hash_table_add (self->acted_on, make_line_key (whole));
}
