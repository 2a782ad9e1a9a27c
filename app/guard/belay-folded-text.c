/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-folded-text.h"

#include <string.h>

/* A formula has a styled letter or two. */
#define MIN_STYLED 4

/* Letters that look like a Latin one in common fonts; after Unicode's confusables.txt, UTS #39. */
static const struct
{
  gunichar from;
  char     to;
} lookalikes[] = {
  { 0x0430, 'a' }, { 0x0432, 'b' }, { 0x0441, 'c' }, { 0x0501, 'd' }, { 0x0435, 'e' }, { 0x0454, 'e' }, { 0x04bb, 'h' },
  { 0x043d, 'h' }, { 0x0456, 'i' }, { 0x0457, 'i' }, { 0x0458, 'j' }, { 0x043a, 'k' }, { 0x04cf, 'l' }, { 0x043c, 'm' },
  { 0x043e, 'o' }, { 0x0440, 'p' }, { 0x051b, 'q' }, { 0x0433, 'r' }, { 0x0455, 's' }, { 0x0442, 't' }, { 0x0475, 'v' },
  { 0x051d, 'w' }, { 0x0445, 'x' }, { 0x0443, 'y' }, { 0x04af, 'y' }, { 0x03b1, 'a' }, { 0x03f2, 'c' }, { 0x03b5, 'e' },
  { 0x03b9, 'i' }, { 0x03ba, 'k' }, { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03bd, 'v' },
  { 0x03c7, 'x' }, { 0x03b3, 'y' }, { 0x0131, 'i' }, { 0x0261, 'g' }, { 0x0585, 'o' }, { 0x057d, 'u' }, { 0x0578, 'n' },
};

/* Capitals that look like a Latin letter where the small letter looks like another, or like none. */
static const struct
{
  gunichar from;
  char     to;
} lookalike_capitals[] = {
  { 0x0392, 'b' }, { 0x0396, 'z' }, { 0x0397, 'h' }, { 0x039c, 'm' }, { 0x039d, 'n' }, { 0x03a5, 'y' },
};

static char
get_lookalike (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lookalike_capitals); i++)
    if (lookalike_capitals[i].from == c)
      return lookalike_capitals[i].to;

  c = g_unichar_tolower (c);

  for (gsize i = 0; i < G_N_ELEMENTS (lookalikes); i++)
    if (lookalikes[i].from == c)
      return lookalikes[i].to;

  return 0;
}

static gboolean
is_bidi (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* These stand in every text that is written from right to left, or quotes from one. */
static gboolean
is_plain_mark (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || c == 0x2068 || c == 0x2069;
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefe);
}

/* Letters drawn in a style of their own, which Unicode takes for the same letter. */
static gboolean
is_styled (gunichar c)
{
  return (c >= 0x1d400 && c <= 0x1d7ff) || (c >= 0x24b6 && c <= 0x24e9) || (c >= 0xff01 && c <= 0xff5e) ||
         (c >= 0x1f130 && c <= 0x1f149);
}

/* Among these, letters of full width are ordinary. */
static gboolean
is_wide_script (gunichar c)
{
  return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af);
}

/* Joiners belong to emoji and to the scripts that need them, variation selectors to what stands before them: U+20E3 makes
 * a key of a digit. */
static gboolean
is_invisible (gunichar c,
              gunichar before,
              gunichar after)
{
  if (c == 0xfe0f && after == 0x20e3)
    return !g_unichar_isdigit (before) && before != '#' && before != '*';

  if ((c == 0xfe0f || c == 0xfe0e) && (before == 0xa9 || before == 0xae))
    return FALSE;

  if (c == 0x200d || c == 0x200c || c == 0xfe0f || c == 0xfe0e)
    return before < 0x300;

  return c == 0x00ad || c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x180e || c == 0x200b || c == 0x2060 ||
         (c >= 0x2061 && c <= 0x2064) || c == 0x2800 || c == 0x3164 || c == 0xfeff || c == 0xffa0 ||
         (c >= 0xfe00 && c <= 0xfe0d) || (c >= 0xe0000 && c <= 0xe0fff);
}

/* The flag of a region is a black flag, the region in up to six tag characters, and a tag that ends it; (nullable): it is
 * something else. Returns where it ends. */
static const char *
skip_flag (const char *p)
{
  guint n_tags = 0;

  if (g_utf8_get_char (p) != 0x1f3f4)
    return NULL;

  for (p = g_utf8_next_char (p);; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0xe007f)
        return n_tags >= 3 ? g_utf8_next_char (p) : NULL;

      if (!((c >= 0xe0030 && c <= 0xe0039) || (c >= 0xe0061 && c <= 0xe007a)) || ++n_tags > 6)
        return NULL;
    }
}

/* A word of letters, of which some are Latin and some only look like it, or all only look like it in an otherwise Latin
 * text, is a disguise; a word of another script is not. */
typedef struct
{
  guint n_latin;
  guint n_lookalike;
  guint n_other;
} Word;

static gboolean
word_is_disguised (const Word *word)
{
  return word->n_lookalike > 0 && word->n_latin > 0 && word->n_latin + word->n_lookalike >= 3;
}

