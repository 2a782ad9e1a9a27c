/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-words-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the screen says: each picture that goes to the agent is read. What looks as if it were meant to lead the agent
 * astray is a finding on the steps proposed on that picture; the person's own words, and what the agent typed, are not.
 * Nobody but slack waits for it. */

#define GUARD        "screen-text"
#define MAX_FINDINGS 3          /* on one step; the record has them all */
#define MAX_PAST     8          /* pictures in which words are looked up */

/* How long slack waits. A screen full of text takes 2 s; the person may decide meanwhile. */
#define DEADLINE_MS 5000

static void
word_sight_clear (BelayWordSight *self)
{
  g_ptr_array_unref (self->readings);
}

static void
word_sight_unref (BelayWordSight *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) word_sight_clear);
}

BelaySessionWords *
belay_session_words_new (void)
{
  BelaySessionWords *self = g_new0 (BelaySessionWords, 1);

  self->guard = belay_screen_text_new ();
  self->past = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_screen_reading_unref);
  self->pictures = g_ptr_array_new_with_free_func (g_free);
  self->said = g_ptr_array_new_with_free_func (g_free);
  self->typed = g_string_new (NULL);
  self->ours = g_string_new (NULL);
  self->line = belay_typed_line_new ();

  return self;
}

void
belay_session_words_free (BelaySessionWords *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->sight, word_sight_unref);
  g_clear_pointer (&self->next_sight, word_sight_unref);
  g_clear_pointer (&self->sources, belay_sources_unref);
  g_object_unref (self->guard);
  g_ptr_array_unref (self->past);
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->said);
  g_string_free (self->typed, TRUE);
  g_string_free (self->ours, TRUE);
  belay_typed_line_free (self->line);
  g_free (self->clipboard);
  g_free (self);
}

/* Findings. */

/* The person wrote it, or approved that it be typed: that it can be read now is no news. */
static gboolean
is_ours (BelaySessionWords        *words,
         const BelayScreenPassage *passage)
{
  const char *skeleton = strchr (passage->key, ':') + 1;

  return *skeleton != '\0' && strstr (words->ours->str, skeleton) != NULL;
}

static char *
describe_passage (const BelayScreenPassage *passage)
{
  if (*passage->excerpt == '\0')
    return g_strdup_printf (_("Something on the screen: %s"), passage->sentence);

  /* Translators: the first %s is a passage, the second a sentence on what is dangerous about it. */
  return g_strdup_printf (_("The screen says “%s”. %s"), passage->excerpt, passage->sentence);
}

static char *
describe_unread (const BelayScreenReading *reading)
{
  /* Translators: %s is a sentence that says why */
  return g_strdup_printf (_("Not all text on the screen could be read. %s"), reading->problem);
}

static void
add_finding (BelaySession    *self,
             GPtrArray       *findings,
             const char      *guard,
             const char      *key,
             char            *sentence,
             const BelayRect *area)
{
  BelaySeverity severity = g_hash_table_contains (self->acted_on, key) ? BELAY_FINDING_NOTE : BELAY_FINDING_WARN;

  g_ptr_array_add (findings, belay_finding_new (guard, severity, sentence, area));
  g_free (sentence);
}

static void
add_reading (BelaySession             *self,
             const BelayScreenReading *reading,
             GHashTable               *seen,
             GPtrArray                *findings)
{
  for (guint i = 0; i < reading->passages->len; i++)
    {
      const BelayScreenPassage *passage = reading->passages->pdata[i];
      g_autofree char *guard = g_strconcat (GUARD ":", passage->family, NULL);

      if (is_ours (self->words, passage) || g_hash_table_size (seen) >= MAX_FINDINGS ||
          !g_hash_table_add (seen, passage->key))
        continue;

      add_finding (self, findings, guard, passage->key, describe_passage (passage), &passage->area);
    }

  if (reading->n_unread > 0 && !reading->unavailable && g_hash_table_add (seen, reading->unread_key))
    add_finding (self, findings, GUARD ":unread", reading->unread_key, describe_unread (reading), &reading->unread);
}

