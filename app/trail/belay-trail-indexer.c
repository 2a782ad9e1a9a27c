/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-indexer.h"

#include <string.h>

#include "belay-trail-folder.h"
#include "belay-trail-index-rows.h"
#include "belay-trail-members.h"
#include "belay-trail-reader.h"
#include "belay-trail.h"

/* Rows in one transaction: others may write in between, and what was written stays if this is given up. */
#define MAX_ROWS 2000

/* What the index says of a session. */
typedef struct
{
  gint64             id;        /* 0: nothing */
  BelayTrailSummary *summary;
  char              *print;     /* of the segments that were read, "" while there is more to read */
  char              *older;     /* the part of it about the segments before the place */
  gint64             inode;     /* of the segment with the place */
  BelayTrailPlace    place;     /* segment 0: none */
} Entry;

static void
entry_clear (Entry *entry)
{
  belay_trail_summary_free (entry->summary);
  g_free (entry->print);
  g_free (entry->older);
  memset (entry, 0, sizeof *entry);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entry, entry_clear)

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) b, *(const char * const *) a);
}

/**
 * belay_trail_indexer_find_names:
 * @root: the directory of the sessions
 *
 * Returns: (transfer full) (element-type utf8): the names of those that have records, the newest first
 */
GPtrArray *
belay_trail_indexer_find_names (const char *root)
{
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *log = g_build_filename (root, name, "log.0001.jsonl", NULL);

      if (g_utf8_validate (name, -1, NULL) && g_file_test (log, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);

  return names;
}

static char *
dup_column (sqlite3_stmt *statement,
            int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

/* FALSE on errors; an entry without id if there is none. */
static gboolean
load_entry (BelayTrailDatabase  *db,
            const char          *name,
            Entry               *entry,
            GError             **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;

  statement = belay_trail_database_prepare (db,
                                            "SELECT id, time, task, n_steps, state, print, older, inode, segment, offset,"
                                            " seq, last, mono, head, boot, agent FROM session WHERE name = ?1", error);

  if (statement == NULL)
    return FALSE;

  entry->summary = g_new0 (BelayTrailSummary, 1);
  entry->summary->id = g_strdup (name);
  entry->summary->state = BELAY_TRAIL_OPEN;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);

  if (belay_trail_database_step (db, statement, &local_error))
    {
      entry->id = sqlite3_column_int64 (statement, 0);
      entry->summary->time = sqlite3_column_int64 (statement, 1);
      entry->summary->task = dup_column (statement, 2);
      entry->summary->agent = dup_column (statement, 15);
      entry->summary->n_steps = (guint) sqlite3_column_int64 (statement, 3);
      entry->summary->state = (BelayTrailState) CLAMP (sqlite3_column_int (statement, 4), 0, BELAY_TRAIL_CHANGED);
      entry->print = dup_column (statement, 5);
      entry->older = dup_column (statement, 6);
      entry->inode = sqlite3_column_int64 (statement, 7);
      entry->place.segment = (guint) sqlite3_column_int64 (statement, 8);
      entry->place.offset = (gsize) sqlite3_column_int64 (statement, 9);
      entry->place.seq = (guint64) sqlite3_column_int64 (statement, 10);
      entry->place.time = sqlite3_column_int64 (statement, 11);
      entry->place.mono = sqlite3_column_int64 (statement, 12);
      entry->place.closed = entry->summary->state == BELAY_TRAIL_COMPLETE ||
                            entry->summary->state == BELAY_TRAIL_RECOVERED;
      g_strlcpy (entry->place.session, name, sizeof entry->place.session);
      g_strlcpy (entry->place.boot, (const char *) sqlite3_column_text (statement, 14), sizeof entry->place.boot);

      if (sqlite3_column_bytes (statement, 13) == BELAY_TRAIL_DIGEST_SIZE)
        memcpy (entry->place.head, sqlite3_column_blob (statement, 13), BELAY_TRAIL_DIGEST_SIZE);

      sqlite3_reset (statement);
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
save_entry (BelayTrailDatabase  *db,
            Entry               *entry,
            GError             **error)
{
  sqlite3_stmt *statement;

  statement = belay_trail_database_prepare (db,
                                            "UPDATE session SET time = ?2, task = ?3, n_steps = ?4, state = ?5,"
                                            " print = ?6, older = ?7, inode = ?8, segment = ?9, offset = ?10, seq = ?11,"
                                            " last = ?12, mono = ?13, head = ?14, boot = ?15, agent = ?16 WHERE id = ?1",
                                            error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, entry->id);
  sqlite3_bind_int64 (statement, 2, entry->summary->time);
  sqlite3_bind_text (statement, 3, entry->summary->task, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, entry->summary->n_steps);
  sqlite3_bind_int (statement, 5, (int) entry->summary->state);
  sqlite3_bind_text (statement, 6, entry->print, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 7, entry->older, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 8, entry->inode);
  sqlite3_bind_int64 (statement, 9, entry->place.segment);
  sqlite3_bind_int64 (statement, 10, (gint64) entry->place.offset);
  sqlite3_bind_int64 (statement, 11, (gint64) entry->place.seq);
  sqlite3_bind_int64 (statement, 12, entry->place.time);
  sqlite3_bind_int64 (statement, 13, entry->place.mono);
  sqlite3_bind_blob (statement, 14, entry->place.head, BELAY_TRAIL_DIGEST_SIZE, SQLITE_STATIC);
  sqlite3_bind_text (statement, 15, entry->place.boot, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 16, entry->summary->agent, -1, SQLITE_STATIC);

  return belay_trail_database_run (db, statement, error);
}

/* Only more was written since: the segments before the place are as they were, and its own has become longer. */
static gboolean
has_grown (const Entry              *entry,
           const BelayTrailSegments *now)
{
  guint segment = entry->place.segment;
  gsize older;

  if (segment == 0 || segment > now->n || entry->older == NULL)
    return FALSE;

  older = segment > 1 ? g_array_index (now->ends, gsize, segment - 2) : 0;

  return strlen (entry->older) == older && strncmp (entry->older, now->print, older) == 0 &&
         g_array_index (now->inodes, gint64, segment - 1) == entry->inode &&
         (now->n > segment || g_array_index (now->sizes, gint64, segment - 1) > (gint64) entry->place.offset);
}

/* Begins a session anew, with nothing known. */
static gboolean
reset_entry (BelayTrailDatabase  *db,
             const char          *name,
             Entry               *entry,
             GError             **error)
{
  gint64 id = entry->id;
  sqlite3_stmt *statement;

  if (id != 0 && !belay_trail_index_rows_drop (db, id, error))
    return FALSE;

  statement = belay_trail_database_prepare (db,
                                            "INSERT INTO session (name, time, n_steps, state, print, older, inode,"
                                            " segment, offset, seq, last, mono, head, boot)"
                                            " VALUES (?1, 0, 0, 0, '', '', 0, 0, 0, 0, 0, 0, x'', '')"
                                            " ON CONFLICT (name) DO UPDATE SET segment = 0, print = ''", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);

  if (!belay_trail_database_run (db, statement, error))
    return FALSE;

  entry_clear (entry);

  if (!load_entry (db, name, entry, error))
    return FALSE;

  g_clear_pointer (&entry->summary->task, g_free);
  g_clear_pointer (&entry->summary->agent, g_free);
  entry->summary->n_steps = 0;
  entry->summary->time = 0;
  entry->summary->state = BELAY_TRAIL_OPEN;
  memset (&entry->place, 0, sizeof entry->place);

  return TRUE;
}

/* Where reading may go on; @print: what was read, "" if there is more. */
static void
set_place (Entry                    *entry,
           BelayTrailReader         *reader,
           const BelayTrailSegments *segments,
           const char               *print)
{
  guint segment;

  g_free (entry->print);
  entry->print = g_strdup (print);
  g_clear_pointer (&entry->older, g_free);

  if (!belay_trail_reader_tell (reader, &entry->place) || entry->place.segment > segments->n)
    {
      memset (&entry->place, 0, sizeof entry->place);
      entry->older = g_strdup ("");
      return;
    }

  segment = entry->place.segment;
  entry->inode = g_array_index (segments->inodes, gint64, segment - 1);
  entry->older = g_strndup (segments->print, segment > 1 ? g_array_index (segments->ends, gsize, segment - 2) : 0);
}

static gboolean
begin (BelayTrailDatabase  *db,
       GError             **error)
{
  return belay_trail_database_exec (db, "BEGIN IMMEDIATE", error);
}

static gboolean
commit (BelayTrailDatabase  *db,
        GError             **error)
{
  return belay_trail_database_exec (db, "COMMIT", error);
}

/* Lets others write. FALSE also if one of them has gone on with this session meanwhile. */
static gboolean
pause_transaction (BelayTrailDatabase  *db,
                   const Entry         *entry,
                   GError             **error)
{
  g_auto(Entry) now = { 0 };

  return commit (db, error) && begin (db, error) && load_entry (db, entry->summary->id, &now, error) &&
         now.id == entry->id && now.place.seq == entry->place.seq && *now.print == '\0';
}

/* Inside of a transaction. FALSE with @error unset: it is given up, what was written stays. */
static gboolean
read_records (BelayTrailDatabase        *db,
              Entry                     *entry,
              BelayTrailReader          *reader,
              const BelayTrailSegments  *segments,
              GCancellable              *cancellable,
              GError                   **error)
{
  g_autoptr(BelayTrailIndexRows) rows = belay_trail_index_rows_new (db, entry->id);
  g_autoptr(GError) broken = NULL;
  BelayTrailRecord record;

  while (belay_trail_reader_next (reader, &record, &broken))
    {
      belay_trail_summary_add (entry->summary, &record);

      if (!belay_trail_index_rows_add (rows, &record, error))
        return FALSE;

      if (belay_trail_index_rows_count (rows) < MAX_ROWS)
        continue;

      set_place (entry, reader, segments, "");

      if (!belay_trail_index_rows_flush (rows, error) || !save_entry (db, entry, error))
        return FALSE;

      if (g_cancellable_is_cancelled (cancellable) || !pause_transaction (db, entry, error))
        return FALSE;
    }

  if (broken != NULL)
    entry->summary->state = BELAY_TRAIL_CHANGED;

  set_place (entry, reader, segments, segments->print);

  if (broken != NULL)
    entry->place.segment = 0;

  return belay_trail_index_rows_flush (rows, error) && save_entry (db, entry, error);
}

/* Inside of a transaction. */
static gboolean
update_entry (BelayTrailDatabase        *db,
              const char                *directory,
              const char                *name,
              const BelayTrailSegments  *segments,
              GCancellable              *cancellable,
              GError                   **error)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (directory, NULL);
  g_auto(Entry) entry = { 0 };

  if (!load_entry (db, name, &entry, error))
    return FALSE;

  /* It is gone, or another process was faster. */
  if (reader == NULL || g_strcmp0 (entry.print, segments->print) == 0)
    return TRUE;

  if (!has_grown (&entry, segments) || !belay_trail_reader_seek (reader, &entry.place))
    {
      belay_trail_reader_free (g_steal_pointer (&reader));
      reader = belay_trail_reader_new (directory, NULL);

      if (reader == NULL)
        return TRUE;

      if (!reset_entry (db, name, &entry, error))
        return FALSE;
    }

  return read_records (db, &entry, reader, segments, cancellable, error);
}

static gboolean
update_session (BelayTrailDatabase  *db,
                const char          *root,
                const char          *name,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autofree char *directory = g_build_filename (root, name, NULL);
  g_autoptr(BelayTrailSegments) segments = belay_trail_segments_look (directory);
  g_auto(Entry) entry = { 0 };
  g_autoptr(GError) local_error = NULL;

  if (segments == NULL)
    return TRUE;

  if (!load_entry (db, name, &entry, error))
    return FALSE;

  if (g_strcmp0 (entry.print, segments->print) == 0)
    return TRUE;

  if (!begin (db, error))
    return FALSE;

  update_entry (db, directory, name, segments, cancellable, &local_error);

  if (local_error == NULL && commit (db, &local_error))
    return TRUE;

  belay_trail_database_exec (db, "ROLLBACK", NULL);
  belay_trail_tokenizer_forget (belay_trail_database_get_tokenizer (db));
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
drop_session (BelayTrailDatabase  *db,
              gint64               id,
              GError             **error)
{
  sqlite3_stmt *statement;

  if (!belay_trail_index_rows_drop (db, id, error))
    return FALSE;

  statement = belay_trail_database_prepare (db, "DELETE FROM session WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, id);

  return belay_trail_database_run (db, statement, error) &&
         belay_trail_database_exec (db, "UPDATE meta SET stale = 1", error);
}

/* Sessions whose directory is gone. */
static gboolean
drop_vanished (BelayTrailDatabase  *db,
               GPtrArray           *names,
               GError             **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = belay_trail_database_prepare (db, "SELECT id, name FROM session", error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    g_hash_table_add (known, names->pdata[i]);

  while (belay_trail_database_step (db, statement, &local_error))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);
      const char *name = (const char *) sqlite3_column_text (statement, 1);

      if (name == NULL || !g_hash_table_contains (known, name))
        g_array_append_val (gone, id);
    }

  for (guint i = 0; i < gone->len && local_error == NULL; i++)
    if (!begin (db, &local_error) || !drop_session (db, g_array_index (gone, gint64, i), &local_error) ||
        !commit (db, &local_error))
      belay_trail_database_exec (db, "ROLLBACK", NULL);

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Times of day are local times: in another zone, all of them are others. */
static gboolean
check_zone (BelayTrailDatabase  *db,
            GError             **error)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);
  sqlite3_stmt *statement = belay_trail_database_prepare (db, "SELECT zone FROM meta", error);
  g_autofree char *known = NULL;

  if (statement == NULL || !belay_trail_database_step (db, statement, error))
    return FALSE;

  known = dup_column (statement, 0);
  sqlite3_reset (statement);

  if (g_strcmp0 (known, name) == 0)
    return TRUE;

  if (known != NULL && *known != '\0')
    {
      g_set_error_literal (error, BELAY_TRAIL_DATABASE_ERROR, SQLITE_SCHEMA, "The time zone is another one");
      return FALSE;
    }

  statement = belay_trail_database_prepare (db, "UPDATE meta SET zone = ?1", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, name, -1, SQLITE_TRANSIENT);

  return belay_trail_database_run (db, statement, error);
}

/**
 * belay_trail_indexer_update:
 * @db: the database
 * @root: the directory of the sessions
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): return location for an error
 *
 * The newest sessions first. Of a session that has grown only what is new is read; one that was changed is read anew.
 *
 * Returns: %FALSE with %BELAY_TRAIL_DATABASE_ERROR or %G_IO_ERROR_CANCELLED
 */
gboolean
belay_trail_indexer_update (BelayTrailDatabase  *db,
                            const char          *root,
                            GCancellable        *cancellable,
                            GError             **error)
{
  g_autoptr(GPtrArray) names = belay_trail_indexer_find_names (root);

  if (!check_zone (db, error) || !drop_vanished (db, names, error))
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !update_session (db, root, names->pdata[i], cancellable, error))
      return FALSE;

  return TRUE;
}

/**
 * belay_trail_indexer_summarise:
 * @db: the database
 * @root: the directory of the sessions
 * @name: of a session
 *
 * Returns: (transfer full) (nullable): what a list says of it; %NULL if the index does not know it as it is now
 */
BelayTrailSummary *
belay_trail_indexer_summarise (BelayTrailDatabase *db,
                               const char         *root,
                               const char         *name)
{
  g_autofree char *directory = g_build_filename (root, name, NULL);
  g_autoptr(BelayTrailSegments) segments = belay_trail_segments_look (directory);
  g_auto(Entry) entry = { 0 };

  if (segments == NULL || !load_entry (db, name, &entry, NULL) || g_strcmp0 (entry.print, segments->print) != 0)
    return NULL;

  if (entry.summary->state == BELAY_TRAIL_OPEN && belay_trail_folder_is_held (directory))
    entry.summary->state = BELAY_TRAIL_RECORDING;

  return g_steal_pointer (&entry.summary);
}
