/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-indexer.h"

/* Pages of the index that one step of tidying up goes through. */
#define PURGE_PAGES 64

static gboolean
is_stale (BelayTrailDatabase *db)
{
  sqlite3_stmt *statement = belay_trail_database_prepare (db, "SELECT stale FROM meta", NULL);
  gboolean stale;

  if (statement == NULL || !belay_trail_database_step (db, statement, NULL))
    return FALSE;

  stale = sqlite3_column_int (statement, 0) != 0;
  sqlite3_reset (statement);

  return stale;
}

/**
 * belay_trail_indexer_purge:
 * @db: the database
 *
 * A session that was deleted is out of the index at once, but FTS5 keeps its words until the parts of its index are
 * merged. They are merged, a few pages each time.
 *
 * Returns: %TRUE if it is to be called again
 */
gboolean
belay_trail_indexer_purge (BelayTrailDatabase *db)
{
  int n = belay_trail_database_count_changes (db);
  sqlite3_stmt *statement;

  if (!is_stale (db))
    return FALSE;

  /* The first step puts all parts into one heap; see "merge" in https://www.sqlite.org/fts5.html */
  statement = belay_trail_database_prepare (db, "INSERT INTO search (search, rank) SELECT 'merge',"
                                                " CASE stale WHEN 1 THEN -?1 ELSE ?1 END FROM meta", NULL);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int (statement, 1, PURGE_PAGES);

  if (!belay_trail_database_run (db, statement, NULL) ||
      !belay_trail_database_exec (db, "UPDATE meta SET stale = 2 WHERE stale = 1", NULL))
    return FALSE;

  /* SQLite counts one change for a step that had nothing to do. */
  if (belay_trail_database_count_changes (db) - n > 1)
    return TRUE;

  belay_trail_tokenizer_forget (belay_trail_database_get_tokenizer (db));

  if (!belay_trail_database_exec (db, "BEGIN IMMEDIATE; DELETE FROM term;"
                                      "INSERT INTO term SELECT term FROM vocabulary WHERE length (term) <= 64;"
                                      "UPDATE meta SET stale = 0; COMMIT;"
                                      "PRAGMA wal_checkpoint (TRUNCATE)", NULL))
    belay_trail_database_exec (db, "ROLLBACK", NULL);

  return FALSE;
}
