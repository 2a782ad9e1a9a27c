/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-writer.h"

#include "belay-trail-begin.h"
#include "belay-trail-blobs.h"
#include "belay-trail-folder.h"
#include "belay-trail-log.h"
#include "belay-trail-request.h"

/* So many requests at most share one sync, that the first of them does not wait for all. */
#define BATCH_SIZE 64

struct _BelayTrailWriter
{
  /* Immutable */
  GMainContext                 *context;
  const BelayTrailWriterEvents *events;

  /* Safe by themselves */
  GWeakRef                      owner;
  GAsyncQueue                  *requests;

  /* Set once by the writer, before the delivery that announces them; read by others after it */
  char                         *directory;
  char                         *id;
  GError                       *unsigned_why;   /* (nullable) */
  GError                       *error;

  /* Writer only */
  BelayTrailFolder             *folder;
  BelayTrailLog                *log;
  BelayTrailDigest             *digest;
  guint                         n_pictures;
  GPtrArray                    *answers;        /* of BelayTrailRequest: carried out, told when they are durable */
  gboolean                      awaited;        /* one of them waits for that */
  gboolean                      announced;      /* the error has been */
};

/* From the writer to the main context. */
typedef struct
{
  BelayTrailWriter *writer;
  GPtrArray        *answers;
  gboolean          announce;
} Delivery;

static void
writer_clear (gpointer data)
{
  BelayTrailWriter *self = data;

  g_clear_pointer (&self->context, g_main_context_unref);
  g_weak_ref_clear (&self->owner);
  g_async_queue_unref (self->requests);
  g_free (self->directory);
  g_free (self->id);
  g_clear_error (&self->unsigned_why);
  g_clear_error (&self->error);
  g_clear_pointer (&self->log, belay_trail_log_free);
  g_clear_pointer (&self->folder, belay_trail_folder_free);
  belay_trail_digest_free (self->digest);
  g_ptr_array_unref (self->answers);
}

static void
writer_unref (BelayTrailWriter *self)
{
  g_atomic_rc_box_release_full (self, writer_clear);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_ptr_array_unref (delivery->answers);
  writer_unref (delivery->writer);
  g_free (delivery);
}

/* In the context of the owner. */
static gboolean
deliver (gpointer user_data)
{
  Delivery *delivery = user_data;
  BelayTrailWriter *self = delivery->writer;
  g_autoptr(GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL && delivery->announce)
    self->events->failed (owner, self->error);

  for (guint i = 0; i < delivery->answers->len; i++)
    {
      BelayTrailRequest *request = delivery->answers->pdata[i];

      if (owner != NULL && request->type == BELAY_TRAIL_REQUEST_PICTURE && !request->failed)
        self->events->stored (owner, request->name);

      if (request->task != NULL)
        request->done (request->task, request->seq, request->failed ? self->error : NULL);
    }

  return G_SOURCE_REMOVE;
}

/* Writer thread: hands everything carried out to the main context. */
static void
send_answers (BelayTrailWriter *self)
{
  g_autoptr(GSource) source = NULL;
  Delivery *delivery;
  gboolean announce = self->error != NULL && !self->announced;

  if (self->answers->len == 0 && !announce)
    return;

  for (guint i = 0; i < self->answers->len; i++)
    ((BelayTrailRequest *) self->answers->pdata[i])->failed = self->error != NULL;

  delivery = g_new0 (Delivery, 1);
  delivery->writer = g_atomic_rc_box_acquire (self);
  delivery->answers = g_steal_pointer (&self->answers);
  delivery->announce = announce;
  self->answers = g_ptr_array_new_with_free_func (belay_trail_request_free);
  self->announced |= announce;
  self->awaited = FALSE;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, delivery, delivery_free);
  g_source_set_static_name (source, "belay-trail answers");
  g_source_attach (source, self->context);
}

/* Takes over @error. */
static void
fail (BelayTrailWriter *self,
      GError           *error)
{
  g_assert (self->error == NULL);

  self->error = error;

  if (self->log != NULL)
    belay_trail_log_fail (self->log);
}

