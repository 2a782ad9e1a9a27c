/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-secret-match.h"
#include "belay-secret.h"

/* Secrets by name: those the person has mentioned in their own words are offered to the agent, others are not, whatever the
 * screen says. Typing one asks every time. */

#define GUARD "secret"
#define PATCH_SIDE 96           /* screen pixels around the caret: what a place looks like */

/**
 * belay_session_offer_secrets:
 * @self: a session
 * @words: the person's own
 *
 * The secrets they mention can be typed from now on, until the session ends.
 */
void
belay_session_offer_secrets (BelaySession *self,
                             const char   *words)
{
  g_autoptr(GArray) places = belay_secret_find (words);

  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, BelaySecretPlace, i).name;

      if (name != NULL)
        g_hash_table_add (self->offered, g_strdup (name));
    }
}

/* A secret that the person writes into a step is mentioned; one that was there already is not. */
void
belay_session_offer_edited (BelaySession *self,
                            BelayStep    *step,
                            BelayAction  *action)
{
  BelayAction *proposed = belay_proposal_get_action (belay_step_get_proposal (step));
  const char *before = proposed != NULL ? belay_action_get_text (proposed) : NULL;
  g_autoptr(GArray) places = belay_secret_find (belay_action_get_text (action));

  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, BelaySecretPlace, i).name;
      g_autofree char *written = name != NULL ? belay_secret_format (name) : NULL;

      if (name != NULL && (before == NULL || strstr (before, written) == NULL))
        g_hash_table_add (self->offered, g_strdup (name));
    }
}

static gboolean
types_secrets (const BelayAction *action)
{
  return action != NULL && belay_action_get_kind (action) == BELAY_ACTION_TYPE &&
         belay_secret_is_in (belay_action_get_text (action));
}

static void
tell_refused (BelaySession *self,
              const char   *name)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is the name of a secret */
  sentence = g_strdup_printf (_("The agent wanted to type the secret “%s”, which you have not mentioned. It was not "
                                "offered, and nothing was typed."), name);
  belay_trail_append (self->trail, "note", belay_record_string ("text", sentence));
  belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);
}

/**
 * belay_session_refuse_secrets:
 * @self: a session
 * @action: what was just proposed
 *
 * Returns: (transfer full) (nullable): why it can never run, for the model: it names a secret that is not offered here.
 *   The person is told
 */
char *
belay_session_refuse_secrets (BelaySession *self,
                              BelayAction  *action)
{
  g_autoptr(GArray) places = NULL;

  if (!types_secrets (action))
    return NULL;

  places = belay_secret_find (belay_action_get_text (action));
  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, BelaySecretPlace, i).name;

      if (name == NULL)
        return g_strdup ("Not executed: the text holds “{{secret:” without a valid name after it. Nothing was typed.");

      if (!g_hash_table_contains (self->offered, name))
        {
          tell_refused (self, name);
          return g_strdup_printf ("Not executed: the secret “%s” is not offered in this session. Only secrets that the "
                                  "person names in their own messages can be typed. Nothing was typed.", name);
        }
    }

  return NULL;
}

/* The same for the same secret, the same place and the same look of it. */
static char *
make_key (BelaySession *self,
          BelayFrame   *frame,
          const char   *name,
          BelayRect    *area)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *pixels = NULL;
  BelayPoint caret;
  gsize stride;

  if (frame == NULL || !belay_gate_get_caret (self->gate, &caret))
    return NULL;

  *area = belay_rect_around (caret, PATCH_SIDE, belay_frame_get_width (frame), belay_frame_get_height (frame));
  stride = (gsize) area->width * 4;
  pixels = g_malloc (stride * (gsize) area->height);
  belay_frame_read (frame, area, pixels, stride);
  g_checksum_update (checksum, pixels, (gssize) (stride * (gsize) area->height));

  return g_strdup_printf ("%s %d,%d %s", name, caret.x, caret.y, g_checksum_get_string (checksum));
}

/**
 * belay_session_add_secrets:
 * @self: a session
 * @step: a step that is examined
 * @findings: (element-type BelayFinding): gets one for each secret it types: whatever the slack, the person is asked; and
 *   asked to name the risk, unless it has been typed in the very same place before
 */
void
belay_session_add_secrets (BelaySession *self,
                           BelayStep    *step,
                           GPtrArray    *findings)
{
  g_autoptr(GArray) places = NULL;

  if (!types_secrets (belay_step_get_action (step)))
    return;

  places = belay_secret_find (belay_action_get_text (belay_step_get_action (step)));
  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, BelaySecretPlace, i).name;
      BelayRect area;
      g_autofree char *key = name != NULL ? make_key (self, belay_screen_get_frame (self->screen), name, &area) : NULL;
      gboolean known = key != NULL && g_hash_table_contains (self->typed_into, key);
      g_autofree char *sentence = NULL;

      if (known)
        /* Translators: %s is the name of a secret */
        sentence = g_strdup_printf (_("Types your secret “%s” where it has been typed before."), name);
      else
        /* Translators: %s is the name of a secret */
        sentence = g_strdup_printf (_("Types your secret “%s” into a place it has not been typed into before. Whatever is "
                                      "there will have it."), name != NULL ? name : "?");

      g_ptr_array_add (findings, belay_finding_new (known ? GUARD : GUARD ":new-place",
                                                    known ? BELAY_FINDING_WARN : BELAY_FINDING_HOLD, sentence,
                                                    key != NULL ? &area : NULL));
    }
}

/**
 * belay_session_note_secrets:
 * @self: a session
 * @step: a step that has just been approved
 *
 * Where it types its secrets is a known place from now on.
 */
void
belay_session_note_secrets (BelaySession *self,
                            BelayStep    *step)
{
  const BelayDecision *decision = belay_step_get_decision (step);
  g_autoptr(GArray) places = NULL;

  if (decision == NULL || !types_secrets (decision->action))
    return;

  places = belay_secret_find (belay_action_get_text (decision->action));
  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, BelaySecretPlace, i).name;
      BelayRect area;
      char *key = name != NULL ? make_key (self, decision->frame, name, &area) : NULL;

      if (key != NULL)
        g_hash_table_add (self->typed_into, key);
    }
}

/**
 * belay_session_tell_secret_problem:
 * @self: a session in which a step has just failed
 *
 * Tells the person why a secret could not be fetched, if that was it.
 */
void
belay_session_tell_secret_problem (BelaySession *self)
{
  g_autoptr(GError) problem = belay_gate_take_secret_problem (self->gate);

  if (problem != NULL && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, problem->message);
}

char *
belay_session_scrub (BelaySession *self,
                     const char   *text)
{
  GPtrArray *secrets = belay_gate_get_typed_secrets (self->gate);
  char *scrubbed = belay_secret_match_scrub (secrets, text);

  return scrubbed != NULL ? scrubbed : g_strdup (text);
}
