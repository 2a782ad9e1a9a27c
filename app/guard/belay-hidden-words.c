/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hidden-words.h"

#include <string.h>

#include "belay-common-words.h"
#include "belay-dangerous-text.h"
#include "belay-reader.h"

/* What is no texture: so many words of so many letters, read so certainly; likely also if they are of the most common ones. */
#define MIN_WORDS         3
#define MIN_LETTERS       3
#define MIN_CONFIDENCE    70
#define COMMON_CONFIDENCE 30
#define SAID_CONFIDENCE   50    /* percent, of words that are repeated to the person */

/* Tiny type is misread, but as words, one after the other; of what is read in a texture, few things look like words. */
#define LIKELY_WORDS      5
#define LIKELY_CONFIDENCE 20
#define LIKELY_SHARE      40    /* percent of all that was read */

#define PERHAPS_WORDS     2

static gboolean
is_word (const BelayReadWord *word)
{
  guint n_letters = 0, n = 0;

  for (const char *p = word->text; *p != '\0'; p = g_utf8_next_char (p), n++)
    n_letters += g_unichar_isalpha (g_utf8_get_char (p)) ? 1 : 0;

  return n_letters >= MIN_LETTERS && n_letters * 4 >= n * 3;
}

/* Without the marks around it. */
static gboolean
is_common (const char *word)
{
  gsize length;

  while (*word != '\0' && !g_ascii_isalpha (*word))
    word++;

  for (length = strlen (word); length > 0 && !g_ascii_isalpha (word[length - 1]); length--)
    ;

  return length >= MIN_LETTERS && belay_is_common_word (word, length);
}

/**
 * belay_hidden_words_rate:
 * @words: (element-type BelayReadWord): what was read
 *
 * Returns: how much it looks like text
 */
BelayHiddenWords
belay_hidden_words_rate (GPtrArray *words)
{
  guint n_words = 0, n_certain = 0, n_common = 0, n_likely = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const BelayReadWord *word = words->pdata[i];

      if (!is_word (word))
        continue;

      n_words++;
      n_certain += word->confidence >= MIN_CONFIDENCE ? 1 : 0;
      n_common += word->confidence >= COMMON_CONFIDENCE && word->confidence < MIN_CONFIDENCE && is_common (word->text) ? 1 : 0;
      n_likely += word->confidence >= LIKELY_CONFIDENCE ? 1 : 0;
    }

  if (n_certain >= MIN_WORDS)
    return BELAY_HIDDEN_WORDS_CERTAIN;
  if (n_certain + n_common >= MIN_WORDS)
    return BELAY_HIDDEN_WORDS_LIKELY;
  if (n_likely >= LIKELY_WORDS && n_likely * 100 >= words->len * LIKELY_SHARE)
    return BELAY_HIDDEN_WORDS_LIKELY;

  return n_words >= PERHAPS_WORDS ? BELAY_HIDDEN_WORDS_PERHAPS : BELAY_HIDDEN_WORDS_NONE;
}

/**
 * belay_hidden_words_is_text:
 * @words: (element-type BelayReadWord): what was read
 * @said: (out) (transfer full): what it says
 *
 * Returns: whether that is text, and no texture
 */
gboolean
belay_hidden_words_is_text (GPtrArray  *words,
                            char      **said)
{
  g_autoptr(GPtrArray) hits = NULL;

  *said = belay_read_words_join (words, SAID_CONFIDENCE);

  if (belay_hidden_words_rate (words) >= BELAY_HIDDEN_WORDS_LIKELY)
    return TRUE;

  hits = belay_dangerous_text_find (*said, BELAY_TEXT_SCREEN);

  return hits->len > 0;
}
