/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Another number, another index. */
#define SCHEMA_VERSION 2
#define APPLICATION_ID 0x42656c79       /* "Bely" */

/* How long another process may write before this one does without. */
#define BUSY_MS 5000

struct _BelayTrailDatabase
{
  sqlite3             *db;
  char                *path;    /* (nullable) */
  dev_t                device;
  ino_t                inode;
  BelayTrailTokenizer *tokenizer;
  GHashTable          *statements;      /* SQL, by its address, to sqlite3_stmt */
};

/*
 * A moment's id is its time in microseconds, moved on until it is free: the newest first is the order of the table and of
 * the index, and no query sorts. What is searched for beside words (action, decision, time of day, …) are words in the
 * column "facet". FTS5 does not keep the text a second time.
 */
static const char schema[] =
  "CREATE TABLE meta (zone TEXT NOT NULL, stale INTEGER NOT NULL);"
  "CREATE TABLE session ("
  "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, task TEXT, agent TEXT,"
  "  n_steps INTEGER NOT NULL,"
  "  state INTEGER NOT NULL, print TEXT NOT NULL, older TEXT NOT NULL, inode INTEGER NOT NULL,"
  "  segment INTEGER NOT NULL, offset INTEGER NOT NULL, seq INTEGER NOT NULL, last INTEGER NOT NULL,"
  "  mono INTEGER NOT NULL, head BLOB NOT NULL, boot TEXT NOT NULL);"
  "CREATE TABLE moment ("
  "  id INTEGER PRIMARY KEY, session INTEGER NOT NULL, step INTEGER NOT NULL, seq INTEGER NOT NULL,"
  "  time INTEGER NOT NULL, second INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, facet TEXT NOT NULL);"
  "CREATE INDEX moment_step ON moment (session, step);"
  "CREATE TABLE term (word TEXT PRIMARY KEY) WITHOUT ROWID;"
  "CREATE VIRTUAL TABLE search USING fts5 (text, facet, content='moment', content_rowid='id', columnsize=0,"
  "  prefix='2 3', tokenize='" BELAY_TRAIL_TOKENIZER_NAME "');"
  "INSERT INTO search (search, rank) VALUES ('hashsize', 8388608);"
  "INSERT INTO search (search, rank) VALUES ('pgsz', 16000);"
  "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (search, row);"
  "INSERT INTO meta VALUES ('', 0);";

G_DEFINE_QUARK (belay-trail-database-error-quark, belay_trail_database_error)

static gboolean
set_error (BelayTrailDatabase  *self,
           GError             **error)
{
  g_set_error (error, BELAY_TRAIL_DATABASE_ERROR, sqlite3_errcode (self->db),
               _("The index of the trails cannot be used: %s."), sqlite3_errmsg (self->db));

  return FALSE;
}

/* Made before SQLite would make it, with its own idea of a mode; the files beside it get the same. A file that is there
 * is not opened: to close it again would let go of the locks another connection of this process has. */
static void
ensure_private (const char *path)
{
  struct stat status;
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  else if (lstat (path, &status) == 0 && S_ISREG (status.st_mode) && (status.st_mode & 0077) != 0 &&
           chmod (path, 0600) != 0)
    g_debug ("The index is readable by others: %s", g_strerror (errno));
}

static gboolean
read_number (BelayTrailDatabase  *self,
             const char          *sql,
             gint64              *number,
             GError             **error)
{
  sqlite3_stmt *statement = belay_trail_database_prepare (self, sql, error);

  if (statement == NULL || !belay_trail_database_step (self, statement, error))
    return FALSE;

  *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

/* One of two processes that come at once makes the tables. */
static gboolean
make_tables (BelayTrailDatabase  *self,
             GError             **error)
{
  g_autofree char *marks = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                                            APPLICATION_ID, SCHEMA_VERSION);
  gint64 version = 0;

  if (!belay_trail_database_exec (self, "BEGIN IMMEDIATE", error))
    return FALSE;

  if (read_number (self, "PRAGMA user_version", &version, error) && version == SCHEMA_VERSION)
    return belay_trail_database_exec (self, "COMMIT", error);

  if (version == 0 && belay_trail_database_exec (self, schema, error) &&
      belay_trail_database_exec (self, marks, error))
    return TRUE;

  belay_trail_database_exec (self, "ROLLBACK", NULL);

  return FALSE;
}

static gboolean
check_tables (BelayTrailDatabase  *self,
              GError             **error)
{
  gint64 version, application, n_tables;

  if (!read_number (self, "PRAGMA user_version", &version, error) ||
      !read_number (self, "PRAGMA application_id", &application, error) ||
      !read_number (self, "SELECT count(*) FROM sqlite_master", &n_tables, error))
    return FALSE;

  if (version == 0 && application == 0 && n_tables == 0)
    return make_tables (self, error);

  if (version == SCHEMA_VERSION && application == APPLICATION_ID)
    return TRUE;

  /* Of another version of this program; or of another program, whose it stays. */
  g_set_error (error, BELAY_TRAIL_DATABASE_ERROR, application == APPLICATION_ID ? SQLITE_SCHEMA : SQLITE_PERM,
               _("The index of the trails cannot be used: %s."), sqlite3_errstr (SQLITE_SCHEMA));

  return FALSE;
}

