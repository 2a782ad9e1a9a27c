/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-recent.h"

#define MAX_FRAMES 24
#define MAX_BYTES  (48 * 1024 * 1024)

/* Changes of a cell that are remembered. */
#define N_CHANGES 3

typedef struct
{
  gint64 changes[N_CHANGES];    /* when it changed last, the newest first; 0: never */
} Cell;

struct _BelayRecent
{
  GPtrArray *frames;            /* of BelayFrame, oldest first; the first may be older than what is remembered */
  Cell      *cells;
  int        n_columns;
  int        n_rows;
};

/**
 * belay_recent_new:
 *
 * Returns: (transfer full): a memory of nothing
 */
BelayRecent *
belay_recent_new (void)
{
  BelayRecent *self = g_new0 (BelayRecent, 1);

  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_frame_unref);

  return self;
}

/**
 * belay_recent_free:
 * @self: (transfer full) (nullable): a memory
 */
void
belay_recent_free (BelayRecent *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->frames);
  g_free (self->cells);
  g_free (self);
}

static BelayFrame *
get_frame (const BelayRecent *self,
           guint              index)
{
  return self->frames->pdata[index];
}

static BelayFrame *
get_last (const BelayRecent *self)
{
  return self->frames->len > 0 ? get_frame (self, self->frames->len - 1) : NULL;
}

/* Nothing of a screen of another size can be compared. */
static void
start_anew (BelayRecent *self,
            BelayFrame  *frame)
{
  g_ptr_array_set_size (self->frames, 0);
  g_free (self->cells);
  self->n_columns = (belay_frame_get_width (frame) + BELAY_RECENT_CELL - 1) / BELAY_RECENT_CELL;
  self->n_rows = (belay_frame_get_height (frame) + BELAY_RECENT_CELL - 1) / BELAY_RECENT_CELL;
  self->cells = g_new0 (Cell, (gsize) self->n_columns * self->n_rows);
}

static void
note_change (Cell   *cell,
             gint64  time)
{
  for (int i = N_CHANGES - 1; i > 0; i--)
    cell->changes[i] = cell->changes[i - 1];

  cell->changes[0] = time;
}

/* Tiles are whole cells. Within one, the rectangle around all that changed is gone through. */
static void
note_tile (BelayRecent *self,
           BelayFrame  *frame,
           BelayFrame  *before,
           guint        index)
{
  BelayTile tile;
  BelayRect changed;

  belay_frame_get_tile (frame, index, &tile);
  if (!belay_frame_get_changed (frame, before, &tile.area, &changed))
    return;

  for (int row = changed.y / BELAY_RECENT_CELL; row * BELAY_RECENT_CELL < changed.y + changed.height; row++)
    for (int column = changed.x / BELAY_RECENT_CELL; column * BELAY_RECENT_CELL < changed.x + changed.width; column++)
      {
        const BelayRect cell = { column * BELAY_RECENT_CELL, row * BELAY_RECENT_CELL, BELAY_RECENT_CELL, BELAY_RECENT_CELL };
        BelayRect area;

        if (belay_rect_intersect (&cell, &tile.area, &area) && belay_frame_get_changed (frame, before, &area, NULL))
          note_change (&self->cells[row * self->n_columns + column], belay_frame_get_time (frame));
      }
}

static gsize
count_bytes_between (BelayFrame *frame,
                     BelayFrame *before)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < belay_frame_get_n_tiles (frame); i++)
    {
      BelayTile tile;

      if (belay_frame_shares_tile (frame, before, i))
        continue;

      belay_frame_get_tile (frame, i, &tile);
      n_bytes += tile.stride * (gsize) tile.area.height;
    }

  return n_bytes;
}

static gsize
count_bytes (const BelayRecent *self)
{
  gsize n_bytes = 0;

  for (guint i = 1; i < self->frames->len; i++)
    n_bytes += count_bytes_between (get_frame (self, i), get_frame (self, i - 1));

  return n_bytes;
}

/* Forgets the frame that was on the screen between two others that are nearest to each other in time; the first and the last
 * stay. */
