/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rfb-private.h"

#include <string.h>

/* Each rectangle lies within the screen: rfb_read_rect() has seen to it. */

static guint32 *
pixel_at (Rfb   *self,
          guint  x,
          guint  y)
{
  return self->screen + (gsize) y * self->width + x;
}

/* RFC 6143 section 7.7.1. */
gssize
rfb_read_raw (Rfb          *self,
              const guint8 *data,
              gsize         length)
{
  RfbRect *rect = &self->rect;
  gsize taken = 0;

  while (rect->width > 0 && rect->row < rect->height)
    {
      gsize n = MIN (rect->width - rect->column, (length - taken) / 4);

      if (n == 0)
        return taken > 0 ? (gssize) taken : RFB_MORE;

      memcpy (pixel_at (self, rect->x + rect->column, rect->y + rect->row), data + taken, n * 4);
      taken += n * 4;
      rect->column += (guint) n;
      if (rect->column == rect->width)
        {
          rect->column = 0;
          rect->row++;
        }
    }

  self->step = rfb_read_rect;

  return (gssize) taken;
}

/* RFC 6143 section 7.7.2. */
gssize
rfb_read_copy_rect (Rfb          *self,
                    const guint8 *data,
                    gsize         length)
{
  const RfbRect *rect = &self->rect;
  guint from_x, from_y;

  if (length < 4)
    return RFB_MORE;

  from_x = rfb_u16 (data);
  from_y = rfb_u16 (data + 2);
  if (from_x + rect->width > self->width || from_y + rect->height > self->height)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  for (guint i = 0; i < rect->height; i++)
    {
      guint row = from_y < rect->y ? rect->height - 1 - i : i;

      memmove (pixel_at (self, rect->x, rect->y + row), pixel_at (self, from_x, from_y + row),
               (gsize) rect->width * 4);
    }

  self->step = rfb_read_rect;

  return 4;
}

static void
fill (Rfb     *self,
      guint    x,
      guint    y,
      guint    width,
      guint    height,
      guint32  colour)
{
  for (guint row = 0; row < height; row++)
    {
      guint32 *pixel = pixel_at (self, x, y + row);

      for (guint i = 0; i < width; i++)
        pixel[i] = colour;
    }
}

static guint32
load_pixel (const guint8 *data)
{
  guint32 pixel;

  memcpy (&pixel, data, 4);

  return pixel;
}

enum
{
  HEXTILE_RAW        = 1 << 0,
  HEXTILE_BACKGROUND = 1 << 1,
  HEXTILE_FOREGROUND = 1 << 2,
  HEXTILE_SUBRECTS   = 1 << 3,
  HEXTILE_COLOURED   = 1 << 4,
};

/* How long the tile that begins at @data is, or 0 if that cannot be told yet. */
static gsize
measure_hextile (const guint8 *data,
                 gsize         length,
                 guint         width,
                 guint         height)
{
  gsize size = 1;
  guint8 mask;

  if (length < 1)
    return 0;

  mask = data[0];
  if (mask & HEXTILE_RAW)
    return 1 + (gsize) width * height * 4;

  if (mask & HEXTILE_BACKGROUND)
    size += 4;
  if (mask & HEXTILE_FOREGROUND)
    size += 4;
  if (mask & HEXTILE_SUBRECTS)
    {
      if (length < size + 1)
        return 0;
      size += 1 + (gsize) data[size] * (mask & HEXTILE_COLOURED ? 6 : 2);
    }

  return size;
}

static gssize
draw_subrects (Rfb          *self,
               const guint8 *data,
               gboolean      coloured,
               guint         width,
               guint         height)
{
  RfbRect *rect = &self->rect;
  guint n = *data++;

  while (n-- > 0)
    {
      guint x, y, w, h;

      if (coloured)
        {
          rect->foreground = load_pixel (data);
          data += 4;
        }

      x = data[0] >> 4;
      y = data[0] & 15;
      w = (data[1] >> 4) + 1u;
      h = (data[1] & 15) + 1u;
      data += 2;

      if (x + w > width || y + h > height)
        return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

      fill (self, rect->x + rect->column + x, rect->y + rect->row + y, w, h, rect->foreground);
    }

  return 0;
}

static gssize
draw_hextile (Rfb          *self,
              const guint8 *data,
              guint         width,
              guint         height)
{
  RfbRect *rect = &self->rect;
  guint x = rect->x + rect->column, y = rect->y + rect->row;
  guint8 mask = *data++;

  if (mask & HEXTILE_RAW)
    {
      for (guint row = 0; row < height; row++)
        memcpy (pixel_at (self, x, y + row), data + (gsize) row * width * 4, (gsize) width * 4);
      return 0;
    }

  if (mask & HEXTILE_BACKGROUND)
    {
      rect->background = load_pixel (data);
      data += 4;
    }

  if (mask & HEXTILE_FOREGROUND)
    {
      rect->foreground = load_pixel (data);
      data += 4;
    }

  fill (self, x, y, width, height, rect->background);

  if (mask & HEXTILE_SUBRECTS)
    return draw_subrects (self, data, mask & HEXTILE_COLOURED, width, height);

  return 0;
}

/* RFC 6143 section 7.7.4: tiles of 16 pixels, each taken as a whole. */
gssize
rfb_read_hextile (Rfb          *self,
                  const guint8 *data,
                  gsize         length)
{
  RfbRect *rect = &self->rect;
  guint width, height;
  gsize size;

  if (rect->width == 0 || rect->row >= rect->height)
    {
      self->step = rfb_read_rect;
      return 0;
    }

  width = MIN (16, rect->width - rect->column);
  height = MIN (16, rect->height - rect->row);
  size = measure_hextile (data, length, width, height);
  if (size == 0 || length < size)
    return RFB_MORE;

  if (draw_hextile (self, data, width, height) < 0)
    return RFB_BROKEN;

  rect->column += 16;
  if (rect->column >= rect->width)
    {
      rect->column = 0;
      rect->row += 16;
    }

  return (gssize) size;
}
