/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-ink-block.h"

#include <stdlib.h>
#include <string.h>

#include "belay-ink-colours.h"
#include "belay-ink-smooth.h"
#include "belay-ink.h"

#define MIN_BACKGROUND 35       /* percent of a block that looks like text */
#define MIN_FAINT      8        /* pixels */
#define MIN_RUNS       5        /* each way: strokes with background on both sides */
#define SAME_SIGN      80       /* percent: darker, or lighter than the background, where there is little of that */
#define PLAIN          50       /* percent of a block: so much exact background is no texture, whatever is drawn on it */
#define MIN_BANDS      3
#define MIN_BACK_RUN   3        /* pixels, on average: between strokes there is more background than between grains of noise */
#define MIN_PAIRS      90       /* percent of faint pixels beside or above each other; each counts twice */
#define MIN_SMOOTH_PAIRS 60     /* the same, beyond the noise: its coarsest grains are alone */
#define RESTLESS       12       /* percent of faint pixels: perhaps there is no exact background */
#define GRAIN          3        /* levels: it may lift what is faint so far over what can be seen */
#define FRINGE         2        /* pixels from what can be seen: its smoothed edge */

/* While blocks are looked at: what can be seen. */
#define STRONG 255

static void
get_extent (const BelayInkField *self,
            int                  column,
            int                  row,
            int                 *width,
            int                 *height)
{
  *width = MIN (BELAY_INK_BLOCK, self->width - column * BELAY_INK_BLOCK);
  *height = MIN (BELAY_INK_BLOCK, self->height - row * BELAY_INK_BLOCK);
}

/* What is known of the pixels of a block. */
typedef struct
{
  guint n_back;
  guint n_faint;
  guint n_faintest;             /* one level */
  guint n_pairs;                /* of faint ones, beside or above each other */
  guint n_bands;                /* rows or columns without background */
  guint n_back_runs;            /* of background, along rows */
  guint n;
} Marks;

static gboolean
is_faint (guint8 ink)
{
  return ink != 0 && ink != STRONG;
}

static void
mark_pixel (BelayInkField *self,
            guint8        *darker,
            gsize          at,
            int            ink,
            Marks         *marks)
{
  self->ink[at] = (guint8) (abs (ink) > BELAY_INK_VISIBLE ? STRONG : abs (ink));
  darker[at] = ink < 0;
  marks->n_back += ink == 0;
  marks->n_faintest += self->ink[at] == 1;
  marks->n++;

  if (is_faint (self->ink[at]))
    {
      marks->n_faint++;
      marks->n_pairs += at > 0 && is_faint (self->ink[at - 1]);
      marks->n_pairs += at >= (gsize) self->width && is_faint (self->ink[at - self->width]);
    }
}

static gboolean
is_faintest (const Marks *marks)
{
  return marks->n_faintest * 100 >= marks->n_faint * SAME_SIGN;
}

/* The steps of a gradient, in bands or dithered, or noise: in as many places as there are pixels of it. Type has neither. */
static gboolean
is_stepped (const Marks *marks)
{
  return marks->n_bands >= MIN_BANDS || marks->n_back < marks->n_back_runs * MIN_BACK_RUN ||
         marks->n_back * 100 < marks->n * PLAIN ||
         (is_faintest (marks) && marks->n_pairs * 100 < marks->n_faint * MIN_PAIRS);
}

static gboolean
is_restless (const Marks *marks)
{
  return marks->n_faint * 100 > marks->n * RESTLESS || marks->n_back * 100 < marks->n * MIN_BACKGROUND ||
         is_faintest (marks) || marks->n_bands >= MIN_BANDS;
}

