/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-html-private.h"

#include <string.h>

#include "belay-trail-blobs.h"

/* Bytes turned into base64 at once. */
#define PIECE_SIZE (48 * 1024)

/* Wider or higher is no picture of a screen. */
#define MAX_SIDE 65535

static guint
read_big_endian (const guint8 *at)
{
  return (guint) at[0] << 24 | (guint) at[1] << 16 | (guint) at[2] << 8 | at[3];
}

/* PNG (third edition), 5.2 and 11.2.1: the signature, and IHDR first, which begins with width and height. */
static gboolean
read_png (const guint8     *data,
          gsize             length,
          BelayHtmlPicture *picture)
{
  static const guint8 beginning[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R' };

  if (length < sizeof beginning + 8 || memcmp (data, beginning, sizeof beginning) != 0)
    return FALSE;

  picture->width = (int) MIN (read_big_endian (data + 16), MAX_SIDE + 1);
  picture->height = (int) MIN (read_big_endian (data + 20), MAX_SIDE + 1);

  return TRUE;
}

/* RFC 9649, 2.6 and 3.4: lossless WebP is one chunk, and its first bytes are a signature and two times 14 bits. */
static gboolean
read_webp (const guint8     *data,
           gsize             length,
           BelayHtmlPicture *picture)
{
  guint bits;

  if (length < 25 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBPVP8L", 8) != 0 || data[20] != 0x2f)
    return FALSE;

  bits = (guint) data[21] | (guint) data[22] << 8 | (guint) data[23] << 16 | (guint) data[24] << 24;
  picture->width = (int) (bits & 0x3fff) + 1;
  picture->height = (int) (bits >> 14 & 0x3fff) + 1;

  return TRUE;
}

static void
add_base64 (BelayHtml    *self,
            const guint8 *data,
            gsize         length)
{
  /* What g_base64_encode_step() asks for: four characters for three bytes, and what it kept back. */
  char text[(PIECE_SIZE / 3 + 1) * 4 + 4];
  int state = 0, save = 0;
  gsize n_text;

  while (length > 0 && belay_export_output_is_good (self->out))
    {
      gsize piece = MIN (length, PIECE_SIZE);

      n_text = g_base64_encode_step (data, piece, FALSE, text, &state, &save);
      belay_export_output_add_data (self->out, text, n_text);
      belay_export_output_advance (self->out, (goffset) piece);
      data += piece;
      length -= piece;
    }

  n_text = g_base64_encode_close (FALSE, text, &state, &save);
  belay_export_output_add_data (self->out, text, n_text);
}

/*
 * With scripts, what is in a noscript element is text that nobody decodes, and the page's script takes one picture after
 * the other out of it; without them it is markup, and each place that uses the picture finds it by its number.
 */
static void
add_store (BelayHtml              *self,
           const BelayHtmlPicture *picture,
           const char             *type,
           GBytes                 *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  belay_export_output_printf (self->out,
                              "<noscript data-store=\"%u\"><svg class=\"store\" aria-hidden=\"true\"><defs>"
                              "<image id=\"picture-%u\" width=\"%d\" height=\"%d\" href=\"data:image/%s;base64,",
                              picture->number, picture->number, picture->width, picture->height, type);
  add_base64 (self, data, length);
  belay_export_output_add (self->out, "\"/></defs></svg></noscript>\n");
}

/**
 * belay_html_need_picture:
 * @self: a page
 * @sha256: (nullable): which picture
 *
 * The first time, adds its bytes to the page. They are what its name says, or they are not added.
 *
 * Returns: (transfer none) (nullable): the picture, its number zero if it is not there; %NULL without @sha256
 */
const BelayHtmlPicture *
belay_html_need_picture (BelayHtml  *self,
                         const char *sha256)
{
  g_autoptr(GBytes) bytes = NULL;
  BelayHtmlPicture *picture;
  const char *type = "png";

  if (sha256 == NULL || !belay_trail_digest_is_hex (sha256, strlen (sha256)))
    return NULL;

  picture = g_hash_table_lookup (self->pictures, sha256);
  if (picture != NULL)
    return picture;

  picture = g_new0 (BelayHtmlPicture, 1);
  g_hash_table_insert (self->pictures, g_strdup (sha256), picture);
  bytes = belay_trail_blob_load (self->export->directory, sha256, NULL);
  if (bytes == NULL)
    return picture;

  if (!read_png (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), picture))
    {
      type = "webp";
      if (!read_webp (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), picture))
        return picture;
    }

  if (picture->width < 1 || picture->width > MAX_SIDE || picture->height < 1 || picture->height > MAX_SIDE)
    return picture;

  picture->number = ++self->n_pictures;
  add_store (self, picture, type, bytes);

  return picture;
}
