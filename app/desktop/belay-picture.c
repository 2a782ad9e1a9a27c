/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "belay-hex.h"

/* As fast as levels 1 and 2 on desktop pictures, and smaller; measured in docs/architecture.md. */
#define COMPRESSION_LEVEL 3
#define N_THREADS         2
#define STRIP_ROWS        32

/* A picture may still be made, and hashed, while the program exits: OpenSSL must not be taken down under it. Only what comes
 * before anything else of OpenSSL decides that. */
static void __attribute__ ((constructor))
keep_openssl (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

typedef enum
{
  PICTURE_PENDING,
  PICTURE_READY,
  PICTURE_FAILED,
} PictureState;

/*
 * Immutable once it is ready. Pictures that somebody holds are listed in `living`, so that who asks for the same
 * again gets the same object, and who asks while it is being encoded waits for it.
 */
struct _BelayPicture
{
  /* Immutable */
  BelayFrame   *frame;
  BelayVeil    *veil;           /* (nullable) */
  BelayRect     region;
  int           width;
  int           height;

  /* Guarded by `lock` */
  guint         ref_count;
  PictureState  state;

  /* Written by the thread that encodes, before the state changes */
  BelayFrame   *shown;          /* through the veil */
  GBytes       *png;
  char          sha256[65];
  char          pixel_sha256[65];
};

static GMutex lock;
static GCond encoded;
static GList *living;           /* guarded by `lock`; no references */

G_DEFINE_BOXED_TYPE (BelayPicture, belay_picture, belay_picture_ref, belay_picture_unref)

/* One picture while it is being encoded; the rows come from the frame, or from a scaled copy. */
typedef struct
{
  BelayPicture *picture;
  GdkPixbuf    *scaled;         /* (nullable) */
  guint8       *pixels;         /* a strip as the frame has it */
  guint8       *rgb;            /* the same as it goes out */
  GByteArray   *png;
  EVP_MD_CTX   *digest;
} Encoder;

static void
to_rgb (const guint8 *pixels,
        gsize         n_pixels,
        guint8       *rgb)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      guint32 pixel;

      memcpy (&pixel, pixels + i * 4, sizeof pixel);
      rgb[i * 3] = (guint8) (pixel >> 16);
      rgb[i * 3 + 1] = (guint8) (pixel >> 8);
      rgb[i * 3 + 2] = (guint8) pixel;
    }
}

/* Fills the strip with @n_rows rows from row @y of the picture on. */
static void
load_strip (Encoder *self,
            int      y,
            int      n_rows)
{
  BelayPicture *picture = self->picture;
  const BelayRect *region = &picture->region;
  gsize row = (gsize) picture->width * 3;

  if (self->scaled == NULL)
    {
      BelayRect strip = { region->x, region->y + y, region->width, n_rows };

      belay_frame_read (picture->shown, &strip, self->pixels, (gsize) region->width * 4);
      to_rgb (self->pixels, (gsize) region->width * (gsize) n_rows, self->rgb);
      return;
    }

  for (int i = 0; i < n_rows; i++)
    memcpy (self->rgb + (gsize) i * row,
            gdk_pixbuf_read_pixels (self->scaled) + (gsize) (y + i) * (gsize) gdk_pixbuf_get_rowstride (self->scaled),
            row);
}

static void
on_png_data (png_structp  png,
             png_bytep    data,
             png_size_t   length)
{
  g_byte_array_append (png_get_io_ptr (png), data, (guint) length);
}

static void
on_png_flush (png_structp png)
{
}

static void
on_png_warning (png_structp      png,
                png_const_charp  message)
{
  g_debug ("libpng: %s", message);
}

/* libpng leaves by longjmp() into here: no local variable may change after setjmp(), and none may need cleaning up. */
static gboolean
write_png (Encoder     *self,
           png_structp  png,
           png_infop    info)
{
  int width = self->picture->width;
  int height = self->picture->height;

  if (setjmp (png_jmpbuf (png)) != 0)
    return FALSE;

  png_set_write_fn (png, self->png, on_png_data, on_png_flush);
  png_set_compression_level (png, COMPRESSION_LEVEL);
  png_set_compression_buffer_size (png, 64 * 1024);
  png_set_filter (png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_IHDR (png, info, (png_uint_32) width, (png_uint_32) height, 8, PNG_COLOR_TYPE_RGB,
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info (png, info);

  for (int y = 0; y < height; y += STRIP_ROWS)
    {
      int n_rows = MIN (STRIP_ROWS, height - y);

      load_strip (self, y, n_rows);
      EVP_DigestUpdate (self->digest, self->rgb, (gsize) width * 3 * (gsize) n_rows);

      for (int i = 0; i < n_rows; i++)
        png_write_row (png, self->rgb + (gsize) i * (gsize) width * 3);
    }

  png_write_end (png, info);

  return TRUE;
}

/* The region scaled to the size of the picture. */
static GdkPixbuf *
scale_region (BelayPicture *picture)
{
  const BelayRect *region = &picture->region;
  g_autoptr(GdkPixbuf) source = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, region->width, region->height);
  g_autofree guint8 *pixels = g_malloc ((gsize) region->width * 4);

  if (source == NULL)
    return NULL;

  for (int y = 0; y < region->height; y++)
    {
      BelayRect row = { region->x, region->y + y, region->width, 1 };

      belay_frame_read (picture->shown, &row, pixels, (gsize) region->width * 4);
      to_rgb (pixels, (gsize) region->width,
              gdk_pixbuf_get_pixels (source) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (source));
    }

  return gdk_pixbuf_scale_simple (source, picture->width, picture->height, GDK_INTERP_BILINEAR);
}

static gboolean
encode_rows (Encoder *self)
{
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, on_png_warning);
  png_infop info = png != NULL ? png_create_info_struct (png) : NULL;
  gboolean written = info != NULL && write_png (self, png, info);

  png_destroy_write_struct (&png, &info);

  return written;
}

