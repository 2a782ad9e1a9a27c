/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-passages.h"

#include <string.h>

#include "belay-dangerous-text.h"
#include "belay-skeleton.h"

/* Of one screen. Whoever fills it with more has been noticed. */
#define MAX_PASSAGES 12

static void
passage_free (gpointer data)
{
  BelayScreenPassage *passage = data;

  g_free (passage->excerpt);
  g_free (passage->key);
  g_free (passage);
}

/* Where @excerpt is: it may run over the end of a line, and be cut short. */
static void
find_area (const BelayTextBlock *block,
           const char           *excerpt,
           BelayRect            *area)
{
  g_autofree char *line = g_strdelimit (g_strdup (block->text), "\n", ' ');
  const char *cut = strstr (excerpt, "…");
  gsize length = cut != NULL ? (gsize) (cut - excerpt) : strlen (excerpt);

  *area = block->area;

  for (const char *p = line; length > 0 && *p != '\0'; p++)
    {
      if (g_ascii_strncasecmp (p, excerpt, length) == 0)
        {
          belay_text_block_get_area (block, (guint) (p - line), (guint) length, area);
          return;
        }
    }
}

/* In most typefaces "AI" and "Al" look the same, and readers prefer the name. */
static char *
restore_ai (const char *text)
{
  char *restored = g_strdup (text);

  for (char *p = restored; (p = strstr (p, "Al")) != NULL; p += 2)
    if ((p == restored || !g_ascii_isalnum (p[-1])) && !g_ascii_isalnum (p[2]))
      p[1] = 'I';

  return restored;
}

static void
add_passages (GPtrArray            *passages,
              const BelayTextBlock *block)
{
  g_autofree char *text = restore_ai (block->text);
  g_autoptr(GPtrArray) hits = belay_dangerous_text_find (text, BELAY_TEXT_SCREEN);

  for (guint i = 0; i < hits->len && passages->len < MAX_PASSAGES; i++)
    {
      BelayTextHit *hit = hits->pdata[i];
      BelayScreenPassage *passage = g_new0 (BelayScreenPassage, 1);
      g_autofree char *skeleton = belay_skeleton_write (hit->excerpt);

      passage->family = hit->family;
      passage->sentence = belay_text_hit_get_sentence (hit);
      passage->excerpt = g_steal_pointer (&hit->excerpt);
      passage->key = g_strconcat (hit->family, ":", skeleton, NULL);
      find_area (block, passage->excerpt, &passage->area);
      g_ptr_array_add (passages, passage);
    }
}

GPtrArray *
belay_screen_passages_new (GPtrArray *blocks)
{
  GPtrArray *passages = g_ptr_array_new_with_free_func (passage_free);

  for (guint i = 0; i < blocks->len; i++)
    add_passages (passages, blocks->pdata[i]);

  return passages;
}
