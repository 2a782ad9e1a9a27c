/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rfb-private.h"

#include <string.h>

#define TILE 64

/* More than the longest tile: a run of its own for each of 4096 pixels, 4 bytes each, and a little. */
#define ROOM (32 * 1024)

/* Reads from what has been inflated; short is set when it ran out. */
typedef struct
{
  const guint8 *data;
  gsize         left;
  gboolean      is_short;
} Reader;

static guint
take_byte (Reader *reader)
{
  if (reader->left == 0)
    {
      reader->is_short = TRUE;
      return 0;
    }

  reader->left--;

  return *reader->data++;
}

/* A pixel without the byte that holds no colour. */
static guint32
take_pixel (Reader *reader)
{
  guint a = take_byte (reader), b = take_byte (reader), c = take_byte (reader);

  return G_BYTE_ORDER == G_BIG_ENDIAN ? a << 16 | b << 8 | c : c << 16 | b << 8 | a;
}

static gsize
take_run (Reader *reader)
{
  gsize run = 1;
  guint byte;

  do
    {
      byte = take_byte (reader);
      run += byte;
    }
  while (byte == 255 && run <= TILE * TILE);

  return run;
}

static void
decode_raw (Reader  *reader,
            guint32 *pixels,
            gsize    n)
{
  for (gsize i = 0; i < n && !reader->is_short; i++)
    pixels[i] = take_pixel (reader);
}

static gboolean
decode_packed (Reader  *reader,
               guint32 *pixels,
               guint    width,
               guint    height,
               guint    n_colours)
{
  guint bits = n_colours == 2 ? 1 : n_colours <= 4 ? 2 : 4;
  guint32 palette[16];

  for (guint i = 0; i < n_colours; i++)
    palette[i] = take_pixel (reader);

  for (guint y = 0; y < height && !reader->is_short; y++)
    {
      guint byte = 0, n_bits = 0;

      for (guint x = 0; x < width; x++)
        {
          guint index;

          if (n_bits == 0)
            {
              byte = take_byte (reader);
              n_bits = 8;
            }

          n_bits -= bits;
          index = (byte >> n_bits) & ((1u << bits) - 1);
          if (index >= n_colours)
            return FALSE;

          *pixels++ = palette[index];
        }
    }

  return TRUE;
}

static gboolean
decode_runs (Reader  *reader,
             guint32 *pixels,
             gsize    n,
             guint    n_colours)
{
  guint32 palette[128];
  gsize i = 0;

  for (guint c = 0; c < n_colours; c++)
    palette[c] = take_pixel (reader);

  while (i < n && !reader->is_short)
    {
      gsize run = 1;
      guint32 pixel;

      if (n_colours == 0)
        {
          pixel = take_pixel (reader);
          run = take_run (reader);
        }
      else
        {
          guint index = take_byte (reader);

          if ((index & 127) >= n_colours)
            return FALSE;
          pixel = palette[index & 127];
          if (index & 128)
            run = take_run (reader);
        }

      if (run > n - i)
        return FALSE;
      while (run-- > 0)
        pixels[i++] = pixel;
    }

  return TRUE;
}

static gboolean
decode_tile (Reader  *reader,
             guint32 *pixels,
             guint    width,
             guint    height)
{
  gsize n = (gsize) width * height;
  guint kind = take_byte (reader);

  if (kind == 0)
    decode_raw (reader, pixels, n);
  else if (kind == 1)
    {
      guint32 pixel = take_pixel (reader);

      for (gsize i = 0; i < n; i++)
        pixels[i] = pixel;
    }
  else if (kind <= 16)
    return decode_packed (reader, pixels, width, height, kind);
  else if (kind == 128)
    return decode_runs (reader, pixels, n, 0);
  else if (kind >= 130)
    return decode_runs (reader, pixels, n, kind - 128);
  else
    return FALSE;

  return TRUE;
}

/* Draws as many whole tiles as have been inflated. */
static gboolean
draw_tiles (Rfb *self)
{
  RfbRect *rect = &self->rect;
  Reader reader = { self->inflated, self->n_inflated, FALSE };

  while (rect->width > 0 && rect->row < rect->height)
    {
      guint width = MIN (TILE, rect->width - rect->column);
      guint height = MIN (TILE, rect->height - rect->row);
      guint32 pixels[TILE * TILE];
      Reader ahead = reader;
      gboolean good = decode_tile (&ahead, pixels, width, height);

      if (ahead.is_short)
        break;
      if (!good)
        return FALSE;

      reader = ahead;
      for (guint y = 0; y < height; y++)
        memcpy (self->screen + (gsize) (rect->y + rect->row + y) * self->width + rect->x + rect->column,
                pixels + (gsize) y * width, (gsize) width * 4);

      rect->column += TILE;
      if (rect->column >= rect->width)
        {
          rect->column = 0;
          rect->row += TILE;
        }
    }

  memmove (self->inflated, reader.data, reader.left);
  self->n_inflated = reader.left;

  return TRUE;
}

static gboolean
is_drawn (const RfbRect *rect)
{
  return rect->width == 0 || rect->row >= rect->height;
}

static gssize
inflate_some (Rfb          *self,
              const guint8 *data,
              gsize         length)
{
  RfbRect *rect = &self->rect;
  gsize offered = MIN (length, rect->n_compressed);

  self->zrle.next_in = (Bytef *) data;
  self->zrle.avail_in = (uInt) offered;

  do
    {
      int result;

      self->zrle.next_out = self->inflated + self->n_inflated;
      self->zrle.avail_out = (uInt) (ROOM - self->n_inflated);
      result = inflate (&self->zrle, Z_SYNC_FLUSH);
      if (result != Z_OK && result != Z_BUF_ERROR)
        return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

      self->n_inflated = ROOM - self->zrle.avail_out;

      /* Nothing may be left when the last tile is drawn, and no tile is as long as the room. */
      if (!draw_tiles (self) || self->n_inflated == ROOM || (is_drawn (rect) && self->n_inflated > 0))
        return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);
    }
  while (self->zrle.avail_in > 0 || self->zrle.avail_out == 0);

  rect->n_compressed -= (guint32) offered;

  return (gssize) offered;
}

static gssize
read_compressed (Rfb          *self,
                 const guint8 *data,
                 gsize         length)
{
  if (self->rect.n_compressed == 0)
    {
      if (!is_drawn (&self->rect))
        return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

      self->step = rfb_read_rect;
      return 0;
    }

  return length == 0 ? RFB_MORE : inflate_some (self, data, length);
}

/* RFC 6143 section 7.7.6. */
gssize
rfb_read_zrle (Rfb          *self,
               const guint8 *data,
               gsize         length)
{
  if (length < 4)
    return RFB_MORE;

  if (self->inflated == NULL)
    {
      if (inflateInit (&self->zrle) != Z_OK)
        return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);
      self->inflated = g_malloc (ROOM);
    }

  self->n_inflated = 0;
  self->rect.n_compressed = rfb_u32 (data);
  self->step = read_compressed;

  return 4;
}
