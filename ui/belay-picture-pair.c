/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-picture-pair.h"

#include "belay-picture-decode.h"
#include "belay-trail-blobs.h"

#define NEAR        24          /* screen pixels: areas closer than this are one */
#define MAX_CHANGED 12          /* areas; with more the marks say nothing, and it is one */

typedef struct
{
  char       *sha256;           /* (nullable): none was taken */
  BelayFrame *frame;            /* (nullable) */
  GError     *error;            /* (nullable) */
} Side;

struct _BelayPicturePair
{
  Side    before;
  Side    after;
  GArray *changed;              /* of BelayRect; NULL: not comparable */
};

G_DEFINE_BOXED_TYPE (BelayPicturePair, belay_picture_pair, belay_picture_pair_ref, belay_picture_pair_unref)

typedef struct
{
  char             *directory;
  char             *before;
  char             *after;
  BelayPicturePair *recent;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->directory);
  g_free (load->before);
  g_free (load->after);
  g_clear_pointer (&load->recent, belay_picture_pair_unref);
  g_free (load);
}

static void
clear_side (Side *side)
{
  g_free (side->sha256);
  g_clear_pointer (&side->frame, belay_frame_unref);
  g_clear_error (&side->error);
}

static void
clear_pair (gpointer data)
{
  BelayPicturePair *self = data;

  clear_side (&self->before);
  clear_side (&self->after);
  g_clear_pointer (&self->changed, g_array_unref);
}

/**
 * belay_picture_pair_ref:
 * @self: a pair
 *
 * Returns: (transfer full): it
 */
BelayPicturePair *
belay_picture_pair_ref (BelayPicturePair *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * belay_picture_pair_unref:
 * @self: (transfer full): a pair
 */
void
belay_picture_pair_unref (BelayPicturePair *self)
{
  g_atomic_rc_box_release_full (self, clear_pair);
}

/* What a step left is mostly what the next one found. */
static BelayFrame *
find_recent (BelayPicturePair *recent,
             const char       *sha256)
{
  if (recent == NULL)
    return NULL;

  if (recent->after.frame != NULL && g_strcmp0 (recent->after.sha256, sha256) == 0)
    return recent->after.frame;

  if (recent->before.frame != NULL && g_strcmp0 (recent->before.sha256, sha256) == 0)
    return recent->before.frame;

  return NULL;
}

static void
load_side (Side             *side,
           const Load       *load,
           const char       *sha256,
           BelayFrame       *previous,
           GCancellable     *cancellable)
{
  BelayFrame *recent;
  g_autoptr(GBytes) png = NULL;

  if (sha256 == NULL)
    return;

  side->sha256 = g_strdup (sha256);
  recent = find_recent (load->recent, sha256);
  if (recent != NULL)
    {
      side->frame = belay_frame_ref (recent);
      return;
    }

  png = belay_trail_blob_load (load->directory, sha256, &side->error);
  if (png != NULL)
    side->frame = belay_picture_decode_frame (png, previous, cancellable, &side->error);
}

static gboolean
is_near (const BelayRect *a,
         const BelayRect *b)
{
  return a->x - NEAR <= b->x + b->width && b->x - NEAR <= a->x + a->width &&
         a->y - NEAR <= b->y + b->height && b->y - NEAR <= a->y + a->height;
}

/* Joins @rect with whatever it comes near to, which may bring it near to more. */
static void
add_area (GArray    *areas,
          BelayRect  rect)
{
  for (guint i = 0; i < areas->len;)
    {
      BelayRect other = g_array_index (areas, BelayRect, i);

      if (!is_near (&rect, &other))
        {
          i++;
          continue;
        }

      g_array_remove_index_fast (areas, i);
      belay_rect_union (&rect, &other, &rect);
      i = 0;
    }

  g_array_append_val (areas, rect);
}

static void
join_all (GArray *areas)
{
  BelayRect all = g_array_index (areas, BelayRect, 0);

  for (guint i = 1; i < areas->len; i++)
    belay_rect_union (&all, &g_array_index (areas, BelayRect, i), &all);

  g_array_set_size (areas, 0);
  g_array_append_val (areas, all);
}

/* Tile by tile, so that two places far apart do not become one that covers the screen. (nullable) */
static GArray *
find_changed (BelayFrame *before,
              BelayFrame *after)
{
  GArray *areas;

  if (before == NULL || after == NULL ||
      belay_frame_get_width (before) != belay_frame_get_width (after) ||
      belay_frame_get_height (before) != belay_frame_get_height (after))
    return NULL;

  areas = g_array_new (FALSE, FALSE, sizeof (BelayRect));
  for (guint i = 0; i < belay_frame_get_n_tiles (after); i++)
    {
      BelayRect changed;
      BelayTile tile;

      if (belay_frame_shares_tile (after, before, i))
        continue;

      belay_frame_get_tile (after, i, &tile);
      if (belay_frame_get_changed (after, before, &tile.area, &changed))
        add_area (areas, changed);
    }

  if (areas->len > MAX_CHANGED)
    join_all (areas);

  return areas;
}

/* Pool thread. */
static void
load_pair (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  const Load *load = task_data;
  g_autoptr(BelayPicturePair) self = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  self = g_atomic_rc_box_new0 (BelayPicturePair);
  load_side (&self->before, load, load->before, NULL, cancellable);
  load_side (&self->after, load, load->after, self->before.frame, cancellable);
  self->changed = find_changed (self->before.frame, self->after.frame);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) belay_picture_pair_unref);
}

