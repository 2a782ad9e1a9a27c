/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-common-words.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LENGTH 15

/* In order. */
static const char *const words[] = {
  "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "another", "any", "are", "as", "ask",
  "at", "back", "be", "because", "been", "before", "being", "below", "best", "better", "between", "both", "but", "by",
  "call", "can", "cannot", "change", "check", "click", "close", "come", "could", "date", "day", "days", "dear", "did",
  "do", "does", "done", "down", "each", "else", "email", "end", "even", "every", "file", "files", "find", "first",
  "follow", "following", "for", "free", "from", "full", "get", "give", "go", "going", "good", "had", "has", "have",
  "he", "hello", "help", "her", "here", "hi", "him", "his", "home", "how", "i", "if", "in", "info", "into", "is", "it",
  "its", "just", "keep", "know", "last", "later", "leave", "let", "like", "line", "link", "list", "little", "long",
  "look", "made", "make", "many", "may", "me", "menu", "message", "more", "most", "much", "must", "my", "name", "need",
  "never", "new", "next", "no", "not", "now", "number", "of", "off", "old", "on", "once", "one", "only", "open", "or",
  "order", "other", "our", "out", "over", "own", "page", "part", "people", "please", "point", "press", "put", "read",
  "real", "really", "regards", "right", "run", "said", "same", "save", "say", "second", "see", "select", "send",
  "sent", "set", "she", "should", "show", "side", "since", "site", "so", "some", "still", "such", "sure", "system",
  "take", "than", "thank", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "this",
  "those", "through", "time", "to", "today", "too", "turn", "two", "type", "under", "until", "up", "update", "us",
  "use", "used", "user", "using", "very", "view", "want", "was", "way", "we", "week", "well", "were", "what", "when",
  "where", "which", "while", "who", "why", "will", "window", "with", "within", "without", "word", "work", "world",
  "would", "write", "year", "yes", "yet", "you", "your",
};

static int
compare (const void *key,
         const void *element)
{
  return strcmp (key, *(const char *const *) element);
}

gboolean
belay_is_common_word (const char *word,
                      gsize       length)
{
  char small[MAX_LENGTH + 1];

  if (length > MAX_LENGTH)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    small[i] = g_ascii_tolower (word[i]);
  small[length] = '\0';

  return bsearch (small, words, G_N_ELEMENTS (words), sizeof *words, compare) != NULL;
}
