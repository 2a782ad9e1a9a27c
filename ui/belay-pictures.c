/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-pictures.h"

#include "belay-picture-decode.h"
#include "belay-trail-blobs.h"

#define MAX_KEPT 96

/**
 * BelayPictures:
 *
 * Pictures of a trail as textures.
 *
 * The bytes come from the trail that is being written, which reads them on its own thread, or from the directory of any
 * session; a pool thread decodes them and scales them down. They are compared with their hashes either way.
 * Thumbnails are kept, the least recently used one going first: rows are recycled while scrolling, and each comes back.
 */
struct _BelayPictures
{
  GObject     parent_instance;

  BelayTrail *trail;            /* (nullable): read from the directory */
  char       *directory;        /* (nullable) */
  GHashTable *kept;             /* of Kept by SHA-256 */
  GQueue      recent;           /* of Kept, the most recent first */
};

typedef struct
{
  GList       link;
  char       *sha256;
  GdkTexture *texture;
} Kept;

typedef struct
{
  char   *sha256;
  char   *directory;            /* (nullable) */
  int     max_side;
  GBytes *png;                  /* set before the decoding starts */
} Load;

G_DEFINE_FINAL_TYPE (BelayPictures, belay_pictures, G_TYPE_OBJECT)

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->sha256);
  g_object_unref (kept->texture);
  g_free (kept);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->sha256);
  g_free (load->directory);
  g_clear_pointer (&load->png, g_bytes_unref);
  g_free (load);
}

static void
belay_pictures_finalize (GObject *object)
{
  BelayPictures *self = BELAY_PICTURES (object);

  g_hash_table_unref (self->kept);
  g_clear_object (&self->trail);
  g_free (self->directory);

  G_OBJECT_CLASS (belay_pictures_parent_class)->finalize (object);
}

static void
belay_pictures_class_init (BelayPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_pictures_finalize;
}

static void
belay_pictures_init (BelayPictures *self)
{
  g_queue_init (&self->recent);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kept_free);
}

/**
 * belay_pictures_new:
 * @trail: where the pictures are
 *
 * Returns: (transfer full): a cache over it
 */
BelayPictures *
belay_pictures_new (BelayTrail *trail)
{
  BelayPictures *self;

  g_return_val_if_fail (BELAY_IS_TRAIL (trail), NULL);

  self = g_object_new (BELAY_TYPE_PICTURES, NULL);
  self->trail = g_object_ref (trail);

  return self;
}

/**
 * belay_pictures_new_for_directory:
 * @directory: of a recorded session, which nobody needs to have open
 *
 * Returns: (transfer full): a cache over its pictures
 */
BelayPictures *
belay_pictures_new_for_directory (const char *directory)
{
  BelayPictures *self;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (BELAY_TYPE_PICTURES, NULL);
  self->directory = g_strdup (directory);

  return self;
}

static void
keep (BelayPictures *self,
      const char    *sha256,
      GdkTexture    *texture)
{
  Kept *kept;

  if (g_hash_table_contains (self->kept, sha256))
    return;

  kept = g_new0 (Kept, 1);
  kept->link.data = kept;
  kept->sha256 = g_strdup (sha256);
  kept->texture = g_object_ref (texture);
  g_hash_table_insert (self->kept, kept->sha256, kept);
  g_queue_push_head_link (&self->recent, &kept->link);

  if (self->recent.length > MAX_KEPT)
    {
      Kept *oldest = g_queue_pop_tail_link (&self->recent)->data;

      g_hash_table_remove (self->kept, oldest->sha256);
    }
}

/**
 * belay_pictures_lookup_thumbnail:
 * @self: pictures
 * @sha256: which one
 *
 * Returns: (transfer none) (nullable): its thumbnail, if it is at hand
 */
GdkTexture *
belay_pictures_lookup_thumbnail (BelayPictures *self,
                                 const char    *sha256)
{
  Kept *kept;

  g_return_val_if_fail (BELAY_IS_PICTURES (self), NULL);

  kept = g_hash_table_lookup (self->kept, sha256);
  if (kept == NULL)
    return NULL;

  g_queue_unlink (&self->recent, &kept->link);
  g_queue_push_head_link (&self->recent, &kept->link);

  return kept->texture;
}

static GdkTexture *
texture_from_pixbuf (GdkPixbuf *pixbuf)
{
  g_autoptr(GBytes) bytes = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                 gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                 bytes, gdk_pixbuf_get_rowstride (pixbuf));
}

/* Pool thread. */
static void
decode (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (load->png == NULL)
    load->png = belay_trail_blob_load (load->directory, load->sha256, &error);

  if (load->png != NULL)
    pixbuf = belay_picture_decode (load->png, load->max_side, cancellable, &error);

  if (pixbuf != NULL)
    g_task_return_pointer (task, texture_from_pixbuf (pixbuf), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_bytes (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->png = belay_trail_load_picture_finish (BELAY_TRAIL (source), result, &error);

  if (load->png == NULL)
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_run_in_thread (task, decode);
}

/**
 * belay_pictures_load_async:
 * @self: pictures
 * @sha256: which one
 * @max_side: the longer side of the texture in pixels at most; 0 for its full size, which is not kept
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is there
 * @user_data: for @callback
 */
void
belay_pictures_load_async (BelayPictures       *self,
                           const char          *sha256,
                           int                  max_side,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  Load *load;

  g_return_if_fail (BELAY_IS_PICTURES (self));
  g_return_if_fail (sha256 != NULL);

  load = g_new0 (Load, 1);
  load->sha256 = g_strdup (sha256);
  load->max_side = max_side;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_pictures_load_async);
  g_task_set_task_data (task, load, load_free);

  if (self->trail != NULL)
    {
      belay_trail_load_picture_async (self->trail, sha256, cancellable, on_bytes, task);
      return;
    }

  load->directory = g_strdup (self->directory);
  g_task_run_in_thread (task, decode);
  g_object_unref (task);
}

/**
 * belay_pictures_load_finish:
 * @self: pictures
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the picture
 */
GdkTexture *
belay_pictures_load_finish (BelayPictures  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  GdkTexture *texture;
  Load *load;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  load = g_task_get_task_data (G_TASK (result));
  texture = g_task_propagate_pointer (G_TASK (result), error);

  if (texture != NULL && load->max_side > 0)
    keep (self, load->sha256, texture);

  return texture;
}
