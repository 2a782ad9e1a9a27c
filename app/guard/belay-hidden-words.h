/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was read where something is hidden: is it text, or a texture in which a reader sees letters? */
typedef enum
{
  BELAY_HIDDEN_WORDS_NONE,      /* a texture */
  BELAY_HIDDEN_WORDS_PERHAPS,   /* some of it has the shape of words: worth a closer look */
  BELAY_HIDDEN_WORDS_LIKELY,    /* most of it has, or common words: text, but what it says may be something else */
  BELAY_HIDDEN_WORDS_CERTAIN,   /* words */
} BelayHiddenWords;

/* @words: of BelayReadWord. Any thread; quick. */
BelayHiddenWords belay_hidden_words_rate    (GPtrArray *words);

/* Whether it is text, by its words or because it says what attacks say, and what it says: (transfer full), hostile, and
 * empty if nothing was read well enough to be repeated. Any thread, but not the main one: it takes longer. */
gboolean         belay_hidden_words_is_text (GPtrArray  *words,
                                             char      **said);

G_END_DECLS
