/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-text.h"

#include <glib/gi18n-lib.h>

#include "belay-reader.h"
#include "belay-screen-passages.h"
#include "belay-stage.h"
#include "belay-tile-words.h"

/* A piece takes half a second; a busy machine several times that. */
#define READ_DEADLINE_MS  4000
#define TOTAL_DEADLINE_MS 10000

/* Pixels that could not be read are tried so often. */
#define MAX_ATTEMPTS 2
#define MAX_KNOWN    4096       /* tiles: some sixty screens */

struct _BelayScreenText
{
  GObject      parent_instance;

  BelayReader *reader;
  GHashTable  *known;           /* BelayTileWords, by the hash of the pixels */
  GPtrArray   *open;            /* of GTask, not owned: screens that still have pieces to be read, the newest last */
  gboolean     reading;         /* the reader has a piece */
  BelayFrame  *last;            /* (nullable) the newest screen, */
  GPtrArray   *last_keys;       /* and the hashes of its tiles */
};

/* The reading of one screen. On a thread only between two stages, and then nowhere else. */
typedef struct
{
  BelayFrame         *frame;
  BelayFrame         *before;   /* (nullable) another whose hashes are known */
  GPtrArray          *before_keys;
  GPtrArray          *keys;     /* of each tile; NULL: it is of one colour */
  guint8             *wanted;   /* of each tile: it is to be read */
  GArray             *pieces;   /* of BelayReadPiece */
  GPtrArray          *greys;    /* of GBytes, for each piece */
  guint               next;     /* piece */
  gint64              deadline; /* monotonic, µs */
  GPtrArray          *words;    /* of BelayReadWord, screen pixels: all that is known in the end */
  BelayScreenReading *reading;
} Job;

/* A piece in the hands of the reader. */
typedef struct
{
  BelayScreenText *guard;
  GTask           *task;
  guint            piece;
} Asked;

G_DEFINE_FINAL_TYPE (BelayScreenText, belay_screen_text, G_TYPE_OBJECT)

static void read_next (BelayScreenText *self);

static void
reading_clear (BelayScreenReading *self)
{
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->passages, g_ptr_array_unref);
  g_free (self->unread_key);
  g_free (self->problem);
}

BelayScreenReading *
belay_screen_reading_ref (BelayScreenReading *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
belay_screen_reading_unref (BelayScreenReading *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) reading_clear);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->frame, belay_frame_unref);
  g_clear_pointer (&job->before, belay_frame_unref);
  g_clear_pointer (&job->before_keys, g_ptr_array_unref);
  g_clear_pointer (&job->keys, g_ptr_array_unref);
  g_clear_pointer (&job->pieces, g_array_unref);
  g_clear_pointer (&job->greys, g_ptr_array_unref);
  g_clear_pointer (&job->words, g_ptr_array_unref);
  g_clear_pointer (&job->reading, belay_screen_reading_unref);
  g_free (job->wanted);
  g_free (job);
}

/* On a thread: what has changed? */

static void
hash_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Job *job = data;
  guint n = belay_frame_get_n_tiles (job->frame);

  for (guint i = 0; i < n; i++)
    {
      if (job->before != NULL && belay_frame_shares_tile (job->frame, job->before, i))
        {
          g_ptr_array_add (job->keys, g_strdup (job->before_keys->pdata[i]));
        }
      else
        {
          BelayTile tile;

          belay_frame_get_tile (job->frame, i, &tile);
          g_ptr_array_add (job->keys, belay_tile_hash (&tile));
        }
    }

  g_task_return_boolean (task, TRUE);
}

/* On another: what is to be read, made ready. */
static void
cut_on_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;

  job->pieces = belay_read_pieces_new (job->frame, job->wanted);
  job->greys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < job->pieces->len; i++)
    g_ptr_array_add (job->greys, belay_read_piece_draw (&g_array_index (job->pieces, BelayReadPiece, i), job->frame));

  g_task_return_boolean (task, TRUE);
}

/* And on a third: what does it say? */
static void
judge_on_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Job *job = data;

  job->reading->blocks = belay_text_blocks_new (job->words);
  job->reading->passages = belay_screen_passages_new (job->reading->blocks);
  g_task_return_boolean (task, TRUE);
}

/* In between, on the main thread. */

static BelayTileWords *
get_known (BelayScreenText *self,
           const char      *key)
{
  BelayTileWords *known = g_hash_table_lookup (self->known, key);

  if (known == NULL)
    {
      known = belay_tile_words_new ();
      g_hash_table_insert (self->known, g_strdup (key), known);
    }

  return known;
}

static void
set_problem (Job        *job,
             const char *sentence)
{
  if (job->reading->problem == NULL)
    job->reading->problem = g_strdup (sentence);
}

