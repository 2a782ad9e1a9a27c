/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-visible-text.h"

#include <string.h>

#define PIECE_SIZE 16

/* Letters and marks of no width or no ink that Unicode does not count as formatting. */
static gboolean
is_blank_letter (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || (c >= 0x180b && c <= 0x180f) ||
         c == 0x2800 || c == 0x3164 || c == 0xffa0 || (c >= 0xfe00 && c <= 0xfe0e) || (c >= 0xe0100 && c <= 0xe01ef);
}

static gboolean
is_hidden (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;

    case G_UNICODE_SPACE_SEPARATOR:
      /* U+3000 is the ordinary space of Chinese and Japanese, and wide enough to be seen. */
      return c != ' ' && c != 0x3000;

    default:
      return is_blank_letter (c);
    }
}

/* Writes what stands for the character at @p of @text, and returns how many characters that is. */
static guint
spell (const char *text,
       const char *p,
       char        piece[PIECE_SIZE])
{
  gunichar c = g_utf8_get_char (p);

  if (c == '\n')
    g_strlcpy (piece, "⏎", PIECE_SIZE);
  else if (c == '\t')
    g_strlcpy (piece, "⇥", PIECE_SIZE);
  else if (c < 0x20)
    piece[g_unichar_to_utf8 (0x2400 + c, piece)] = '\0';
  else if (c == 0x7f)
    g_strlcpy (piece, "␡", PIECE_SIZE);
  else if (c == 0xfe0f && p > text && g_utf8_get_char (g_utf8_prev_char (p)) >= 0x2000 &&
           g_utf8_get_char (g_utf8_prev_char (p)) != 0xfe0f)
    piece[g_unichar_to_utf8 (c, piece)] = '\0';
  else if (c == 0xfe0f || is_hidden (c))
    g_snprintf (piece, PIECE_SIZE, "\\u{%X}", c);
  else
    piece[g_unichar_to_utf8 (c, piece)] = '\0';

  return g_utf8_strlen (piece, -1);
}

static void
append_range (GString    *out,
              const char *text,
              const char *from,
              const char *to)
{
  char piece[PIECE_SIZE];

  for (const char *p = from; p < to; p = g_utf8_next_char (p))
    {
      spell (text, p, piece);
      g_string_append (out, piece);
    }
}

/**
 * belay_visible_text:
 * @text: UTF-8; what is not valid is replaced
 * @max_chars: about how many characters to return at most, 0: any number
 *
 * Makes everything visible that a display would swallow or obey: line feed becomes "⏎", tab "⇥", other control
 * characters their pictures ("␛"), and bidirectional controls, zero-width and tag characters, odd spaces and
 * unassigned code points "\u{202E}". Of longer text the middle is left out.
 *
 * Any thread.
 *
 * Returns: (transfer full): one line of text; not Pango markup
 */
char *
belay_visible_text (const char *text,
                    guint       max_chars)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *valid = NULL;
  const char *head, *tail;
  char piece[PIECE_SIZE];
  guint n_head = 0, n_tail = 0;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  head = valid;
  tail = valid + strlen (valid);

  while (head < tail)
    {
      guint length = spell (valid, head, piece);

      if (max_chars > 0 && n_head + length > max_chars - max_chars / 2)
        break;

      n_head += length;
      head = g_utf8_next_char (head);
    }

  while (head < tail)
    {
      guint length = spell (valid, g_utf8_prev_char (tail), piece);

      if (n_tail + length > max_chars / 2)
        break;

      n_tail += length;
      tail = g_utf8_prev_char (tail);
    }

  append_range (out, valid, valid, head);

  if (head < tail)
    g_string_append (out, "…");

  append_range (out, valid, tail, valid + strlen (valid));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Of what nobody sees, what letters are joined with, lines broken at, and what says which way a word reads; and emoji younger
 * than this program. None of it turns the order of what follows. */
static gboolean
is_of_writing (gunichar c)
{
  return c == '\n' || c == '\t' || c == 0xad || c == 0x61c || (c >= 0x200c && c <= 0x200f) || c == 0xfe0f ||
         g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR ||
         (c >= 0x1f000 && c <= 0x1faff && g_unichar_type (c) == G_UNICODE_UNASSIGNED);
}

/**
 * belay_visible_prose:
 * @text: UTF-8; what is not valid is replaced
 *
 * Makes visible what a display would obey, and what hides words, as belay_visible_text() does, and leaves lines as they are.
 *
 * Any thread.
 *
 * Returns: (transfer full): not Pango markup
 */
char *
belay_visible_prose (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *valid = NULL;
  char piece[PIECE_SIZE];

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;

      if (is_of_writing (c))
        {
          g_string_append_unichar (out, c);
          continue;
        }

      spell (valid, p, piece);
      g_string_append (out, piece);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