/**
 * belay_picture_pair_load_async:
 * @directory: of a session
 * @before: (nullable): SHA-256 of a picture
 * @after: (nullable): SHA-256 of a picture
 * @recent: (nullable): a pair whose pictures need not be read again
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when both have been read, compared with their hashes, and with each other
 * @user_data: for @callback
 */
void
belay_picture_pair_load_async (const char          *directory,
                               const char          *before,
                               const char          *after,
                               BelayPicturePair    *recent,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load;

  g_return_if_fail (directory != NULL);

  load = g_new0 (Load, 1);
  load->directory = g_strdup (directory);
  load->before = g_strdup (before);
  load->after = g_strdup (after);
  load->recent = recent != NULL ? belay_picture_pair_ref (recent) : NULL;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_picture_pair_load_async);
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_pair);
}

/**
 * belay_picture_pair_load_finish:
 * @result: what the callback was given
 * @error: return location for an error: it was cancelled. That a picture is missing is no error of this
 *
 * Returns: (transfer full) (nullable): the pair
 */
BelayPicturePair *
belay_picture_pair_load_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_picture_pair_get_before:
 * @self: a pair
 *
 * Returns: (transfer none) (nullable): the screen before
 */
BelayFrame *
belay_picture_pair_get_before (BelayPicturePair *self)
{
  return self->before.frame;
}

/**
 * belay_picture_pair_get_after:
 * @self: a pair
 *
 * Returns: (transfer none) (nullable): the screen after
 */
BelayFrame *
belay_picture_pair_get_after (BelayPicturePair *self)
{
  return self->after.frame;
}

/**
 * belay_picture_pair_get_before_error:
 * @self: a pair
 *
 * Returns: (nullable): why the record's picture of before cannot be shown
 */
const GError *
belay_picture_pair_get_before_error (BelayPicturePair *self)
{
  return self->before.error;
}

/**
 * belay_picture_pair_get_after_error:
 * @self: a pair
 *
 * Returns: (nullable): why the record's picture of after cannot be shown
 */
const GError *
belay_picture_pair_get_after_error (BelayPicturePair *self)
{
  return self->after.error;
}

/**
 * belay_picture_pair_get_changed:
 * @self: a pair
 * @n_changed: (out): how many there are
 *
 * Returns: (array length=n_changed) (nullable): the areas that differ, screen pixels; %NULL if that cannot be said
 */
const BelayRect *
belay_picture_pair_get_changed (BelayPicturePair *self,
                                guint            *n_changed)
{
  static const BelayRect none;

  *n_changed = self->changed != NULL ? self->changed->len : 0;
  if (self->changed == NULL)
    return NULL;

  /* An array without elements may have no data. */
  return *n_changed > 0 ? (const BelayRect *) (gpointer) self->changed->data : &none;
}
