/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-index-rows.h"

#include <string.h>
#include <time.h>

#include "belay-trail-row.h"

/* Collisions of a row's time before it is given up: each looks twice as far ahead. */
#define MAX_TRIES 40

typedef struct
{
  gint64   id;
  gint64   step;
  guint64  seq;
  gint64   time;
  int      second;              /* of the local day */
  char     kind[33];
  GString *text;
  GString *facets;
  char    *old_text;            /* (nullable) as it is in the index */
  char    *old_facets;
} Row;

struct _BelayTrailIndexRows
{
  BelayTrailDatabase *db;
  gint64              session;
  GPtrArray          *rows;
  GHashTable         *steps;    /* number of a step to its row */
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_string_free (row->text, TRUE);
  g_string_free (row->facets, TRUE);
  g_free (row->old_text);
  g_free (row->old_facets);
  g_free (row);
}

/**
 * belay_trail_index_rows_new:
 * @db: the database, inside of a transaction
 * @session: the number of a session in it
 *
 * Returns: (transfer full): no rows yet
 */
BelayTrailIndexRows *
belay_trail_index_rows_new (BelayTrailDatabase *db,
                            gint64              session)
{
  BelayTrailIndexRows *self = g_new0 (BelayTrailIndexRows, 1);

  self->db = db;
  self->session = session;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->steps = g_hash_table_new (g_int64_hash, g_int64_equal);

  return self;
}

/**
 * belay_trail_index_rows_free:
 * @self: (transfer full) (nullable): rows; what was not written is forgotten
 */
void
belay_trail_index_rows_free (BelayTrailIndexRows *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->steps);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static Row *
add_row (BelayTrailIndexRows *self,
         gint64               step)
{
  Row *row = g_new0 (Row, 1);

  row->step = step;
  row->text = g_string_new (NULL);
  row->facets = g_string_new (NULL);
  g_ptr_array_add (self->rows, row);

  if (step > 0)
    g_hash_table_insert (self->steps, &row->step, row);

  return row;
}

static void
begin_row (BelayTrailIndexRows    *self,
           Row                    *row,
           const BelayTrailRecord *record)
{
  time_t seconds = (time_t) (record->time / G_GINT64_CONSTANT (1000000000));
  struct tm day = { 0 };
  int minute;

  localtime_r (&seconds, &day);
  minute = day.tm_hour * 60 + day.tm_min;
  row->id = record->time / 1000;
  row->seq = record->seq;
  row->time = record->time;
  row->second = minute * 60 + MIN (day.tm_sec, 59);
  memcpy (row->kind, record->kind.at, MIN (record->kind.length, sizeof row->kind - 1));
  belay_trail_facet_append_number (row->facets, BELAY_TRAIL_FACET_SESSION, self->session);
  belay_trail_facet_append_number (row->facets, BELAY_TRAIL_FACET_HOUR, day.tm_hour);
  belay_trail_facet_append_number (row->facets, BELAY_TRAIL_FACET_TENTH, minute / 10);
  belay_trail_facet_append_number (row->facets, BELAY_TRAIL_FACET_MINUTE, minute);
}

static const char *
column_text (sqlite3_stmt *statement,
             int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? text : "";
}

/* The row of a step that was written before; NULL if there is none, and on errors. */
static Row *
load_step (BelayTrailIndexRows  *self,
           gint64                step,
           GError              **error)
{
  sqlite3_stmt *statement;
  Row *row;

  statement = belay_trail_database_prepare (self->db,
                                            "SELECT id, seq, time, second, kind, text, facet FROM moment"
                                            " WHERE session = ?1 AND step = ?2 ORDER BY id DESC LIMIT 1", error);

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, self->session);
  sqlite3_bind_int64 (statement, 2, step);

  if (!belay_trail_database_step (self->db, statement, error))
    return NULL;

  row = add_row (self, step);
  row->id = sqlite3_column_int64 (statement, 0);
  row->seq = (guint64) sqlite3_column_int64 (statement, 1);
  row->time = sqlite3_column_int64 (statement, 2);
  row->second = sqlite3_column_int (statement, 3);
  g_strlcpy (row->kind, column_text (statement, 4), sizeof row->kind);
  row->old_text = g_strdup (column_text (statement, 5));
  row->old_facets = g_strdup (column_text (statement, 6));
  g_string_assign (row->text, row->old_text);
  g_string_assign (row->facets, row->old_facets);
  sqlite3_reset (statement);

  return row;
}

