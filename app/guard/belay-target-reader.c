/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-target-reader.h"

#include <stdlib.h>
#include <string.h>

#include "belay-reader.h"
#include "belay-target-words.h"

/* What may be read around a point: as wide as most labels; high enough for the name below an icon. */
#define AREA_WIDTH  320
#define AREA_HEIGHT 112

/* What is nearest to the point says which colour is the background there; lines that far away are not its. */
#define CORE_WIDTH  72
#define CORE_HEIGHT 22
#define LINE_REACH  28

/* Of a channel: what still is background, and what is ink at least. */
#define SHADE       14
#define FAINTEST    48

#define BORDER      12          /* of white around what is read; the library likes that */
#define ICON_SIDE   64
#define LINE_HEIGHT 34          /* what is no higher holds one line */

#define SCALE            2      /* small type is read better twice as large */
#define DEADLINE_MS      1500
#define MAX_KNOWN        256    /* places */

struct _BelayTargetReader
{
  GObject      parent_instance;

  BelayReader *reader;
  GHashTable  *known;           /* BelayTargetWords, NULL where nothing is written; by key */
};

/* One reading. It looks at the surface under the point first, a button, say; then, if nothing is written there, around. */
typedef struct
{
  BelayRect    area;            /* screen pixels */
  BelayPoint   point;           /* in the area */
  guint32     *pixels;          /* of the area */
  BelayRect    part;            /* of the area: what is being read */
  guint32      background[AREA_HEIGHT]; /* of each row of the area, for many surfaces are shaded */
  gboolean     around;
  char        *key;
  GCancellable *cancellable;
} Reading;

G_DEFINE_FINAL_TYPE (BelayTargetReader, belay_target_reader, G_TYPE_OBJECT)

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->cancellable);
  g_free (reading->pixels);
  g_free (reading->key);
  g_free (reading);
}

/* Making it black on white. */

static guint
distance (guint32 a,
          guint32 b)
{
  guint red = (guint) abs ((int) (a >> 16 & 0xff) - (int) (b >> 16 & 0xff));
  guint green = (guint) abs ((int) (a >> 8 & 0xff) - (int) (b >> 8 & 0xff));
  guint blue = (guint) abs ((int) (a & 0xff) - (int) (b & 0xff));

  return MAX (MAX (red, green), blue);
}

/* The colour that most pixels of @rect have, but for shades. */
static guint32
find_background (const Reading   *reading,
                 const BelayRect *rect)
{
  guint counts[16 * 16 * 16] = { 0 };
  guint32 colours[16 * 16 * 16];
  guint best = 0, best_count = 0;

  for (int y = rect->y; y < rect->y + rect->height; y++)
    {
      for (int x = rect->x; x < rect->x + rect->width; x++)
        {
          guint32 colour = reading->pixels[y * reading->area.width + x];
          guint bin = (colour >> 20 & 0xf) << 8 | (colour >> 12 & 0xf) << 4 | (colour >> 4 & 0xf);

          colours[bin] = colour;
          if (++counts[bin] > best_count)
            {
              best = bin;
              best_count = counts[bin];
            }
        }
    }

  return colours[best];
}

static guint
count_background (const Reading   *reading,
                  const BelayRect *line)
{
  guint n = 0;

  for (int y = line->y; y < line->y + line->height; y++)
    for (int x = line->x; x < line->x + line->width; x++)
      n += distance (reading->pixels[y * reading->area.width + x], reading->background[y]) <= SHADE ? 1 : 0;

  return n;
}

/* Whether a row or column is of the surface: a quarter of it is background, for ink never fills one. */
static gboolean
is_surface (const Reading   *reading,
            const BelayRect *line)
{
  return count_background (reading, line) * 4 >= (guint) (line->width * line->height);
}

