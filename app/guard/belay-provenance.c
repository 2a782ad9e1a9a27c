/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-provenance.h"

#include <string.h>

#include "belay-common-words.h"

/* Steps of comparing, in one text: some 10 ms. What is left then is called the agent's own. */
#define MAX_WORK (2 * 1000 * 1000)

/* A longer passage may begin within a short one; within one as long as this it is not looked for. */
#define LONG_MATCH 120

/* What words have to weigh to be more than chance: letters of words that not everybody uses. */
#define PERSON_WEIGHT 3
#define PHRASE_WEIGHT 10        /* of the screen: two words or more, */
#define WORD_WEIGHT   7         /* or one long one */

#define MIN_DIGITS  3
#define MIN_LETTERS 3           /* 12.50 is no address */
#define MIN_TELLING 5           /* characters of an address, a path, an option */

static const char *const names[] = { "neither", "person", "screen" };

const char *
belay_origin_get_name (BelayOrigin origin)
{
  return names[origin];
}

/* What is not known is nobody's. */
BelayOrigin
belay_origin_parse (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return (BelayOrigin) i;

  return BELAY_ORIGIN_NEITHER;
}

void
belay_origin_part_free (BelayOriginPart *part)
{
  if (part == NULL)
    return;

  g_free (part->picture);
  g_free (part);
}

BelaySources *
belay_sources_new (void)
{
  BelaySources *self = g_atomic_rc_box_new0 (BelaySources);

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_text_block_unref);
  self->pictures = g_ptr_array_new_with_free_func (g_free);

  return self;
}

BelaySources *
belay_sources_ref (BelaySources *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
sources_clear (BelaySources *self)
{
  g_clear_pointer (&self->person, belay_text_index_unref);
  g_clear_pointer (&self->own, belay_text_index_unref);
  g_clear_pointer (&self->screen, belay_text_index_unref);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->pictures);
}

void
belay_sources_unref (BelaySources *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) sources_clear);
}

/* How much words say about where they come from. */
typedef struct
{
  guint    weight;
  guint    n_words;
  gboolean telling;             /* more than words many texts have in common: numbers, addresses, code */
  gboolean code;
} Weight;

static gboolean
is_joint (gunichar c)
{
  return c < 0x80 && strchr ("@/.:_-\\=&%$#~+?", (int) c) != NULL;
}

/* @token: what stands between blanks. */
static void
weigh_token (const char *token,
             gsize       length,
             Weight     *weight)
{
  const char *end = token + length;
  guint n_letters = 0, n_digits = 0, n_joints = 0;

  for (const char *p = token; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      n_letters += g_unichar_isalpha (c) ? 1 : 0;
      n_digits += g_unichar_isdigit (c) ? 1 : 0;
      /* In the middle: a full stop at the end makes no address. */
      n_joints += p > token && g_utf8_next_char (p) < end && is_joint (c) ? 1 : 0;
    }

  weight->code |= n_joints > 0 && n_letters >= MIN_LETTERS && n_letters + n_digits >= MIN_TELLING;
  weight->telling |= weight->code || n_digits >= MIN_DIGITS;

  while (length > 0 && !g_ascii_isalnum (*token) && (guchar) *token < 0x80)
    {
      token++;
      length--;
    }
  while (length > 0 && !g_ascii_isalnum (token[length - 1]) && (guchar) token[length - 1] < 0x80)
    length--;

  if (n_letters + n_digits > 0 && !belay_is_common_word (token, length))
    {
      weight->weight += n_letters + n_digits;
      weight->n_words++;
    }
}

static Weight
weigh (const char *text,
       guint       start,
       guint       end)
{
  Weight weight = { 0 };
  const char *token = NULL;

  for (const char *p = text + start; p <= text + end; p++)
    {
      gboolean is_blank = p == text + end || g_ascii_isspace (*p);

      if (is_blank && token != NULL)
        weigh_token (token, (gsize) (p - token), &weight);
      if (is_blank)
        token = NULL;
      else if (token == NULL)
        token = p;
    }

  return weight;
}

/* A passage that was found, and where. */
typedef struct
{
  BelayOrigin    origin;
  BelayTextMatch match;
  gboolean       own;
  gboolean       code;
} Find;

typedef struct
{
  const BelaySources *sources;
  const char         *text;
  BelaySkeleton       skeleton;
  gint64              work;
  GPtrArray          *parts;
  guint               done;     /* bytes of the text that have their part */
} Trace;

static void
try (Trace                *self,
     const BelayTextIndex *index,
     BelayOrigin           origin,
     gboolean              own,
     guint                 position,
     guint                 least,
     Find                 *best)
{
  BelayTextMatch match;
  Weight weight;
  const guint *offsets = self->skeleton.offsets;
  gboolean says_something;

  if (index == NULL || !belay_text_index_find (index, &self->skeleton, position, least, &self->work, &match) ||
      match.length <= best->match.length)
    return;

  weight = weigh (self->text, offsets[match.start], offsets[match.start + match.length]);
  says_something = origin == BELAY_ORIGIN_PERSON || own
                     ? weight.telling || weight.weight >= PERSON_WEIGHT
                     : weight.telling || weight.weight >= (weight.n_words > 1 ? PHRASE_WEIGHT : WORD_WEIGHT);

  if (says_something)
    *best = (Find) { origin, match, own, weight.code };
}

/* The person's words come first, then what the agent had typed before and sees again: only what is longer than that can
 * come from the screen. */
