/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-diff.h"

#include <string.h>

/*
 * A change of the editor is one place of a file: what is the same before and after it is cut off, and what is left is small.
 * Only a file that is written anew can differ in many places; up to so many cells its longest common subsequence is searched for,
 * beyond that the whole is told as removed and added, which is true as well.
 */
#define MAX_CELLS (512 * 1024)
#define CONTEXT   3

typedef struct
{
  const char *data;
  gsize       length;           /* with its end */
} Line;

static void
diff_line_free (gpointer data)
{
  BelayDiffLine *line = data;

  g_free (line->text);
  g_free (line);
}

static GArray *
split (GBytes *bytes)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  while (size > 0)
    {
      const char *end = memchr (data, '\n', size);
      Line line = { data, end != NULL ? (gsize) (end - data) + 1 : size };

      g_array_append_val (lines, line);
      data += line.length;
      size -= line.length;
    }

  return lines;
}

static gboolean
is_same (GArray *a,
         guint   i,
         GArray *b,
         guint   j)
{
  const Line *left = &g_array_index (a, Line, i), *right = &g_array_index (b, Line, j);

  return left->length == right->length && memcmp (left->data, right->data, left->length) == 0;
}

static void
add (GPtrArray     *diff,
     BelayDiffKind  kind,
     GArray        *lines,
     guint          i)
{
  const Line *from = &g_array_index (lines, Line, i);
  gboolean ended = from->data[from->length - 1] == '\n';
  BelayDiffLine *line = g_new0 (BelayDiffLine, 1);

  line->kind = kind;
  line->number = i + 1;
  line->text = g_utf8_make_valid (from->data, (gssize) (from->length - (ended ? 1 : 0)));
  line->unended = !ended;
  g_ptr_array_add (diff, line);
}

/* Lines @begin to @end of both, told as differing where they do. */
typedef struct
{
  GArray  *a, *b;
  guint    a0, a1, b0, b1;
  guint16 *lengths;             /* of the longest common subsequence of what is left, per pair */
} Middle;

static guint16 *
get_cell (Middle *middle,
          guint   i,
          guint   j)
{
  return &middle->lengths[(gsize) (i - middle->a0) * (middle->b1 - middle->b0 + 1) + (j - middle->b0)];
}

static void
measure (Middle *middle)
{
  gsize cells = (gsize) (middle->a1 - middle->a0 + 1) * (middle->b1 - middle->b0 + 1);

  if (cells > MAX_CELLS || middle->a1 - middle->a0 > G_MAXUINT16 || middle->b1 - middle->b0 > G_MAXUINT16)
    return;

  middle->lengths = g_new0 (guint16, cells);
  for (guint i = middle->a1; i-- > middle->a0;)
    for (guint j = middle->b1; j-- > middle->b0;)
      *get_cell (middle, i, j) = is_same (middle->a, i, middle->b, j)
                                   ? *get_cell (middle, i + 1, j + 1) + 1
                                   : MAX (*get_cell (middle, i + 1, j), *get_cell (middle, i, j + 1));
}

static void
tell_middle (Middle    *middle,
             GPtrArray *diff)
{
  guint i = middle->a0, j = middle->b0;

  measure (middle);

  while (i < middle->a1 || j < middle->b1)
    {
      gboolean both = i < middle->a1 && j < middle->b1;

      if (both && middle->lengths != NULL && is_same (middle->a, i, middle->b, j))
        {
          add (diff, BELAY_DIFF_SAME, middle->b, j++);
          i++;
        }
      else if (i < middle->a1 && (!both || middle->lengths == NULL ||
                                  *get_cell (middle, i + 1, j) >= *get_cell (middle, i, j + 1)))
        add (diff, BELAY_DIFF_REMOVED, middle->a, i++);
      else
        add (diff, BELAY_DIFF_ADDED, middle->b, j++);
    }

  g_free (middle->lengths);
}

static gboolean
is_near_change (GPtrArray *diff,
                guint      i)
{
  guint begin = i > CONTEXT ? i - CONTEXT : 0, end = MIN (i + CONTEXT + 1, diff->len);

  for (guint k = begin; k < end; k++)
    {
      if (((BelayDiffLine *) diff->pdata[k])->kind != BELAY_DIFF_SAME)
        return TRUE;
    }

  return FALSE;
}

/* Takes from @all what is told, and says what is left out. */
static GPtrArray *
leave_out (GPtrArray *all)
{
  GPtrArray *told = g_ptr_array_new_with_free_func (diff_line_free);
  BelayDiffLine *gap = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      if (is_near_change (all, i))
        {
          BelayDiffLine *line = all->pdata[i], *copy = g_new (BelayDiffLine, 1);

          *copy = *line;
          copy->text = g_strdup (line->text);
          g_ptr_array_add (told, copy);
          gap = NULL;
          continue;
        }

      if (gap == NULL)
        {
          gap = g_new0 (BelayDiffLine, 1);
          gap->kind = BELAY_DIFF_GAP;
          g_ptr_array_add (told, gap);
        }
      gap->number++;
    }

  return told;
}

GPtrArray *
belay_diff_new (GBytes *before,
                GBytes *after)
{
  g_autoptr(GArray) a = split (before);
  g_autoptr(GArray) b = split (after);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (diff_line_free);
  Middle middle = { a, b, 0, a->len, 0, b->len, NULL };

  while (middle.a0 < middle.a1 && middle.b0 < middle.b1 && is_same (a, middle.a0, b, middle.b0))
    {
      add (all, BELAY_DIFF_SAME, b, middle.b0++);
      middle.a0++;
    }

  while (middle.a1 > middle.a0 && middle.b1 > middle.b0 && is_same (a, middle.a1 - 1, b, middle.b1 - 1))
    {
      middle.a1--;
      middle.b1--;
    }

  tell_middle (&middle, all);
  for (guint i = middle.b1; i < b->len; i++)
    add (all, BELAY_DIFF_SAME, b, i);

  return leave_out (all);
}