/* The background of a row, which is much like that of the row before it. */
static guint32
shade (const Reading   *reading,
       const BelayRect *row,
       guint32          before)
{
  guint sums[3] = { 0 }, n = 0;

  for (int x = row->x; x < row->x + row->width; x++)
    {
      guint32 colour = reading->pixels[row->y * reading->area.width + x];

      if (distance (colour, before) > SHADE)
        continue;

      n++;
      for (guint i = 0; i < 3; i++)
        sums[i] += colour >> (i * 8) & 0xff;
    }

  return n > 0 ? sums[2] / n << 16 | sums[1] / n << 8 | sums[0] / n : before;
}

static gboolean
extend (Reading         *reading,
        const BelayRect *core,
        int              from,
        int              to)
{
  const BelayRect row = { core->x, to, core->width, 1 };

  reading->background[to] = shade (reading, &row, reading->background[from]);

  return is_surface (reading, &row);
}

/* How far the background reaches: a button up to its border, a row of a list, a page. */
static BelayRect
find_surface (Reading         *reading,
              const BelayRect *core,
              guint32          background)
{
  int top = reading->point.y, bottom = top, left = reading->point.x, right = left;
  int highest = MAX (top - LINE_REACH, 0), lowest = MIN (bottom + LINE_REACH, reading->area.height - 1);

  reading->background[top] = shade (reading, &(BelayRect) { core->x, top, core->width, 1 }, background);

  while (top > highest && extend (reading, core, top, top - 1))
    top--;
  while (bottom < lowest && extend (reading, core, bottom, bottom + 1))
    bottom++;
  while (left > 0 && is_surface (reading, &(BelayRect) { left - 1, top, 1, bottom - top + 1 }))
    left--;
  while (right < reading->area.width - 1 && is_surface (reading, &(BelayRect) { right + 1, top, 1, bottom - top + 1 }))
    right++;

  return (BelayRect) { left, top, right - left + 1, bottom - top + 1 };
}

static guint
find_strongest (const Reading *reading)
{
  const BelayRect *part = &reading->part;
  guint strongest = 0;

  for (int y = part->y; y < part->y + part->height; y++)
    for (int x = part->x; x < part->x + part->width; x++)
      strongest = MAX (strongest, distance (reading->pixels[y * reading->area.width + x], reading->background[y]));

  return strongest;
}

/* Whatever the colours: the background white, what differs from it most black, enlarged, with a border. */
static GBytes *
make_strong (const Reading *reading,
             guint          strongest)
{
  const BelayRect *rect = &reading->part;
  int width = (rect->width + 2 * BORDER) * SCALE, height = (rect->height + 2 * BORDER) * SCALE;
  gsize size = (gsize) width * (gsize) height;
  g_autofree guint8 *ink = g_malloc ((gsize) rect->width * rect->height);
  guint8 *grey = memset (g_malloc (size), 0xff, size);

  for (int y = 0; y < rect->height; y++)
    for (int x = 0; x < rect->width; x++)
      {
        guint32 colour = reading->pixels[(rect->y + y) * reading->area.width + rect->x + x];

        ink[y * rect->width + x] = (guint8) (distance (colour, reading->background[rect->y + y]) * 255 / strongest);
      }

  for (int y = 0; y < rect->height * SCALE; y++)
    {
      for (int x = 0; x < rect->width * SCALE; x++)
        {
          /* Between the pixels: the mean of the nearest ones. */
          int left = MAX (x - 1, 0) / SCALE, right = MIN ((x + 1) / SCALE, rect->width - 1);
          int top = MAX (y - 1, 0) / SCALE, bottom = MIN ((y + 1) / SCALE, rect->height - 1);
          guint sum = ink[top * rect->width + left] + ink[top * rect->width + right] +
                      ink[bottom * rect->width + left] + ink[bottom * rect->width + right];

          grey[(gsize) (y + BORDER * SCALE) * width + x + BORDER * SCALE] = (guint8) (255 - sum / 4);
        }
    }

  return g_bytes_new_take (grey, size);
}