static gboolean
find (Trace *self,
      guint  position,
      guint  least,
      Find  *best)
{
  *best = (Find) { 0 };
  try (self, self->sources->person, BELAY_ORIGIN_PERSON, FALSE, position, least, best);
  try (self, self->sources->own, BELAY_ORIGIN_NEITHER, TRUE, position, least, best);
  try (self, self->sources->screen, BELAY_ORIGIN_SCREEN, FALSE, position, least, best);

  return best->match.length > 0;
}

static gboolean
begins_part (const Trace *self,
             guint        position)
{
  return (self->skeleton.flags[position] & BELAY_SKELETON_PART) != 0;
}

/* Something longer that begins within @found takes its place; what is before that is found anew, without it. */
static void
look_ahead (Trace *self,
            guint  least,
            Find  *found)
{
  guint end = found->match.start + found->match.length;
  Find other;

  if (found->match.length >= LONG_MATCH)
    return;

  for (guint i = found->match.start + 1; i < end; i++)
    {
      if (begins_part (self, i) && find (self, i, least, &other) && other.match.length > found->match.length &&
          other.match.start >= least)
        {
          *found = other;
          return;
        }
    }
}

static BelayOriginPart *
add_part (Trace       *self,
          BelayOrigin  origin,
          guint        end)
{
  BelayOriginPart *part = g_new0 (BelayOriginPart, 1);

  part->origin = origin;
  part->start = self->done;
  part->length = end - self->done;
  g_ptr_array_add (self->parts, part);
  self->done = end;

  return part;
}

static void
place_part (const BelaySources *sources,
            const Find         *find,
            BelayOriginPart    *part)
{
  const BelayTextBlock *block = sources->blocks->pdata[find->match.text];

  part->present = find->match.text < sources->n_present;
  part->picture = g_strdup (sources->pictures->pdata[find->match.text]);
  belay_text_block_get_area (block, find->match.from, find->match.to - find->match.from, &part->area);
}

/* The end of the words, without the blanks after them. */
static guint
get_end (const Trace *self,
         guint        position)
{
  guint last = self->skeleton.offsets[position - 1];

  return (guint) (g_utf8_next_char (self->text + last) - self->text);
}

static void
add_find (Trace      *self,
          const Find *find)
{
  guint start = self->skeleton.offsets[find->match.start];
  BelayOriginPart *part;

  if (start > self->done)
    add_part (self, BELAY_ORIGIN_NEITHER, start);

  part = add_part (self, find->origin, get_end (self, find->match.start + find->match.length));
  part->code = find->code;
  if (find->origin == BELAY_ORIGIN_SCREEN)
    place_part (self->sources, find, part);
}

static gboolean
is_blank (const char *text,
          guint       length)
{
  for (guint i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;

  return TRUE;
}

static gboolean
can_join (const BelayOriginPart *a,
          const BelayOriginPart *b)
{
  return a->origin == b->origin && (a->origin != BELAY_ORIGIN_SCREEN || g_strcmp0 (a->picture, b->picture) == 0);
}

/* Words of one origin are one part with the blanks between them; a line's end is the agent's own. */
static void
join_parts (Trace *self)
{
  GPtrArray *parts = self->parts;

  for (guint i = 0; i + 1 < parts->len;)
    {
      BelayOriginPart *part = parts->pdata[i], *next = parts->pdata[i + 1];
      guint n = 1;

      if (!can_join (part, next) && i + 2 < parts->len && can_join (part, parts->pdata[i + 2]) &&
          is_blank (self->text + next->start, next->length) &&
          memchr (self->text + next->start, '\n', next->length) == NULL)
        {
          next = parts->pdata[i + 2];
          n = 2;
        }

      if (!can_join (part, next))
        {
          i++;
          continue;
        }

      part->length = next->start + next->length - part->start;
      part->code |= next->code;
      if (part->origin == BELAY_ORIGIN_SCREEN)
        belay_rect_union (&part->area, &next->area, &part->area);
      g_ptr_array_remove_range (parts, i + 1, n);
    }
}

/**
 * belay_provenance_trace:
 * @sources: where words can come from
 * @text: what is about to be typed, UTF-8
 *
 * Finds out where the words of @text come from, in spite of what was misread on the screen. Words everybody uses come from
 * nowhere. At each place the longest passage counts; of two as long the person's.
 *
 * Any thread. Takes some 10 ms at most, whatever the text; well below 1 ms for a line.
 *
 * Returns: (transfer full) (element-type BelayOriginPart): the parts of @text in order, with nothing between them
 */
GPtrArray *
belay_provenance_trace (const BelaySources *sources,
                        const char         *text)
{
  Trace self = { .sources = sources, .text = text, .work = MAX_WORK };
  guint least = 0;

  self.parts = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_origin_part_free);
  belay_skeleton_init (&self.skeleton, text);

  for (guint i = 0; i < self.skeleton.n; i++)
    {
      Find found;

      if (!begins_part (&self, i) || !find (&self, i, least, &found))
        continue;

      look_ahead (&self, least, &found);
      add_find (&self, &found);
      least = found.match.start + found.match.length;
      i = least - 1;
    }

  if (self.done < strlen (text))
    add_part (&self, BELAY_ORIGIN_NEITHER, (guint) strlen (text));

  join_parts (&self);
  belay_skeleton_clear (&self.skeleton);

  return self.parts;
}

gboolean
belay_provenance_has (GPtrArray   *parts,
                      BelayOrigin  origin)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    if (((BelayOriginPart *) parts->pdata[i])->origin == origin)
      return TRUE;

  return FALSE;
}
