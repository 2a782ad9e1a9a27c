/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-hidden-text.h"
#include "belay-visible-text.h"

/* What the agent sees and the person does not: each picture that goes to the agent is looked at for text that is too faint
 * for a person. What is found there is a finding on every step proposed on that picture. */

#define GUARD         "hidden-text"
#define MAX_QUOTE     160       /* characters */
#define MAX_FINDINGS  3         /* of text, on one step; the record has them all */

/* The pictures of one message to the agent. */
struct _BelaySight
{
  GPtrArray *verdicts;          /* of BelayHiddenVerdict */
  guint      n_pending;
};

static void
sight_clear (BelaySight *self)
{
  g_ptr_array_unref (self->verdicts);
}

static BelaySight *
sight_new (void)
{
  BelaySight *self = g_rc_box_new0 (BelaySight);

  self->verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_hidden_verdict_free);

  return self;
}

void
belay_sight_unref (BelaySight *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) sight_clear);
}

/* Sentences. */

static char *
describe_words (const BelayHiddenPlace *place)
{
  g_autofree char *line = g_strdelimit (g_strdup (place->text), "\n", ' ');
  g_autofree char *quote = belay_visible_text (line, MAX_QUOTE);

  if (*quote == '\0')
    return g_strdup (_("There is text too faint for you to see, and too small to be read."));

  /* Translators: %s is what it says */
  return g_strdup_printf (_("Text too faint for you to see says “%s”"), quote);
}

static char *
describe_problem (const BelayHiddenVerdict *verdict)
{
  /* Translators: %s is a sentence that says why */
  return g_strdup_printf (_("Something is drawn there too faintly for you to see, and could not be read. %s"),
                          verdict->problem);
}

static char *
describe_unread (guint n)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "In %u place something is drawn too faintly for you to see. It cannot be read on "
                                       "this machine.",
                                       "In %u places something is drawn too faintly for you to see. It cannot be read on "
                                       "this machine.", n), n);
}

/* Findings. */

static void
add_finding (GPtrArray       *findings,
             const char      *guard,
             gboolean         known,
             const char      *sentence,
             const BelayRect *region)
{
  g_ptr_array_add (findings, belay_finding_new (guard, known ? BELAY_FINDING_NOTE : BELAY_FINDING_WARN, sentence, region));
}

static void
add_verdict (BelaySession             *self,
             const BelayHiddenVerdict *verdict,
             GHashTable               *seen,
             GPtrArray                *findings)
{
  const BelayHiddenPlace *first = NULL;
  gboolean known = TRUE;
  guint n_unread = 0;
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < verdict->places->len; i++)
    {
      const BelayHiddenPlace *place = verdict->places->pdata[i];
      gboolean acted_on = g_hash_table_contains (self->acted_on, place->key);

      if (place->kind == BELAY_HIDDEN_NOTHING || !g_hash_table_add (seen, place->key))
        continue;

      if (place->kind == BELAY_HIDDEN_UNREAD)
        {
          first = n_unread++ == 0 ? place : first;
          known &= acted_on;
        }
      else if (findings->len < MAX_FINDINGS)
        {
          g_autofree char *words = describe_words (place);

          add_finding (findings, GUARD, acted_on, words, &place->area);
        }
    }

  if (n_unread == 0)
    return;

  sentence = verdict->problem != NULL ? describe_problem (verdict) : describe_unread (n_unread);
  add_finding (findings, GUARD ":unread", known || verdict->problem == NULL, sentence, &first->area);
}

/**
 * belay_session_add_hidden:
 * @self: a session
 * @findings: (element-type BelayFinding): gets what is hidden in the pictures the agent has seen last
 */
void
belay_session_add_hidden (BelaySession *self,
                          GPtrArray    *findings)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) hidden = g_ptr_array_new ();

  for (guint i = 0; self->sight != NULL && i < self->sight->verdicts->len; i++)
    add_verdict (self, self->sight->verdicts->pdata[i], seen, hidden);

  for (guint i = 0; i < hidden->len; i++)
    g_ptr_array_add (findings, hidden->pdata[i]);
}

/* Telling. */

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

/* Each text once, wherever it stays; and each way in which nothing is known. */
static void
tell_verdict (BelaySession             *self,
              const BelayHiddenVerdict *verdict)
{
  guint n_unread = 0;

  for (guint i = 0; i < verdict->places->len; i++)
    {
      const BelayHiddenPlace *place = verdict->places->pdata[i];

      if (place->kind == BELAY_HIDDEN_WORDS)
        {
          g_autofree char *sentence = describe_words (place);

          tell (self, place->key, sentence);
        }

      n_unread += place->kind == BELAY_HIDDEN_UNREAD ? 1 : 0;
    }

  if (n_unread > 0)
    {
      g_autofree char *sentence = verdict->problem != NULL ? describe_problem (verdict) : describe_unread (n_unread);

      tell (self, verdict->problem != NULL ? sentence : "unreadable", sentence);
    }
}