/* What was carried out is durable afterwards, if anyone waits for that, and is told. */
static void
settle (BelayTrailWriter *self)
{
  g_autoptr(GError) error = NULL;

  if (self->error == NULL && self->log != NULL &&
      !(self->awaited ? belay_trail_log_sync (self->log, &error) : belay_trail_log_flush (self->log, &error)))
    fail (self, g_steal_pointer (&error));

  send_answers (self);
}

static void
let_go (BelayTrailWriter *self)
{
  g_clear_pointer (&self->log, belay_trail_log_free);
  g_clear_pointer (&self->folder, belay_trail_folder_free);
}

static gboolean
open_session (BelayTrailWriter   *self,
              BelayTrailRequest  *request,
              GError            **error)
{
  self->folder = belay_trail_folder_create (request->name, error);

  if (self->folder == NULL)
    return FALSE;

  self->directory = g_strdup (belay_trail_folder_get_path (self->folder));
  self->id = g_strdup (belay_trail_folder_get_id (self->folder));
  self->log = belay_trail_log_new (self->folder);

  if (belay_trail_begin (self->log, &request->stamp, request->payload, &self->unsigned_why, error))
    {
      request->seq = belay_trail_log_get_seq (self->log);
      return TRUE;
    }

  g_clear_pointer (&self->log, belay_trail_log_free);
  belay_trail_folder_discard (g_steal_pointer (&self->folder));

  return FALSE;
}

static gboolean
store_picture (BelayTrailWriter   *self,
               BelayTrailRequest  *request,
               GError            **error)
{
  gboolean is_new = FALSE;

  /* Nobody waits longer for a record because a picture came after it. */
  if (self->awaited)
    settle (self);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }

  if (!belay_trail_blob_store (self->folder, self->digest, request->bytes, request->name, &is_new, error))
    return FALSE;

  if (is_new)
    self->n_pictures++;

  return TRUE;
}

static gboolean
close_session (BelayTrailWriter   *self,
               BelayTrailRequest  *request,
               GError            **error)
{
  g_autofree char *payload = NULL;

  payload = g_strdup_printf ("%s,\"records\":%" G_GUINT64_FORMAT ",\"pictures\":%u", request->payload,
                             belay_trail_log_get_seq (self->log) + 1, self->n_pictures);

  if (!belay_trail_log_append (self->log, &request->stamp, "session.close", payload, &request->seq, error) ||
      !belay_trail_log_finish (self->log, error))
    return FALSE;

  belay_trail_folder_release_reserve (self->folder);
  belay_trail_folder_clear_lock (self->folder);
  let_go (self);

  return TRUE;
}

static gboolean
carry_out (BelayTrailWriter   *self,
           BelayTrailRequest  *request,
           GError            **error)
{
  switch (request->type)
    {
    case BELAY_TRAIL_REQUEST_OPEN:
      return open_session (self, request, error);

    case BELAY_TRAIL_REQUEST_RECORD:
      self->awaited |= request->task != NULL;
      return belay_trail_log_append (self->log, &request->stamp, request->name, request->payload,
                                     &request->seq, error);

    case BELAY_TRAIL_REQUEST_PICTURE:
      return store_picture (self, request, error);

    case BELAY_TRAIL_REQUEST_CLOSE:
      return close_session (self, request, error);

    case BELAY_TRAIL_REQUEST_FAIL:
      g_propagate_error (error, g_steal_pointer (&request->error));
      return FALSE;

    case BELAY_TRAIL_REQUEST_QUIT:
    default:
      g_assert_not_reached ();
    }
}

/* Takes over @request. */
static void
answer (BelayTrailWriter  *self,
        BelayTrailRequest *request)
{
  g_autoptr(GError) error = NULL;

  if (self->error == NULL && !carry_out (self, request, &error) && self->error == NULL)
    fail (self, g_steal_pointer (&error));

  /* A failed session that is closed lets go of its lock, so that it can be mended. */
  if (self->error != NULL && request->type == BELAY_TRAIL_REQUEST_CLOSE)
    let_go (self);

  if (request->task != NULL || request->type == BELAY_TRAIL_REQUEST_PICTURE)
    g_ptr_array_add (self->answers, request);
  else
    belay_trail_request_free (request);
}

