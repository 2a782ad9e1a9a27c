/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-query.h"
#include "belay-trail-show.h"

G_BEGIN_DECLS

/* Where something was found. */
typedef struct
{
  char    *session;             /* the name of its directory */
  guint64  seq;                 /* the record */
  gint64   time;                /* UTC, ns */
  char    *kind;                /* of the record */
  gint64   step;                /* 0: of none */
  char    *snippet;             /* a line of text, safe to show; what was found is between U+2068 and U+2069 */
} BelayTrailHit;

void belay_trail_hit_free (BelayTrailHit *hit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailHit, belay_trail_hit_free)

#define BELAY_TYPE_TRAIL_INDEX (belay_trail_index_get_type ())

/*
 * A table of contents of all trails below one directory, in SQLite, for finding things. It is never evidence: it is made
 * from the trails, brought up to date before each search, and made anew when it is missing, stale or damaged. Main thread;
 * the work is done on a thread of its own, one thing after the other.
 */
G_DECLARE_FINAL_TYPE (BelayTrailIndex, belay_trail_index, BELAY, TRAIL_INDEX, GObject)

/* @root: the directory of the sessions; (nullable): belay_trail_get_default_root(). The database is beside it. */
BelayTrailIndex *belay_trail_index_new             (const char           *root);

/* All sessions, the newest first: GPtrArray of BelayTrailSummary. */
void             belay_trail_index_list_async      (BelayTrailIndex      *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray       *belay_trail_index_list_finish     (BelayTrailIndex      *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* GPtrArray of at most @limit BelayTrailHit, the newest first. @query: copied. */
void             belay_trail_index_search_async    (BelayTrailIndex       *self,
                                                    const BelayTrailQuery *query,
                                                    guint                  limit,
                                                    GCancellable          *cancellable,
                                                    GAsyncReadyCallback    callback,
                                                    gpointer               user_data);
GPtrArray       *belay_trail_index_search_finish   (BelayTrailIndex       *self,
                                                    GAsyncResult          *result,
                                                    GError               **error);

/* The same without a main loop, for commands: updates, then searches. */
GPtrArray       *belay_trail_index_search          (BelayTrailIndex       *self,
                                                    const BelayTrailQuery *query,
                                                    guint                  limit,
                                                    GError               **error);
GPtrArray       *belay_trail_index_list            (BelayTrailIndex       *self,
                                                    GError               **error);
/* Updates, and takes the words of deleted sessions out of the file; the asynchronous functions do so afterwards. */
void             belay_trail_index_tidy            (BelayTrailIndex       *self);

G_END_DECLS