static void
append_blank (GString *out,
              gunichar c)
{
  char blank = c == '\n' || c == '\r' ? '\n' : ' ';

  if (out->len > 0 && (out->str[out->len - 1] == ' ' || out->str[out->len - 1] == '\n'))
    {
      if (blank == '\n')
        out->str[out->len - 1] = '\n';
    }
  else
    {
      g_string_append_c (out, blank);
    }
}

static void
append_letter (GString  *out,
               GString  *plain,
               gunichar  c,
               Word     *word)
{
  char latin = get_lookalike (c);

  if (latin != 0)
    word->n_lookalike++;
  else if (c < 0x250)
    word->n_latin++;
  else
    word->n_other++;

  g_string_append_unichar (out, g_unichar_tolower (c));
  if (latin != 0)
    g_string_append_c (plain, latin);
  else
    g_string_append_unichar (plain, g_unichar_tolower (c));
}

/* Takes the word into @out: as it is written, or, where its letters only pretend, as it reads. */
static void
end_word (GString       *out,
          GString       *written,
          GString       *plain,
          Word          *word,
          BelayDisguise *disguise)
{
  gboolean disguised = word_is_disguised (word);

  if (disguised)
    *disguise |= BELAY_DISGUISE_LOOKALIKE;

  g_string_append (out, disguised || (word->n_lookalike > 0 && word->n_other == 0) ? plain->str : written->str);
  g_string_truncate (written, 0);
  g_string_truncate (plain, 0);
  *word = (Word) { 0 };
}

/* What has been met in a text, and says how to take the rest of it. */
typedef struct
{
  guint    n_styled;
  gboolean has_marks;
  gboolean is_right_to_left;
  gboolean is_wide;
} Manner;

static void
note_manner (Manner   *manner,
             gunichar  c)
{
  manner->n_styled += is_styled (c) ? 1 : 0;
  manner->has_marks |= is_plain_mark (c);
  manner->is_right_to_left |= is_right_to_left (c);
  manner->is_wide |= is_wide_script (c);
}

static BelayDisguise
judge_manner (const Manner *manner)
{
  BelayDisguise disguise = BELAY_DISGUISE_NONE;

  if (manner->n_styled >= MIN_STYLED && !manner->is_wide)
    disguise |= BELAY_DISGUISE_LOOKALIKE;

  if (manner->has_marks && !manner->is_right_to_left)
    disguise |= BELAY_DISGUISE_BIDI;

  return disguise;
}

static gboolean
is_control (gunichar c,
            gunichar after)
{
  if (c == '\r')
    return after != '\n' && after != 0;

  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f && c != 0x85);
}

static char *
normalise (const char    *text,
           BelayDisguise *disguise)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) seen = g_string_sized_new (strlen (valid));
  Manner manner = { 0 };
  gunichar before = 0;

  for (const char *p = valid; *p != '\0';)
    {
      const char *flag_end = skip_flag (p);
      gunichar c = g_utf8_get_char (p);
      const char *next = flag_end != NULL ? flag_end : g_utf8_next_char (p);
      gunichar after = g_utf8_get_char (next);

      note_manner (&manner, c);

      if (is_bidi (c))
        *disguise |= is_plain_mark (c) ? BELAY_DISGUISE_NONE : BELAY_DISGUISE_BIDI;
      else if (is_invisible (c, before, after))
        *disguise |= BELAY_DISGUISE_INVISIBLE;
      else if (c != '\r' && is_control (c, after))
        *disguise |= BELAY_DISGUISE_CONTROL;
      else
        g_string_append_unichar (seen, c);

      if (c == '\r' && is_control (c, after))
        *disguise |= BELAY_DISGUISE_CONTROL;

      before = c;
      p = next;
    }

  *disguise |= judge_manner (&manner);

  return g_utf8_normalize (seen->str, -1, G_NORMALIZE_ALL_COMPOSE);
}

/**
 * belay_fold_text:
 * @text: anything; what is not UTF-8 is replaced
 * @disguise: (out): how it hides what it says
 *
 * Any thread.
 *
 * Returns: (transfer full): @text as it reads
 */
char *
belay_fold_text (const char    *text,
                 BelayDisguise *disguise)
{
  g_autofree char *composed = NULL;
  g_autoptr(GString) written = g_string_new (NULL);
  g_autoptr(GString) plain = g_string_new (NULL);
  GString *out;
  Word word = { 0 };

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (disguise != NULL, NULL);

  *disguise = BELAY_DISGUISE_NONE;
  composed = normalise (text, disguise);
  out = g_string_sized_new (strlen (composed));

  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalpha (c))
        {
          append_letter (written, plain, c, &word);
          continue;
        }

      end_word (out, written, plain, &word, disguise);
      if (g_unichar_isspace (c))
        append_blank (out, c);
      else if (c == 0x2018 || c == 0x2019)
        g_string_append_c (out, '\'');
      else
        g_string_append_unichar (out, c);
    }

  end_word (out, written, plain, &word, disguise);

  return g_string_free (out, FALSE);
}