/* Nobody waits for any of this. */
static void
use_leisure (BelayTrailWriter *self,
             gboolean          idle)
{
  g_autoptr(GError) error = NULL;

  if (self->error != NULL || self->log == NULL)
    return;

  if (idle && belay_trail_log_is_dirty (self->log))
    {
      self->awaited = TRUE;
      settle (self);
      self->awaited = FALSE;
    }
  else if (!belay_trail_log_attend (self->log, idle, &error))
    {
      fail (self, g_steal_pointer (&error));
      send_answers (self);
    }
}

/* Waits for a request; after a while without one, what nobody waits for is made durable, and vouched for. */
static BelayTrailRequest *
wait_for_request (BelayTrailWriter *self)
{
  BelayTrailRequest *request = NULL;

  do
    {
      gint64 wait = self->error == NULL && self->log != NULL ? belay_trail_log_get_wait (self->log) : -1;

      if (wait < 0)
        return g_async_queue_pop (self->requests);

      request = g_async_queue_timeout_pop (self->requests, (guint64) wait);

      if (request == NULL)
        use_leisure (self, TRUE);
    }
  while (request == NULL);

  return request;
}

static gpointer
run (gpointer user_data)
{
  BelayTrailWriter *self = user_data;
  gboolean running = TRUE;

  while (running)
    {
      BelayTrailRequest *request = wait_for_request (self);

      for (guint n = 1; request != NULL; n++)
        {
          if (request->type == BELAY_TRAIL_REQUEST_QUIT)
            {
              belay_trail_request_free (request);
              self->awaited = TRUE;
              running = FALSE;
              break;
            }

          answer (self, request);
          request = n < BATCH_SIZE ? g_async_queue_try_pop (self->requests) : NULL;
        }

      settle (self);
      use_leisure (self, FALSE);
    }

  let_go (self);
  writer_unref (self);

  return NULL;
}

/**
 * belay_trail_writer_new:
 * @owner: whom to tell of failures, while it lives
 * @events: (scope forever): what to call then
 * @error: (nullable): return location for an error
 *
 * Starts the thread. What it has to say is said in the thread-default main context of the caller.
 *
 * Returns: (transfer full): the writer, see belay_trail_writer_release(); %NULL if no thread can be had
 */
BelayTrailWriter *
belay_trail_writer_new (GObject                       *owner,
                        const BelayTrailWriterEvents  *events,
                        GError                       **error)
{
  BelayTrailWriter *self = g_atomic_rc_box_new0 (BelayTrailWriter);
  GThread *thread;

  self->context = g_main_context_ref_thread_default ();
  self->events = events;
  g_weak_ref_init (&self->owner, owner);
  self->requests = g_async_queue_new_full (belay_trail_request_free);
  self->digest = belay_trail_digest_new ();
  self->answers = g_ptr_array_new_with_free_func (belay_trail_request_free);

  thread = g_thread_try_new ("belay-trail", run, g_atomic_rc_box_acquire (self), error);

  if (thread == NULL)
    {
      writer_unref (self);
      writer_unref (self);
      return NULL;
    }

  g_thread_unref (thread);

  return self;
}

/* Takes over @request. */
static void
push (BelayTrailWriter  *self,
      BelayTrailRequest *request)
{
  g_async_queue_push (self->requests, request);
}

/**
 * belay_trail_writer_release:
 * @self: (transfer full): a writer
 */
void
belay_trail_writer_release (BelayTrailWriter *self)
{
  push (self, belay_trail_request_new (BELAY_TRAIL_REQUEST_QUIT, NULL, NULL, NULL, NULL, NULL));
  writer_unref (self);
}

/**
 * belay_trail_writer_open:
 * @self: a new writer
 * @root: the directory of all sessions
 * @stamp: when the session began
 * @payload: (transfer full): of session.open
 * @task: (transfer full): answered by @done when the record is durable, or cannot be
 * @done: called in the main context
 *
 * The first request of a writer.
 */
