/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-blobs.h"
#include "belay-trail-record.h"
#include "belay-trail-writer.h"

/* The two clocks drift by parts per million; more than this at once is somebody setting one. Nanoseconds. */
#define CLOCK_STEP (2 * G_GINT64_CONSTANT (1000000000))

/**
 * BelayTrail:
 *
 * The audit record of one session, as the main thread sees it. The files belong to the writer thread.
 */
struct _BelayTrail
{
  GObject           parent_instance;

  BelayTrailWriter *writer;
  GError           *error;
  GHashTable       *on_their_way;       /* SHA-256 to GBytes: pictures not yet on the disk */
  gint64            offset;             /* UTC minus boot time at the last record, ns */
  gboolean          closing;
};

G_DEFINE_FINAL_TYPE (BelayTrail, belay_trail, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ERROR,
  N_PROPS
};

enum
{
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
belay_trail_finalize (GObject *object)
{
  BelayTrail *self = BELAY_TRAIL (object);

  g_clear_pointer (&self->writer, belay_trail_writer_release);
  g_clear_error (&self->error);
  g_hash_table_unref (self->on_their_way);

  G_OBJECT_CLASS (belay_trail_parent_class)->finalize (object);
}

static void
belay_trail_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BelayTrail *self = BELAY_TRAIL (object);

  switch (property_id)
    {
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_trail_class_init (BelayTrailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = belay_trail_finalize;
  object_class->get_property = belay_trail_get_property;

  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * BelayTrail::failed:
   * @self: the trail
   * @error: why
   *
   * Nothing can be recorded any more, so nothing may run. Emitted once.
   */
  signals[FAILED] =
    g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
belay_trail_init (BelayTrail *self)
{
  self->on_their_way = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static void
on_failed (GObject      *owner,
           const GError *error)
{
  BelayTrail *self = BELAY_TRAIL (owner);

  self->error = g_error_copy (error);
  g_object_notify_by_pspec (owner, properties[PROP_ERROR]);
  g_signal_emit (self, signals[FAILED], 0, self->error);
}

static void
on_stored (GObject    *owner,
           const char *sha256)
{
  g_hash_table_remove (BELAY_TRAIL (owner)->on_their_way, sha256);
}

static const BelayTrailWriterEvents writer_events = { on_failed, on_stored };

static void
on_created (GTask        *task,
            guint64       seq,
            const GError *error)
{
  BelayTrail *self = g_task_get_task_data (task);

  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  /* Nobody will use it, and nobody shall take it for one that crashed. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    belay_trail_close_async (self, "cancelled", NULL, NULL);

  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * belay_trail_create_async:
 * @root: the directory of all sessions, made if it is not there; see belay_trail_get_default_root()
 * @payload: (transfer full) (nullable): the members of session.open
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called in the thread-default main context of the caller, as everything later
 * @user_data: for @callback
 *
 * Begins the record of a session. When it is there, session.open is durable.
 */
void
belay_trail_create_async (const char          *root,
                          JsonObject          *payload,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(JsonObject) members = payload;
  g_autoptr(BelayTrail) self = g_object_new (BELAY_TYPE_TRAIL, NULL);
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  BelayTrailStamp stamp;

  g_return_if_fail (root != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_create_async);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);

  text = belay_trail_payload_format (members, &error);

  if (text != NULL)
    self->writer = belay_trail_writer_new (G_OBJECT (self), &writer_events, &error);

  if (self->writer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  belay_trail_stamp_now (&stamp);
  self->offset = stamp.real - stamp.boot;
  belay_trail_writer_open (self->writer, root, &stamp, g_steal_pointer (&text), g_steal_pointer (&task), on_created);
}

/**
 * belay_trail_create_finish:
 * @result: what the callback got
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): the trail; %NULL with %BELAY_TRAIL_ERROR_WRITE or %G_IO_ERROR_CANCELLED
 */
BelayTrail *
belay_trail_create_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_trail_get_directory:
 * @self: a trail
 *
 * Returns: the path of the session's directory
 */
const char *
belay_trail_get_directory (BelayTrail *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL (self), NULL);

  return belay_trail_writer_get_directory (self->writer);
}

/**
 * belay_trail_get_id:
 * @self: a trail
 *
 * Returns: the name of the session, that of its directory
 */
const char *
belay_trail_get_id (BelayTrail *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL (self), NULL);

  return belay_trail_writer_get_id (self->writer);
}

/**
 * belay_trail_get_error:
 * @self: a trail
 *
 * Returns: (nullable): why nothing can be recorded any more
 */
const GError *
belay_trail_get_error (BelayTrail *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL (self), NULL);

  return self->error;
}

/**
 * belay_trail_get_unsigned:
 * @self: a trail
 *
 * Returns: (nullable): why what is recorded is not signed; %NULL if it is
 */
const GError *
belay_trail_get_unsigned (BelayTrail *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL (self), NULL);

  return belay_trail_writer_get_unsigned (self->writer);
}

/* When it is; a clock that somebody set since the last record gets a record of its own. */
static void
take_stamp (BelayTrail      *self,
            BelayTrailStamp *stamp)
{
  gint64 step;

  belay_trail_stamp_now (stamp);
  step = stamp->real - stamp->boot - self->offset;
  self->offset += step;

  if (ABS (step) > CLOCK_STEP)
    belay_trail_writer_append (self->writer, stamp, "clock.step",
                               g_strdup_printf (",\"step_ns\":%" G_GINT64_FORMAT, step), NULL, NULL);
}

/* Takes over all but @self and @kind. @task: (nullable). */
static void
append (BelayTrail     *self,
        const char     *kind,
        JsonObject     *payload,
        GTask          *task,
        BelayTrailDone  done)
{
  g_autoptr(JsonObject) members = payload;
  g_autoptr(GError) error = NULL;
  BelayTrailStamp stamp;
  char *text = belay_trail_payload_format (members, &error);

  if (text == NULL)
    {
      belay_trail_writer_fail (self->writer, g_steal_pointer (&error), task, done);
      return;
    }

  take_stamp (self, &stamp);
  belay_trail_writer_append (self->writer, &stamp, kind, text, task, done);
}

/**
 * belay_trail_append:
 * @self: a trail that is not closed
 * @kind: the kind of the record, as in docs/trail-format.md
 * @payload: (transfer full) (nullable): its members, without fractions and without the names every record has
 *
 * Appends one record. It is durable a second later at the latest, and before any record appended later is said to be.
 * A @payload the format cannot hold fails the trail.
 */
void
belay_trail_append (BelayTrail *self,
                    const char *kind,
                    JsonObject *payload)
{
  g_return_if_fail (BELAY_IS_TRAIL (self));
  g_return_if_fail (kind != NULL && belay_trail_kind_is_valid (kind));
  g_return_if_fail (!self->closing);

  append (self, kind, payload, NULL, NULL);
}

static void
on_committed (GTask        *task,
              guint64       seq,
              const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_memdup2 (&seq, sizeof seq), g_free);
}

