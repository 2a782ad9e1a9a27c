/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-folded-text.h"

#include <string.h>

/* Shorter runs of such letters are words and numbers. */
#define MIN_BASE64 20
#define MIN_HEX    24

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

static char
get_lookalike (gunichar c)
{
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

/* Joiners belong to emoji and to the scripts that need them, variation selectors to what stands before them. */
static gboolean
is_invisible (gunichar c,
              gunichar before)
{
  if (c == 0x200d || c == 0x200c || c == 0xfe0f || c == 0xfe0e)
    return before < 0x300;

  return c == 0x00ad || c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x180e || c == 0x200b || c == 0x2060 ||
         (c >= 0x2061 && c <= 0x2064) || c == 0x2800 || c == 0x3164 || c == 0xfeff || c == 0xffa0 ||
         (c >= 0xfe00 && c <= 0xfe0d) || (c >= 0xe0000 && c <= 0xe0fff);
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

  g_string_append_unichar (out, c);
  if (latin != 0)
    g_string_append_c (plain, latin);
  else
    g_string_append_unichar (plain, c);
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

static char *
normalise (const char    *text,
           BelayDisguise *disguise)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *seen = g_string_sized_new (strlen (valid));
  g_autofree char *composed = NULL;
  g_autofree char *small = NULL;
  gunichar before = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_bidi (c))
        *disguise |= BELAY_DISGUISE_BIDI;
      else if (is_invisible (c, before))
        *disguise |= BELAY_DISGUISE_INVISIBLE;
      else if (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
        *disguise |= BELAY_DISGUISE_CONTROL;
      else
        g_string_append_unichar (seen, c);

      before = c;
    }

  composed = g_utf8_normalize (seen->str, -1, G_NORMALIZE_ALL_COMPOSE);
  small = g_utf8_strdown (composed != NULL ? composed : seen->str, -1);
  g_string_free (seen, TRUE);

  return g_steal_pointer (&small);
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
  g_autofree char *small = NULL;
  g_autoptr(GString) written = g_string_new (NULL);
  g_autoptr(GString) plain = g_string_new (NULL);
  GString *out;
  Word word = { 0 };

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (disguise != NULL, NULL);

  *disguise = BELAY_DISGUISE_NONE;
  small = normalise (text, disguise);
  out = g_string_sized_new (strlen (small));

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
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
      else
        g_string_append_unichar (out, c);
    }

  end_word (out, written, plain, &word, disguise);

  return g_string_free (out, FALSE);
}

/* What a shell reads as nothing, or as a blank, at @p; 0: it is neither. */
static gsize
skip_obfuscation (const char *p,
                  char       *instead)
{
  *instead = '\0';

  if (g_str_has_prefix (p, "${ifs}"))
    {
      *instead = ' ';
      return strlen ("${ifs}");
    }

  if (g_str_has_prefix (p, "$ifs$9"))
    {
      *instead = ' ';
      return strlen ("$ifs$9");
    }

  if (g_str_has_prefix (p, "$ifs") && !g_ascii_isalnum (p[4]))
    {
      *instead = ' ';
      return strlen ("$ifs");
    }

  if (g_str_has_prefix (p, "''") || g_str_has_prefix (p, "\"\"") || g_str_has_prefix (p, "$@") ||
      g_str_has_prefix (p, "\\\n"))
    return 2;

  if (p[0] == '\\' && g_ascii_isalpha (p[1]))
    return 1;

  return 0;
}

/**
 * belay_fold_shell:
 * @folded: from belay_fold_text()
 *
 * Returns: (transfer full) (nullable): @folded as a shell would take it; %NULL if that is the same
 */