void
belay_trail_writer_open (BelayTrailWriter      *self,
                         const char            *root,
                         const BelayTrailStamp *stamp,
                         char                  *payload,
                         GTask                 *task,
                         BelayTrailDone         done)
{
  push (self, belay_trail_request_new (BELAY_TRAIL_REQUEST_OPEN, stamp, root, payload, task, done));
}

/**
 * belay_trail_writer_append:
 * @self: a writer that was asked to open a session
 * @stamp: when the record was handed over
 * @kind: its kind
 * @payload: (transfer full): its members
 * @task: (transfer full) (nullable): answered when it is durable, or cannot be; without one it is within a second
 * @done: (nullable): called in the main context
 */
void
belay_trail_writer_append (BelayTrailWriter      *self,
                           const BelayTrailStamp *stamp,
                           const char            *kind,
                           char                  *payload,
                           GTask                 *task,
                           BelayTrailDone         done)
{
  push (self, belay_trail_request_new (BELAY_TRAIL_REQUEST_RECORD, stamp, kind, payload, task, done));
}

/**
 * belay_trail_writer_store:
 * @self: a writer that was asked to open a session
 * @bytes: a picture
 * @sha256: its SHA-256; the writer checks it
 *
 * The owner is told when the picture is durable.
 */
void
belay_trail_writer_store (BelayTrailWriter *self,
                          GBytes           *bytes,
                          const char       *sha256)
{
  BelayTrailRequest *request = belay_trail_request_new (BELAY_TRAIL_REQUEST_PICTURE, NULL, sha256, NULL, NULL, NULL);

  request->bytes = g_bytes_ref (bytes);
  g_async_queue_push (self->requests, request);
}

/**
 * belay_trail_writer_close:
 * @self: a writer that was asked to open a session
 * @stamp: when the session ended
 * @payload: (transfer full): of session.close; the writer adds the counts
 * @task: (transfer full): answered when the session is complete on disk, or cannot be
 * @done: called in the main context
 *
 * Nothing but releasing the writer may follow.
 */
void
belay_trail_writer_close (BelayTrailWriter      *self,
                          const BelayTrailStamp *stamp,
                          char                  *payload,
                          GTask                 *task,
                          BelayTrailDone         done)
{
  push (self, belay_trail_request_new (BELAY_TRAIL_REQUEST_CLOSE, stamp, NULL, payload, task, done));
}

/**
 * belay_trail_writer_fail:
 * @self: a writer that was asked to open a session
 * @error: (transfer full): why a record cannot be written
 * @task: (transfer full) (nullable): answered with it
 * @done: (nullable): called in the main context
 *
 * A gap nobody sees is worse than an end everybody sees.
 */
void
belay_trail_writer_fail (BelayTrailWriter *self,
                         GError           *error,
                         GTask            *task,
                         BelayTrailDone    done)
{
  BelayTrailRequest *request = belay_trail_request_new (BELAY_TRAIL_REQUEST_FAIL, NULL, NULL, NULL, task, done);

  request->error = error;
  g_async_queue_push (self->requests, request);
}

/**
 * belay_trail_writer_get_directory:
 * @self: a writer whose session is open
 *
 * Any thread.
 *
 * Returns: (transfer none): the path of the session's directory
 */
const char *
belay_trail_writer_get_directory (BelayTrailWriter *self)
{
  return self->directory;
}

/**
 * belay_trail_writer_get_id:
 * @self: a writer whose session is open
 *
 * Any thread.
 *
 * Returns: (transfer none): the name of the session
 */
const char *
belay_trail_writer_get_id (BelayTrailWriter *self)
{
  return self->id;
}

/**
 * belay_trail_writer_get_unsigned:
 * @self: a writer whose session is open
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): why the session is not signed
 */
const GError *
belay_trail_writer_get_unsigned (BelayTrailWriter *self)
{
  return self->unsigned_why;
}