/* Reading. */

static void read_part (GTask *task);

static void
finish (GTask            *task,
        BelayTargetWords *words)
{
  BelayTargetReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  if (g_hash_table_size (self->known) >= MAX_KNOWN)
    g_hash_table_remove_all (self->known);

  g_hash_table_insert (self->known, g_steal_pointer (&reading->key), belay_target_words_copy (words));
  g_task_return_pointer (task, words, (GDestroyNotify) belay_target_words_free);
}

/* Whether what is around the surface under the point may name it: if it is part of a page, or an icon on one. What is near
 * a button or the chosen row of a list names something else. */
static gboolean
may_look_around (const Reading *reading)
{
  const BelayRect whole = { 0, 0, reading->area.width, reading->area.height };

  return !reading->around &&
         (MAX (reading->part.width, reading->part.height) <= ICON_SIDE ||
          distance (find_background (reading, &whole), reading->background[reading->point.y]) <= SHADE);
}

/* Nothing is written on the surface itself: around it, perhaps. */
static void
go_on (GTask            *task,
       BelayTargetWords *words)
{
  Reading *reading = g_task_get_task_data (task);

  if (words == NULL && may_look_around (reading))
    {
      reading->around = TRUE;
      read_part (task);
    }
  else
    {
      finish (task, words);
    }
}

/* From pixels of the picture that was read to those of the area. */
static GPtrArray *
place_words (GPtrArray     *words,
             const Reading *reading)
{
  for (guint i = 0; i < words->len; i++)
    {
      BelayRect *box = &((BelayReadWord *) words->pdata[i])->area;

      *box = (BelayRect) { reading->part.x + box->x / SCALE - BORDER, reading->part.y + box->y / SCALE - BORDER,
                           (box->width + SCALE - 1) / SCALE, (box->height + SCALE - 1) / SCALE };
    }

  return words;
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) words = belay_reader_read_finish (BELAY_READER (source), result, &error);

  if (words != NULL)
    go_on (task, belay_target_words_choose (place_words (words, reading), &reading->area, reading->point));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
read_part (GTask *task)
{
  BelayTargetReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  const BelayRect whole = { 0, 0, reading->area.width, reading->area.height };
  BelayRect core = { reading->point.x - CORE_WIDTH / 2, reading->point.y - CORE_HEIGHT / 2, CORE_WIDTH, CORE_HEIGHT };
  g_autoptr(GBytes) grey = NULL;
  guint strongest;

  belay_rect_intersect (&core, &whole, &core);

  if (reading->around)
    {
      guint32 background = find_background (reading, &whole);

      reading->part = whole;
      for (int y = 0; y < whole.height; y++)
        reading->background[y] = background;
    }
  else
    {
      BelayRect row = { core.x, reading->point.y - 1, core.width, 3 };

      belay_rect_intersect (&row, &whole, &row);
      reading->part = find_surface (reading, &core, find_background (reading, &row));
    }

  strongest = find_strongest (reading);
  if (strongest < FAINTEST)
    {
      go_on (task, NULL);
      return;
    }

  grey = make_strong (reading, strongest);
  belay_reader_read_async (self->reader, grey, (reading->part.width + 2 * BORDER) * SCALE,
                           (reading->part.height + 2 * BORDER) * SCALE,
                           reading->part.height <= LINE_HEIGHT ? BELAY_READER_LINE : BELAY_READER_SPARSE, DEADLINE_MS,
                           reading->cancellable, on_read, g_object_ref (task));
}

/* The same for the same pixels around the same point of them. */
static char *
make_key (const Reading *reading)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guint8 *) &reading->area.width, sizeof reading->area.width);
  g_checksum_update (checksum, (const guint8 *) &reading->point, sizeof reading->point);
  g_checksum_update (checksum, (const guint8 *) reading->pixels,
                     (gssize) sizeof *reading->pixels * reading->area.width * reading->area.height);

  return g_strdup (g_checksum_get_string (checksum));
}

