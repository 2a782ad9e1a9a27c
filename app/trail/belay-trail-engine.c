/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-engine.h"

#include <stdlib.h>
#include <string.h>

#include "belay-trail-database.h"
#include "belay-trail-indexer.h"
#include "belay-trail-lookup.h"

/* Times one engine makes the file anew: more would not help. */
#define MAX_MENDED 3

struct _BelayTrailEngine
{
  gatomicrefcount     refs;
  char               *root;     /* immutable */
  char               *path;     /* immutable; (nullable) of the database */

  GMutex              lock;     /* guards the rest */
  BelayTrailDatabase *db;       /* (nullable) until it is needed */
  guint               n_mended;
};

/* Beside the directory of the sessions. Where its name is "sessions", as in the state directory of this program, the
 * file is "index.sqlite". The path is one without symbolic links, because SQLite is told to follow none. */
static char *
make_path (const char *root)
{
  g_autofree char *absolute = g_canonicalize_filename (root, NULL);
  g_autofree char *parent = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *file = NULL;
  char *real = realpath (parent, NULL);
  char *path;

  if (real == NULL)
    return NULL;

  file = g_str_equal (name, "sessions") ? g_strdup ("index.sqlite") : g_strconcat (name, ".index.sqlite", NULL);
  path = g_build_filename (real, file, NULL);
  free (real);

  return path;
}

/**
 * belay_trail_engine_new:
 * @root: the directory of the sessions
 *
 * Returns: (transfer full): its index; nothing is opened yet
 */
