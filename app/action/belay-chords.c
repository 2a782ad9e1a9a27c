/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-keys.h"

#include <string.h>

#include "belay-action-private.h"
#include "belay-keys-private.h"

#define KEYSYM_SHIFT_L 0xffe1
#define KEYSYM_SHIFT_R 0xffe2

#define MAX_CHORDS     32

/* Reads one name up to the "+" after it; "+" itself is a name where a name is due. */
static char *
take_name (const char **at)
{
  const char *start = *at;
  gunichar ignored;
  gsize length;

  if (*start == '+')
    length = 1;
  else
    length = belay_keysym_scan_code_point (start, &ignored);

  if (length == 0)
    length = strcspn (start, "+");

  *at = start + length;

  return g_strndup (start, length);
}

static gboolean
add_modifier (BelayChord  *chord,
              guint32      keysym,
              const char  *text,
              GError     **error)
{
  for (guint i = 0; i < chord->n_modifiers; i++)
    {
      if (chord->modifiers[i] == keysym)
        return belay_action_invalid (error, "“%s” names a modifier twice", text);
    }

  if (chord->n_modifiers == BELAY_CHORD_MAX_MODIFIERS)
    return belay_action_invalid (error, "“%s” has more than %d modifiers", text, BELAY_CHORD_MAX_MODIFIERS);

  chord->modifiers[chord->n_modifiers++] = keysym;

  return TRUE;
}

/*
 * A VNC server takes the keysym for the symbol that is wanted and undoes a Shift that is in its way. So a chord has
 * what a real keyboard (with the US layout our sandboxes have) would send: "shift+s" is S and "shift+1" is ! held with
 * Shift, and "ctrl+S", as menus write it, is Ctrl with s.
 */
static void
settle_shift (BelayChord *chord)
{
  static const char plain[] = "`1234567890-=[]\\;',./";
  static const char shifted[] = "~!@#$%^&*()_+{}|:\"<>?";
  gunichar c = belay_keysym_to_unicode (chord->keysym);
  const char *symbol = NULL;
  gboolean shift = FALSE;

  /* Keys of the keypad type characters, too, but are keys of their own. */
  if (chord->n_modifiers == 0 || c == 0 || chord->keysym != belay_keysym_from_unicode (c))
    return;

  for (guint i = 0; i < chord->n_modifiers; i++)
    shift = shift || chord->modifiers[i] == KEYSYM_SHIFT_L || chord->modifiers[i] == KEYSYM_SHIFT_R;

  if (shift && c < 0x80)
    symbol = strchr (plain, (char) c);

  if (symbol != NULL)
    chord->keysym = shifted[symbol - plain];
  else if (g_unichar_isalpha (c))
    chord->keysym = belay_keysym_from_unicode (shift ? g_unichar_toupper (c) : g_unichar_tolower (c));
}

/* @text: one chord, not empty. */
static gboolean
parse_chord (const char  *text,
             BelayChord  *chord,
             GError     **error)
{
  const char *at = text;

  memset (chord, 0, sizeof *chord);

  for (;;)
    {
      g_autofree char *name = take_name (&at);
      guint32 keysym = belay_keysym_from_name (name);

      if (*name == '\0')
        return belay_action_invalid (error, "“%s” ends with “+”; for the plus key write “plus”", text);

      if (keysym == 0)
        return belay_action_invalid (error, "“%.64s” is not the name of a key; text is for the type action", name);

      if (belay_keysym_is_modifier (keysym) && !add_modifier (chord, keysym, text, error))
        return FALSE;

      if (!belay_keysym_is_modifier (keysym) && *at != '\0')
        return belay_action_invalid (error, "“%s” has “%.64s” before “+”, which is not a modifier; "
                                     "separate keys pressed one after the other with spaces", text, name);

      if (!belay_keysym_is_modifier (keysym))
        chord->keysym = keysym;

      if (*at == '\0')
        break;

      at++;
    }

  settle_shift (chord);

  return TRUE;
}

