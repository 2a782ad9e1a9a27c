/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-target-reader.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "belay-reader.h"

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
#define MIN_CONFIDENCE   60     /* percent, of a word that is repeated */
#define SURE_CONFIDENCE  85     /* of a single letter */
#define MAX_TEXT         80     /* characters */
#define MAX_KNOWN        256    /* places */

/* Screen pixels around a word that still belong to it, between words of one label, and to a label beside or below. */
#define MARGIN           5
#define MAX_BESIDE       36
#define MAX_BELOW        44
#define MAX_ASIDE        14

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

/* Some words of a line, close to each other. Pixels of the area. */
typedef struct
{
  BelayRect  box;
  guint      first;
  guint      last;
} Phrase;

G_DEFINE_FINAL_TYPE (BelayTargetReader, belay_target_reader, G_TYPE_OBJECT)

/**
 * belay_target_words_free:
 * @self: (transfer full) (nullable): words
 */
void
belay_target_words_free (BelayTargetWords *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

static BelayTargetWords *
words_copy (const BelayTargetWords *self)
{
  BelayTargetWords *copy;

  if (self == NULL)
    return NULL;

  copy = g_new (BelayTargetWords, 1);
  *copy = *self;
  copy->text = g_strdup (self->text);

  return copy;
}

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

/* Choosing the words. */

/* Words that are as close to each other as within one label; a menu's, or an icon and its name, are not. */
static gboolean
continues (const BelayReadWord *word,
           const BelayReadWord *next)
{
  int height = MAX (MIN (word->area.height, next->area.height), 8 * SCALE);

  return word->line == next->line && (next->area.x - (word->area.x + word->area.width)) * 10 <= height * 7;
}

static guint
count_letters (const BelayReadWord *word)
{
  guint n = 0;

  for (const char *p = word->text; *p != '\0'; p = g_utf8_next_char (p))
    n += g_unichar_isalnum (g_utf8_get_char (p)) ? 1 : 0;

  return n;
}

static gboolean
is_said (const BelayReadWord *word)
{
  return word->confidence >= MIN_CONFIDENCE && count_letters (word) > 0;
}

/* A single letter that is not quite under the point is an icon more often than not. */
static gboolean
is_icon (GPtrArray    *words,
         const Phrase *phrase,
         int           far)
{
  return phrase->first == phrase->last && count_letters (words->pdata[phrase->first]) == 1 &&
         (far > 0 || ((BelayReadWord *) words->pdata[phrase->first])->confidence < SURE_CONFIDENCE);
}

/* Pixels of the area. */
static BelayRect
get_box (const BelayReadWord *word,
         const Reading       *reading)
{
  return (BelayRect) { reading->part.x + word->area.x / SCALE - BORDER, reading->part.y + word->area.y / SCALE - BORDER,
                       (word->area.width + SCALE - 1) / SCALE, (word->area.height + SCALE - 1) / SCALE };
}

static GArray *
find_phrases (GPtrArray     *words,
              const Reading *reading)
{
  GArray *phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));

  for (guint i = 0; i < words->len; i++)
    {
      Phrase phrase = { .box = get_box (words->pdata[i], reading), .first = i, .last = i };

      if (!is_said (words->pdata[i]))
        continue;

      while (phrase.last + 1 < words->len && is_said (words->pdata[phrase.last + 1]) &&
             continues (words->pdata[phrase.last], words->pdata[phrase.last + 1]))
        {
          BelayRect box = get_box (words->pdata[++phrase.last], reading);

          belay_rect_union (&phrase.box, &box, &phrase.box);
        }

      i = phrase.last;
      g_array_append_val (phrases, phrase);
    }

  return phrases;
}

/* How far the words are from the point: 0 at it, more if beside or below. -1: not its words. */
static int
measure (const Phrase *phrase,
         BelayPoint    point)
{
  const BelayRect *box = &phrase->box;
  int left = box->x - point.x, right = point.x - (box->x + box->width - 1);
  int above = box->y - point.y, below = point.y - (box->y + box->height - 1);
  int beside = MAX (MAX (left, right), 0), away = MAX (MAX (above, below), 0);

  if (beside <= MARGIN && away <= MARGIN)
    return 0;

  /* On the same line; or under the middle of what is pointed at, as the name of an icon is. */
  if (away <= MARGIN && beside <= MAX_BESIDE)
    return beside;

  return above > 0 && above <= MAX_BELOW && abs (box->x + box->width / 2 - point.x) <= MAX_ASIDE ? above : -1;
}

/* A word that goes on where nothing is read any more. */
static gboolean
is_cut (const BelayReadWord *word,
        const Reading       *reading,
        gboolean             at_end)
{
  BelayRect box = get_box (word, reading);

  return at_end ? box.x + box.width >= reading->area.width - 2 && reading->area.width >= AREA_WIDTH / 2
                : box.x <= 2 && reading->area.x > 0;
}

static BelayTargetWords *
take_phrase (GPtrArray     *words,
             const Phrase  *phrase,
             const Reading *reading,
             gboolean       near)
{
  BelayTargetWords *self = g_new0 (BelayTargetWords, 1);
  gboolean cut_before = is_cut (words->pdata[phrase->first], reading, FALSE);
  gboolean cut_after = is_cut (words->pdata[phrase->last], reading, TRUE);
  guint first = phrase->first + (cut_before && phrase->first < phrase->last ? 1 : 0);
  guint last = phrase->last - (cut_after && first < phrase->last ? 1 : 0);
  GString *text = g_string_new (cut_before ? "…" : NULL);

  self->confidence = 100;
  self->near = near;
  self->area = (BelayRect) { reading->area.x + phrase->box.x, reading->area.y + phrase->box.y,
                             phrase->box.width, phrase->box.height };

  for (guint i = first; i <= last && g_utf8_strlen (text->str, -1) < MAX_TEXT; i++)
    {
      const BelayReadWord *word = words->pdata[i];

      if (i > first)
        g_string_append_c (text, ' ');
      g_string_append (text, word->text);
      self->confidence = MIN (self->confidence, word->confidence);
    }

  if (cut_after)
    g_string_append (text, "…");

  self->text = g_string_free (text, FALSE);

  return self;
}

static BelayTargetWords *
choose (GPtrArray     *words,
        const Reading *reading)
{
  g_autoptr(GArray) phrases = find_phrases (words, reading);
  const Phrase *best = NULL;
  int nearest = G_MAXINT;

  for (guint i = 0; i < phrases->len; i++)
    {
      const Phrase *phrase = &g_array_index (phrases, Phrase, i);
      int far = measure (phrase, reading->point);

      if (far >= 0 && far < nearest && !is_icon (words, phrase, far))
        {
          best = phrase;
          nearest = far;
        }
    }

  return best != NULL ? take_phrase (words, best, reading, nearest > 0) : NULL;
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

  g_hash_table_insert (self->known, g_steal_pointer (&reading->key), words_copy (words));
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

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) words = belay_reader_read_finish (BELAY_READER (source), result, &error);

  if (words != NULL)
    go_on (task, choose (words, g_task_get_task_data (task)));
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
    g_task_return_pointer (task, words_copy (known), (GDestroyNotify) belay_target_words_free);
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
