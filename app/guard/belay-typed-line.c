/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-typed-line.h"

#include <string.h>

/* Bytes that are kept, and looked at in one go on the main loop. Blanks in a row count as one. */
#define MAX_SIZE 2048

#define KEYSYM_BACKSPACE 0xff08
#define KEYSYM_LINEFEED  0xff0a
#define KEYSYM_RETURN    0xff0d
#define KEYSYM_KP_ENTER  0xff8d
#define KEYSYM_INSERT    0xff63

struct _BelayTypedLine
{
  GString *line;
};

/* What one action does to it. */
typedef struct
{
  BelayTypedLine *line;
  GString        *whole;        /* lines that ended */
  gboolean        typed;
} Typing;

BelayTypedLine *
belay_typed_line_new (void)
{
  BelayTypedLine *self = g_new0 (BelayTypedLine, 1);

  self->line = g_string_new (NULL);

  return self;
}

BelayTypedLine *
belay_typed_line_copy (const BelayTypedLine *self)
{
  BelayTypedLine *copy = belay_typed_line_new ();

  g_string_append (copy->line, self->line->str);

  return copy;
}

void
belay_typed_line_free (BelayTypedLine *self)
{
  if (self == NULL)
    return;

  g_string_free (self->line, TRUE);
  g_free (self);
}

const char *
belay_typed_line_get (const BelayTypedLine *self)
{
  return self->line->str;
}

/* Keeps the end, from a whole character on. */
static void
shorten (GString *text)
{
  const char *from;

  if (text->len <= MAX_SIZE)
    return;

  from = g_utf8_find_next_char (text->str + text->len - MAX_SIZE - 1, NULL);
  g_string_erase (text, 0, from - text->str);
}

static void
type_character (Typing   *self,
                gunichar  c)
{
  GString *line = self->line->line;

  self->typed = TRUE;

  if (c == '\n' || c == '\r')
    {
      g_string_append (self->whole, line->str);
      g_string_append_c (self->whole, '\n');
      g_string_truncate (line, 0);
    }
  else if (!g_unichar_isspace (c) || line->len == 0 || line->str[line->len - 1] != ' ')
    {
      g_string_append_unichar (line, g_unichar_isspace (c) ? ' ' : c);
    }

  shorten (line);
  shorten (self->whole);
}

static void
type_text (Typing     *self,
           const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    type_character (self, g_utf8_get_char (p));
}

static void
erase_character (Typing *self)
{
  GString *line = self->line->line;

  if (line->len > 0)
    g_string_truncate (line, (gsize) (g_utf8_find_prev_char (line->str, line->str + line->len) - line->str));
}

static gboolean
is_shift (guint32 keysym)
{
  return keysym == 0xffe1 || keysym == 0xffe2;
}

static gboolean
is_control (guint32 keysym)
{
  return keysym == 0xffe3 || keysym == 0xffe4;
}

/* Ctrl+V, Ctrl+Shift+V, Shift+Insert. */
static gboolean
pastes (const BelayChord *chord)
{
  gboolean control = FALSE, shift = FALSE;

  for (guint i = 0; i < chord->n_modifiers; i++)
    {
      control |= is_control (chord->modifiers[i]);
      shift |= is_shift (chord->modifiers[i]);
    }

  return (control && (chord->keysym == 'v' || chord->keysym == 'V')) || (shift && chord->keysym == KEYSYM_INSERT);
}

static gboolean
is_plain (const BelayChord *chord)
{
  for (guint i = 0; i < chord->n_modifiers; i++)
    if (!is_shift (chord->modifiers[i]))
      return FALSE;

  return TRUE;
}

/* What moves about in the line, or clears it in some programs, leaves it as it is: what might be there counts. */
static void
press_chord (Typing           *self,
             const BelayChord *chord,
             const char       *clipboard)
{
  gunichar c = belay_keysym_to_unicode (chord->keysym);

  if (pastes (chord))
    {
      type_text (self, clipboard != NULL ? clipboard : "");
    }
  else if (chord->keysym == KEYSYM_RETURN || chord->keysym == KEYSYM_KP_ENTER || chord->keysym == KEYSYM_LINEFEED)
    {
      type_character (self, '\n');
    }
  else if (chord->keysym == KEYSYM_BACKSPACE && is_plain (chord))
    {
      erase_character (self);
    }
  else if (is_plain (chord) && c != 0 && !g_unichar_iscntrl (c))
    {
      type_character (self, c);
    }
}

static void
press_keys (Typing            *self,
            const BelayAction *action,
            const char        *clipboard)
{
  guint n_chords;
  const BelayChord *chords = belay_action_get_chords (action, &n_chords);

  for (guint n = 0; n < MAX (1, belay_action_get_repeat (action)); n++)
    for (guint i = 0; i < n_chords; i++)
      press_chord (self, &chords[i], clipboard);
}

static gboolean
moves_elsewhere (const BelayAction *action)
{
  return belay_action_sends_pointer (action) && belay_action_get_kind (action) != BELAY_ACTION_MOUSE_MOVE &&
         belay_action_get_kind (action) != BELAY_ACTION_SCROLL;
}

/**
 * belay_typed_line_add:
 * @self: a line
 * @action: what is done next
 * @clipboard: (nullable): what pasting would paste, as far as that is known
 *
 * Returns: (transfer full) (nullable): what is typed as a whole then; %NULL if @action says it all itself, or nothing
 */
char *
belay_typed_line_add (BelayTypedLine    *self,
                      const BelayAction *action,
                      const char        *clipboard)
{
  Typing typing = { .line = self };
  gboolean alone = self->line->len == 0 && belay_action_get_kind (action) == BELAY_ACTION_TYPE;
  gboolean any;

  if (moves_elsewhere (action))
    {
      g_string_truncate (self->line, 0);
      return NULL;
    }

  typing.whole = g_string_new (NULL);
  if (belay_action_get_kind (action) == BELAY_ACTION_TYPE)
    type_text (&typing, belay_action_get_text (action));
  else if (belay_action_sends_keys (action))
    press_keys (&typing, action, clipboard);

  g_string_append (typing.whole, self->line->str);
  any = typing.typed && !alone && strspn (typing.whole->str, " \n") < typing.whole->len;

  return g_string_free (typing.whole, !any);
}