char *
belay_fold_shell (const char *folded)
{
  g_autoptr(GString) out = NULL;

  g_return_val_if_fail (folded != NULL, NULL);

  out = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0';)
    {
      char instead;
      gsize length = skip_obfuscation (p, &instead);

      if (length == 0)
        g_string_append_c (out, *p++);
      else if (instead != '\0')
        g_string_append_c (out, instead);

      p += length;
    }

  if (g_str_equal (out->str, folded))
    return NULL;

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
is_base64 (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/' || c == '-' || c == '_';
}

/* Text, or UTF-16 of Latin letters as PowerShell takes it; NULL for anything else. */
static char *
read_decoded (const guchar *data,
              gsize         length)
{
  GString *text = g_string_sized_new (length);
  gsize n_zero = 0;
  gsize n_odd = 0;
  BelayDisguise disguise;
  char *folded;

  for (gsize i = 0; i < length; i++)
    if (data[i] == 0)
      n_zero++;
    else if (data[i] >= 0x7f || (data[i] < 0x20 && data[i] != '\n' && data[i] != '\t' && data[i] != '\r'))
      n_odd++;
    else
      g_string_append_c (text, (char) data[i]);

  if (n_odd * 10 > length || n_zero > length / 2 + 1 || text->len < 6)
    {
      g_string_free (text, TRUE);
      return NULL;
    }

  folded = belay_fold_text (text->str, &disguise);
  g_string_free (text, TRUE);

  return folded;
}

static char *
decode_base64 (const char *at,
               gsize       length)
{
  g_autofree char *raw = g_strndup (at, length);
  g_autofree char *standard = g_strdup_printf ("%s%.*s", raw, (int) (-length & 3), "===");
  g_autofree guchar *data = NULL;
  gsize size;

  g_strdelimit (standard, "-", '+');
  g_strdelimit (standard, "_", '/');
  data = g_base64_decode (standard, &size);

  return read_decoded (data, size);
}

static char *
decode_hex (const char *at,
            gsize       length)
{
  g_autofree guchar *data = g_malloc (length / 2);

  for (gsize i = 0; i < length / 2; i++)
    data[i] = (guchar) (g_ascii_xdigit_value (at[2 * i]) << 4 | g_ascii_xdigit_value (at[2 * i + 1]));

  return read_decoded (data, length / 2);
}

/* "\x72\x6d" as printf and $'…' take it. */
static char *
decode_escapes (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  guint n_escapes = 0;
  BelayDisguise disguise;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p[0] == '\\' && (p[1] == 'x' || p[1] == 'X') && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3]))
        {
          int c = g_ascii_xdigit_value (p[2]) << 4 | g_ascii_xdigit_value (p[3]);

          g_string_append_c (out, c != 0 ? (char) c : ' ');
          n_escapes++;
          p += 3;
        }
      else
        {
          g_string_append_c (out, *p);
        }
    }

  return n_escapes >= 2 ? belay_fold_text (out->str, &disguise) : NULL;
}

/**
 * belay_fold_decode:
 * @text: as it was written, not folded
 *
 * Returns: (transfer full) (nullable): what stands in @text encoded, folded
 */
char *
belay_fold_decode (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *escapes = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  escapes = decode_escapes (text);
  if (escapes != NULL)
    g_string_append_printf (out, "%s\n", escapes);

  for (const char *p = text; *p != '\0';)
    {
      const char *end = p;
      gsize n_hex = 0;
      g_autofree char *decoded = NULL;

      while (is_base64 (*end))
        end++;

      while (g_ascii_isxdigit (p[n_hex]))
        n_hex++;

      if (n_hex == (gsize) (end - p) && n_hex >= MIN_HEX && n_hex % 2 == 0)
        decoded = decode_hex (p, n_hex);
      else if (end - p >= MIN_BASE64)
        decoded = decode_base64 (p, (gsize) (end - p));

      if (decoded != NULL)
        g_string_append_printf (out, "%s\n", decoded);

      p = end > p ? end : p + 1;
    }

  if (out->len == 0)
    return NULL;

  return g_string_free (g_steal_pointer (&out), FALSE);
}
