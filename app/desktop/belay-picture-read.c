/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-picture-read.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

/**
 * belay_picture_read:
 * @png: the bytes of a picture, from wherever
 * @error: return location for an error
 *
 * Decodes a picture. A file that would be larger than a screen may be is refused before its pixels are touched.
 *
 * Returns: (transfer full) (nullable): a frame with the number 0, or %NULL with %G_IO_ERROR_INVALID_DATA
 */
BelayFrame *
belay_picture_read (GBytes  *png,
                    GError **error)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  g_autofree guint8 *pixels = NULL;
  const void *bytes;
  gsize length;

  g_return_val_if_fail (png != NULL, NULL);

  bytes = g_bytes_get_data (png, &length);

  if (!png_image_begin_read_from_memory (&image, bytes, length) ||
      (guint64) image.width * image.height > BELAY_FRAME_MAX_PIXELS)
    {
      png_image_free (&image);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is no picture of a screen."));
      return NULL;
    }

  /* Frames are native-endian 0xffRRGGBB. */
  image.format = G_BYTE_ORDER == G_LITTLE_ENDIAN ? PNG_FORMAT_BGRA : PNG_FORMAT_ARGB;
  pixels = g_malloc (PNG_IMAGE_SIZE (image));

  if (!png_image_finish_read (&image, NULL, pixels, 0, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The picture cannot be read: %s"), image.message);
      return NULL;
    }

  return belay_frame_new (NULL, pixels, PNG_IMAGE_ROW_STRIDE (image), (int) image.width, (int) image.height, NULL, 0,
                          0, 0);
}
