/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-secret.h"

G_BEGIN_DECLS

#define BELAY_SECRET_MATCH_MIN 4        /* characters: shorter ones are in everything */

/* Which of @words, read off a screen one after the other, have @secret in them, whole or in a large part: what is mistaken
 * easily for each other is taken to be the same. @hits: (array length=n_words) gets TRUE. Any thread. */
gboolean belay_secret_match_words (BelaySecret        *secret,
                                   const char *const  *words,
                                   guint               n_words,
                                   gboolean           *hits);

/* (transfer full) (nullable): @text with each secret that stands in it as it is replaced by its name; NULL if there is
 * none */
char    *belay_secret_match_scrub (GPtrArray          *secrets,
                                   const char         *text);

/* The same for the name of a host, in which nobody keeps capitals. */
char    *belay_secret_match_scrub_host (GPtrArray     *secrets,
                                        const char    *host);

G_END_DECLS
