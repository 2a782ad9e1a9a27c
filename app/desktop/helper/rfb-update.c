/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rfb-private.h"

#include <string.h>

/* A sandbox may set a pointer of any size; larger ones than this are hidden, and this much is still read over. */
#define MAX_CURSOR_SIDE 2048

/* Asks for everything once, then only for changes: a server may answer a request for everything with something that
 * is not pixels, and a client that keeps asking for everything would wait for ever. */
void
rfb_request (Rfb *self)
{
  guint8 message[10] = { 3, !self->want_all };

  rfb_put_u16 (message + 6, self->width);
  rfb_put_u16 (message + 8, self->height);
  self->want_all = FALSE;
  rfb_send (self, message, sizeof message);
}

static void
add_damage (Rfb *self)
{
  BelayWireReport *report = &self->report;
  BelayRect added = { (int) self->rect.x, (int) self->rect.y, (int) self->rect.width, (int) self->rect.height };

  if (added.width == 0 || added.height == 0)
    return;

  if (report->n_damage < BELAY_WIRE_MAX_DAMAGE)
    {
      report->damage[report->n_damage++] = added;
      return;
    }

  for (guint i = 0; i < report->n_damage; i++)
    {
      const BelayRect *other = &report->damage[i];
      int right = MAX (added.x + added.width, other->x + other->width);
      int bottom = MAX (added.y + added.height, other->y + other->height);

      added.x = MIN (added.x, other->x);
      added.y = MIN (added.y, other->y);
      added.width = right - added.x;
      added.height = bottom - added.y;
    }

  report->damage[0] = added;
  report->n_damage = 1;
}

static gboolean
is_whole (const Rfb *self)
{
  const BelayWireReport *report = &self->report;

  for (guint i = 0; i < report->n_damage; i++)
    if ((guint) report->damage[i].width == self->width && (guint) report->damage[i].height == self->height)
      return TRUE;

  return FALSE;
}

static gssize
finish_update (Rfb *self)
{
  BelayWireReport *report = &self->report;

  rfb_message_done (self);

  if (report->flags == 0 && report->n_damage == 0)
    {
      rfb_request (self);
      return 0;
    }

  if (self->refreshing && is_whole (self))
    {
      report->flags |= BELAY_WIRE_IS_FRESH;
      self->refreshing = FALSE;
    }

  report->width = self->width;
  report->height = self->height;
  self->waiting = TRUE;
  self->calls->report (self->user_data, report);
  report->flags = 0;
  report->n_damage = 0;

  return 0;
}

static void
hide_cursor (Rfb *self)
{
  self->report.flags |= BELAY_WIRE_HAS_CURSOR;
  self->report.cursor_width = 0;
  self->report.cursor_height = 0;
  self->report.cursor_x = 0;
  self->report.cursor_y = 0;
}

static void
show_cursor (Rfb *self)
{
  self->report.flags |= BELAY_WIRE_HAS_CURSOR;
  self->report.cursor_width = self->rect.width;
  self->report.cursor_height = self->rect.height;
  self->report.cursor_x = MIN (self->rect.x, self->rect.width - 1);
  self->report.cursor_y = MIN (self->rect.y, self->rect.height - 1);
}

/* Pixels in our format, then one bit a pixel that says which of them are there. */
static gssize
cursor_collected (Rfb          *self,
                  const guint8 *data,
                  gsize         length)
{
  guint width = self->rect.width, height = self->rect.height;
  const guint8 *mask = self->blob->data + (gsize) width * height * 4;
  gsize mask_stride = (width + 7) / 8;

  for (guint y = 0; y < height; y++)
    {
      for (guint x = 0; x < width; x++)
        {
          gsize i = (gsize) y * width + x;
          gboolean there = mask[y * mask_stride + x / 8] & (0x80 >> (x % 8));
          guint32 pixel;

          memcpy (&pixel, self->blob->data + i * 4, 4);
          self->cursor[i] = there ? pixel | 0xff000000 : 0;
        }
    }

  show_cursor (self);
  self->step = rfb_read_rect;

  return 0;
}

