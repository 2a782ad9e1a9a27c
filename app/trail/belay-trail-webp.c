/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-webp.h"

#include <png.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/encode.h>

/* Of nine: what comes after it costs more time than it saves space; measured in docs/performance.md. */
#define LOSSLESS_LEVEL 4

/* As a screen may have; more is refused before its pixels are touched. */
#define MAX_PIXELS (16 * 1024 * 1024)

#define N_CHANNELS 3

typedef struct
{
  guint8 *rgb;
  int     width;
  int     height;
} Pixels;

static gsize
pixels_get_size (const Pixels *pixels)
{
  return (gsize) pixels->width * (gsize) pixels->height * N_CHANNELS;
}

static void
pixels_clear (Pixels *pixels)
{
  g_clear_pointer (&pixels->rgb, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pixels, pixels_clear)

static void
pixels_hash (const Pixels *pixels,
             char          hex[BELAY_TRAIL_DIGEST_HEX + 1])
{
  g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
  guint8 hash[BELAY_TRAIL_DIGEST_SIZE];

  belay_trail_digest_compute (digest, pixels->rgb, pixels_get_size (pixels), hash);
  belay_trail_digest_to_hex (hash, hex);
}

/* Only what the program itself writes: eight bits, red, green, blue. Of anything else a WebP would not be the same. */
static gboolean
decode_png (GBytes *png,
            Pixels *pixels)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  gsize length;
  gconstpointer data = g_bytes_get_data (png, &length);

  if (!png_image_begin_read_from_memory (&image, data, length) || image.format != PNG_FORMAT_RGB ||
      image.width > WEBP_MAX_DIMENSION || image.height > WEBP_MAX_DIMENSION ||
      (guint64) image.width * image.height > MAX_PIXELS)
    {
      png_image_free (&image);
      return FALSE;
    }

  *pixels = (Pixels) { g_malloc (PNG_IMAGE_SIZE (image)), (int) image.width, (int) image.height };

  return png_image_finish_read (&image, NULL, pixels->rgb, 0, NULL) != 0;
}

static GBytes *
encode_png (const Pixels *pixels)
{
  png_image image = { .version = PNG_IMAGE_VERSION, .width = (png_uint_32) pixels->width,
                      .height = (png_uint_32) pixels->height, .format = PNG_FORMAT_RGB,
                      .flags = PNG_IMAGE_FLAG_FAST };
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX (image);
  g_autofree guint8 *data = g_malloc (size);

  if (!png_image_write_to_memory (&image, data, &size, 0, pixels->rgb, 0, NULL))
    return NULL;

  return g_bytes_new (data, size);
}

static gboolean
decode_webp (GBytes *webp,
             Pixels *pixels)
{
  WebPBitstreamFeatures features;
  gsize length;
  const guint8 *data = g_bytes_get_data (webp, &length);

  /* 2: lossless; see WebPBitstreamFeatures in webp/decode.h. */
  if (WebPGetFeatures (data, length, &features) != VP8_STATUS_OK || features.format != 2 || features.has_alpha ||
      features.has_animation || (guint64) features.width * (guint64) features.height > MAX_PIXELS)
    return FALSE;

  *pixels = (Pixels) { NULL, features.width, features.height };
  pixels->rgb = g_malloc (pixels_get_size (pixels));

  return WebPDecodeRGBInto (data, length, pixels->rgb, pixels_get_size (pixels), features.width * N_CHANNELS) != NULL;
}

static GBytes *
encode_webp (const Pixels *pixels)
{
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriter writer;
  GBytes *webp = NULL;

  if (!WebPConfigInit (&config) || !WebPConfigLosslessPreset (&config, LOSSLESS_LEVEL) || !WebPPictureInit (&picture))
    return NULL;

  WebPMemoryWriterInit (&writer);
  picture.use_argb = 1;
  picture.width = pixels->width;
  picture.height = pixels->height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;

  if (WebPPictureImportRGB (&picture, pixels->rgb, pixels->width * N_CHANNELS) && WebPEncode (&config, &picture))
    webp = g_bytes_new (writer.mem, writer.size);

  WebPPictureFree (&picture);
  WebPMemoryWriterClear (&writer);

  return webp;
}

/**
 * belay_trail_webp_from_png:
 * @png: a picture
 * @px_sha256: (out caller-allocates): the SHA-256 of its pixels
 *
 * What was written is read again before it is answered.
 *
 * Returns: (transfer full) (nullable): the same pixels as lossless WebP; %NULL if that cannot be, as with transparency or
 *   16 bits
 */
GBytes *
belay_trail_webp_from_png (GBytes *png,
                           char    px_sha256[BELAY_TRAIL_DIGEST_HEX + 1])
{
  g_auto(Pixels) pixels = { 0 };
  g_auto(Pixels) again = { 0 };
  g_autoptr(GBytes) webp = NULL;

  if (!decode_png (png, &pixels))
    return NULL;

  webp = encode_webp (&pixels);

  if (webp == NULL || !decode_webp (webp, &again) || again.width != pixels.width || again.height != pixels.height ||
      memcmp (again.rgb, pixels.rgb, pixels_get_size (&pixels)) != 0)
    return NULL;

  pixels_hash (&pixels, px_sha256);

  return g_steal_pointer (&webp);
}

/**
 * belay_trail_webp_to_png:
 * @webp: a picture, from wherever
 * @px_sha256: (out caller-allocates): the SHA-256 of its pixels
 *
 * Returns: (transfer full) (nullable): the same pixels as PNG; %NULL if it is no lossless WebP of a screen
 */
GBytes *
belay_trail_webp_to_png (GBytes *webp,
                         char    px_sha256[BELAY_TRAIL_DIGEST_HEX + 1])
{
  g_auto(Pixels) pixels = { 0 };

  if (!decode_webp (webp, &pixels))
    return NULL;

  pixels_hash (&pixels, px_sha256);

  return encode_png (&pixels);
}