/**
 * belay_trail_database_open:
 * @path: (nullable): the file, below no symbolic link; %NULL for a database in memory
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (nullable): a database with all its tables; %NULL with %BELAY_TRAIL_DATABASE_ERROR or
 *   %G_IO_ERROR_NOT_SUPPORTED
 */
BelayTrailDatabase *
belay_trail_database_open (const char  *path,
                           GError     **error)
{
  g_autoptr(BelayTrailDatabase) self = g_new0 (BelayTrailDatabase, 1);
  struct stat status;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);

  if (path != NULL)
    ensure_private (path);

  if (sqlite3_open_v2 (path != NULL ? path : ":memory:", &self->db, flags, NULL) != SQLITE_OK)
    {
      set_error (self, error);
      return NULL;
    }

  sqlite3_busy_timeout (self->db, BUSY_MS);
  self->tokenizer = belay_trail_tokenizer_register (self->db, error);

  /* It is made from the trails, so it need not outlive a power cut; but it must not be damaged by one. */
  if (self->tokenizer == NULL ||
      !belay_trail_database_exec (self, "PRAGMA page_size = 16384;"
                                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                        "PRAGMA secure_delete = ON; PRAGMA cache_size = -32000;"
                                        "PRAGMA mmap_size = 268435456; PRAGMA trusted_schema = OFF", error) ||
      !check_tables (self, error))
    return NULL;

  if (path != NULL && stat (path, &status) == 0)
    {
      self->device = status.st_dev;
      self->inode = status.st_ino;
    }

  return g_steal_pointer (&self);
}

/**
 * belay_trail_database_close:
 * @self: (transfer full) (nullable): a database
 */
void
belay_trail_database_close (BelayTrailDatabase *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->db);
  g_free (self->path);
  g_free (self);
}

/**
 * belay_trail_database_delete:
 * @path: the file of a database
 */
void
belay_trail_database_delete (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      unlink (name);
    }
}

/**
 * belay_trail_database_is_current:
 * @self: a database
 *
 * Returns: %FALSE if somebody has deleted or replaced its file
 */
gboolean
belay_trail_database_is_current (BelayTrailDatabase *self)
{
  struct stat status;

  return self->path == NULL ||
         (stat (self->path, &status) == 0 && status.st_dev == self->device && status.st_ino == self->inode);
}

/**
 * belay_trail_database_get_tokenizer:
 * @self: a database
 *
 * Returns: (transfer none): what its words are
 */
BelayTrailTokenizer *
belay_trail_database_get_tokenizer (BelayTrailDatabase *self)
{
  return self->tokenizer;
}

/**
 * belay_trail_database_exec:
 * @self: a database
 * @sql: statements without parameters
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %BELAY_TRAIL_DATABASE_ERROR
 */
gboolean
belay_trail_database_exec (BelayTrailDatabase  *self,
                           const char          *sql,
                           GError             **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || set_error (self, error);
}

/**
 * belay_trail_database_prepare:
 * @self: a database
 * @sql: a string literal: its address is its name
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer none) (nullable): the statement, reset, its parameters NULL
 */
sqlite3_stmt *
belay_trail_database_prepare (BelayTrailDatabase  *self,
                              const char          *sql,
                              GError             **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    {
      set_error (self, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

/**
 * belay_trail_database_step:
 * @self: a database
 * @statement: a statement
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if there is a row; %FALSE at the end, or with %BELAY_TRAIL_DATABASE_ERROR: the statement is reset then
 */
gboolean
belay_trail_database_step (BelayTrailDatabase  *self,
                           sqlite3_stmt        *statement,
                           GError             **error)
{
  int status = sqlite3_step (statement);

  if (status == SQLITE_ROW)
    return TRUE;

  if (status != SQLITE_DONE)
    set_error (self, error);

  sqlite3_reset (statement);

  return FALSE;
}

/**
 * belay_trail_database_run:
 * @self: a database
 * @statement: a statement
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %BELAY_TRAIL_DATABASE_ERROR
 */
gboolean
belay_trail_database_run (BelayTrailDatabase  *self,
                          sqlite3_stmt        *statement,
                          GError             **error)
{
  int status = sqlite3_step (statement);
  gboolean success = status == SQLITE_DONE || status == SQLITE_ROW;

  if (!success)
    set_error (self, error);

  sqlite3_reset (statement);

  return success;
}

/**
 * belay_trail_database_count_changes:
 * @self: a database
 *
 * Returns: how many rows this connection has changed
 */
int
belay_trail_database_count_changes (BelayTrailDatabase *self)
{
  return sqlite3_total_changes (self->db);
}

/**
 * belay_trail_database_is_damaged:
 * @error: an error
 *
 * Returns: %TRUE if the file is no index, a damaged one, or one of another version: it is to be deleted and made anew
 */
gboolean
belay_trail_database_is_damaged (const GError *error)
{
  if (error == NULL || error->domain != BELAY_TRAIL_DATABASE_ERROR)
    return FALSE;

  switch (error->code)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
      return FALSE;

    default:
      /* The statements are what they are: if they do not fit the tables, it is the tables. */
      return TRUE;
    }
}