/* Pool thread. */
static gboolean
encode (BelayPicture *picture)
{
  Encoder encoder = { .picture = picture };
  gboolean scale = picture->width != picture->region.width || picture->height != picture->region.height;
  guint8 hash[EVP_MAX_MD_SIZE];
  gboolean done;

  picture->shown = belay_veil_apply (picture->veil, picture->frame);

  if (scale)
    {
      encoder.scaled = scale_region (picture);
      if (encoder.scaled == NULL)
        return FALSE;
    }

  encoder.pixels = g_malloc ((gsize) picture->region.width * 4 * STRIP_ROWS);
  encoder.rgb = g_malloc ((gsize) picture->width * 3 * STRIP_ROWS);
  encoder.png = g_byte_array_sized_new (256 * 1024);
  encoder.digest = EVP_MD_CTX_new ();

  done = EVP_DigestInit_ex (encoder.digest, EVP_sha256 (), NULL) == 1 &&
         encode_rows (&encoder) &&
         EVP_DigestFinal_ex (encoder.digest, hash, NULL) == 1;

  if (done)
    {
      belay_hex_encode (hash, 32, picture->pixel_sha256);
      done = EVP_Digest (encoder.png->data, encoder.png->len, hash, NULL, EVP_sha256 (), NULL) == 1;
      belay_hex_encode (hash, 32, picture->sha256);
      picture->png = g_byte_array_free_to_bytes (g_steal_pointer (&encoder.png));
    }

  EVP_MD_CTX_free (encoder.digest);
  g_clear_pointer (&encoder.png, g_byte_array_unref);
  g_free (encoder.rgb);
  g_free (encoder.pixels);
  g_clear_object (&encoder.scaled);

  return done;
}

/* With the lock held. */
static BelayPicture *
find_living (const BelayPicture *wanted)
{
  for (GList *l = living; l != NULL; l = l->next)
    {
      BelayPicture *picture = l->data;

      if (picture->frame == wanted->frame && belay_rect_equal (&picture->region, &wanted->region) &&
          picture->width == wanted->width && picture->height == wanted->height &&
          belay_veil_equal (picture->veil, wanted->veil))
        return picture;
    }

  return NULL;
}

/* Pool thread. Returns the same picture if it exists or is under way, otherwise @wanted encoded. */
static BelayPicture *
obtain (BelayPicture *wanted)
{
  BelayPicture *picture;
  gboolean done;

  g_mutex_lock (&lock);

  picture = find_living (wanted);
  if (picture != NULL)
    {
      picture->ref_count++;
      while (picture->state == PICTURE_PENDING)
        g_cond_wait (&encoded, &lock);
      g_mutex_unlock (&lock);

      return picture;
    }

  living = g_list_prepend (living, wanted);
  g_mutex_unlock (&lock);

  done = encode (wanted);

  g_mutex_lock (&lock);
  wanted->state = done ? PICTURE_READY : PICTURE_FAILED;
  g_cond_broadcast (&encoded);
  g_mutex_unlock (&lock);

  return belay_picture_ref (wanted);
}