/* Marks the pixels of a block that is not all background: 0, 1 to BELAY_INK_VISIBLE, or STRONG. */
static void
mark_block (BelayInkField *self,
            const int     *ink,
            int            column,
            int            row,
            guint8        *darker,
            Marks         *marks)
{
  gsize origin = (gsize) row * BELAY_INK_BLOCK * self->width + column * BELAY_INK_BLOCK;
  gboolean column_back[BELAY_INK_BLOCK] = { FALSE };
  int width, height;

  *marks = (Marks) { 0 };
  get_extent (self, column, row, &width, &height);

  for (int y = 0; y < height; y++)
    {
      gboolean row_back = FALSE, before = FALSE;

      for (int x = 0; x < width; x++)
        {
          gboolean back = ink[y * BELAY_INK_BLOCK + x] == 0;

          mark_pixel (self, darker, origin + (gsize) y * self->width + x, ink[y * BELAY_INK_BLOCK + x], marks);
          marks->n_back_runs += back && !before;
          before = back;
          row_back |= back;
          column_back[x] |= back;
        }

      marks->n_bands += !row_back;
    }

  for (int x = 0; x < width; x++)
    marks->n_bands += !column_back[x];
}

/* The difference of each pixel from a background that changes slowly. Returns: how many have none. */
static guint
rate_smooth (const BelayInkField *self,
             const BelayInkPlane *plane,
             int                  column,
             int                  row,
             int                 *ink)
{
  gsize origin = (gsize) row * BELAY_INK_BLOCK * self->width + column * BELAY_INK_BLOCK;
  guint n_back = 0;
  int width, height;

  get_extent (self, column, row, &width, &height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int *pixel = &ink[y * BELAY_INK_BLOCK + x];

        *pixel = belay_ink_plane_rate (plane, self->pixels[origin + (gsize) y * self->width + x], x, y);
        if (abs (*pixel) <= BELAY_INK_VISIBLE + GRAIN)
          *pixel = CLAMP (*pixel, -BELAY_INK_VISIBLE, BELAY_INK_VISIBLE);
        n_back += *pixel == 0;
      }

  return n_back;
}

/* A background that changes slowly is the better one if it explains more of the block. Returns: whether there is enough to
 * go on with. */
static gboolean
examine_block (BelayInkField   *self,
               BelayInkColours *colours,
               int              column,
               int              row,
               guint8          *darker)
{
  int ink[BELAY_INK_BLOCK * BELAY_INK_BLOCK] = { 0 };
  BelayInkPlane plane;
  Marks marks;

  belay_ink_colours_rate (colours, column, row, ink);
  mark_block (self, ink, column, row, darker, &marks);

  if (is_restless (&marks) && is_stepped (&marks))
    {
      BelayInkPlaneKind kind = belay_ink_plane_fit (&plane, self, column, row);

      if (kind == BELAY_INK_PLANE_DRAWN && rate_smooth (self, &plane, column, row, ink) > marks.n_back)
        {
          mark_block (self, ink, column, row, darker, &marks);
          if (marks.n_pairs * 100 < marks.n_faint * MIN_SMOOTH_PAIRS)
            kind = BELAY_INK_PLANE_EMPTY;
        }

      if (kind == BELAY_INK_PLANE_EMPTY)
        {
          memset (ink, 0, sizeof ink);
          mark_block (self, ink, column, row, darker, &marks);
        }
    }

  return marks.n_faint >= MIN_FAINT && marks.n_back * 100 >= marks.n * MIN_BACKGROUND;
}

static gboolean
is_near_strong (const BelayInkField *self,
                int                  x0,
                int                  y0)
{
  for (int y = MAX (y0 - FRINGE, 0); y <= MIN (y0 + FRINGE, self->height - 1); y++)
    for (int x = MAX (x0 - FRINGE, 0); x <= MIN (x0 + FRINGE, self->width - 1); x++)
      if (self->ink[(gsize) y * self->width + x] == STRONG)
        return TRUE;

  return FALSE;
}

/* How often faint pixels begin and end between background, along one line. */
static guint
count_closed (const guint8 *ink,
              gsize         step,
              int           length)
{
  guint n = 0;
  gboolean opened = FALSE;
  guint8 before = STRONG;

  for (int i = 0; i < length; i++)
    {
      guint8 now = ink[i * step];
      gboolean faint = now != 0 && now != STRONG;

      if (faint && before == 0)
        opened = TRUE;
      else if (now == STRONG)
        opened = FALSE;
      else if (now == 0 && opened)
        {
          n++;
          opened = FALSE;
        }

      before = now;
    }

  return n;
}