/**
 * belay_trail_index_rows_add:
 * @self: rows
 * @record: the next record of the session
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %BELAY_TRAIL_DATABASE_ERROR
 */
gboolean
belay_trail_index_rows_add (BelayTrailIndexRows     *self,
                            const BelayTrailRecord  *record,
                            GError                 **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) facets = g_string_new (NULL);
  g_autoptr(GError) local_error = NULL;
  gint64 step;
  BelayTrailRowKind kind = belay_trail_row_read (record, &step, text, facets);
  Row *row = NULL;

  if (kind == BELAY_TRAIL_ROW_NONE)
    return TRUE;

  if (kind == BELAY_TRAIL_ROW_STEP)
    {
      row = g_hash_table_lookup (self->steps, &step);

      /* A proposal is the first that is heard of a step. */
      if (row == NULL && !belay_trail_span_equal (record->kind, "tool.proposed"))
        row = load_step (self, step, &local_error);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (row == NULL)
    {
      row = add_row (self, step);
      begin_row (self, row, record);
    }

  if (text->len > 0)
    g_string_append_printf (row->text, "%s%s", row->text->len > 0 ? " · " : "", text->str);

  if (facets->len > 0)
    g_string_append_printf (row->facets, " %s", facets->str);

  return TRUE;
}

/**
 * belay_trail_index_rows_count:
 * @self: rows
 *
 * Returns: how many there are that are not written
 */
guint
belay_trail_index_rows_count (BelayTrailIndexRows *self)
{
  return self->rows->len;
}

/* Runs @sql for a row that has @id, @text and @facets. */
static gboolean
write_texts (BelayTrailDatabase  *db,
             const char          *sql,
             gint64               id,
             const char          *text,
             const char          *facets,
             GError             **error)
{
  sqlite3_stmt *statement = belay_trail_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_text (statement, 2, text, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, facets, -1, SQLITE_STATIC);

  return belay_trail_database_run (db, statement, error);
}

/* FTS5 has to be told what it forgets: https://www.sqlite.org/fts5.html#the_delete_command */
static gboolean
unsearch (BelayTrailDatabase  *db,
          gint64               id,
          const char          *text,
          const char          *facets,
          GError             **error)
{
  return write_texts (db, "INSERT INTO search (search, rowid, text, facet) VALUES ('delete', ?1, ?2, ?3)",
                      id, text, facets, error);
}

static gboolean
update_row (BelayTrailIndexRows  *self,
            Row                  *row,
            GError              **error)
{
  return unsearch (self->db, row->id, row->old_text, row->old_facets, error) &&
         write_texts (self->db, "UPDATE moment SET text = ?2, facet = ?3 WHERE id = ?1",
                      row->id, row->text->str, row->facets->str, error);
}