/* A step whose examination was late has been shown without this. */
static void
amend_late (BelaySession *self)
{
  GListModel *steps = self->turn != NULL ? belay_turn_get_steps (self->turn) : NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);

  belay_session_add_hidden (self, findings);

  for (guint i = 0; steps != NULL && i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (steps, i);
      BelayStepState state = belay_step_get_state (step);

      if ((state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING) &&
          belay_step_replace_findings (step, GUARD, findings))
        belay_trail_append (self->trail, "scan", belay_record_scan (step));
    }
}

/* One picture on its way. */
typedef struct
{
  BelaySession *session;
  BelaySight   *sight;
  char         *sha256;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->session);
  belay_sight_unref (look->sight);
  g_free (look->sha256);
  g_free (look);
}

static void
on_examined (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Look *look = user_data;
  BelaySession *self = look->session;
  BelayHiddenVerdict *verdict = belay_hidden_text_examine_finish (BELAY_HIDDEN_TEXT (source), result, NULL);

  look->sight->n_pending--;

  for (guint i = 0; verdict != NULL && i < verdict->places->len; i++)
    {
      BelayHiddenPlace *place = verdict->places->pdata[i];
      g_autofree char *text = g_steal_pointer (&place->text);

      place->text = text != NULL ? belay_session_scrub (self, text) : NULL;
    }

  if (verdict != NULL)
    g_ptr_array_add (look->sight->verdicts, verdict);

  if (verdict != NULL && self->state != BELAY_SESSION_CLOSED)
    {
      belay_trail_append (self->trail, "scan", belay_record_hidden (look->sha256, verdict));
      belay_session_set_trouble (self, GUARD, verdict->problem);
      tell_verdict (self, verdict);

      if (look->sight == self->sight && look->sight->n_pending == 0)
        {
          amend_late (self);
          belay_session_end_examinations (self);
        }
    }

  look_free (look);
}

/**
 * belay_session_show_agent:
 * @self: a session
 * @picture: a picture that will go to the agent with the next message
 *
 * Looks for text on @picture that the person cannot see, while it is sent: what is proposed on it waits for the verdict.
 */
void
belay_session_show_agent (BelaySession *self,
                          BelayPicture *picture)
{
  Look *look = g_new (Look, 1);

  if (self->next_sight == NULL)
    self->next_sight = sight_new ();

  self->next_sight->n_pending++;
  look->session = g_object_ref (self);
  look->sight = g_rc_box_acquire (self->next_sight);
  look->sha256 = g_strdup (belay_picture_get_sha256 (picture));
  belay_session_watch_glimpse (self, picture);
  belay_hidden_text_examine_async (self->hidden_text, belay_picture_get_shown (picture), self->opening, on_examined, look);
  belay_session_read_words (self, picture);
}

/**
 * belay_session_change_sight:
 * @self: a session that says something to its agent
 *
 * From now on the agent speaks of the pictures that go with this message; if there is none, still of those before.
 */
void
belay_session_change_sight (BelaySession *self)
{
  belay_session_change_word_sight (self);
  if (self->next_sight == NULL)
    return;

  belay_session_change_glimpses (self);
  g_clear_pointer (&self->sight, belay_sight_unref);
  self->sight = g_steal_pointer (&self->next_sight);
}

/**
 * belay_session_is_sight_clear:
 * @self: a session
 *
 * Returns: whether it is known what is hidden in the pictures the agent has seen last
 */
gboolean
belay_session_is_sight_clear (BelaySession *self)
{
  return self->sight == NULL || self->sight->n_pending == 0;
}

/**
 * belay_session_act_on_hidden:
 * @self: a session
 * @step: a step the person has just approved or changed
 *
 * If they were told of something hidden with it, they know: the same pixels ask nobody again, they are noted.
 */
void
belay_session_act_on_hidden (BelaySession *self,
                             BelayStep    *step)
{
  GPtrArray *findings = belay_step_get_findings (step);
  gboolean told = FALSE;

  for (guint i = 0; i < findings->len; i++)
    told |= g_str_has_prefix (belay_finding_get_guard (findings->pdata[i]), GUARD);

  for (guint i = 0; told && self->sight != NULL && i < self->sight->verdicts->len; i++)
    {
      const BelayHiddenVerdict *verdict = self->sight->verdicts->pdata[i];

      for (guint n = 0; n < verdict->places->len; n++)
        {
          const BelayHiddenPlace *place = verdict->places->pdata[n];

          if (place->kind != BELAY_HIDDEN_NOTHING)
            g_hash_table_add (self->acted_on, g_strdup (place->key));
        }
    }
}