static GPtrArray *
split_chords (const char *text)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  /* A character alone is a key even if it is a space. */
  if (*text != '\0' && *g_utf8_next_char (text) == '\0')
    {
      g_ptr_array_add (parts, g_strdup (text));
      return g_steal_pointer (&parts);
    }

  while (*text != '\0')
    {
      gsize length = strcspn (text, " \t\r\n");

      if (length > 0)
        g_ptr_array_add (parts, g_strndup (text, length));

      text += length + strspn (text + length, " \t\r\n");
    }

  return g_steal_pointer (&parts);
}

/**
 * belay_chords_parse:
 * @text: keys in the syntax of the "key" action, such as "ctrl+s" or "ctrl+k ctrl+s", UTF-8
 * @chords: (out) (transfer full) (element-type BelayChord): 1 to 32 chords in the order they are struck
 * @error: return location for an error
 *
 * "+" joins modifiers and one key, white space separates chords. Keysyms come out as a real keyboard would send them:
 * with Shift held the upper case letter and the symbol above the digit, with only other modifiers the lower case letter.
 *
 * Returns: %TRUE, or %FALSE with %BELAY_ACTION_ERROR_INVALID and a message for the model
 */
gboolean
belay_chords_parse (const char  *text,
                    GArray     **chords,
                    GError     **error)
{
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GArray) result = NULL;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);
  g_return_val_if_fail (chords != NULL && (error == NULL || *error == NULL), FALSE);

  parts = split_chords (text);
  result = g_array_new (FALSE, FALSE, sizeof (BelayChord));

  if (parts->len == 0)
    return belay_action_invalid (error, "no key is named");

  if (parts->len > MAX_CHORDS)
    return belay_action_invalid (error, "%u keys are more than the %d that may be pressed in one action",
                                 parts->len, MAX_CHORDS);

  for (guint i = 0; i < parts->len; i++)
    {
      const char *part = g_ptr_array_index (parts, i);
      BelayChord chord;

      if (parts->len > 1 && strcmp (part, "+") == 0)
        return belay_action_invalid (error, "write “ctrl+s” without spaces around “+”; "
                                     "for the plus key write “plus”");

      if (!parse_chord (part, &chord, error))
        return FALSE;

      g_array_append_val (result, chord);
    }

  *chords = g_steal_pointer (&result);

  return TRUE;
}

/**
 * belay_modifiers_parse:
 * @text: modifiers alone, such as "ctrl" or "ctrl+shift", UTF-8
 * @chord: (out caller-allocates): the modifiers; the keysym is 0
 * @error: return location for an error
 *
 * Returns: %TRUE, or %FALSE with %BELAY_ACTION_ERROR_INVALID and a message for the model
 */
gboolean
belay_modifiers_parse (const char  *text,
                       BelayChord  *chord,
                       GError     **error)
{
  BelayChord result;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);
  g_return_val_if_fail (chord != NULL && (error == NULL || *error == NULL), FALSE);

  if (*text == '\0')
    return belay_action_invalid (error, "no modifier is named");

  if (!parse_chord (text, &result, error))
    return FALSE;

  if (result.keysym != 0)
    return belay_action_invalid (error, "“%.64s” is not made of modifiers alone; possible are shift, ctrl, alt and "
                                 "super, joined by “+”", text);

  *chord = result;

  return TRUE;
}

/**
 * belay_chord_get_label:
 * @chord: a chord
 *
 * Returns: (transfer full): what to press, for people: "Ctrl+S"
 */
char *
belay_chord_get_label (const BelayChord *chord)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gunichar c;

  g_return_val_if_fail (chord != NULL && chord->n_modifiers <= BELAY_CHORD_MAX_MODIFIERS, NULL);

  for (guint i = 0; i < chord->n_modifiers; i++)
    {
      if (i > 0)
        g_string_append_c (out, '+');

      belay_keysym_append_label (out, chord->modifiers[i]);
    }

  if (chord->keysym == 0)
    return g_string_free (g_steal_pointer (&out), FALSE);

  if (chord->n_modifiers > 0)
    g_string_append_c (out, '+');

  /* As on the key, and as menus write it. */
  c = belay_keysym_to_unicode (chord->keysym);

  if (chord->n_modifiers > 0 && g_unichar_isalpha (c))
    belay_keysym_append_label (out, belay_keysym_from_unicode (g_unichar_toupper (c)));
  else
    belay_keysym_append_label (out, chord->keysym);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