/**
 * belay_session_add_passages:
 * @self: a session
 * @step: a step
 * @findings: (element-type BelayFinding): gets what is known of the words on the pictures the agent has seen last
 *
 * Looks do nothing: nobody is asked about them for what can be read.
 */
void
belay_session_add_passages (BelaySession *self,
                            BelayStep    *step,
                            GPtrArray    *findings)
{
  BelayWordSight *sight = self->words->sight;
  BelayAction *action = belay_step_get_action (step);
  g_autoptr(GHashTable) seen = NULL;

  if (sight == NULL || action == NULL || belay_action_is_look (action))
    return;

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < sight->readings->len; i++)
    add_reading (self, sight->readings->pdata[i], seen, findings);
}

/**
 * belay_session_add_words:
 * @self: a session
 * @step: a step that is about to have been examined
 * @findings: (element-type BelayFinding): gets what is known so far of the words on the screen and those of the step
 */
void
belay_session_add_words (BelaySession *self,
                         BelayStep    *step,
                         GPtrArray    *findings)
{
  belay_session_add_passages (self, step, findings);
  belay_session_add_line (self, step, findings);
  belay_session_trace (self, step);
  belay_session_add_origins (self, step, findings);
}

/* Telling, each thing once. */

static void
tell (BelaySession *self,
      const char   *key,
      const char   *sentence)
{
  if (!g_hash_table_add (self->told, g_strdup (key)))
    return;

  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

static void
tell_reading (BelaySession             *self,
              const BelayScreenReading *reading)
{
  for (guint i = 0; i < reading->passages->len; i++)
    {
      const BelayScreenPassage *passage = reading->passages->pdata[i];
      g_autofree char *sentence = describe_passage (passage);

      if (!is_ours (self->words, passage))
        tell (self, passage->key, sentence);
    }

  if (reading->unavailable)
    {
      tell (self, GUARD ":unavailable", _("Text on the screen cannot be read on this machine, so nobody looks there for words "
                                          "that may lead the agent astray."));
    }
}

/* Steps that have been shown without this. */

static gboolean
is_open (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);

  return state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING;
}

/* Changes with what is found, and with how bad it is. */
static guint
weigh_findings (BelayStep *step)
{
  GPtrArray *findings = belay_step_get_findings (step);
  guint weight = 0;

  for (guint i = 0; i < findings->len; i++)
    weight = weight * 4 + 1 + belay_finding_get_severity (findings->pdata[i]);

  return weight;
}

static gboolean
amend_step (BelaySession *self,
            BelayStep    *step)
{
  g_autoptr(GPtrArray) passages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) origins = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) line = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *known = belay_step_get_origins (step);
  guint weight = weigh_findings (step);

  belay_session_add_passages (self, step, passages);
  belay_step_replace_findings (step, GUARD, passages);
  belay_session_add_line (self, step, line);
  belay_step_replace_findings (step, BELAY_LINE_GUARD, line);
  belay_session_trace (self, step);
  belay_session_add_origins (self, step, origins);
  belay_step_replace_findings (step, BELAY_ORIGIN_GUARD, origins);

  return belay_step_get_origins (step) != known || weigh_findings (step) != weight;
}

static gboolean
amend_steps (BelaySession *self)
{
  GListModel *steps = self->turn != NULL ? belay_turn_get_steps (self->turn) : NULL;
  gboolean changed = FALSE;

  for (guint i = 0; steps != NULL && i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (steps, i);

      if (!is_open (step) || !amend_step (self, step))
        continue;

      belay_trail_append (self->trail, "scan", belay_record_scan (step));
      changed = TRUE;
    }

  return changed;
}

/**
 * belay_session_amend_words:
 * @self: a session that knows more about words than before
 *
 * Says it with the steps that are not decided yet, and lets slack go on if it waited for this.
 */