/* The encoding of the pixels, then R, G, B, A, premultiplied. */
static gssize
alpha_cursor_collected (Rfb          *self,
                        const guint8 *data,
                        gsize         length)
{
  gsize n = (gsize) self->rect.width * self->rect.height;
  const guint8 *source = self->blob->data + 4;

  if (rfb_u32 (self->blob->data) != RFB_ENCODING_RAW)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  for (gsize i = 0; i < n; i++, source += 4)
    {
      guint32 alpha = source[3];

      self->cursor[i] = alpha << 24 | MIN (source[0], alpha) << 16 | MIN (source[1], alpha) << 8 |
                        MIN (source[2], alpha);
    }

  show_cursor (self);
  self->step = rfb_read_rect;

  return 0;
}

static gssize
skipped (Rfb          *self,
         const guint8 *data,
         gsize         length)
{
  hide_cursor (self);
  self->step = rfb_read_rect;

  return 0;
}

static gssize
start_cursor (Rfb *self)
{
  gsize width = self->rect.width, height = self->rect.height;
  gboolean alpha = self->rect.encoding == RFB_ENCODING_ALPHA_CURSOR;
  gsize size = width * height * 4 + (alpha ? 4 : (width + 7) / 8 * height);

  if (width > MAX_CURSOR_SIDE || height > MAX_CURSOR_SIDE)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  if (width == 0 || height == 0 || width > BELAY_WIRE_CURSOR_SIDE || height > BELAY_WIRE_CURSOR_SIDE)
    return rfb_collect (self, 0, size, skipped);

  return rfb_collect (self, size, 0, alpha ? alpha_cursor_collected : cursor_collected);
}

/* Nothing is decoded that was not announced. */
static gssize
start_pixels (Rfb *self)
{
  static const struct
  {
    gint32   encoding;
    RfbStep  step;
    gboolean remote_only;
  } decoders[] = {
    { RFB_ENCODING_RAW, rfb_read_raw, FALSE },
    { RFB_ENCODING_COPY_RECT, rfb_read_copy_rect, FALSE },
    { RFB_ENCODING_HEXTILE, rfb_read_hextile, TRUE },
    { RFB_ENCODING_ZRLE, rfb_read_zrle, TRUE },
  };
  const RfbRect *rect = &self->rect;

  if (rect->x + rect->width > self->width || rect->y + rect->height > self->height)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  for (guint i = 0; i < G_N_ELEMENTS (decoders); i++)
    {
      if (decoders[i].encoding == rect->encoding && !(decoders[i].remote_only && self->distance == RFB_LOCAL))
        {
          add_damage (self);
          self->step = decoders[i].step;
          return 0;
        }
    }

  return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);
}

gssize
rfb_read_rect (Rfb          *self,
               const guint8 *data,
               gsize         length)
{
  gssize result;

  if (self->n_rects == 0)
    return finish_update (self);

  if (length < 12)
    return RFB_MORE;

  self->n_rects--;
  self->rect = (RfbRect) {
    .x = rfb_u16 (data),
    .y = rfb_u16 (data + 2),
    .width = rfb_u16 (data + 4),
    .height = rfb_u16 (data + 6),
    .encoding = (gint32) rfb_u32 (data + 8),
  };

  switch (self->rect.encoding)
    {
    case RFB_ENCODING_DESKTOP_SIZE:
      result = rfb_set_size (self, self->rect.width, self->rect.height);
      break;

    case RFB_ENCODING_CURSOR:
    case RFB_ENCODING_ALPHA_CURSOR:
      result = start_cursor (self);
      break;

    default:
      result = start_pixels (self);
      break;
    }

  return result < 0 ? result : 12;
}
