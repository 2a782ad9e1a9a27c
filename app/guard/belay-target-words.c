/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-target-words.h"

#include <stdlib.h>

#include "belay-reader.h"

#define MIN_CONFIDENCE   60     /* percent, of a word that is repeated */
#define SURE_CONFIDENCE  85     /* of a single letter */
#define MAX_TEXT         80     /* characters */
#define MIN_HEIGHT       8      /* screen pixels: a word without tall letters is spaced like one that has some */

/* Screen pixels around a word that still belong to it, between words of one label, and to a label beside or below. */
#define MARGIN           5
#define MAX_BESIDE       36
#define MAX_BELOW        44
#define MAX_ASIDE        14

/* Some words of a line, close to each other. Pixels of the area. */
typedef struct
{
  BelayRect  box;
  guint      first;
  guint      last;
} Phrase;

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

BelayTargetWords *
belay_target_words_copy (const BelayTargetWords *self)
{
  BelayTargetWords *copy;

  if (self == NULL)
    return NULL;

  copy = g_new (BelayTargetWords, 1);
  *copy = *self;
  copy->text = g_strdup (self->text);

  return copy;
}

/* Words that are as close to each other as within one label; a menu's, or an icon and its name, are not. */
static gboolean
continues (const BelayReadWord *word,
           const BelayReadWord *next)
{
  int height = MAX (MIN (word->area.height, next->area.height), MIN_HEIGHT);

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

static GArray *
find_phrases (GPtrArray *words)
{
  GArray *phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));

  for (guint i = 0; i < words->len; i++)
    {
      Phrase phrase = { .box = ((BelayReadWord *) words->pdata[i])->area, .first = i, .last = i };

      if (!is_said (words->pdata[i]))
        continue;

      while (phrase.last + 1 < words->len && is_said (words->pdata[phrase.last + 1]) &&
             continues (words->pdata[phrase.last], words->pdata[phrase.last + 1]))
        {
          const BelayReadWord *next = words->pdata[++phrase.last];

          belay_rect_union (&phrase.box, &next->area, &phrase.box);
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
        const BelayRect     *area,
        gboolean             at_end)
{
  return at_end ? word->area.x + word->area.width >= area->width - 2 : word->area.x <= 2 && area->x > 0;
}

static BelayTargetWords *
take_phrase (GPtrArray       *words,
             const Phrase    *phrase,
             const BelayRect *area,
             gboolean         near)
{
  BelayTargetWords *self = g_new0 (BelayTargetWords, 1);
  gboolean cut_before = is_cut (words->pdata[phrase->first], area, FALSE);
  gboolean cut_after = is_cut (words->pdata[phrase->last], area, TRUE);
  guint first = phrase->first + (cut_before && phrase->first < phrase->last ? 1 : 0);
  guint last = phrase->last - (cut_after && first < phrase->last ? 1 : 0);
  GString *text = g_string_new (cut_before ? "…" : NULL);

  self->confidence = 100;
  self->near = near;
  self->area = (BelayRect) { area->x + phrase->box.x, area->y + phrase->box.y,
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

/**
 * belay_target_words_choose:
 * @words: (element-type BelayReadWord): what was read, in pixels of @area
 * @area: what was read of the screen
 * @point: in pixels of @area
 *
 * Returns: (transfer full) (nullable): the words of one label: those at @point, else those beside or below it
 */
BelayTargetWords *
belay_target_words_choose (GPtrArray       *words,
                           const BelayRect *area,
                           BelayPoint       point)
{
  g_autoptr(GArray) phrases = find_phrases (words);
  const Phrase *best = NULL;
  int nearest = G_MAXINT;

  for (guint i = 0; i < phrases->len; i++)
    {
      const Phrase *phrase = &g_array_index (phrases, Phrase, i);
      int far = measure (phrase, point);

      if (far >= 0 && far < nearest && !is_icon (words, phrase, far))
        {
          best = phrase;
          nearest = far;
        }
    }

  return best != NULL ? take_phrase (words, best, area, nearest > 0) : NULL;
}