void
belay_session_amend_words (BelaySession *self)
{
  gboolean changed = amend_steps (self);

  /* What counts down may no longer run by itself. */
  if (changed && self->state == BELAY_SESSION_COUNTDOWN)
    belay_session_proceed (self);
  else if (belay_session_is_awaiting_words (self) && belay_session_are_words_known (self))
    belay_session_end_awaiting (self);
}

/* One picture on its way to being read. */
typedef struct
{
  BelaySession   *session;
  BelayWordSight *sight;
  char           *sha256;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->session);
  word_sight_unref (look->sight);
  g_free (look->sha256);
  g_free (look);
}

static void
remember (BelaySessionWords  *words,
          BelayScreenReading *reading,
          const char         *sha256)
{
  g_ptr_array_add (words->past, belay_screen_reading_ref (reading));
  g_ptr_array_add (words->pictures, g_strdup (sha256));

  if (words->past->len > MAX_PAST)
    {
      g_ptr_array_remove_index (words->past, 0);
      g_ptr_array_remove_index (words->pictures, 0);
    }
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Look *look = user_data;
  BelaySession *self = look->session;
  g_autoptr(BelayScreenReading) reading = belay_screen_text_read_finish (BELAY_SCREEN_TEXT (source), result, NULL);

  look->sight->n_pending--;

  for (guint i = 0; reading != NULL && i < reading->passages->len; i++)
    {
      BelayScreenPassage *passage = reading->passages->pdata[i];
      g_autofree char *excerpt = g_steal_pointer (&passage->excerpt);

      passage->excerpt = belay_session_scrub (self, excerpt);
    }

  if (reading != NULL && self->state != BELAY_SESSION_CLOSED && self->words != NULL)
    {
      g_ptr_array_add (look->sight->readings, belay_screen_reading_ref (reading));
      remember (self->words, reading, look->sha256);
      belay_trail_append (self->trail, "scan", belay_record_reading (look->sha256, reading));
      tell_reading (self, reading);
      belay_session_set_trouble (self, GUARD, reading->unavailable ? NULL : reading->problem);
      belay_session_make_sources (self);
    }

  look_free (look);
}

/**
 * belay_session_read_words:
 * @self: a session
 * @picture: a picture that will go to the agent with the next message
 *
 * Reads it, while it is sent.
 */
void
belay_session_read_words (BelaySession *self,
                          BelayPicture *picture)
{
  BelaySessionWords *words = self->words;
  Look *look = g_new (Look, 1);

  if (words->next_sight == NULL)
    {
      words->next_sight = g_rc_box_new0 (BelayWordSight);
      words->next_sight->readings = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_screen_reading_unref);
    }

  words->next_sight->n_pending++;
  look->session = g_object_ref (self);
  look->sight = g_rc_box_acquire (words->next_sight);
  look->sha256 = g_strdup (belay_picture_get_sha256 (picture));
  belay_screen_text_read_async (words->guard, belay_picture_get_shown (picture), self->opening, on_read, look);
}

/* From now on the agent speaks of the pictures that go with this message; if there is none, still of those before. */
void
belay_session_change_word_sight (BelaySession *self)
{
  if (self->words->next_sight == NULL)
    return;

  g_clear_pointer (&self->words->sight, word_sight_unref);
  self->words->sight = g_steal_pointer (&self->words->next_sight);
}

/**
 * belay_session_get_reading:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what could be read in the newest picture the agent got, as far as it is read: its
 *   text with rectangles, screen pixels
 */
const BelayScreenReading *
belay_session_get_reading (BelaySession *self)
{
  GPtrArray *past = self->words->past;

  return past->len > 0 ? past->pdata[past->len - 1] : NULL;
}

/* Waiting. */

gboolean
belay_session_are_words_known (BelaySession *self)
{
  return (self->words->sight == NULL || self->words->sight->n_pending == 0) && self->words->n_making == 0 &&
         self->words->n_tracing == 0;
}

gboolean
belay_session_is_awaiting_words (BelaySession *self)
{
  return self->words->awaiting;
}

/**
 * belay_session_cease_awaiting:
 * @self: a session
 *
 * Nobody waits any more: something else has been decided.
 */
