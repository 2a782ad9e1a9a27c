/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-text-index.h"

#include <string.h>

/* A passage is found by its first letters, read without a mistake, at one of so many places. */
#define SEED           3
#define MAX_CANDIDATES 48
#define HASH_BITS      14

/* After so many letters one may be wrong, and one more for each so many. */
#define FIRST_MISTAKE 4
#define PER_MISTAKE   7

/* What is as long as this need not end where a word does: readers lose blanks. */
#define LONG_ENOUGH 10

struct _BelayTextIndex
{
  BelaySkeleton whole;          /* of all texts, a zero after each */
  GArray       *ends;           /* of guint: where each text ends in it */
  GArray       *starts;         /* of guint: the byte of each text's first character in the joined text */
  guint        *heads;          /* 1 + the first place with this hash */
  guint        *next;           /* 1 + the next, by place */
};

static guint
hash_seed (const gunichar *chars)
{
  guint32 hash = 0;

  for (guint i = 0; i < SEED; i++)
    hash = (hash ^ chars[i]) * 0x9e3779b1u;

  return hash >> (32 - HASH_BITS);
}

static gboolean
is_boundary (const BelaySkeleton *text,
             guint                position)
{
  return position >= text->n || (text->flags[position] & BELAY_SKELETON_PART) != 0;
}

static void
append_text (BelayTextIndex *self,
             const char     *text,
             guint           byte,
             guint          *room)
{
  BelaySkeleton more;
  guint n;

  belay_skeleton_init (&more, text);
  n = MIN (more.n, *room);
  memcpy (self->whole.chars + self->whole.n, more.chars, n * sizeof *more.chars);
  memcpy (self->whole.flags + self->whole.n, more.flags, n);
  for (guint i = 0; i < n; i++)
    self->whole.offsets[self->whole.n + i] = byte + more.offsets[i];
  self->whole.n += n;
  *room -= n;

  /* Where it ends: nothing goes on from there. */
  self->whole.chars[self->whole.n] = 0;
  self->whole.flags[self->whole.n] = BELAY_SKELETON_WORD | BELAY_SKELETON_PART;
  self->whole.offsets[self->whole.n] = byte + more.offsets[n];
  self->whole.n++;
  g_array_append_val (self->ends, self->whole.n);
  g_array_append_val (self->starts, byte);
  belay_skeleton_clear (&more);
}

static void
hash_places (BelayTextIndex *self)
{
  self->heads = g_new0 (guint, 1 << HASH_BITS);
  self->next = g_new0 (guint, self->whole.n + 1);

  /* From the end, so that the first place comes first. */
  for (guint i = self->whole.n; i-- > 0;)
    {
      guint hash;

      if (!is_boundary (&self->whole, i) || i + SEED > self->whole.n)
        continue;

      hash = hash_seed (self->whole.chars + i);
      self->next[i] = self->heads[hash];
      self->heads[hash] = i + 1;
    }
}

/**
 * belay_text_index_new:
 * @texts: (element-type utf8): texts; the earlier ones are found before the later ones
 *
 * Any thread. Takes some 10 ms for %BELAY_TEXT_INDEX_MAX_SIZE bytes.
 *
 * Returns: (transfer full): an index of them
 */
BelayTextIndex *
belay_text_index_new (GPtrArray *texts)
{
  BelayTextIndex *self = g_atomic_rc_box_new0 (BelayTextIndex);
  guint room = BELAY_TEXT_INDEX_MAX_SIZE, byte = 0;
  gsize size = 0;

  for (guint i = 0; i < texts->len; i++)
    size += MIN (strlen (texts->pdata[i]), BELAY_TEXT_INDEX_MAX_SIZE) + 1;
  size = MIN (size, (gsize) BELAY_TEXT_INDEX_MAX_SIZE + texts->len) + 1;

  self->whole.chars = g_new (gunichar, size);
  self->whole.offsets = g_new (guint, size);
  self->whole.flags = g_new (guint8, size);
  self->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < texts->len; i++)
    {
      append_text (self, texts->pdata[i], byte, &room);
      byte += (guint) strlen (texts->pdata[i]) + 1;
    }

  hash_places (self);

  return self;
}

BelayTextIndex *
belay_text_index_ref (BelayTextIndex *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
index_clear (BelayTextIndex *self)
{
  belay_skeleton_clear (&self->whole);
  g_array_unref (self->ends);
  g_array_unref (self->starts);
  g_free (self->heads);
  g_free (self->next);
}

void
belay_text_index_unref (BelayTextIndex *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) index_clear);
}

