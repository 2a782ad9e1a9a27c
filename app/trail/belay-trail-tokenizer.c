/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-tokenizer.h"

#include <string.h>

/* Bytes of a word that is remembered for completing what was typed. */
#define MAX_WORD 64

/* Words remembered at a time; to forget one costs one needless statement when it comes again. */
#define MAX_SEEN 100000

struct _BelayTrailTokenizer
{
  fts5_tokenizer  parent;       /* unicode61 */
  void           *parent_context;
  Fts5Tokenizer  *splitter;     /* of our own, for queries */
  GHashTable     *seen;
  GPtrArray      *fresh;        /* of the keys of "seen" */
};

/* One for each table that uses it: what FTS5 takes for an Fts5Tokenizer. */
typedef struct
{
  BelayTrailTokenizer *kind;
  Fts5Tokenizer       *parent;
} Instance;

typedef int (* TokenFunc) (void       *context,
                           int         flags,
                           const char *token,
                           int         length,
                           int         start,
                           int         end);

/* A stretch of text on its way through unicode61. */
typedef struct
{
  BelayTrailTokenizer *kind;
  gboolean             is_document;
  TokenFunc            func;
  void                *context;
  int                  offset;  /* of the stretch in the text */
} Stretch;

static void
remember (BelayTrailTokenizer *self,
          const char          *token,
          gsize                length)
{
  char word[MAX_WORD + 1];

  if (length > MAX_WORD)
    return;

  memcpy (word, token, length);
  word[length] = '\0';

  if (g_hash_table_contains (self->seen, word))
    return;

  if (g_hash_table_size (self->seen) >= MAX_SEEN && self->fresh->len == 0)
    g_hash_table_remove_all (self->seen);

  g_ptr_array_add (self->fresh, g_strdup (word));
  g_hash_table_add (self->seen, g_strdup (word));
}

static int
on_token (void       *context,
          int         flags,
          const char *token,
          int         length,
          int         start,
          int         end)
{
  Stretch *stretch = context;

  if (stretch->is_document)
    remember (stretch->kind, token, (gsize) length);

  return stretch->func (stretch->context, flags, token, length, stretch->offset + start, stretch->offset + end);
}

/* The length in bytes of the character at @p if it is a word by itself, else 0. */
static int
measure_ideograph (const char *p,
                   const char *end)
{
  gunichar c;

  /* Below U+3000 there is none. */
  if ((guchar) *p < 0xe3)
    return 0;

  c = g_utf8_get_char_validated (p, end - p);

  if (c == (gunichar) -1 || c == (gunichar) -2)
    return 0;

  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
      return g_unichar_isalnum (c) ? g_utf8_skip[(guchar) *p] : 0;

    default:
      return 0;
    }
}

static int
tokenize (Fts5Tokenizer *tokenizer,
          void          *context,
          int            flags,
          const char    *text,
          int            length,
          TokenFunc      func)
{
  Instance *self = (Instance *) tokenizer;
  Stretch stretch = { self->kind, (flags & FTS5_TOKENIZE_DOCUMENT) != 0, func, context, 0 };
  const char *end = text + length;
  const char *start = text;
  int status = SQLITE_OK;

  for (const char *p = text; p <= end && status == SQLITE_OK; p++)
    {
      int n = p < end ? measure_ideograph (p, end) : 0;

      if (n == 0 && p < end)
        continue;

      stretch.offset = (int) (start - text);

      if (p > start)
        status = self->kind->parent.xTokenize (self->parent, &stretch, flags, start, (int) (p - start), on_token);

      stretch.offset = (int) (p - text);

      if (n > 0 && status == SQLITE_OK)
        status = on_token (&stretch, 0, p, n, 0, n);

      start = p + n;
      p = n > 0 ? p + n - 1 : p;
    }

  return status;
}

static int
create (void           *context,
        const char    **arguments,
        int             n_arguments,
        Fts5Tokenizer **tokenizer)
{
  static const char *parent_arguments[] = { "remove_diacritics", "2" };
  BelayTrailTokenizer *kind = context;
  Instance *self = g_new0 (Instance, 1);
  int status;

  self->kind = kind;
  status = kind->parent.xCreate (kind->parent_context, parent_arguments, G_N_ELEMENTS (parent_arguments),
                                 &self->parent);

  if (status != SQLITE_OK)
    g_clear_pointer (&self, g_free);

  *tokenizer = (Fts5Tokenizer *) self;

  return status;
}

static void
delete (Fts5Tokenizer *tokenizer)
{
  Instance *self = (Instance *) tokenizer;

  if (self == NULL)
    return;

  self->kind->parent.xDelete (self->parent);
  g_free (self);
}

static void
destroy (void *data)
{
  BelayTrailTokenizer *self = data;

  delete (self->splitter);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->fresh);
  g_free (self);
}

/* https://www.sqlite.org/fts5.html#extending_fts5 */
static fts5_api *
get_api (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (db, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (statement);
    }

  sqlite3_finalize (statement);

  return api;
}

/**
 * belay_trail_tokenizer_register:
 * @db: a connection
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer none) (nullable): the tokenizer, which lives as long as @db; %NULL with %G_IO_ERROR_NOT_SUPPORTED if
 *   this SQLite was built without FTS5
 */
BelayTrailTokenizer *
belay_trail_tokenizer_register (sqlite3  *db,
                                GError  **error)
{
  fts5_tokenizer functions = { create, delete, tokenize };
  fts5_api *api = get_api (db);
  BelayTrailTokenizer *self = g_new0 (BelayTrailTokenizer, 1);

  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->fresh = g_ptr_array_new_with_free_func (g_free);

  if (api == NULL ||
      api->xFindTokenizer (api, "unicode61", &self->parent_context, &self->parent) != SQLITE_OK ||
      create (self, NULL, 0, &self->splitter) != SQLITE_OK ||
      api->xCreateTokenizer (api, BELAY_TRAIL_TOKENIZER_NAME, self, &functions, destroy) != SQLITE_OK)
    {
      destroy (self);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "This SQLite has no FTS5");
      return NULL;
    }

  return self;
}

static int
add_token (void       *context,
           int         flags,
           const char *token,
           int         length,
           int         start,
           int         end)
{
  g_ptr_array_add (context, g_strndup (token, (gsize) length));

  return SQLITE_OK;
}

/**
 * belay_trail_tokenizer_split:
 * @self: a tokenizer
 * @text: a text
 *
 * Returns: (transfer full) (element-type utf8): its words, as they are indexed
 */
GPtrArray *
belay_trail_tokenizer_split (BelayTrailTokenizer *self,
                             const char          *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  tokenize (self->splitter, words, FTS5_TOKENIZE_QUERY, text, (int) MIN (strlen (text), G_MAXINT), add_token);

  return words;
}

/**
 * belay_trail_tokenizer_take_fresh:
 * @self: a tokenizer
 *
 * Returns: (transfer full) (element-type utf8): words that were indexed since it was last asked, and never before
 */
GPtrArray *
belay_trail_tokenizer_take_fresh (BelayTrailTokenizer *self)
{
  GPtrArray *fresh = self->fresh;

  self->fresh = g_ptr_array_new_with_free_func (g_free);

  return fresh;
}

/**
 * belay_trail_tokenizer_forget:
 * @self: a tokenizer
 *
 * What was indexed may not have been kept: a transaction was given up, another process made the index anew.
 */
void
belay_trail_tokenizer_forget (BelayTrailTokenizer *self)
{
  g_ptr_array_set_size (self->fresh, 0);
  g_hash_table_remove_all (self->seen);
}