BelayTrailEngine *
belay_trail_engine_new (const char *root)
{
  BelayTrailEngine *self = g_new0 (BelayTrailEngine, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->root = g_strdup (root);
  self->path = make_path (root);

  return self;
}

/**
 * belay_trail_engine_ref:
 * @self: an engine
 *
 * Returns: (transfer full): @self
 */
BelayTrailEngine *
belay_trail_engine_ref (BelayTrailEngine *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * belay_trail_engine_unref:
 * @self: (transfer full): an engine
 */
void
belay_trail_engine_unref (BelayTrailEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->db, belay_trail_database_close);
  g_mutex_clear (&self->lock);
  g_free (self->root);
  g_free (self->path);
  g_free (self);
}

/* The database, open, and not one whose file was deleted meanwhile. NULL only if not even memory will do. */
static BelayTrailDatabase *
get_db (BelayTrailEngine  *self,
        GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  if (self->db != NULL && !belay_trail_database_is_current (self->db))
    g_clear_pointer (&self->db, belay_trail_database_close);

  for (guint i = 0; i < 2 && self->db == NULL && self->path != NULL; i++)
    {
      g_clear_error (&local_error);
      self->db = belay_trail_database_open (self->path, &local_error);

      if (self->db == NULL && belay_trail_database_is_damaged (local_error))
        belay_trail_database_delete (self->path);
    }

  if (self->db == NULL)
    {
      g_debug ("The index is kept in memory: %s", local_error != NULL ? local_error->message : "no directory for it");
      self->db = belay_trail_database_open (NULL, error);
    }

  return self->db;
}

/* TRUE if a second try may help. */
static gboolean
mend (BelayTrailEngine *self,
      const GError     *error)
{
  if (!belay_trail_database_is_damaged (error) || self->n_mended++ >= MAX_MENDED)
    return FALSE;

  g_message ("The index of the trails is made anew: %s", error->message);
  g_clear_pointer (&self->db, belay_trail_database_close);

  if (self->path != NULL)
    belay_trail_database_delete (self->path);

  return TRUE;
}

/* TRUE also where the index could not be brought up to date because another process writes, or the disk is full: what it
 * holds can still be searched. */
static gboolean
update (BelayTrailEngine    *self,
        BelayTrailDatabase  *db,
        GCancellable        *cancellable,
        GError             **error)
{
  g_autoptr(GError) local_error = NULL;

  if (belay_trail_indexer_update (db, self->root, cancellable, &local_error))
    return TRUE;

  if (belay_trail_database_is_damaged (local_error) ||
      g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  g_message ("The index of the trails is not up to date: %s", local_error->message);

  return TRUE;
}

static GPtrArray *
search_once (BelayTrailEngine       *self,
             const BelayTrailQuery  *query,
             guint                   limit,
             GCancellable           *cancellable,
             GError                **error)
{
  BelayTrailDatabase *db = get_db (self, error);

  if (db == NULL || !update (self, db, cancellable, error))
    return NULL;

  return belay_trail_lookup (db, query, limit, cancellable, error);
}

/**
 * belay_trail_engine_search:
 * @self: an engine
 * @query: what is looked for
 * @limit: how many hits are wanted
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): return location for an error
 *
 * Brings the index up to date first.
 *
 * Returns: (transfer full) (element-type BelayTrailHit) (nullable): the hits, the newest first
 */
GPtrArray *
belay_trail_engine_search (BelayTrailEngine       *self,
                           const BelayTrailQuery  *query,
                           guint                   limit,
                           GCancellable           *cancellable,
                           GError                **error)
{
  g_autoptr(GError) local_error = NULL;
  GPtrArray *hits;

  g_mutex_lock (&self->lock);
  hits = search_once (self, query, limit, cancellable, &local_error);

  if (hits == NULL && mend (self, local_error))
    {
      g_clear_error (&local_error);
      hits = search_once (self, query, limit, cancellable, &local_error);
    }

  g_mutex_unlock (&self->lock);

  if (hits == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return hits;
}

static int
compare_summaries (gconstpointer a,
                   gconstpointer b)
{
  const BelayTrailSummary *first = *(const BelayTrailSummary * const *) a;
  const BelayTrailSummary *second = *(const BelayTrailSummary * const *) b;

  if (first->time != second->time)
    return first->time > second->time ? -1 : 1;

  return strcmp (second->id, first->id);
}

/**
 * belay_trail_engine_list:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): return location for an error
 *
 * Sessions the index does not know as they are now are read, and not written into it: nobody waits for that.
 *
 * Returns: (transfer full) (element-type BelayTrailSummary) (nullable): all sessions, the newest first; %NULL with
 *   %G_IO_ERROR_CANCELLED
 */
GPtrArray *
belay_trail_engine_list (BelayTrailEngine  *self,
                         GCancellable      *cancellable,
                         GError           **error)
{
  g_autoptr(GPtrArray) summaries = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_trail_summary_free);
  g_autoptr(GPtrArray) names = belay_trail_indexer_find_names (self->root);

  for (guint i = 0; i < names->len; i++)
    {
      BelayTrailSummary *summary = NULL;
      BelayTrailDatabase *db;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      g_mutex_lock (&self->lock);
      db = get_db (self, NULL);

      if (db != NULL)
        summary = belay_trail_indexer_summarise (db, self->root, names->pdata[i]);

      g_mutex_unlock (&self->lock);

      if (summary == NULL)
        {
          g_autofree char *directory = g_build_filename (self->root, names->pdata[i], NULL);

          summary = belay_trail_summary_new (directory, NULL);
        }

      if (summary != NULL)
        g_ptr_array_add (summaries, summary);
    }

  g_ptr_array_sort (summaries, compare_summaries);

  return g_steal_pointer (&summaries);
}

/**
 * belay_trail_engine_tidy:
 * @self: an engine
 * @cancellable: a cancellable
 *
 * Brings the index up to date and takes out of its file what nobody can find any more.
 */
void
belay_trail_engine_tidy (BelayTrailEngine *self,
                         GCancellable     *cancellable)
{
  g_autoptr(GError) error = NULL;
  BelayTrailDatabase *db;
  gboolean more;

  if (g_cancellable_is_cancelled (cancellable))
    return;

  g_mutex_lock (&self->lock);
  db = get_db (self, NULL);

  if (db != NULL && !update (self, db, cancellable, &error))
    mend (self, error);

  g_mutex_unlock (&self->lock);

  do
    {
      g_mutex_lock (&self->lock);
      db = get_db (self, NULL);
      more = db != NULL && belay_trail_indexer_purge (db);
      g_mutex_unlock (&self->lock);
    }
  while (more && !g_cancellable_is_cancelled (cancellable));
}