static gboolean
is_text (const BelayInkField *self,
         const guint8        *clean,
         const guint8        *darker,
         int                  column,
         int                  row)
{
  gsize origin = (gsize) row * BELAY_INK_BLOCK * self->width + column * BELAY_INK_BLOCK;
  guint n_faint = 0, n_back = 0, n_darker = 0, across = 0, down = 0;
  int width, height;

  get_extent (self, column, row, &width, &height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *line = clean + origin + (gsize) y * self->width;

      across += count_closed (line, 1, width);
      for (int x = 0; x < width; x++)
        {
          gboolean faint = line[x] != 0 && line[x] != STRONG;

          n_back += line[x] == 0;
          n_faint += faint;
          n_darker += faint && darker[origin + (gsize) y * self->width + x];
        }
    }

  for (int x = 0; x < width; x++)
    down += count_closed (clean + origin + x, (gsize) self->width, height);

  return n_faint >= MIN_FAINT && across >= MIN_RUNS && down >= MIN_RUNS &&
         (MAX (n_darker, n_faint - n_darker) * 100 >= n_faint * SAME_SIGN ||
          n_back * 100 >= (guint) (width * height) * PLAIN);
}

/* What is faint beside something strong is the strong thing's edge. */
static void
clean_block (const BelayInkField *self,
             guint8              *clean,
             int                  column,
             int                  row)
{
  int width, height;

  get_extent (self, column, row, &width, &height);

  for (int y = row * BELAY_INK_BLOCK; y < row * BELAY_INK_BLOCK + height; y++)
    for (int x = column * BELAY_INK_BLOCK; x < column * BELAY_INK_BLOCK + width; x++)
      {
        gsize at = (gsize) y * self->width + x;

        clean[at] = is_faint (self->ink[at]) && is_near_strong (self, x, y) ? 0 : self->ink[at];
      }
}

/* From now on only what is faint counts. */
static void
settle_block (BelayInkField *self,
              const guint8  *marks,
              int            column,
              int            row)
{
  gsize origin = (gsize) row * BELAY_INK_BLOCK * self->width + column * BELAY_INK_BLOCK;
  int width, height;

  get_extent (self, column, row, &width, &height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gsize at = origin + (gsize) y * self->width + x;

        self->ink[at] = is_faint (marks[at]) ? marks[at] : 0;
      }
}

#define COLUMN(i) ((int) ((i) % (gsize) self->columns))
#define ROW(i)    ((int) ((i) / (gsize) self->columns))

/**
 * belay_ink_field_find_text:
 * @self: a field whose pixels are filled in
 *
 * Returns: (transfer full): columns × rows: %TRUE where a block looks like text that is hardly seen
 */
guint8 *
belay_ink_field_find_text (BelayInkField *self)
{
  gsize n_blocks = (gsize) self->columns * self->rows;
  gsize n_pixels = (gsize) self->width * self->height;
  g_autoptr(BelayInkColours) colours = belay_ink_colours_new (self);
  /* Much of both is never touched: most of a screen is plain. */
  g_autofree guint8 *darker = g_malloc0 (n_pixels);
  g_autofree guint8 *clean = g_malloc0 (n_pixels);
  g_autofree guint8 *cleaned = NULL;
  guint8 *candidate = g_malloc0 (n_blocks);

  for (gsize i = 0; i < n_blocks; i++)
    if (!belay_ink_colours_is_plain (colours, COLUMN (i), ROW (i)))
      candidate[i] = examine_block (self, colours, COLUMN (i), ROW (i), darker);

  cleaned = g_memdup2 (candidate, n_blocks);

  for (gsize i = 0; i < n_blocks; i++)
    if (candidate[i])
      {
        clean_block (self, clean, COLUMN (i), ROW (i));
        candidate[i] = is_text (self, clean, darker, COLUMN (i), ROW (i));
      }

  for (gsize i = 0; i < n_blocks; i++)
    if (!belay_ink_colours_is_plain (colours, COLUMN (i), ROW (i)))
      settle_block (self, cleaned[i] ? clean : self->ink, COLUMN (i), ROW (i));

  return candidate;
}
