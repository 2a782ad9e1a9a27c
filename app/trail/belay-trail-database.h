/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "belay-trail-tokenizer.h"

G_BEGIN_DECLS

/* Codes are SQLite's. */
#define BELAY_TRAIL_DATABASE_ERROR (belay_trail_database_error_quark ())
GQuark belay_trail_database_error_quark (void);

/* The file of an index: tables, prepared statements, transactions. One thread at a time. */
typedef struct _BelayTrailDatabase BelayTrailDatabase;

/* @path: (nullable): NULL for one in memory. */
BelayTrailDatabase  *belay_trail_database_open          (const char          *path,
                                                         GError             **error);
void                 belay_trail_database_close         (BelayTrailDatabase  *self);
/* Deletes the file and what SQLite keeps beside it. */
void                 belay_trail_database_delete        (const char          *path);
/* FALSE if another file is at its path by now. */
gboolean             belay_trail_database_is_current    (BelayTrailDatabase  *self);
BelayTrailTokenizer *belay_trail_database_get_tokenizer (BelayTrailDatabase  *self);

gboolean             belay_trail_database_exec          (BelayTrailDatabase  *self,
                                                         const char          *sql,
                                                         GError             **error);
/* @sql: a literal. The statement is reset, for one use, and owned by the database. */
sqlite3_stmt        *belay_trail_database_prepare       (BelayTrailDatabase  *self,
                                                         const char          *sql,
                                                         GError             **error);
/* TRUE if there is a row; FALSE at the end, and with @error. */
gboolean             belay_trail_database_step          (BelayTrailDatabase  *self,
                                                         sqlite3_stmt        *statement,
                                                         GError             **error);
/* For statements that have no rows. */
gboolean             belay_trail_database_run           (BelayTrailDatabase  *self,
                                                         sqlite3_stmt        *statement,
                                                         GError             **error);
/* How many rows were changed since it was opened. */
int                  belay_trail_database_count_changes (BelayTrailDatabase  *self);

/* TRUE if the file has to be made anew. */
gboolean             belay_trail_database_is_damaged    (const GError        *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailDatabase, belay_trail_database_close)

G_END_DECLS