/* Two texts side by side, read in one direction. */
typedef struct
{
  const BelaySkeleton *text;
  const BelaySkeleton *whole;
  gint64               least;   /* positions of @text that may be read */
  gint64               most;
  int                  step;    /* 1, or -1: backwards */
} Reading;

static gboolean
is_same (const Reading *self,
         gint64         i,
         gint64         j)
{
  return i >= self->least && i < self->most && j >= 0 && j < self->whole->n && self->whole->chars[j] != 0 &&
         self->text->chars[i] == self->whole->chars[j];
}

/* After a letter that differs: how many of each to leave out so that the next ones are the same again. */
static gboolean
get_over (const Reading *self,
          gint64        *i,
          gint64        *j)
{
  static const int ways[][2] = { { 1, 1 }, { 1, 0 }, { 0, 1 }, { 1, 2 }, { 2, 1 }, { 2, 2 } };

  for (gsize n = 0; n < G_N_ELEMENTS (ways); n++)
    {
      gint64 a = *i + ways[n][0] * self->step, b = *j + ways[n][1] * self->step;

      if (is_same (self, a, b) && is_same (self, a + self->step, b + self->step))
        {
          *i = a;
          *j = b;
          return TRUE;
        }
    }

  return FALSE;
}

/* Reads on from @i and @j as long as they are the same, with few mistakes; @i and @j then are at the last place where words
 * end in both. @n_same: letters that had been the same before. */
static void
read_on (const Reading *self,
         gint64        *i,
         gint64        *j,
         guint          n_same,
         gint64        *work)
{
  gint64 a = *i, b = *j;
  guint mistakes = 0;

  while (*work > 0)
    {
      /* Backwards, a word begins at the letter just read. */
      gint64 edge = self->step > 0 ? a : a + 1, source_edge = self->step > 0 ? b : b + 1;

      if (edge <= self->most && is_boundary (self->text, (guint) edge) &&
          (n_same >= LONG_ENOUGH || is_boundary (self->whole, (guint) source_edge)))
        {
          *i = a;
          *j = b;
        }

      (*work)--;
      if (is_same (self, a, b))
        {
          a += self->step;
          b += self->step;
          n_same++;
        }
      else if (n_same >= FIRST_MISTAKE + mistakes * PER_MISTAKE && get_over (self, &a, &b))
        {
          mistakes++;
        }
      else
        {
          return;
        }
    }
}

static guint
find_text (const BelayTextIndex *self,
           guint                 place)
{
  guint low = 0, high = self->ends->len - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->ends, guint, middle) > place)
        high = middle;
      else
        low = middle + 1;
    }

  return low;
}

static void
take_match (const BelayTextIndex *self,
            gint64                begin,
            gint64                end,
            gint64                from,
            gint64                to,
            BelayTextMatch       *match)
{
  guint byte;

  match->start = (guint) begin;
  match->length = (guint) (end - begin);
  match->text = find_text (self, (guint) from);
  byte = g_array_index (self->starts, guint, match->text);
  match->from = self->whole.offsets[from] - byte;
  match->to = self->whole.offsets[to] - byte;
}

/**
 * belay_text_index_find:
 * @self: an index
 * @text: what is looked up
 * @position: where in it; a word, or part of one, begins there
 * @least: how far back it may reach: what is before has been found
 * @work: how much may be done still; gets less
 * @match: (out): the longest passage found
 *
 * Returns: whether there is one
 */
gboolean
belay_text_index_find (const BelayTextIndex *self,
                       const BelaySkeleton  *text,
                       guint                 position,
                       guint                 least,
                       gint64               *work,
                       BelayTextMatch       *match)
{
  const Reading forwards = { text, &self->whole, position, text->n, 1 };
  const Reading backwards = { text, &self->whole, least, position, -1 };
  guint n = 0, place;

  match->length = 0;
  if (position + SEED > text->n)
    return FALSE;

  for (place = self->heads[hash_seed (text->chars + position)]; place != 0 && n < MAX_CANDIDATES && *work > 0;
       place = self->next[place - 1], n++)
    {
      gint64 end = position, to = place - 1, begin = (gint64) position - 1, from = (gint64) place - 2;

      read_on (&forwards, &end, &to, 0, work);
      if (end == position)
        continue;

      read_on (&backwards, &begin, &from, (guint) (end - position), work);
      if (end - (begin + 1) > match->length)
        take_match (self, begin + 1, end, from + 1, to, match);
    }

  return match->length > 0;
}
