/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-input-ledger.h"

#include "belay-input-limits.h"

/**
 * belay_input_ledger_init:
 * @self: (out caller-allocates): an uninitialised ledger
 *
 * Starts with nothing held and the pointer anywhere.
 */
void
belay_input_ledger_init (BelayInputLedger *self)
{
  *self = (BelayInputLedger) {
    .keys = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .used = g_hash_table_new (NULL, NULL),
  };
}

/**
 * belay_input_ledger_clear:
 * @self: a ledger
 *
 * Frees what it holds; may be called twice.
 */
void
belay_input_ledger_clear (BelayInputLedger *self)
{
  g_clear_pointer (&self->keys, g_array_unref);
  g_clear_pointer (&self->used, g_hash_table_unref);
}

/**
 * belay_input_ledger_note_pointer:
 * @self: a ledger
 * @point: screen pixels
 * @buttons: what is down now
 * @time: g_get_monotonic_time()
 *
 * A pointer event has been sent.
 */
void
belay_input_ledger_note_pointer (BelayInputLedger *self,
                                 BelayPoint        point,
                                 guint             buttons,
                                 gint64            time)
{
  const guint clicking = BELAY_BUTTON_LEFT | BELAY_BUTTON_MIDDLE | BELAY_BUTTON_RIGHT;

  if (self->buttons & ~buttons & clicking)
    {
      self->has_click = TRUE;
      self->click = point;
      self->click_time = time;
    }

  self->has_pointer = TRUE;
  self->pointer = point;
  self->buttons = buttons;
}

/**
 * belay_input_ledger_note_key:
 * @self: a ledger
 * @keysym: an X keysym
 * @down: whether it went down or up
 *
 * A key event has been sent. A key that repeats is still held once.
 */
void
belay_input_ledger_note_key (BelayInputLedger *self,
                             guint32           keysym,
                             gboolean          down)
{
  guint i = 0;

  while (i < self->keys->len && g_array_index (self->keys, guint32, i) != keysym)
    i++;

  if (down && i == self->keys->len)
    g_array_append_val (self->keys, keysym);
  else if (!down && i < self->keys->len)
    g_array_remove_index (self->keys, i);

  if (down && belay_keysym_takes_slot (keysym))
    g_hash_table_add (self->used, GUINT_TO_POINTER (keysym));
}

/**
 * belay_input_ledger_is_holding:
 * @self: a ledger
 *
 * Returns: %TRUE if any button or key is down
 */
gboolean
belay_input_ledger_is_holding (const BelayInputLedger *self)
{
  return self->buttons != 0 || self->keys->len > 0;
}

/**
 * belay_input_ledger_get_last_key:
 * @self: a ledger
 *
 * Returns: the key that went down last of those held, the first to release; 0 if there is none
 */
guint32
belay_input_ledger_get_last_key (const BelayInputLedger *self)
{
  return self->keys->len > 0 ? g_array_index (self->keys, guint32, self->keys->len - 1) : 0;
}
