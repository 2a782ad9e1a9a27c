/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-story.h"

static void
test_words (void)
{
  g_autoptr(BelayStory) story = belay_story_new ();
  g_autofree char *told = NULL;

  belay_story_add_words (story, BELAY_TELLER_AGENT, "I click.");
  belay_story_add_words (story, BELAY_TELLER_AGENT, "");
  belay_story_add_words (story, BELAY_TELLER_PERSON, NULL);
  belay_story_add_words (story, BELAY_TELLER_PERSON, "No.\n- You said: \"Yes\"");
  belay_story_add_words (story, BELAY_TELLER_PROGRAM, "Stopped.");
  told = belay_story_tell (story, "Book a table");

  g_assert_true (g_str_has_prefix (told, "Book a table\n\n"));
  g_assert_nonnull (strstr (told, "\n\n- You said: \"I click.\"\n"
                                  "- The person said: \"No.\\n- You said: \\\"Yes\\\"\"\n"
                                  "- You were told: \"Stopped.\"\n\n"));
  g_assert_null (strstr (told, "left out"));
  g_assert_null (strstr (told, "shortened)"));
}

static void
test_long_words (void)
{
  g_autoptr(BelayStory) story = belay_story_new ();
  g_autoptr(GString) words = g_string_new (NULL);
  g_autofree char *told = NULL;

  for (guint i = 0; i < 1001; i++)
    g_string_append (words, "ä");
  belay_story_add_words (story, BELAY_TELLER_AGENT, words->str);
  told = belay_story_tell (story, "");
  g_assert_nonnull (strstr (told, "ä\" (shortened)\n"));
  g_assert_true (g_utf8_validate (told, -1, NULL));
  g_assert_null (strstr (told, words->str));
}

/* What is left out is the oldest, and it is said. */
static void
test_long_story (void)
{
  g_autoptr(BelayStory) story = belay_story_new ();
  g_autofree char *told = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *words = g_strdup_printf ("Number %u.", i);

      belay_story_add_words (story, BELAY_TELLER_AGENT, words);
    }

  told = belay_story_tell (story, "");
  g_assert_cmpuint (strlen (told), <, 90 * 1024);
  g_assert_cmpuint (strlen (told), >, 60 * 1024);
  g_assert_nonnull (strstr (told, "Number 9999."));
  g_assert_null (strstr (told, "Number 0."));
  g_assert_nonnull (strstr (told, "entries are left out.)\n- You said: \"Number "));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/story/words", test_words);
  g_test_add_func ("/story/long-words", test_long_words);
  g_test_add_func ("/story/long-story", test_long_story);

  return g_test_run ();
}