static void
return_closed (GTask *task)
{
  g_task_return_new_error (task, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
                           _("The record of this session is closed."));
}

/**
 * belay_trail_commit_async:
 * @self: a trail; a closed one answers with %BELAY_TRAIL_ERROR_WRITE
 * @kind: the kind of the record, as in docs/trail-format.md
 * @payload: (transfer full) (nullable): its members, as of belay_trail_append()
 * @callback: (scope async): called when the record, and all before it, are durable, or cannot be
 * @user_data: for @callback
 *
 * Appends one record and says when it is safe to rely on it.
 */
void
belay_trail_commit_async (BelayTrail          *self,
                          const char          *kind,
                          JsonObject          *payload,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_TRAIL (self));
  g_return_if_fail (kind != NULL && belay_trail_kind_is_valid (kind));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_trail_commit_async);

  if (self->closing)
    {
      g_clear_pointer (&payload, json_object_unref);
      return_closed (task);
      return;
    }

  append (self, kind, payload, g_steal_pointer (&task), on_committed);
}

/**
 * belay_trail_commit_finish:
 * @self: a trail
 * @result: what the callback got
 * @seq: (out) (optional): the number of the record, from 1
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the record is durable; %FALSE with %BELAY_TRAIL_ERROR_WRITE: then nothing may run
 */
