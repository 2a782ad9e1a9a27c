/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-spot.h"

#include <string.h>

/* A piece of a row that is looked for elsewhere: long and varied enough to be no frame, no rule and no flat ground. */
#define KEY_PIXELS  24
#define KEY_CHANGES 8
#define MAX_FOUND   16
#define MAX_TRIED   4096        /* places where a key is, of one frame */

struct _BelaySecretSpot
{
  BelayRect  area;
  guint32   *pixels;            /* of the area, after */
  guint8    *ink;               /* 1 where it differs from before */
  guint      n_ink;
  int        key_x, key_y;      /* of the key in the area; -1: there is none */
};

static guint32 *
read_pixels (BelayFrame      *frame,
             const BelayRect *area)
{
  guint32 *pixels = g_new (guint32, (gsize) area->width * (gsize) area->height);

  belay_frame_read (frame, area, (guint8 *) pixels, (gsize) area->width * 4);

  return pixels;
}

/* The piece of a row in which the colour changes most often. */
static void
choose_key (BelaySecretSpot *self)
{
  int best = KEY_CHANGES - 1;

  self->key_x = self->key_y = -1;

  for (int y = 0; y < self->area.height; y++)
    {
      const guint32 *row = self->pixels + (gsize) y * (gsize) self->area.width;

      for (int x = 0; x + KEY_PIXELS <= self->area.width; x += KEY_PIXELS / 4)
        {
          int n = 0;

          for (int i = 1; i < KEY_PIXELS; i++)
            n += row[x + i] != row[x + i - 1] ? 1 : 0;

          if (n > best)
            {
              best = n;
              self->key_x = x;
              self->key_y = y;
            }
        }
    }
}

/**
 * belay_secret_spot_new:
 * @before: the screen before something was typed
 * @after: the screen afterwards, of the same size
 * @area: where to look, screen pixels, within both
 *
 * Returns: (transfer full) (nullable): what was drawn there; %NULL if nothing was
 */
BelaySecretSpot *
belay_secret_spot_new (BelayFrame      *before,
                       BelayFrame      *after,
                       const BelayRect *area)
{
  g_autoptr(BelaySecretSpot) self = NULL;
  g_autofree guint32 *ground = NULL;
  gsize n;

  g_return_val_if_fail (!belay_rect_is_empty (area), NULL);

  self = g_new0 (BelaySecretSpot, 1);
  n = (gsize) area->width * (gsize) area->height;
  ground = read_pixels (before, area);
  self->area = *area;
  self->pixels = read_pixels (after, area);
  self->ink = g_new (guint8, n);

  for (gsize i = 0; i < n; i++)
    {
      self->ink[i] = self->pixels[i] != ground[i];
      self->n_ink += self->ink[i];
    }

  if (self->n_ink == 0)
    return NULL;

  choose_key (self);

  return g_steal_pointer (&self);
}

/**
 * belay_secret_spot_free:
 * @self: (transfer full): a spot
 */
void
belay_secret_spot_free (BelaySecretSpot *self)
{
  g_free (self->pixels);
  g_free (self->ink);
  g_free (self);
}

void
belay_secret_spot_get_area (const BelaySecretSpot *self,
                            BelayRect             *area)
{
  *area = self->area;
}

/* Whether at least @percent of what was drawn is in @pixels, @width a row, with its corner at @x, @y. */
static gboolean
is_drawn_at (const BelaySecretSpot *self,
             const guint32         *pixels,
             int                    width,
             int                    x,
             int                    y,
             guint                  percent)
{
  guint n_missing = 0, n_allowed = self->n_ink - (self->n_ink * percent + 99) / 100;

  for (int row = 0; row < self->area.height; row++)
    {
      gsize mine = (gsize) row * (gsize) self->area.width;
      const guint32 *theirs = pixels + (gsize) (y + row) * (gsize) width + x;

      for (int i = 0; i < self->area.width; i++)
        n_missing += self->ink[mine + (gsize) i] && self->pixels[mine + (gsize) i] != theirs[i] ? 1 : 0;

      if (n_missing > n_allowed)
        return FALSE;
    }

  return TRUE;
}

/**
 * belay_secret_spot_is_in:
 * @self: a spot
 * @frame: a frame of the same screen
 *
 * Returns: whether at least half of it is where it was
 */
gboolean
belay_secret_spot_is_in (const BelaySecretSpot *self,
                         BelayFrame            *frame)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  g_autofree guint32 *pixels = NULL;
  BelayRect inside;

  if (!belay_rect_intersect (&whole, &self->area, &inside) || !belay_rect_equal (&inside, &self->area))
    return FALSE;

  pixels = read_pixels (frame, &self->area);

  return is_drawn_at (self, pixels, self->area.width, 0, 0, 50);
}

/**
 * belay_secret_spot_find:
 * @self: a spot
 * @frame: a frame
 * @areas: (element-type BelayRect): gets where it is drawn pixel for pixel, but for a few
 */
void
belay_secret_spot_find (const BelaySecretSpot *self,
                        BelayFrame            *frame,
                        GArray                *areas)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  const guint32 *key = self->pixels + (gsize) self->key_y * (gsize) self->area.width + self->key_x;
  g_autofree guint32 *pixels = NULL;
  guint n_found = 0, n_tried = 0;

  if (self->key_x < 0 || self->area.width > whole.width || self->area.height > whole.height)
    return;

  pixels = read_pixels (frame, &whole);

  for (int y = self->key_y; y <= whole.height - self->area.height + self->key_y; y++)
    {
      const guint32 *row = pixels + (gsize) y * (gsize) whole.width;

      for (int x = self->key_x; x <= whole.width - self->area.width + self->key_x; x++)
        {
          BelayRect area = { x - self->key_x, y - self->key_y, self->area.width, self->area.height };

          if (row[x] != key[0] || memcmp (row + x, key, KEY_PIXELS * sizeof *key) != 0)
            continue;

          if (n_tried++ >= MAX_TRIED || n_found >= MAX_FOUND)
            return;

          if (is_drawn_at (self, pixels, whole.width, area.x, area.y, 80))
            {
              g_array_append_val (areas, area);
              n_found++;
            }
        }
    }
}
