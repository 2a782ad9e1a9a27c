/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-tile-words.h"

#include <string.h>

#include "belay-ink.h"

#define MIN_CONFIDENCE 20       /* percent: below that it was a picture */
#define MAX_WORDS      1024     /* of one tile */

BelayTileWords *
belay_tile_words_new (void)
{
  BelayTileWords *self = g_new0 (BelayTileWords, 1);

  self->words = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_read_word_free);

  return self;
}

void
belay_tile_words_free (BelayTileWords *self)
{
  g_ptr_array_unref (self->words);
  g_free (self);
}

static gboolean
is_plain (const BelayTile *tile)
{
  guint32 first;

  memcpy (&first, tile->pixels, sizeof first);

  for (int y = 0; y < tile->area.height; y++)
    for (int x = 0; x < tile->area.width; x++)
      if (memcmp (tile->pixels + (gsize) y * tile->stride + (gsize) x * 4, &first, sizeof first) != 0)
        return FALSE;

  return TRUE;
}

char *
belay_tile_hash (const BelayTile *tile)
{
  g_autoptr(GChecksum) checksum = NULL;

  if (is_plain (tile))
    return NULL;

  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guint8 *) &tile->area.width, sizeof tile->area.width);
  for (int y = 0; y < tile->area.height; y++)
    g_checksum_update (checksum, tile->pixels + (gsize) y * tile->stride, (gssize) tile->area.width * 4);

  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
is_within (const BelayRect *word,
           const BelayTile *tile)
{
  return belay_rect_contains (&tile->area, (BelayPoint) { word->x + word->width / 2, word->y + word->height / 2 });
}

/* What was known of a tile at the edge of the piece may be half a word that has now been read whole. */
static void
drop_words (BelayTileWords  *self,
            const BelayTile *tile,
            const BelayRect *core)
{
  for (guint i = self->words->len; i > 0; i--)
    {
      BelayRect area = ((BelayReadWord *) self->words->pdata[i - 1])->area;
      BelayRect common;

      area.x += tile->area.x;
      area.y += tile->area.y;
      if (belay_rect_intersect (&area, core, &common))
        g_ptr_array_remove_index (self->words, i - 1);
    }
}

static void
add_words (BelayTileWords  *self,
           const BelayTile *tile,
           GPtrArray       *words)
{
  for (guint i = 0; i < words->len && self->words->len < MAX_WORDS; i++)
    {
      const BelayReadWord *word = words->pdata[i];
      BelayReadWord *copy;

      if (!is_within (&word->area, tile))
        continue;

      copy = g_memdup2 (word, sizeof *word);
      copy->text = g_strdup (word->text);
      copy->area.x -= tile->area.x;
      copy->area.y -= tile->area.y;
      g_ptr_array_add (self->words, copy);
    }
}

/* What a person does not see is not what the screen says: looking for it is another guard's. */
static gboolean
is_faint (GBytes               *grey,
          const BelayReadPiece *piece,
          const BelayRect      *word)
{
  const guint8 *data = g_bytes_get_data (grey, NULL);
  guint8 darkest = 255, lightest = 0;

  for (int y = word->y; y < word->y + word->height; y++)
    for (int x = word->x; x < word->x + word->width; x++)
      {
        guint8 level = data[(gsize) y * piece->area.width + x];

        darkest = MIN (darkest, level);
        lightest = MAX (lightest, level);
      }

  return lightest <= darkest + BELAY_INK_VISIBLE;
}

void
belay_tile_words_sift (GPtrArray            *words,
                       const BelayReadPiece *piece,
                       BelayFrame           *frame,
                       GBytes               *grey)
{
  for (guint i = words->len; i > 0; i--)
    {
      BelayReadWord *word = words->pdata[i - 1];
      gboolean faint = is_faint (grey, piece, &word->area);

      word->area.x += piece->area.x;
      word->area.y += piece->area.y;
      if (word->confidence < MIN_CONFIDENCE || faint || belay_read_piece_lacks (piece, frame, &word->area))
        g_ptr_array_remove_index (words, i - 1);
    }
}

void
belay_tile_words_take (BelayTileWords  *self,
                       const BelayTile *tile,
                       const BelayRect *core,
                       GPtrArray       *words)
{
  BelayRect common;

  drop_words (self, tile, core);
  add_words (self, tile, words);
  self->read |= belay_rect_intersect (&tile->area, core, &common);
}