/* All that is known of the screen, and what is not. */
static void
gather (BelayScreenText *self,
        Job             *job)
{
  g_autoptr(GChecksum) unread = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < job->keys->len; i++)
    {
      const char *key = job->keys->pdata[i];
      BelayTileWords *known = key != NULL ? g_hash_table_lookup (self->known, key) : NULL;
      BelayTile tile;

      if (key == NULL)
        continue;

      belay_frame_get_tile (job->frame, i, &tile);
      if (known == NULL || !known->read)
        {
          job->reading->n_unread++;
          belay_rect_union (&job->reading->unread, &tile.area, &job->reading->unread);
          g_checksum_update (unread, (const guint8 *) key, -1);
        }

      for (guint n = 0; known != NULL && n < known->words->len; n++)
        {
          const BelayReadWord *word = known->words->pdata[n];
          BelayReadWord *copy = g_memdup2 (word, sizeof *word);

          copy->text = g_strdup (word->text);
          copy->area.x += tile.area.x;
          copy->area.y += tile.area.y;
          g_ptr_array_add (job->words, copy);
        }
    }

  if (job->reading->n_unread == 0)
    return;

  job->reading->unread_key = g_strdup (g_checksum_get_string (unread));
  set_problem (job, _("Reading it failed before."));
}

static void
on_judged (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&job->reading), (GDestroyNotify) belay_screen_reading_unref);
}

static void
finish (BelayScreenText *self,
        GTask           *task)
{
  gather (self, g_task_get_task_data (task));
  belay_stage_run (task, judge_on_thread, on_judged);
}

/* Taking over what was read of a piece. */

static void
take_piece (BelayScreenText      *self,
            Job                  *job,
            const BelayReadPiece *piece,
            GBytes               *grey,
            GPtrArray            *words)
{
  belay_tile_words_sift (words, piece, job->frame, grey);

  for (guint i = 0; i < job->keys->len; i++)
    {
      BelayTile tile;
      BelayRect common;

      belay_frame_get_tile (job->frame, i, &tile);
      if (job->keys->pdata[i] == NULL || !belay_rect_intersect (&tile.area, &piece->area, &common))
        continue;

      belay_tile_words_take (get_known (self, job->keys->pdata[i]), &tile, &piece->core, words);
    }
}

/* Nobody knows what is there; for now, or for good. */
static void
fail_piece (BelayScreenText      *self,
            Job                  *job,
            const BelayReadPiece *piece)
{
  for (guint i = 0; i < job->keys->len; i++)
    {
      BelayTile tile;
      BelayRect common;

      belay_frame_get_tile (job->frame, i, &tile);
      if (job->keys->pdata[i] != NULL && belay_rect_intersect (&tile.area, &piece->core, &common))
        get_known (self, job->keys->pdata[i])->n_attempts++;
    }
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Asked *asked = user_data;
  g_autoptr(BelayScreenText) self = asked->guard;
  g_autoptr(GTask) task = asked->task;
  Job *job = g_task_get_task_data (task);
  const BelayReadPiece *piece = &g_array_index (job->pieces, BelayReadPiece, asked->piece);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) words = belay_reader_read_finish (BELAY_READER (source), result, &error);

  GBytes *grey = job->greys->pdata[asked->piece];

  g_free (asked);
  self->reading = FALSE;

  if (words != NULL)
    {
      take_piece (self, job, piece, grey, words);
    }
  else
    {
      job->reading->unavailable |= g_error_matches (error, BELAY_READER_ERROR, BELAY_READER_ERROR_UNAVAILABLE);
      set_problem (job, error->message);
      if (!job->reading->unavailable)
        fail_piece (self, job, piece);
    }

  read_next (self);
}

/* Whether another screen had the same, and all of it has been read meanwhile. */
static gboolean
is_piece_known (BelayScreenText      *self,
                Job                  *job,
                const BelayReadPiece *piece)
{
  for (guint i = 0; i < job->keys->len; i++)
    {
      const char *key = job->keys->pdata[i];
      const BelayTileWords *known = key != NULL ? g_hash_table_lookup (self->known, key) : NULL;
      BelayTile tile;
      BelayRect common;

      belay_frame_get_tile (job->frame, i, &tile);
      if (key != NULL && belay_rect_intersect (&tile.area, &piece->core, &common) && (known == NULL || !known->read))
        return FALSE;
    }

  return TRUE;
}

/* Whether @job has something left to read, and time. */
static gboolean
has_next (BelayScreenText *self,
          Job             *job)
{
  while (job->next < job->pieces->len &&
         is_piece_known (self, job, &g_array_index (job->pieces, BelayReadPiece, job->next)))
    job->next++;

  if (job->next == job->pieces->len || job->reading->unavailable)
    return FALSE;

  if (g_get_monotonic_time () < job->deadline)
    return TRUE;

  set_problem (job, _("There is too much of it to read in time."));

  return FALSE;
}

