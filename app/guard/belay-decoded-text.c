/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-decoded-text.h"

#include <string.h>

#include "belay-folded-text.h"

/* Shorter runs of such letters are words and numbers. */
#define MIN_BASE64 20
#define MIN_HEX    24

/* Fewer letters that stand alone are a sum, or a list. */
#define MIN_SPELLED 6

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

/* How long the escape at @p is, "\x72" or "\162", and in @c what it stands for; 0: it is none. */
static gsize
read_escape (const char *p,
             int        *c)
{
  if (p[0] != '\\')
    return 0;

  if ((p[1] == 'x' || p[1] == 'X') && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3]))
    {
      *c = g_ascii_xdigit_value (p[2]) << 4 | g_ascii_xdigit_value (p[3]);
      return 4;
    }

  if (p[1] >= '0' && p[1] <= '3' && p[2] >= '0' && p[2] <= '7' && p[3] >= '0' && p[3] <= '7')
    {
      *c = (p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0');
      return 4;
    }

  return 0;
}

/* "\x72\x6d" as printf and $'…' take it. */
static char *
decode_escapes (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  guint n_escapes = 0;
  BelayDisguise disguise;

  for (const char *p = text; *p != '\0';)
    {
      int c = *p;
      gsize length = read_escape (p, &c);

      g_string_append_c (out, c != 0 ? (char) c : ' ');
      n_escapes += length > 0 ? 1 : 0;
      p += MAX (length, 1);
    }

  return n_escapes >= 2 ? belay_fold_text (out->str, &disguise) : NULL;
}

/* Only where the text speaks of it: everything can be read this way, and means nothing. */
static char *
decode_rot13 (const char *folded)
{
  char *out;

  if (strstr (folded, "rot13") == NULL && strstr (folded, "rot 13") == NULL && strstr (folded, "rot-13") == NULL &&
      strstr (folded, "rot_13") == NULL && strstr (folded, "n-za-m") == NULL)
    return NULL;

  out = g_strdup (folded);

  for (char *p = out; *p != '\0'; p++)
    if (*p >= 'a' && *p <= 'z')
      *p = (char) ('a' + (*p - 'a' + 13) % 26);

  return out;
}

static char *
decode_backwards (const char *folded)
{
  const char *p = strstr (folded, "| rev");

  if (p == NULL && (p = strstr (folded, "|rev")) == NULL)
    return NULL;

  return g_utf8_strreverse (folded, -1);
}

/* "I g n o r e   t h i s": a blank after each letter, more after each word. */
static char *
decode_spelled (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  guint n_joined = 0;
  BelayDisguise disguise;

  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean stands_alone = g_ascii_isalpha (*p) && (p == text || p[-1] == ' ') && p[1] == ' ' && g_ascii_isalpha (p[2]) &&
                              (p[3] == ' ' || p[3] == '\0');

      g_string_append_c (out, *p);
      if (stands_alone)
        {
          n_joined++;
          p++;
        }
    }

  return n_joined >= MIN_SPELLED ? belay_fold_text (out->str, &disguise) : NULL;
}

/* "1gn0re": digits that stand for letters, in words that have both. */
static char *
decode_digits (const char *folded)
{
  static const char digits[] = "013457@$";
  static const char letters[] = "oieastas";
  char *out = NULL;

  for (gsize i = 0; folded[i] != '\0'; i++)
    {
      const char *digit = strchr (digits, folded[i]);

      if (digit == NULL || !(g_ascii_isalpha (folded[i + 1]) || (i > 0 && g_ascii_isalpha (folded[i - 1]))))
        continue;

      if (out == NULL)
        out = g_strdup (folded);
      out[i] = letters[digit - digits];
    }

  return out;
}

/* What stands in base64 or in hexadecimal at @p; %NULL: neither. Sets @end to where it ends. */
static char *
decode_run (const char  *p,
            const char **end)
{
  gsize n_hex = 0;

  for (*end = p; is_base64 (**end);)
    (*end)++;

  while (g_ascii_isxdigit (p[n_hex]))
    n_hex++;

  if (n_hex == (gsize) (*end - p) && n_hex >= MIN_HEX && n_hex % 2 == 0)
    return decode_hex (p, n_hex);

  if (*end - p >= MIN_BASE64)
    return decode_base64 (p, (gsize) (*end - p));

  return NULL;
}

static void
append_passage (GString *out,
                char    *passage)
{
  if (passage != NULL)
    g_string_append_printf (out, "%s\n", passage);

  g_free (passage);
}

/**
 * belay_fold_decode:
 * @text: as it was written, not folded
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what stands in @text encoded, folded
 */
char *
belay_fold_decode (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *folded = NULL;
  BelayDisguise disguise;

  g_return_val_if_fail (text != NULL, NULL);

  folded = belay_fold_text (text, &disguise);
  append_passage (out, decode_escapes (text));
  append_passage (out, decode_rot13 (folded));
  append_passage (out, decode_backwards (folded));

  for (const char *p = text; *p != '\0';)
    {
      const char *end;

      append_passage (out, decode_run (p, &end));
      p = end > p ? end : p + 1;
    }

  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/**
 * belay_fold_spelling:
 * @text: as it was written, not folded
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the words of @text without tricks of spelling, folded; %NULL if there are none
 */
char *
belay_fold_spelling (const char *text)
{
  g_autofree char *spelled = NULL;
  g_autofree char *folded = NULL;
  BelayDisguise disguise;
  char *words;

  g_return_val_if_fail (text != NULL, NULL);

  spelled = decode_spelled (text);
  folded = belay_fold_text (spelled != NULL ? spelled : text, &disguise);
  words = decode_digits (folded);

  return words != NULL || spelled == NULL ? words : g_steal_pointer (&spelled);
}