static void
belay_target_reader_dispose (GObject *object)
{
  BelayTargetReader *self = BELAY_TARGET_READER (object);

  g_clear_object (&self->reader);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (belay_target_reader_parent_class)->dispose (object);
}

static void
belay_target_reader_class_init (BelayTargetReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_target_reader_dispose;
}

static void
belay_target_reader_init (BelayTargetReader *self)
{
  self->reader = belay_reader_new ();
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) belay_target_words_free);
}

/**
 * belay_target_reader_new:
 *
 * Returns: (transfer full): a reader that has read nothing yet
 */
BelayTargetReader *
belay_target_reader_new (void)
{
  return g_object_new (BELAY_TYPE_TARGET_READER, NULL);
}

/**
 * belay_target_reader_prepare:
 * @self: a reader
 *
 * Starts the process that reads, which takes some 0.1 s of its time.
 */
void
belay_target_reader_prepare (BelayTargetReader *self)
{
  g_autoptr(GBytes) blank = NULL;
  const int side = 32;

  g_return_if_fail (BELAY_IS_TARGET_READER (self));

  blank = g_bytes_new_take (memset (g_malloc (side * side), 0xff, side * side), side * side);
  belay_reader_read_async (self->reader, blank, side, side, BELAY_READER_LINE, DEADLINE_MS, NULL, NULL, NULL);
}

/**
 * belay_target_reader_get_area:
 * @frame: a picture of the screen
 * @point: screen pixels
 * @area: (out): what is read for @point
 *
 * Returns: %FALSE if @point lies outside of the screen
 */
gboolean
belay_target_reader_get_area (const BelayFrame *frame,
                              BelayPoint        point,
                              BelayRect        *area)
{
  const BelayRect screen = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  const BelayRect around = { point.x - AREA_WIDTH / 2, point.y - AREA_HEIGHT / 2, AREA_WIDTH, AREA_HEIGHT };

  return belay_rect_contains (&screen, point) && belay_rect_intersect (&around, &screen, area);
}

/**
 * belay_target_reader_read_async:
 * @self: a reader
 * @frame: what is on the screen
 * @point: screen pixels
 * @cancellable: (nullable): takes it back while it waits for its turn
 * @callback: called with the words
 * @user_data: for @callback
 *
 * Reads the words at @point: those of one label, or those nearest in one line. It takes some 50 ms, once for the same
 * pixels.
 */
void
belay_target_reader_read_async (BelayTargetReader   *self,
                                BelayFrame          *frame,
                                BelayPoint           point,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Reading *reading;
  gpointer known;

  g_return_if_fail (BELAY_IS_TARGET_READER (self));
  g_return_if_fail (frame != NULL);

  reading = g_new0 (Reading, 1);
  g_set_object (&reading->cancellable, cancellable);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_target_reader_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, reading, reading_free);

  if (!belay_target_reader_get_area (frame, point, &reading->area))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  reading->point = (BelayPoint) { point.x - reading->area.x, point.y - reading->area.y };
  reading->pixels = g_new (guint32, (gsize) reading->area.width * reading->area.height);
  belay_frame_read (frame, &reading->area, (guint8 *) reading->pixels,
                    (gsize) reading->area.width * sizeof *reading->pixels);
  reading->key = make_key (reading);

  if (g_hash_table_lookup_extended (self->known, reading->key, NULL, &known))
    g_task_return_pointer (task, belay_target_words_copy (known), (GDestroyNotify) belay_target_words_free);
  else
    read_part (task);
}

/**
 * belay_target_reader_read_finish:
 * @self: a reader
 * @result: what the callback got
 * @error: return location for a %BELAY_READER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the words; %NULL without an error if nothing is written there
 */
BelayTargetWords *
belay_target_reader_read_finish (BelayTargetReader  *self,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