void
belay_session_cease_awaiting (BelaySession *self)
{
  if (self->words == NULL)
    return;

  self->words->awaiting = FALSE;
  g_clear_handle_id (&self->words->deadline, g_source_remove);
}

/**
 * belay_session_end_awaiting:
 * @self: a session whose slack waits for words
 *
 * Lets it consider the step anew.
 */
void
belay_session_end_awaiting (BelaySession *self)
{
  belay_session_cease_awaiting (self);

  if (self->state != BELAY_SESSION_RUNNING || self->passing != NULL)
    return;

  belay_session_set_status (self, NULL);
  belay_session_proceed (self);
}

static void
add_late (BelaySession *self,
          BelayStep    *step)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (findings, belay_finding_new ("unfinished", BELAY_FINDING_WARN,
                                                _("The text on the screen could not be read in time. Look at it closely."),
                                                NULL));
  belay_step_replace_findings (step, "unfinished", findings);
  belay_trail_append (self->trail, "scan", belay_record_scan (step));
}

static gboolean
on_deadline (gpointer user_data)
{
  g_autoptr(BelaySession) self = g_object_ref (user_data);

  self->words->deadline = 0;
  if (self->words->sight != NULL)
    self->words->sight->late = TRUE;
  belay_session_end_awaiting (self);

  return G_SOURCE_REMOVE;
}

/**
 * belay_session_await_reading:
 * @self: a session
 * @step: the step whose turn it is; slack would let it run
 *
 * Returns: %TRUE if what the screen says is not known yet: belay_session_proceed() is called when it is. If that took too
 *   long, @step has a finding that says so
 */
gboolean
belay_session_await_reading (BelaySession *self,
                             BelayStep    *step)
{
  BelayWordSight *sight = self->words->sight;

  if (belay_session_are_words_known (self) || belay_action_is_look (belay_step_get_action (step)))
    return FALSE;

  if (sight != NULL && sight->late)
    {
      add_late (self, step);
      return FALSE;
    }

  self->words->awaiting = TRUE;
  if (self->words->deadline == 0)
    self->words->deadline = g_timeout_add (DEADLINE_MS, on_deadline, self);
  belay_session_follow (self);
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Reading the screen…"));

  return TRUE;
}

/* Acting. */

static gboolean
has_warning (BelayStep  *step,
             const char *guard)
{
  GPtrArray *findings = belay_step_get_findings (step);

  for (guint i = 0; i < findings->len; i++)
    if (g_str_has_prefix (belay_finding_get_guard (findings->pdata[i]), guard) &&
        belay_finding_get_severity (findings->pdata[i]) >= BELAY_FINDING_WARN)
      return TRUE;

  return FALSE;
}

static void
act_on (BelaySession *self,
        const char   *key)
{
  if (key != NULL)
    g_hash_table_add (self->acted_on, g_strdup (key));
}

/**
 * belay_session_act_on_words:
 * @self: a session
 * @step: a step the person has just approved or changed
 *
 * What they were warned of with it they know: the same words ask nobody again, they are noted, with the steps that follow
 * as well.
 */
void
belay_session_act_on_words (BelaySession *self,
                            BelayStep    *step)
{
  BelayWordSight *sight = self->words->sight;
  g_autofree char *origin = belay_session_get_origin_key (step);

  for (guint i = 0; sight != NULL && has_warning (step, GUARD) && i < sight->readings->len; i++)
    {
      const BelayScreenReading *reading = sight->readings->pdata[i];

      for (guint n = 0; n < reading->passages->len; n++)
        act_on (self, ((BelayScreenPassage *) reading->passages->pdata[n])->key);
      act_on (self, reading->unread_key);
    }

  if (has_warning (step, BELAY_ORIGIN_GUARD))
    act_on (self, origin);

  if (has_warning (step, "dangerous-text") || has_warning (step, BELAY_LINE_GUARD))
    belay_session_act_on_line (self, step);

  amend_steps (self);
}
