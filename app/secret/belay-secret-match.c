/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-match.h"

#include <string.h>

/* One mistake of reading in so many characters. */
#define ERROR_SHARE 4

/* A long one may be cut off by the edge of its field: half of it is looked for, too. */
#define HALVED_FROM 12

/* What readers of small type take for each other; each line is one. */
static const char *const alike[] = {
  "o0QDÖö@", "1lIi|!jJ[](){}/\\tf7", "5sS$§", "8bB&6G3E", "2zZ", "9gqyY", "uUvV", "cCeE<€(", "xX×*%", "kK", "wW", "mM", "nNhH",
  "-_~=—–", ".,:;·'`\"’", "aA4", "pPrR", "dD",
};

/* Characters to compare, and the words they stand in. */
typedef struct
{
  guint32 *folded;
  guint   *words;               /* (nullable) */
  guint    n;
} Letters;

static void
letters_clear (Letters *self)
{
  if (self->folded != NULL)
    memset (self->folded, 0, self->n * sizeof *self->folded);

  g_free (self->folded);
  g_free (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Letters, letters_clear)

static guint32
fold (gunichar c)
{
  gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c >= 0x80 && g_unichar_fully_decompose (c, TRUE, base, G_N_ELEMENTS (base)) > 0)
    c = base[0];

  for (guint32 i = 0; i < G_N_ELEMENTS (alike); i++)
    {
      if (g_utf8_strchr (alike[i], -1, c) != NULL)
        return i + 1;
    }

  return g_unichar_tolower (c);
}

static void
letters_add (Letters    *self,
             const char *text,
             guint       word)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_isspace (g_utf8_get_char (p)))
        continue;

      if (self->words != NULL)
        self->words[self->n] = word;
      self->folded[self->n++] = fold (g_utf8_get_char (p));
    }
}

/* How well a part of the text that ends at a character is like the pattern, and where it begins. */
typedef struct
{
  guint cost;
  guint start;
} Fit;

static void
mark (const Letters *text,
      const Fit     *fit,
      guint          end,
      gboolean      *hits)
{
  for (guint i = fit->start; i <= end; i++)
    hits[text->words[i]] = TRUE;
}

/* Sellers' algorithm: which parts of @text are @pattern but for @max mistakes? Of those that overlap, the best ones count:
 * a neighbour is not the secret because one may read a letter too many. */
static gboolean
find (const guint32 *pattern,
      guint          n_pattern,
      const Letters *text,
      guint          max,
      gboolean      *hits)
{
  g_autofree Fit *column = g_new (Fit, n_pattern + 1);
  g_autofree Fit *ends = g_new (Fit, text->n + 1);
  gboolean found = FALSE;

  for (guint i = 0; i <= n_pattern; i++)
    column[i] = (Fit) { i, 0 };

  for (guint j = 0; j < text->n; j++)
    {
      Fit diagonal = column[0];

      column[0] = (Fit) { 0, j + 1 };

      for (guint i = 1; i <= n_pattern; i++)
        {
          Fit before = column[i], best = diagonal;

          best.cost += pattern[i - 1] == text->folded[j] ? 0 : 1;
          if (column[i - 1].cost + 1 < best.cost)
            best = (Fit) { column[i - 1].cost + 1, column[i - 1].start };
          if (before.cost + 1 < best.cost)
            best = (Fit) { before.cost + 1, before.start };

          diagonal = before;
          column[i] = best;
        }

      ends[j] = column[n_pattern];
    }

  for (guint j = 0; j < text->n; j++)
    {
      gboolean is_best = ends[j].cost <= max && ends[j].start <= j;

      for (guint k = j > max ? j - max : 0; k <= MIN (j + max, text->n - 1); k++)
        is_best &= ends[k].cost >= ends[j].cost;

      if (is_best)
        mark (text, &ends[j], j, hits);
      found |= is_best;
    }

  return found;
}

/**
 * belay_secret_match_words:
 * @secret: a secret
 * @words: (array length=n_words): what was read, in order
 * @n_words: how many
 * @hits: (array length=n_words): set to %TRUE for each word that is, or may be, part of it; others stay
 *
 * Returns: whether there are any
 */
gboolean
belay_secret_match_words (BelaySecret       *secret,
                          const char *const *words,
                          guint              n_words,
                          gboolean          *hits)
{
  const char *value = belay_secret_get_value (secret);
  gsize size = 1;
  g_auto(Letters) pattern = { g_new (guint32, strlen (value) + 1), NULL, 0 };
  g_auto(Letters) text = { 0 };
  gboolean found;
  guint half;

  for (guint i = 0; i < n_words; i++)
    size += strlen (words[i]);

  letters_add (&pattern, value, 0);
  if (pattern.n < BELAY_SECRET_MATCH_MIN)
    return FALSE;

  text.folded = g_new (guint32, size);
  text.words = g_new (guint, size);
  for (guint i = 0; i < n_words; i++)
    letters_add (&text, words[i], i);

  found = find (pattern.folded, pattern.n, &text, pattern.n / ERROR_SHARE, hits);

  half = (pattern.n + 1) / 2;
  if (pattern.n >= HALVED_FROM)
    {
      found |= find (pattern.folded, half, &text, half / (ERROR_SHARE + 1), hits);
      found |= find (pattern.folded + pattern.n - half, half, &text, half / (ERROR_SHARE + 1), hits);
    }

  return found;
}

/* Wherever @value stands in @text, or in what @scrubbed has of it already, the secret's name comes in its place. */
static void
scrub (BelaySecret  *secret,
       const char   *value,
       const char   *text,
       GString     **scrubbed)
{
  g_autofree char *name = NULL;

  if (strlen (value) < BELAY_SECRET_MATCH_MIN || strstr (*scrubbed != NULL ? (*scrubbed)->str : text, value) == NULL)
    return;

  if (*scrubbed == NULL)
    *scrubbed = g_string_new (text);

  name = belay_secret_format (belay_secret_get_name (secret));
  g_string_replace (*scrubbed, value, name, 0);
}

/**
 * belay_secret_match_scrub:
 * @secrets: (element-type BelaySecret): secrets
 * @text: a text that came from somewhere else
 *
 * Returns: (transfer full) (nullable): @text with their names in the place of those it holds; %NULL if it holds none
 */
char *
belay_secret_match_scrub (GPtrArray  *secrets,
                          const char *text)
{
  GString *scrubbed = NULL;

  for (guint i = 0; i < secrets->len; i++)
    scrub (secrets->pdata[i], belay_secret_get_value (secrets->pdata[i]), text, &scrubbed);

  return scrubbed != NULL ? g_string_free (scrubbed, FALSE) : NULL;
}

char *
belay_secret_match_scrub_host (GPtrArray  *secrets,
                               const char *host)
{
  GString *scrubbed = NULL;

  for (guint i = 0; i < secrets->len; i++)
    {
      char *small = g_ascii_strdown (belay_secret_get_value (secrets->pdata[i]), -1);

      scrub (secrets->pdata[i], small, host, &scrubbed);
      explicit_bzero (small, strlen (small));
      g_free (small);
    }

  return scrubbed != NULL ? g_string_free (scrubbed, FALSE) : NULL;
}
