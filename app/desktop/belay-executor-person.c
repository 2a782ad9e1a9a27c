/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-executor-private.h"

#define KEY_SHIFT_L 0xffe1

/* What goes out without a plan: the person's own hands, and the releases of an earlier run; and what is known of both. */

/**
 * belay_executor_release_keys:
 * @self: an executor
 * @keysyms: (array length=n_keysyms): X keysyms, as belay_input_plan_keys_from_json() finds them
 * @n_keysyms: how many
 *
 * Releases keys that a plan may have left down when the program died. If the screen is not live they are released as
 * soon as it is.
 */
void
belay_executor_release_keys (BelayExecutor *self,
                             const guint32 *keysyms,
                             guint          n_keysyms)
{
  g_return_if_fail (BELAY_IS_EXECUTOR (self));
  g_return_if_fail (self->task == NULL);

  for (guint i = 0; i < n_keysyms; i++)
    belay_input_ledger_note_key (&self->hands.ledger, keysyms[i], TRUE);

  belay_hands_release (&self->hands);
}

/**
 * belay_executor_release_buttons:
 * @self: an executor
 * @point: where a plan may have left a button down when the program died, screen pixels
 *
 * Releases every button there. If the screen is not live that happens as soon as it is.
 */
void
belay_executor_release_buttons (BelayExecutor *self,
                                BelayPoint     point)
{
  const guint buttons = BELAY_BUTTON_LEFT | BELAY_BUTTON_MIDDLE | BELAY_BUTTON_RIGHT;

  g_return_if_fail (BELAY_IS_EXECUTOR (self));
  g_return_if_fail (self->task == NULL);

  belay_input_ledger_note_pointer (&self->hands.ledger, point, buttons, g_get_monotonic_time ());
  belay_hands_release (&self->hands);
}

void
belay_executor_renew (BelayExecutor *self,
                      BelayPoint     point,
                      guint          buttons)
{
  /* One that is up already: nothing comes of it. */
  static const guint32 key[] = { KEY_SHIFT_L };

  g_return_if_fail (BELAY_IS_EXECUTOR (self));

  if (buttons != 0)
    belay_executor_pass_pointer (self, point, buttons);

  belay_executor_release_keys (self, key, G_N_ELEMENTS (key));
}

guint
belay_executor_get_buttons (BelayExecutor *self)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), 0);

  return self->hands.ledger.buttons;
}

/**
 * belay_executor_pass_pointer:
 * @self: an executor
 * @point: screen pixels
 * @buttons: what the person holds down
 *
 * Passes on the person's mouse.
 *
 * Returns: %FALSE, and nothing was sent, if a plan is running or the screen is not live
 */
gboolean
belay_executor_pass_pointer (BelayExecutor *self,
                             BelayPoint     point,
                             guint          buttons)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), FALSE);

  if (self->hands.owes_releases)
    belay_hands_release (&self->hands);

  return self->task == NULL && belay_hands_send_pointer (&self->hands, point, buttons);
}

/**
 * belay_executor_pass_key:
 * @self: an executor
 * @keysym: an X keysym
 * @down: whether it goes down or up
 *
 * Passes on the person's keyboard.
 *
 * Returns: %FALSE, and nothing was sent, if a plan is running or the screen is not live
 */
gboolean
belay_executor_pass_key (BelayExecutor *self,
                         guint32        keysym,
                         gboolean       down)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), FALSE);

  if (self->hands.owes_releases)
    belay_hands_release (&self->hands);

  return self->task == NULL && belay_hands_send_key (&self->hands, keysym, down);
}

/**
 * belay_executor_get_pointer:
 * @self: an executor
 * @point: (out) (optional): where the pointer was last put, screen pixels
 *
 * Returns: %TRUE if it was ever put anywhere
 */
gboolean
belay_executor_get_pointer (BelayExecutor *self,
                            BelayPoint    *point)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), FALSE);

  if (self->hands.ledger.has_pointer && point != NULL)
    *point = self->hands.ledger.pointer;

  return self->hands.ledger.has_pointer;
}

/**
 * belay_executor_is_holding:
 * @self: an executor
 *
 * Returns: %TRUE if a button or a key is down
 */
gboolean
belay_executor_is_holding (BelayExecutor *self)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), FALSE);

  return belay_input_ledger_is_holding (&self->hands.ledger);
}

/**
 * belay_executor_get_last_time:
 * @self: an executor
 *
 * Returns: g_get_monotonic_time() of the last event that went out, 0 if none ever did
 */
gint64
belay_executor_get_last_time (BelayExecutor *self)
{
  g_return_val_if_fail (BELAY_IS_EXECUTOR (self), 0);

  return self->hands.last_time;
}