/* The newest screen first: that is the one somebody is asked about. */
static void
read_next (BelayScreenText *self)
{
  while (!self->reading && self->open->len > 0)
    {
      GTask *task = self->open->pdata[self->open->len - 1];
      Job *job = g_task_get_task_data (task);
      gboolean cancelled = g_task_get_cancellable (task) != NULL &&
                           g_cancellable_is_cancelled (g_task_get_cancellable (task));

      if (!cancelled && has_next (self, job))
        {
          const BelayReadPiece *piece = &g_array_index (job->pieces, BelayReadPiece, job->next);
          Asked *asked = g_new (Asked, 1);

          *asked = (Asked) { g_object_ref (self), g_object_ref (task), job->next };
          self->reading = TRUE;
          belay_reader_read_async (self->reader, job->greys->pdata[job->next], piece->area.width, piece->area.height,
                                   BELAY_READER_SPARSE, READ_DEADLINE_MS, NULL, on_read, asked);
          job->next++;
        }
      else
        {
          g_ptr_array_remove_index (self->open, self->open->len - 1);
          finish (self, task);
          g_object_unref (task);
        }
    }
}

static void
on_cut (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  BelayScreenText *self = BELAY_SCREEN_TEXT (source);
  GTask *task = user_data;

  g_ptr_array_add (self->open, task);
  read_next (self);
}

static gboolean
sort_tiles (BelayScreenText *self,
            Job             *job)
{
  gboolean any = FALSE;

  for (guint i = 0; i < job->keys->len; i++)
    {
      const char *key = job->keys->pdata[i];
      const BelayTileWords *known = key != NULL ? g_hash_table_lookup (self->known, key) : NULL;

      job->wanted[i] = key != NULL && (known == NULL || (!known->read && known->n_attempts < MAX_ATTEMPTS));
      any |= job->wanted[i];
    }

  return any;
}

static void
on_hashed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayScreenText *self = BELAY_SCREEN_TEXT (source);
  Job *job = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->last == NULL || belay_frame_get_seq (self->last) <= belay_frame_get_seq (job->frame))
    {
      g_clear_pointer (&self->last, belay_frame_unref);
      g_clear_pointer (&self->last_keys, g_ptr_array_unref);
      self->last = belay_frame_ref (job->frame);
      self->last_keys = g_ptr_array_ref (job->keys);
    }

  if (g_hash_table_size (self->known) + job->keys->len > MAX_KNOWN && self->open->len == 0)
    g_hash_table_remove_all (self->known);

  if (sort_tiles (self, job))
    belay_stage_run (task, cut_on_thread, on_cut);
  else
    finish (self, task);
}

static void
belay_screen_text_dispose (GObject *object)
{
  BelayScreenText *self = BELAY_SCREEN_TEXT (object);

  g_clear_object (&self->reader);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->last, belay_frame_unref);
  g_clear_pointer (&self->last_keys, g_ptr_array_unref);

  G_OBJECT_CLASS (belay_screen_text_parent_class)->dispose (object);
}

static void
belay_screen_text_class_init (BelayScreenTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_screen_text_dispose;
}

static void
belay_screen_text_init (BelayScreenText *self)
{
  self->reader = belay_reader_new_patient ();
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) belay_tile_words_free);
  self->open = g_ptr_array_new ();
}

/**
 * belay_screen_text_new:
 *
 * Returns: (transfer full): a guard that has read nothing yet
 */
BelayScreenText *
belay_screen_text_new (void)
{
  return g_object_new (BELAY_TYPE_SCREEN_TEXT, NULL);
}

/**
 * belay_screen_text_read_async:
 * @self: the guard
 * @frame: what an agent is about to see
 * @cancellable: (nullable): nothing more is read once it is cancelled
 * @callback: called with the reading
 * @user_data: for @callback
 *
 * Reads what can be read on @frame. A full screen of text takes 0.5 to 2 s, what changes by a step some 0.1 s. What could
 * not be read is part of the reading.
 */
void
belay_screen_text_read_async (BelayScreenText     *self,
                              BelayFrame          *frame,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (BELAY_IS_SCREEN_TEXT (self));
  g_return_if_fail (frame != NULL);

  job = g_new0 (Job, 1);
  job->frame = belay_frame_ref (frame);
  job->keys = g_ptr_array_new_with_free_func (g_free);
  job->wanted = g_new0 (guint8, belay_frame_get_n_tiles (frame));
  job->words = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_read_word_free);
  job->reading = g_atomic_rc_box_new0 (BelayScreenReading);
  job->deadline = g_get_monotonic_time () + TOTAL_DEADLINE_MS * 1000;

  if (self->last != NULL && belay_frame_get_n_tiles (self->last) == belay_frame_get_n_tiles (frame) &&
      belay_frame_get_width (self->last) == belay_frame_get_width (frame) &&
      belay_frame_get_height (self->last) == belay_frame_get_height (frame))
    {
      job->before = belay_frame_ref (self->last);
      job->before_keys = g_ptr_array_ref (self->last_keys);
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_screen_text_read_async);
  g_task_set_task_data (task, job, job_free);
  belay_stage_run (task, hash_on_thread, on_hashed);
}

/**
 * belay_screen_text_read_finish:
 * @self: the guard
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what can be read on the screen
 */
BelayScreenReading *
belay_screen_text_read_finish (BelayScreenText  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