static void
thin (BelayRecent *self)
{
  guint least = 1;
  gint64 least_gap = G_MAXINT64;

  for (guint i = 1; i + 1 < self->frames->len; i++)
    {
      gint64 gap = belay_frame_get_time (get_frame (self, i + 1)) - belay_frame_get_time (get_frame (self, i - 1));

      if (gap < least_gap)
        {
          least_gap = gap;
          least = i;
        }
    }

  g_ptr_array_remove_index (self->frames, least);
}

/* Of what is older than that, the newest is kept: it was on the screen still. */
static void
forget_old (BelayRecent *self,
            gint64       since)
{
  guint n = 0;

  while (n + 1 < self->frames->len && belay_frame_get_time (get_frame (self, n + 1)) <= since)
    n++;

  if (n > 0)
    g_ptr_array_remove_range (self->frames, 0, n);
}

/**
 * belay_recent_add:
 * @self: a memory
 * @frame: what is on the screen from now on
 *
 * Costs as much as comparing what changed. What becomes too much is forgotten evenly, never what was there first and last.
 */
void
belay_recent_add (BelayRecent *self,
                  BelayFrame  *frame)
{
  BelayFrame *before;

  g_return_if_fail (self != NULL && frame != NULL);

  before = get_last (self);
  if (before == frame)
    return;

  if (before == NULL || belay_frame_get_width (before) != belay_frame_get_width (frame) ||
      belay_frame_get_height (before) != belay_frame_get_height (frame))
    start_anew (self, frame);
  else
    for (guint i = 0; i < belay_frame_get_n_tiles (frame); i++)
      if (!belay_frame_shares_tile (frame, before, i))
        note_tile (self, frame, before, i);

  g_ptr_array_add (self->frames, belay_frame_ref (frame));
  forget_old (self, belay_frame_get_time (frame) - (gint64) BELAY_RECENT_MS * 1000);

  while (self->frames->len > MAX_FRAMES || (self->frames->len > 2 && count_bytes (self) > MAX_BYTES))
    thin (self);
}

/* Of the frame that was on the screen at @time, or of the oldest. */
static guint
find (const BelayRecent *self,
      gint64             time)
{
  guint i = self->frames->len;

  while (i > 1 && belay_frame_get_time (get_frame (self, i - 1)) > time)
    i--;

  return i - 1;
}

/**
 * belay_recent_get:
 * @self: a memory
 * @time: when, as g_get_monotonic_time() counts
 *
 * Returns: (transfer none) (nullable): what was on the screen then; the oldest that is known if that is newer
 */
BelayFrame *
belay_recent_get (const BelayRecent *self,
                  gint64             time)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->frames->len > 0 ? get_frame (self, find (self, time)) : NULL;
}

/**
 * belay_recent_list:
 * @self: a memory
 * @time: from when on, as g_get_monotonic_time() counts
 *
 * Returns: (transfer container) (element-type BelayFrame): what was on the screen then, and what came after it
 */
GPtrArray *
belay_recent_list (const BelayRecent *self,
                   gint64             time)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_frame_unref);

  g_return_val_if_fail (self != NULL, list);

  for (guint i = self->frames->len > 0 ? find (self, time) : 0; i < self->frames->len; i++)
    g_ptr_array_add (list, belay_frame_ref (get_frame (self, i)));

  return list;
}

/**
 * belay_recent_get_restless:
 * @self: a memory
 * @now: the time
 * @n_columns: (out): of cells
 * @n_rows: (out): of cells
 *
 * Returns: (transfer full) (nullable): where the screen is never still
 */
guint8 *
belay_recent_get_restless (const BelayRecent *self,
                           gint64             now,
                           int               *n_columns,
                           int               *n_rows)
{
  gsize n_cells;
  guint8 *restless;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->cells == NULL)
    return NULL;

  n_cells = (gsize) self->n_columns * self->n_rows;
  restless = g_malloc (n_cells);
  for (gsize i = 0; i < n_cells; i++)
    restless[i] = self->cells[i].changes[N_CHANGES - 1] > MAX (now - (gint64) BELAY_RECENT_MS * 1000, 0);

  *n_columns = self->n_columns;
  *n_rows = self->n_rows;

  return restless;
}