gboolean
belay_trail_commit_finish (BelayTrail    *self,
                           GAsyncResult  *result,
                           guint64       *seq,
                           GError       **error)
{
  g_autofree guint64 *number = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  number = g_task_propagate_pointer (G_TASK (result), error);

  if (number != NULL && seq != NULL)
    *seq = *number;

  return number != NULL;
}

/**
 * belay_trail_store_picture:
 * @self: a trail that is not closed
 * @png: the bytes of a picture
 * @sha256: their SHA-256, 64 lower-case hexadecimal digits; the trail fails if it is not
 *
 * Keeps a picture. It is durable when a record appended after it is.
 */
void
belay_trail_store_picture (BelayTrail *self,
                           GBytes     *png,
                           const char *sha256)
{
  g_return_if_fail (BELAY_IS_TRAIL (self));
  g_return_if_fail (png != NULL);
  g_return_if_fail (sha256 != NULL && belay_trail_digest_is_hex (sha256, strlen (sha256)));
  g_return_if_fail (!self->closing);

  if (g_hash_table_contains (self->on_their_way, sha256))
    return;

  g_hash_table_insert (self->on_their_way, g_strdup (sha256), g_bytes_ref (png));
  belay_trail_writer_store (self->writer, png, sha256);
}

static void
load_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  BelayTrail *self = source_object;
  g_autoptr(GError) error = NULL;
  GBytes *bytes = belay_trail_blob_load (belay_trail_writer_get_directory (self->writer), task_data, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * belay_trail_load_picture_async:
 * @self: a trail
 * @sha256: the SHA-256 of a picture
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when the picture is there
 * @user_data: for @callback
 *
 * Reads a stored picture back, checked against its name; also one that is still on its way to the disk.
 */
void
belay_trail_load_picture_async (BelayTrail          *self,
                                const char          *sha256,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GBytes *bytes;

  g_return_if_fail (BELAY_IS_TRAIL (self));
  g_return_if_fail (sha256 != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_load_picture_async);
  bytes = g_hash_table_lookup (self->on_their_way, sha256);

  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
    }
  else if (bytes != NULL)
    {
      g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
    }
  else if (!belay_trail_digest_is_hex (sha256, strlen (sha256)))
    {
      g_task_return_new_error (task, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                               _("“%s” is not the name of a picture."), sha256);
    }
  else
    {
      g_task_set_task_data (task, g_strdup (sha256), g_free);
      g_task_run_in_thread (task, load_in_thread);
    }
}

/**
 * belay_trail_load_picture_finish:
 * @self: a trail
 * @result: what the callback got
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): the picture; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND, %BELAY_TRAIL_ERROR_BROKEN, the error
 *   the trail failed with, or %G_IO_ERROR_CANCELLED
 */
GBytes *
belay_trail_load_picture_finish (BelayTrail    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_closed (GTask        *task,
           guint64       seq,
           const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * belay_trail_close_async:
 * @self: a trail; a closed one answers with %BELAY_TRAIL_ERROR_WRITE
 * @reason: why the session ends, a word such as "finished"
 * @callback: (nullable) (scope async): called when session.close is durable, or cannot be
 * @user_data: for @callback
 *
 * Ends the record. A trail that has failed is not closed by it, but lets go of the lock.
 */
void
belay_trail_close_async (BelayTrail          *self,
                         const char          *reason,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(JsonObject) members = json_object_new ();
  g_autoptr(GTask) task = NULL;
  BelayTrailStamp stamp;

  g_return_if_fail (BELAY_IS_TRAIL (self));
  g_return_if_fail (reason != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_trail_close_async);

  if (self->closing)
    {
      return_closed (task);
      return;
    }

  json_object_set_string_member (members, "reason", reason);
  take_stamp (self, &stamp);
  self->closing = TRUE;
  belay_trail_writer_close (self->writer, &stamp, belay_trail_payload_format (members, NULL),
                            g_steal_pointer (&task), on_closed);
}

/**
 * belay_trail_close_finish:
 * @self: a trail
 * @result: what the callback got
 * @error: (nullable): return location for an error
 *
 * Returns: %TRUE if the session is closed on disk; %FALSE with %BELAY_TRAIL_ERROR_WRITE
 */
gboolean
belay_trail_close_finish (BelayTrail    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
