/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-typist.h"

#include "belay-action.h"
#include "belay-input-limits.h"

#define KEY_SHIFT_L 0xffe1

enum
{
  SHIFT_DOWN,
  KEY_DOWN,
  KEY_UP,
  SHIFT_UP,
  N_PHASES,
};

/**
 * belay_secret_typist_begin:
 * @self: a typist
 * @secret: what to type
 * @way: what becomes of a key behind the screen
 */
void
belay_secret_typist_begin (BelaySecretTypist *self,
                           BelaySecret       *secret,
                           BelayKeyWay        way)
{
  belay_secret_typist_clear (self);
  self->secret = belay_secret_ref (secret);
  self->at = belay_secret_get_value (secret);
  self->way = way;
}

/**
 * belay_secret_typist_clear:
 * @self: a typist
 *
 * Forgets the secret; may be called twice.
 */
void
belay_secret_typist_clear (BelaySecretTypist *self)
{
  g_clear_pointer (&self->secret, belay_secret_unref);
  *self = (BelaySecretTypist) { 0 };
}

/**
 * belay_secret_typist_next:
 * @self: a typist that has begun
 * @event: (out caller-allocates): the next key
 *
 * A keysym of printable ASCII is its character.
 *
 * Returns: %FALSE when all of it has been typed
 */
gboolean
belay_secret_typist_next (BelaySecretTypist *self,
                          BelayInputEvent   *event)
{
  guint32 keysym;
  gboolean shift;
  guint phase;

  if (*self->at == '\0')
    return FALSE;

  keysym = (guchar) *self->at;
  shift = self->way == BELAY_KEYS_SCANCODES && belay_keysym_needs_shift (keysym);
  phase = MAX (self->phase, shift ? SHIFT_DOWN : KEY_DOWN);

  *event = (BelayInputEvent) {
    .kind = phase == SHIFT_DOWN || phase == KEY_DOWN ? BELAY_INPUT_KEY_DOWN : BELAY_INPUT_KEY_UP,
    .keysym = phase == SHIFT_DOWN || phase == SHIFT_UP ? KEY_SHIFT_L : keysym,
  };

  self->phase = phase + 1;
  if (self->phase >= (shift ? N_PHASES : SHIFT_UP))
    {
      self->phase = 0;
      self->at++;
    }

  return TRUE;
}

/**
 * belay_secret_typist_check:
 * @plan: a plan
 * @secrets: (nullable) (element-type BelaySecret): the secrets there are for it
 * @error: return location for an error of %BELAY_ACTION_ERROR, in words for the model
 *
 * Returns: whether each of its secrets is there
 */
gboolean
belay_secret_typist_check (const BelayInputPlan  *plan,
                           GPtrArray             *secrets,
                           GError               **error)
{
  guint n_events;
  const BelayInputEvent *events = belay_input_plan_get_events (plan, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      if (events[i].kind != BELAY_INPUT_SECRET || belay_secret_pick (secrets, events[i].text) != NULL)
        continue;

      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID,
                   "The secret “%s” is not there. Nothing was typed.", events[i].text);
      return FALSE;
    }

  return TRUE;
}