/* Its time is its id, unless another one has it. */
static gboolean
insert_row (BelayTrailIndexRows  *self,
            Row                  *row,
            GError              **error)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      int n = belay_trail_database_count_changes (self->db);
      sqlite3_stmt *statement;

      statement = belay_trail_database_prepare (self->db,
                                                "INSERT OR IGNORE INTO moment (id, session, step, seq, time, second,"
                                                " kind, text, facet) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                                error);

      if (statement == NULL)
        return FALSE;

      sqlite3_bind_int64 (statement, 1, row->id);
      sqlite3_bind_int64 (statement, 2, self->session);
      sqlite3_bind_int64 (statement, 3, row->step);
      sqlite3_bind_int64 (statement, 4, (gint64) row->seq);
      sqlite3_bind_int64 (statement, 5, row->time);
      sqlite3_bind_int (statement, 6, row->second);
      sqlite3_bind_text (statement, 7, row->kind, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 8, row->text->str, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 9, row->facets->str, -1, SQLITE_STATIC);

      if (!belay_trail_database_run (self->db, statement, error))
        return FALSE;

      if (belay_trail_database_count_changes (self->db) > n)
        return TRUE;

      row->id += G_GINT64_CONSTANT (1) << i;
    }

  g_set_error_literal (error, BELAY_TRAIL_DATABASE_ERROR, SQLITE_FULL, "Too many records of one time");

  return FALSE;
}

static gboolean
write_row (BelayTrailIndexRows  *self,
           Row                  *row,
           GError              **error)
{
  gboolean success = row->old_text != NULL ? update_row (self, row, error) : insert_row (self, row, error);

  return success && write_texts (self->db, "INSERT INTO search (rowid, text, facet) VALUES (?1, ?2, ?3)",
                                 row->id, row->text->str, row->facets->str, error);
}

static gboolean
write_words (BelayTrailDatabase  *db,
             GError             **error)
{
  g_autoptr(GPtrArray) words = belay_trail_tokenizer_take_fresh (belay_trail_database_get_tokenizer (db));

  for (guint i = 0; i < words->len; i++)
    {
      sqlite3_stmt *statement = belay_trail_database_prepare (db, "INSERT OR IGNORE INTO term VALUES (?1)", error);

      if (statement == NULL)
        return FALSE;

      sqlite3_bind_text (statement, 1, words->pdata[i], -1, SQLITE_STATIC);

      if (!belay_trail_database_run (db, statement, error))
        return FALSE;
    }

  return TRUE;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const Row *first = *(const Row * const *) a, *second = *(const Row * const *) b;

  if (first->id != second->id)
    return first->id < second->id ? -1 : 1;

  return first->seq < second->seq ? -1 : first->seq > second->seq;
}

/**
 * belay_trail_index_rows_flush:
 * @self: rows
 * @error: (nullable): return location for an error
 *
 * Writes them, in the order of time: FTS5 writes a segment each time it goes back.
 *
 * Returns: %FALSE with %BELAY_TRAIL_DATABASE_ERROR
 */
gboolean
belay_trail_index_rows_flush (BelayTrailIndexRows  *self,
                              GError              **error)
{
  g_ptr_array_sort (self->rows, compare_rows);

  for (guint i = 0; i < self->rows->len; i++)
    if (!write_row (self, self->rows->pdata[i], error))
      return FALSE;

  g_hash_table_remove_all (self->steps);
  g_ptr_array_set_size (self->rows, 0);

  return write_words (self->db, error);
}

/**
 * belay_trail_index_rows_drop:
 * @db: the database, inside of a transaction
 * @session: the number of a session in it
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %BELAY_TRAIL_DATABASE_ERROR
 */
gboolean
belay_trail_index_rows_drop (BelayTrailDatabase  *db,
                             gint64               session,
                             GError             **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *rows, *statement;

  rows = belay_trail_database_prepare (db, "SELECT id, text, facet FROM moment WHERE session = ?1 ORDER BY id", error);

  if (rows == NULL)
    return FALSE;

  sqlite3_bind_int64 (rows, 1, session);

  while (belay_trail_database_step (db, rows, &local_error))
    if (!unsearch (db, sqlite3_column_int64 (rows, 0), column_text (rows, 1), column_text (rows, 2), &local_error))
      break;

  sqlite3_reset (rows);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  statement = belay_trail_database_prepare (db, "DELETE FROM moment WHERE session = ?1", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, session);

  return belay_trail_database_run (db, statement, error);
}
