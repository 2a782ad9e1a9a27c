/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-input-limits.h"

#include <string.h>

#include "belay-keys.h"

/**
 * belay_keysym_takes_slot:
 * @keysym: an X keysym
 *
 * An X server gives each character that its keymap lacks a key of its own, for good, and drops further ones silently
 * when it has none left (measured on Xtigervnc 1.12).
 *
 * Returns: %TRUE for characters beyond ASCII
 */
gboolean
belay_keysym_takes_slot (guint32 keysym)
{
  return belay_keysym_to_unicode (keysym) >= 0x80;
}

/**
 * belay_keysym_needs_shift:
 * @keysym: an X keysym
 *
 * Returns: %TRUE for what a US keyboard has only with Shift held down
 */
gboolean
belay_keysym_needs_shift (guint32 keysym)
{
  return (keysym >= 'A' && keysym <= 'Z') ||
         (keysym > 0x20 && keysym < 0x7f && strchr ("~!@#$%^&*()_+{}|:\"<>?", (int) keysym) != NULL);
}

static gboolean
check_slots (const GArray               *events,
             const BelayInputSituation  *situation,
             GError                    **error)
{
  g_autoptr(GHashTable) added = g_hash_table_new (NULL, NULL);
  guint n_used = situation->used != NULL ? g_hash_table_size (situation->used) : 0;

  for (guint i = 0; i < events->len; i++)
    {
      const BelayInputEvent *event = &g_array_index (events, BelayInputEvent, i);
      gpointer key = GUINT_TO_POINTER (event->keysym);

      if (event->kind == BELAY_INPUT_KEY_DOWN && belay_keysym_takes_slot (event->keysym) &&
          (situation->used == NULL || !g_hash_table_contains (situation->used, key)))
        g_hash_table_add (added, key);
    }

  if (g_hash_table_size (added) > 0 && n_used + g_hash_table_size (added) > BELAY_KEYS_SYMBOL_SLOTS)
    {
      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID,
                   "This screen has no clipboard, and its keyboard can take only %d different characters beyond ASCII: "
                   "%u were typed before, this text needs %u more. Nothing was typed.",
                   BELAY_KEYS_SYMBOL_SLOTS, n_used, g_hash_table_size (added));
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_length (const GArray               *events,
              const BelayInputSituation  *situation,
              GError                    **error)
{
  guint64 ms = 0;

  for (guint i = 0; i < events->len; i++)
    ms += g_array_index (events, BelayInputEvent, i).ms;

  if (situation->way == BELAY_KEYS_SCANCODES)
    ms += (guint64) events->len * BELAY_KEYS_SCANCODE_MS;

  if (events->len > BELAY_INPUT_PLAN_MAX_EVENTS || ms > BELAY_INPUT_PLAN_MAX_MS)
    {
      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID,
                   "The action is too long: it would take %u events and %" G_GUINT64_FORMAT " s. Do it in parts.",
                   events->len, ms / 1000);
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_input_limits_check:
 * @plan: a plan that is being made
 * @situation: where the screen stands
 * @error: (nullable): return location for %BELAY_ACTION_ERROR_INVALID, in words for the model
 *
 * Refuses a plan that would take too long, or types more different characters than the server keeps.
 *
 * Returns: %TRUE if all of it can be carried out
 */
gboolean
belay_input_limits_check (const BelayInputPlanBuilder  *plan,
                          const BelayInputSituation    *situation,
                          GError                      **error)
{
  return check_slots (plan->events, situation, error) && check_length (plan->events, situation, error);
}
