/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-match.h"

#include <string.h>

#include "belay-trail-row.h"

/* Words that what was typed may be the beginning of, before it is left to FTS5: it collects all places of all of them
 * before it answers, while these are gone through only as far as hits are wanted. */
#define MAX_COMPLETIONS 200

/* Beginnings up to this long are in the index themselves: "prefix" in belay-trail-database.c. */
#define INDEXED_PREFIX 3

/* Characters that have to be there before a word counts as the beginning of others. */
#define MIN_PREFIX 2

/* Sessions whose names begin alike. */
#define MAX_SESSIONS 200

#define MINUTE 60
#define DAY    (24 * 60 * MINUTE)

static void
append_and (GString *out)
{
  if (out->len > 0)
    g_string_append (out, " AND ");
}

/* A phrase of words that came out of the tokenizer: there is no quote in them. */
static void
append_phrase (GString    *out,
               GPtrArray  *words,
               const char *last)
{
  g_string_append_c (out, '"');

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = last != NULL && i == words->len - 1 ? last : words->pdata[i];

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", word);
    }

  g_string_append_c (out, '"');
}

/* The words of the index that begin with @prefix; NULL on errors. */
static GPtrArray *
complete (BelayTrailDatabase  *db,
          const char          *prefix,
          GError             **error)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *end = g_strconcat (prefix, "\U0010ffff", NULL);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  statement = belay_trail_database_prepare (db, "SELECT word FROM term WHERE word >= ?1 AND word < ?2"
                                                " ORDER BY word LIMIT ?3", error);

  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, prefix, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, end, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, MAX_COMPLETIONS + 1);

  while (belay_trail_database_step (db, statement, &local_error))
    if (strchr ((const char *) sqlite3_column_text (statement, 0), '"') == NULL)
      g_ptr_array_add (words, g_strdup ((const char *) sqlite3_column_text (statement, 0)));

  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);

  if (local_error == NULL)
    return g_steal_pointer (&words);

  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}

/* @words, the last of which may be the beginning of one. FALSE if nothing can match, and on errors. */
static gboolean
append_beginning (GString             *out,
                  BelayTrailDatabase  *db,
                  GPtrArray           *words,
                  GError             **error)
{
  const char *last = words->pdata[words->len - 1];
  g_autoptr(GPtrArray) completions = NULL;
  glong length = g_utf8_strlen (last, -1);

  append_and (out);

  if (length > INDEXED_PREFIX)
    {
      completions = complete (db, last, error);

      if (completions == NULL || completions->len == 0)
        return FALSE;
    }

  if (completions == NULL || completions->len > MAX_COMPLETIONS)
    {
      g_string_append (out, "text : ");
      append_phrase (out, words, NULL);
      g_string_append (out, length >= MIN_PREFIX ? " *" : "");
      return TRUE;
    }

  g_string_append (out, "text : (");

  for (guint i = 0; i < completions->len; i++)
    {
      g_string_append (out, i > 0 ? " OR " : "");
      append_phrase (out, words, completions->pdata[i]);
    }

  g_string_append_c (out, ')');

  return TRUE;
}

/* The words of a query: each has to be there, quoted ones one after the other. */
static gboolean
append_text (GString             *out,
             BelayTrailDatabase  *db,
             const char          *text,
             GError             **error)
{
  g_auto(GStrv) parts = g_strsplit (text, "\"", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto(GStrv) pieces = g_strsplit_set (parts[i], i % 2 == 0 ? " \t\n" : "", -1);

      for (guint j = 0; pieces[j] != NULL; j++)
        {
          g_autoptr(GPtrArray) words = NULL;

          if (*pieces[j] == '\0')
            continue;

          words = belay_trail_tokenizer_split (belay_trail_database_get_tokenizer (db), pieces[j]);

          /* Signs alone are in no index. */
          if (words->len == 0)
            return FALSE;

          /* A quote that is not closed is still being typed. */
          if (i % 2 == 0 || parts[i + 1] == NULL)
            {
              if (!append_beginning (out, db, words, error))
                return FALSE;

              continue;
            }

          append_and (out);
          g_string_append (out, "text : ");
          append_phrase (out, words, NULL);
        }
    }

  return TRUE;
}

static void
append_facet (GString         *out,
              BelayTrailFacet  facet,
              const char      *value)
{
  g_autoptr(GString) word = g_string_new (NULL);

  if (value == NULL)
    return;

  belay_trail_facet_append (word, facet, value);
  append_and (out);
  g_string_append_printf (out, "facet : \"%s\"", word->str);
}

