/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-piece.h"

#include "belay-reader.h"
#include "belay-secret-match.h"

#define MAX_PIECE     (120 * 1000)      /* pixels that are read in one go */
#define PIECE_OVERLAP 40                /* a line of text more: what one piece cuts, the next has */
#define MAX_PIECES    24
#define SCALE         2                 /* small type is read better twice as large */

void
belay_secret_piece_free (BelaySecretPiece *self)
{
  g_clear_pointer (&self->grey, g_bytes_unref);
  g_free (self);
}

static guint8
grey_of (guint32 pixel)
{
  return (guint8) ((((pixel >> 16) & 0xff) * 54 + ((pixel >> 8) & 0xff) * 183 + (pixel & 0xff) * 19) >> 8);
}

/* Between two pixels of a row, or of a column, lies their mean. */
static void
render (BelaySecretPiece *piece,
        BelayFrame       *frame)
{
  int width = piece->area.width, height = piece->area.height;
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  guint8 *grey;

  belay_frame_read (frame, &piece->area, (guint8 *) pixels, (gsize) width * 4);
  piece->width = width * SCALE;
  piece->height = height * SCALE;
  grey = g_malloc ((gsize) piece->width * (gsize) piece->height);

  for (int y = 0; y < piece->height; y++)
    {
      const guint32 *above = pixels + (gsize) (y / 2) * (gsize) width;
      const guint32 *below = y % 2 == 1 && y / 2 + 1 < height ? above + width : above;

      for (int x = 0; x < piece->width; x++)
        {
          int left = x / 2, right = x % 2 == 1 && left + 1 < width ? left + 1 : left;

          grey[(gsize) y * (gsize) piece->width + (gsize) x] =
            (guint8) ((grey_of (above[left]) + grey_of (above[right]) + grey_of (below[left]) + grey_of (below[right])) / 4);
        }
    }

  piece->grey = g_bytes_new_take (grey, (gsize) piece->width * (gsize) piece->height);
}

/**
 * belay_secret_piece_add:
 * @pieces: (element-type BelaySecretPiece): gets them
 * @frame: a frame
 * @area: a part of it, screen pixels
 *
 * Returns: %FALSE if not all of it fits into as many pieces as can be read in time
 */
gboolean
belay_secret_piece_add (GPtrArray       *pieces,
                        BelayFrame      *frame,
                        const BelayRect *area)
{
  int height = MAX (MAX_PIECE / area->width, 2 * PIECE_OVERLAP);

  for (int y = 0;; y += height - PIECE_OVERLAP)
    {
      BelaySecretPiece *piece;

      if (pieces->len >= MAX_PIECES)
        return FALSE;

      piece = g_new0 (BelaySecretPiece, 1);
      piece->area = (BelayRect) { area->x, area->y + y, area->width, MIN (height, area->height - y) };
      render (piece, frame);
      g_ptr_array_add (pieces, piece);

      if (y + height >= area->height)
        return TRUE;
    }
}

void
belay_secret_piece_find (const BelaySecretPiece *self,
                         BelaySecret            *secret,
                         GPtrArray              *words,
                         GArray                 *areas)
{
  g_autofree const char **texts = g_new (const char *, words->len + 1);
  g_autofree gboolean *hits = g_new0 (gboolean, words->len + 1);

  for (guint i = 0; i < words->len; i++)
    texts[i] = ((BelayReadWord *) words->pdata[i])->text;

  if (!belay_secret_match_words (secret, texts, words->len, hits))
    return;

  for (guint i = 0; i < words->len; i++)
    {
      const BelayRect *area = &((BelayReadWord *) words->pdata[i])->area;
      BelayRect on_screen = { self->area.x + area->x / SCALE, self->area.y + area->y / SCALE,
                              area->width / SCALE + 1, area->height / SCALE + 1 };

      if (hits[i])
        g_array_append_val (areas, on_screen);
    }
}