/* Pool thread. */
static void
run_task (gpointer data,
          gpointer user_data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(BelayPicture) picture = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  picture = obtain (g_task_get_task_data (task));

  if (picture->state == PICTURE_READY)
    g_task_return_pointer (task, g_steal_pointer (&picture), (GDestroyNotify) belay_picture_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The picture could not be encoded");
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool = NULL;

  if (g_once_init_enter (&pool))
    {
      g_autoptr(GError) error = NULL;
      /* Threads of its own, which stay: OpenSSL keeps a state for each thread that ever hashed. */
      GThreadPool *made = g_thread_pool_new (run_task, NULL, N_THREADS, TRUE, &error);

      /* Without pictures nothing can be shown, recorded or answered. */
      if (error != NULL)
        g_error ("No thread can be started: %s", error->message);

      g_once_init_leave (&pool, made);
    }

  return pool;
}

/**
 * belay_picture_new_async:
 * @frame: what to show
 * @region: (nullable): the part to show, screen pixels, within the frame; %NULL for the whole
 * @width: pixels of the picture
 * @height: pixels of the picture
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called in the thread-default main context of the caller
 * @user_data: for @callback
 *
 * Encodes a frame as PNG: 8 bit RGB without alpha. Where region and picture differ in size it is scaled. Asking again
 * for what somebody still holds, or what is being encoded, gives the same object and costs nothing.
 */
void
belay_picture_new_async (BelayFrame          *frame,
                         const BelayRect     *region,
                         int                  width,
                         int                  height,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  belay_picture_new_veiled_async (frame, NULL, region, width, height, cancellable, callback, user_data);
}

/**
 * belay_picture_new_veiled_async:
 * @frame: what to show
 * @veil: (nullable): what of it not to show
 * @region: (nullable): the part to show, screen pixels, within the frame; %NULL for the whole
 * @width: pixels of the picture
 * @height: pixels of the picture
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called in the thread-default main context of the caller
 * @user_data: for @callback
 *
 * As belay_picture_new_async(), with @veil between the frame and whatever is scaled, cut out or encoded.
 */
void
belay_picture_new_veiled_async (BelayFrame          *frame,
                                BelayVeil           *veil,
                                const BelayRect     *region,
                                int                  width,
                                int                  height,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BelayRect whole, inside;
  BelayPicture *wanted;
  GTask *task;

  g_return_if_fail (frame != NULL);
  g_return_if_fail (width > 0 && height > 0 && (gint64) width * height <= BELAY_FRAME_MAX_PIXELS);

  whole = (BelayRect) { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  if (region == NULL)
    region = &whole;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_picture_new_async);

  if (!belay_rect_intersect (&whole, region, &inside) || !belay_rect_equal (&inside, region))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The region lies outside the screen");
      g_object_unref (task);
      return;
    }

  wanted = g_new0 (BelayPicture, 1);
  wanted->ref_count = 1;
  wanted->frame = belay_frame_ref (frame);
  wanted->veil = veil != NULL ? belay_veil_ref (veil) : NULL;
  wanted->region = *region;
  wanted->width = width;
  wanted->height = height;
  g_task_set_task_data (task, wanted, (GDestroyNotify) belay_picture_unref);

  g_thread_pool_push (get_pool (), task, NULL);
}

/**
 * belay_picture_new_finish:
 * @result: what the callback was given
 * @error: (nullable): return location for an error of %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the picture
 */
BelayPicture *
belay_picture_new_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_picture_ref:
 * @self: a picture
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BelayPicture *
belay_picture_ref (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&lock);
  self->ref_count++;
  g_mutex_unlock (&lock);

  return self;
}

/**
 * belay_picture_unref:
 * @self: (transfer full): a picture
 *
 * Any thread.
 */
void
belay_picture_unref (BelayPicture *self)
{
  gboolean last;

  g_return_if_fail (self != NULL);

  /* Nobody may find it in the list between the last reference and the end. */
  g_mutex_lock (&lock);
  last = --self->ref_count == 0;
  if (last)
    living = g_list_remove (living, self);
  g_mutex_unlock (&lock);

  if (!last)
    return;

  belay_frame_unref (self->frame);
  g_clear_pointer (&self->veil, belay_veil_unref);
  g_clear_pointer (&self->shown, belay_frame_unref);
  g_clear_pointer (&self->png, g_bytes_unref);
  g_free (self);
}

/**
 * belay_picture_get_png:
 * @self: a picture
 *
 * Returns: (transfer none): the file's bytes
 */
GBytes *
belay_picture_get_png (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->png;
}

/**
 * belay_picture_get_sha256:
 * @self: a picture
 *
 * Returns: SHA-256 of the file's bytes, 64 lower-case hexadecimal digits
 */
const char *
belay_picture_get_sha256 (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sha256;
}

/**
 * belay_picture_get_pixel_sha256:
 * @self: a picture
 *
 * Returns: SHA-256 of the pixels, three bytes red, green, blue each, row by row without padding; it survives another
 *   compression. 64 lower-case hexadecimal digits
 */
const char *
belay_picture_get_pixel_sha256 (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->pixel_sha256;
}

/**
 * belay_picture_get_width:
 * @self: a picture
 *
 * Returns: pixels of the picture
 */
int
belay_picture_get_width (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->width;
}

/**
 * belay_picture_get_height:
 * @self: a picture
 *
 * Returns: pixels of the picture
 */
int
belay_picture_get_height (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->height;
}

/**
 * belay_picture_get_frame:
 * @self: a picture
 *
 * Returns: (transfer none): the frame it shows, or a part of
 */
BelayFrame *
belay_picture_get_frame (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->frame;
}

/**
 * belay_picture_get_shown:
 * @self: a picture
 *
 * Returns: (transfer none): the frame as it left: without what was veiled; the frame itself where nothing was
 */
BelayFrame *
belay_picture_get_shown (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->shown;
}

/**
 * belay_picture_get_veil:
 * @self: a picture
 *
 * Returns: (transfer none) (nullable): what stood between the frame and the picture
 */
BelayVeil *
belay_picture_get_veil (BelayPicture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->veil;
}