static void
append_or_number (GString         *out,
                  gboolean        *first,
                  BelayTrailFacet  facet,
                  int              number)
{
  g_string_append_printf (out, "%s\"%c%d\"", *first ? "" : " OR ", (char) facet, number);
  *first = FALSE;
}

/* From minute @from of a day to before minute @until, in as few words as it takes. */
static void
append_minutes (GString  *out,
                gboolean *first,
                int       from,
                int       until)
{
  while (from < until)
    {
      if (from % 60 == 0 && from + 60 <= until)
        {
          append_or_number (out, first, BELAY_TRAIL_FACET_HOUR, from / 60);
          from += 60;
        }
      else if (from % 10 == 0 && from + 10 <= until)
        {
          append_or_number (out, first, BELAY_TRAIL_FACET_TENTH, from / 10);
          from += 10;
        }
      else
        {
          append_or_number (out, first, BELAY_TRAIL_FACET_MINUTE, from++);
        }
    }
}

static void
append_day (GString               *out,
            const BelayTrailQuery *query)
{
  int from = query->day_from, until = query->day_until;
  gboolean first = TRUE;

  if (from < 0 || until < 0 || (from == 0 && until >= DAY))
    return;

  append_and (out);
  g_string_append (out, "facet : (");

  if (from < until)
    {
      append_minutes (out, &first, from / MINUTE, (MIN (until, DAY) + MINUTE - 1) / MINUTE);
    }
  else
    {
      append_minutes (out, &first, 0, (until + MINUTE - 1) / MINUTE);
      append_minutes (out, &first, MIN (from, DAY - 1) / MINUTE, DAY / MINUTE);
    }

  g_string_append_c (out, ')');
}

/* A session may be called by the beginning of its name, or of the digits its name ends with. */
static gboolean
is_called (const char *name,
           const char *abbreviation)
{
  const char *digits = strrchr (name, '-');

  return g_str_has_prefix (name, abbreviation) || (digits != NULL && g_str_has_prefix (digits + 1, abbreviation));
}

static gboolean
append_sessions (GString             *out,
                 BelayTrailDatabase  *db,
                 const char          *wanted,
                 GError             **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = belay_trail_database_prepare (db, "SELECT id, name FROM session ORDER BY name DESC", error);
  guint n = 0;

  if (statement == NULL)
    return FALSE;

  while (n < MAX_SESSIONS && belay_trail_database_step (db, statement, &local_error))
    {
      const char *name = (const char *) sqlite3_column_text (statement, 1);

      if (name == NULL || !is_called (name, wanted))
        continue;

      if (n++ == 0)
        {
          append_and (out);
          g_string_append (out, "facet : (");
        }
      else
        {
          g_string_append (out, " OR ");
        }

      g_string_append_printf (out, "\"%c%" G_GINT64_FORMAT "\"", (char) BELAY_TRAIL_FACET_SESSION,
                              (gint64) sqlite3_column_int64 (statement, 0));
    }

  sqlite3_reset (statement);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (n > 0)
    g_string_append_c (out, ')');

  return n > 0 && local_error == NULL;
}

/**
 * belay_trail_match_new:
 * @db: the database
 * @query: what is looked for
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (nullable): the argument of MATCH; "" if every moment matches; %NULL if none can, and with
 *   %BELAY_TRAIL_DATABASE_ERROR
 */
char *
belay_trail_match_new (BelayTrailDatabase     *db,
                       const BelayTrailQuery  *query,
                       GError                **error)
{
  g_autoptr(GString) out = g_string_new (NULL);

  append_facet (out, BELAY_TRAIL_FACET_ACTION, query->action);
  append_facet (out, BELAY_TRAIL_FACET_DECISION, query->decision);
  append_facet (out, BELAY_TRAIL_FACET_BY, query->by);
  append_facet (out, BELAY_TRAIL_FACET_STATE, query->state);
  append_facet (out, BELAY_TRAIL_FACET_HOST, query->host);
  append_day (out, query);

  if (query->session != NULL && !append_sessions (out, db, query->session, error))
    return NULL;

  if (query->text != NULL && !append_text (out, db, query->text, error))
    return NULL;

  return g_string_free (g_steal_pointer (&out), FALSE);
}
