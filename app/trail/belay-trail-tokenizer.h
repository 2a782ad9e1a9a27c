/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_TOKENIZER_NAME "belay"

/*
 * What a word is: as SQLite's unicode61 has it, case and accents aside; and every character of Chinese and Japanese, which
 * have no spaces between words, by itself. Belongs to one connection; the thread that has it.
 */
typedef struct _BelayTrailTokenizer BelayTrailTokenizer;

/* Makes it known to @db, which owns it. */
BelayTrailTokenizer *belay_trail_tokenizer_register   (sqlite3              *db,
                                                       GError              **error);

/* GPtrArray of char *: the words of @text. */
GPtrArray           *belay_trail_tokenizer_split      (BelayTrailTokenizer  *self,
                                                       const char           *text);

/* Words that were indexed and not seen before by this connection; (transfer container). */
GPtrArray           *belay_trail_tokenizer_take_fresh (BelayTrailTokenizer  *self);
/* All words are new again. */
void                 belay_trail_tokenizer_forget     (BelayTrailTokenizer  *self);

G_END_DECLS
