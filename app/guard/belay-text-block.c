/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-text-block.h"

#include <string.h>

#include "belay-reader.h"

/* Words of a line stand beside each other, at most so many heights apart; a column's edge is further away. */
#define WORD_GAP_PERCENT 220

/* And lines of a block below each other, in about the same size. */
#define LINE_GAP_PERCENT  150
#define LINE_SIZE_PERCENT 220

/* Words of one line, from left to right. */
typedef struct
{
  GPtrArray *words;             /* of BelayReadWord, not owned */
  BelayRect  area;
  int        tops;              /* the sum of those of the words; readers get the height of single words quite wrong */
  int        bottoms;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_ptr_array_unref (line->words);
  g_free (line);
}

static void
block_clear (BelayTextBlock *self)
{
  g_free (self->text);
  g_clear_pointer (&self->words, g_array_unref);
}

BelayTextBlock *
belay_text_block_ref (BelayTextBlock *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
belay_text_block_unref (BelayTextBlock *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) block_clear);
}

static int
get_top (const Line *line)
{
  return line->tops / (int) line->words->len;
}

static int
get_height (const Line *line)
{
  return MAX (1, line->bottoms / (int) line->words->len - get_top (line));
}

static int
compare_left (gconstpointer a,
              gconstpointer b)
{
  const BelayReadWord *first = *(BelayReadWord *const *) a, *second = *(BelayReadWord *const *) b;

  return first->area.x != second->area.x ? first->area.x - second->area.x : first->area.y - second->area.y;
}

static int
compare_top (gconstpointer a,
             gconstpointer b)
{
  const Line *first = *(Line *const *) a, *second = *(Line *const *) b;

  return get_top (first) != get_top (second) ? get_top (first) - get_top (second) : first->area.x - second->area.x;
}

static int
get_overlap (int a,
             int a_length,
             int b,
             int b_length)
{
  return MIN (a + a_length, b + b_length) - MAX (a, b);
}

/* Whether @word goes on where @line ends. */
static gboolean
continues (const Line      *line,
           const BelayRect *word)
{
  const BelayRect *last = &((BelayReadWord *) line->words->pdata[line->words->len - 1])->area;
  int height = get_height (line);
  int gap = word->x - (last->x + last->width);

  return 2 * get_overlap (get_top (line), height, word->y, word->height) >= MIN (height, word->height) &&
         gap * 100 <= height * WORD_GAP_PERCENT && gap >= -height;
}

static void
add_word (GPtrArray     *lines,
          BelayReadWord *word)
{
  Line *nearest = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      Line *line = lines->pdata[i];

      if (continues (line, &word->area) &&
          (nearest == NULL || line->area.x + line->area.width > nearest->area.x + nearest->area.width))
        nearest = line;
    }

  if (nearest == NULL)
    {
      nearest = g_new0 (Line, 1);
      nearest->words = g_ptr_array_new ();
      nearest->area = word->area;
      g_ptr_array_add (lines, nearest);
    }

  g_ptr_array_add (nearest->words, word);
  nearest->tops += word->area.y;
  nearest->bottoms += word->area.y + word->area.height;
  belay_rect_union (&nearest->area, &word->area, &nearest->area);
}

static GPtrArray *
make_lines (GPtrArray *words)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new (words->len);

  for (guint i = 0; i < MIN (words->len, BELAY_TEXT_BLOCK_MAX_WORDS); i++)
    g_ptr_array_add (sorted, words->pdata[i]);
  g_ptr_array_sort (sorted, compare_left);

  for (guint i = 0; i < sorted->len; i++)
    add_word (lines, sorted->pdata[i]);
  g_ptr_array_sort (lines, compare_top);

  return lines;
}

static gboolean
follows (const Line *above,
         const Line *below)
{
  int large = MAX (get_height (above), get_height (below));
  int small = MIN (get_height (above), get_height (below));
  int gap = get_top (below) - (get_top (above) + get_height (above));

  return get_overlap (above->area.x, above->area.width, below->area.x, below->area.width) > 0 &&
         large * 100 <= small * LINE_SIZE_PERCENT && gap * 100 <= small * LINE_GAP_PERCENT && gap >= -small / 2;
}

static void
append_line (BelayTextBlock *block,
             GString        *text,
             const Line     *line)
{
  for (guint i = 0; i < line->words->len; i++)
    {
      const BelayReadWord *word = line->words->pdata[i];
      BelayBlockWord place = { .length = (guint) strlen (word->text), .area = word->area };

      if (text->len > 0)
        g_string_append_c (text, i == 0 ? '\n' : ' ');

      place.start = (guint) text->len;
      g_string_append (text, word->text);
      g_array_append_val (block->words, place);
    }

  belay_rect_union (&block->area, &line->area, &block->area);
}

static BelayTextBlock *
make_block (GPtrArray *lines)
{
  BelayTextBlock *block = g_atomic_rc_box_new0 (BelayTextBlock);
  GString *text = g_string_new (NULL);

  block->words = g_array_new (FALSE, FALSE, sizeof (BelayBlockWord));
  block->area = ((Line *) lines->pdata[0])->area;
  for (guint i = 0; i < lines->len; i++)
    append_line (block, text, lines->pdata[i]);
  block->text = g_string_free (text, FALSE);

  return block;
}

/* The nearest of the last lines of blocks that @line goes on from. */
static GPtrArray *
find_above (GPtrArray  *groups,
            const Line *line)
{
  GPtrArray *nearest = NULL;
  int lowest = G_MININT;

  for (guint i = groups->len; i > 0; i--)
    {
      GPtrArray *group = groups->pdata[i - 1];
      const Line *last = group->pdata[group->len - 1];

      if (follows (last, line) && get_top (last) > lowest)
        {
          nearest = group;
          lowest = get_top (last);
        }
    }

  return nearest;
}

/**
 * belay_text_blocks_new:
 * @words: (element-type BelayReadWord): what was read, screen pixels, in any order
 *
 * Puts words beside each other into lines, and lines below each other into blocks: readers do so too, but only with what
 * they read in one go. Words beyond %BELAY_TEXT_BLOCK_MAX_WORDS are left out.
 *
 * Returns: (transfer full) (element-type BelayTextBlock): from top to bottom
 */
GPtrArray *
belay_text_blocks_new (GPtrArray *words)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_text_block_unref);
  g_autoptr(GPtrArray) lines = make_lines (words);
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < lines->len; i++)
    {
      GPtrArray *above = find_above (groups, lines->pdata[i]);

      if (above == NULL)
        {
          above = g_ptr_array_new ();
          g_ptr_array_add (groups, above);
        }

      g_ptr_array_add (above, lines->pdata[i]);
    }

  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_add (blocks, make_block (groups->pdata[i]));

  return blocks;
}

/**
 * belay_text_block_get_area:
 * @self: a block
 * @start: a byte of its text
 * @length: how many bytes from there
 * @area: (out): where the words are that these bytes belong to; where none do, the whole
 */
void
belay_text_block_get_area (const BelayTextBlock *self,
                           guint                 start,
                           guint                 length,
                           BelayRect            *area)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->words->len; i++)
    {
      const BelayBlockWord *word = &g_array_index (self->words, BelayBlockWord, i);

      if (word->start >= start + length || word->start + word->length <= start)
        continue;

      if (any)
        belay_rect_union (area, &word->area, area);
      else
        *area = word->area;
      any = TRUE;
    }

  if (!any)
    *area = self->area;
}
