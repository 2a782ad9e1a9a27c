/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-picture-decode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEADER_SIZE 24          /* up to the height; PNG specification, 5.2 and 11.2.2 */

static guint32
read_be32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

/* A hash says that the bytes are those of the record, not that they are harmless: nothing but PNG is decoded, and nothing
 * whose pixels would not fit a frame. */
static gboolean
is_acceptable (GBytes *png)
{
  static const guint8 start[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R' };
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);
  guint64 width, height;

  if (length < HEADER_SIZE || memcmp (data, start, sizeof start) != 0)
    return FALSE;

  width = read_be32 (data + 16);
  height = read_be32 (data + 20);

  return width > 0 && height > 0 && width <= G_MAXUINT16 && height <= G_MAXUINT16 &&
         width * height <= BELAY_FRAME_MAX_PIXELS;
}

/**
 * belay_picture_decode:
 * @png: a picture as it was stored
 * @max_side: the longer side of the result in pixels at most; 0: as large as it is
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error; %G_IO_ERROR_INVALID_DATA if it is no PNG, or too large to be a screen
 *
 * Returns: (transfer full) (nullable): its pixels
 */
GdkPixbuf *
belay_picture_decode (GBytes        *png,
                      int            max_side,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(GInputStream) stream = NULL;

  if (!is_acceptable (png))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is no picture of a screen."));
      return NULL;
    }

  stream = g_memory_input_stream_new_from_bytes (png);
  if (max_side > 0)
    return gdk_pixbuf_new_from_stream_at_scale (stream, max_side, max_side, TRUE, cancellable, error);

  return gdk_pixbuf_new_from_stream (stream, cancellable, error);
}

/* As frames hold them: 32 bit, native-endian xRGB. */
static guint32 *
convert_pixels (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *source = gdk_pixbuf_read_pixels (pixbuf);
  guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  guint32 *out = pixels;

  for (int y = 0; y < height; y++)
    {
      const guint8 *in = source + (gsize) y * (gsize) stride;

      for (int x = 0; x < width; x++, in += channels)
        *out++ = 0xff000000u | (guint32) in[0] << 16 | (guint32) in[1] << 8 | in[2];
    }

  return pixels;
}

/**
 * belay_picture_decode_frame:
 * @png: a picture as it was stored
 * @previous: (nullable): a frame it may share tiles with
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error, as of belay_picture_decode()
 *
 * Returns: (transfer full) (nullable): the picture as a frame
 */
BelayFrame *
belay_picture_decode_frame (GBytes        *png,
                            BelayFrame    *previous,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(GdkPixbuf) pixbuf = belay_picture_decode (png, 0, cancellable, error);
  g_autofree guint32 *pixels = NULL;
  int width, height;

  if (pixbuf == NULL)
    return NULL;

  width = gdk_pixbuf_get_width (pixbuf);
  height = gdk_pixbuf_get_height (pixbuf);
  pixels = convert_pixels (pixbuf);

  return belay_frame_new (previous, (const guint8 *) pixels, (gsize) width * 4, width, height, NULL, 0, 0, 0);
}

/**
 * belay_picture_frame_of_texture:
 * @texture: a picture
 * @previous: (nullable): a frame that may have tiles in common with it
 *
 * Made of tiles, a picture is drawn as sharply as the live screen and at the same low cost.
 *
 * Returns: (transfer full) (nullable): the picture as a frame, or %NULL if it has more than %BELAY_FRAME_MAX_PIXELS
 */
BelayFrame *
belay_picture_frame_of_texture (GdkTexture *texture,
                                BelayFrame *previous)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  g_autofree guchar *pixels = NULL;

  if ((gint64) width * height > BELAY_FRAME_MAX_PIXELS)
    return NULL;

  pixels = g_malloc ((gsize) width * (gsize) height * 4);
  gdk_texture_download (texture, pixels, (gsize) width * 4);

  return belay_frame_new (previous, pixels, (gsize) width * 4, width, height, NULL, 0, 0, 0);
}
