/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-lookup.h"

#include <string.h>

#include "belay-trail-match.h"
#include "belay-visible-text.h"

/* What SQLite puts around what was found; the index holds no control characters. */
#define MARK_BEGIN '\001'
#define MARK_END   '\002'

/* Words of a snippet, and characters of a piece of it, because a word may be long. */
#define SNIPPET_WORDS "24"
#define MAX_PIECE     120

#define ISOLATE_BEGIN "\u2068"
#define ISOLATE_END   "\u2069"

/* The index comes first and is read in its own order; the text is fetched for the rows that are returned. */
static const char matching[] =
  "SELECT m.seq, m.time, m.kind, m.step, s.name,"
  " snippet (search, 0, char (1), char (2), '…', " SNIPPET_WORDS ")"
  " FROM search CROSS JOIN moment m ON m.id = search.rowid CROSS JOIN session s ON s.id = m.session"
  " WHERE search MATCH ?1 AND search.rowid >= ?2 AND search.rowid < ?3"
  " AND (?4 < 0 OR CASE WHEN ?4 < ?5 THEN m.second >= ?4 AND m.second < ?5 ELSE m.second >= ?4 OR m.second < ?5 END)"
  " ORDER BY search.rowid DESC LIMIT ?6";

static const char all[] =
  "SELECT m.seq, m.time, m.kind, m.step, s.name, substr (m.text, 1, 400)"
  " FROM moment m CROSS JOIN session s ON s.id = m.session"
  " WHERE ?1 IS NOT NULL AND m.id >= ?2 AND m.id < ?3 AND ?4 < 0 AND ?5 < 0"
  " ORDER BY m.id DESC LIMIT ?6";

/**
 * belay_trail_hit_free:
 * @hit: (transfer full) (nullable): a hit
 */
void
belay_trail_hit_free (BelayTrailHit *hit)
{
  if (hit == NULL)
    return;

  g_free (hit->session);
  g_free (hit->kind);
  g_free (hit->snippet);
  g_free (hit);
}

static void
append_piece (GString    *out,
              const char *text,
              gsize       length,
              gboolean    found)
{
  g_autofree char *piece = g_strndup (text, length);
  g_autofree char *visible = belay_visible_text (piece, MAX_PIECE);

  if (*visible == '\0')
    return;

  g_string_append_printf (out, "%s%s%s", found ? ISOLATE_BEGIN : "", visible, found ? ISOLATE_END : "");
}

/* What SQLite marked, made safe: visible text has none of the marks in it. */
static char *
make_snippet (const char *text)
{
  GString *out = g_string_new (NULL);

  while (text != NULL && *text != '\0')
    {
      gboolean found = *text == MARK_BEGIN;
      const char *end;

      if (*text == MARK_BEGIN || *text == MARK_END)
        text++;

      end = strpbrk (text, "\001\002");
      end = end != NULL ? end : text + strlen (text);
      append_piece (out, text, (gsize) (end - text), found);
      text = end;
    }

  return g_string_free (out, FALSE);
}

static BelayTrailHit *
make_hit (sqlite3_stmt *row)
{
  BelayTrailHit *hit = g_new0 (BelayTrailHit, 1);

  hit->seq = (guint64) sqlite3_column_int64 (row, 0);
  hit->time = sqlite3_column_int64 (row, 1);
  hit->kind = g_strdup ((const char *) sqlite3_column_text (row, 2));
  hit->step = sqlite3_column_int64 (row, 3);
  hit->session = g_strdup ((const char *) sqlite3_column_text (row, 4));
  hit->snippet = make_snippet ((const char *) sqlite3_column_text (row, 5));

  return hit;
}

/**
 * belay_trail_lookup:
 * @db: the database
 * @query: what is looked for
 * @limit: how many hits are wanted
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (element-type BelayTrailHit) (nullable): the hits; %NULL with %BELAY_TRAIL_DATABASE_ERROR or
 *   %G_IO_ERROR_CANCELLED
 */
GPtrArray *
belay_trail_lookup (BelayTrailDatabase     *db,
                    const BelayTrailQuery  *query,
                    guint                   limit,
                    GCancellable           *cancellable,
                    GError                **error)
{
  g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_trail_hit_free);
  g_autoptr(GError) local_error = NULL;
  g_autofree char *match = belay_trail_match_new (db, query, &local_error);
  sqlite3_stmt *statement = NULL;

  if (local_error == NULL && match == NULL)
    return g_steal_pointer (&hits);

  if (local_error == NULL)
    statement = belay_trail_database_prepare (db, *match != '\0' ? matching : all, &local_error);

  if (statement != NULL)
    {
      sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 2, query->from / 1000);
      sqlite3_bind_int64 (statement, 3, query->until != 0 ? query->until / 1000 : G_MAXINT64);
      sqlite3_bind_int (statement, 4, *match != '\0' ? query->day_from : -1);
      sqlite3_bind_int (statement, 5, *match != '\0' ? query->day_until : -1);
      sqlite3_bind_int64 (statement, 6, limit);

      while (belay_trail_database_step (db, statement, &local_error))
        {
          g_ptr_array_add (hits, make_hit (statement));

          if (g_cancellable_set_error_if_cancelled (cancellable, &local_error))
            break;
        }

      /* What it was bound to is freed. */
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }

  if (local_error == NULL)
    return g_steal_pointer (&hits);

  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}
