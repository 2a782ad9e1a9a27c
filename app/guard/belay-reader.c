/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-reader.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-reader-process.h"
#include "belay-reader-wire.h"

/* Loading what it needs to read takes a tenth of a second; a machine may be busy. */
#define START_DEADLINE_MS 5000

/* After so many deaths in a row, this many seconds pass before it is tried again. */
#define MAX_DEATHS 3
#define REST_S     30

struct _BelayReader
{
  GObject             parent_instance;

  GQueue              waiting;          /* of GTask */
  GTask              *current;          /* (nullable) the one that is being answered */
  BelayReaderProcess *process;          /* (nullable) */
  guint               source;           /* watches its socket */
  guint               deadline;
  gboolean            ready;
  guint               n_deaths;
  gint64              rest_until;       /* monotonic, µs */
  gboolean            unavailable;
  gboolean            patient;
};

/* One picture, and what has been read of it. */
typedef struct
{
  GBytes            *grey;
  int                width;
  int                height;
  BelayReaderLayout  layout;
  guint              deadline_ms;
  GPtrArray         *words;
} Request;

G_DEFINE_QUARK (belay-reader-error-quark, belay_reader_error)
G_DEFINE_FINAL_TYPE (BelayReader, belay_reader, G_TYPE_OBJECT)

static void go_on (BelayReader *self);

/**
 * belay_read_word_free:
 * @word: (transfer full) (nullable): a word
 */
void
belay_read_word_free (BelayReadWord *word)
{
  if (word == NULL)
    return;

  g_free (word->text);
  g_free (word);
}

/**
 * belay_read_words_join:
 * @words: (element-type BelayReadWord): what was read
 * @confidence: percent
 *
 * Returns: (transfer full): the words with at least that confidence, line by line
 */
char *
belay_read_words_join (GPtrArray *words,
                       guint      confidence)
{
  GString *text = g_string_new (NULL);
  guint line = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const BelayReadWord *word = words->pdata[i];

      if (word->confidence < confidence)
        continue;

      if (text->len > 0)
        g_string_append_c (text, word->line != line ? '\n' : ' ');

      g_string_append (text, word->text);
      line = word->line;
    }

  return g_string_free (text, FALSE);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_bytes_unref (request->grey);
  g_ptr_array_unref (request->words);
  g_free (request);
}

static void
end_process (BelayReader *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->process, belay_reader_process_kill);
  self->ready = FALSE;
}

static void
fail_current (BelayReader      *self,
              BelayReaderError  code,
              const char       *sentence)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->current);

  if (task != NULL)
    g_task_return_new_error (task, BELAY_READER_ERROR, code, "%s", sentence);
}

/* What it could not cope with is not tried again; the next picture is. */
static void
lose (BelayReader      *self,
      BelayReaderError  code,
      const char       *sentence)
{
  g_autoptr(BelayReader) keep = g_object_ref (self);

  end_process (self);

  if (++self->n_deaths >= MAX_DEATHS)
    self->rest_until = g_get_monotonic_time () + REST_S * G_USEC_PER_SEC;

  fail_current (self, code, sentence);
  go_on (self);
}

static void
give_up (BelayReader *self)
{
  g_autoptr(BelayReader) keep = g_object_ref (self);

  end_process (self);
  self->unavailable = TRUE;
  fail_current (self, BELAY_READER_ERROR_UNAVAILABLE, _("Text in pictures cannot be read on this machine."));
  go_on (self);
}

static gboolean
on_deadline (gpointer user_data)
{
  BelayReader *self = user_data;

  self->deadline = 0;
  lose (self, BELAY_READER_ERROR_LATE, _("Reading a picture took too long."));

  return G_SOURCE_REMOVE;
}

static void
send_request (BelayReader *self)
{
  Request *request = g_task_get_task_data (self->current);

  g_clear_handle_id (&self->deadline, g_source_remove);
  self->deadline = g_timeout_add (request->deadline_ms, on_deadline, self);
  belay_reader_process_ask (self->process, request->grey, request->width, request->height, request->layout);
}

static void
finish_current (BelayReader *self)
{
  g_autoptr(BelayReader) keep = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->current);
  Request *request = g_task_get_task_data (task);

  g_clear_handle_id (&self->deadline, g_source_remove);
  self->n_deaths = 0;
  g_task_return_pointer (task, g_ptr_array_ref (request->words), (GDestroyNotify) g_ptr_array_unref);
  go_on (self);
}

/* The helper may say anything; what cannot be is a lie, and ends it. */
static gboolean
take_word (BelayReader             *self,
           const BelayReaderPacket *packet,
           const char              *text,
           gsize                    length)
{
  Request *request = g_task_get_task_data (self->current);
  BelayReadWord *word;

  if (length == 0 || length > BELAY_READER_MAX_TEXT || !g_utf8_validate (text, (gssize) length, NULL) ||
      request->words->len >= BELAY_READER_MAX_WORDS || packet->confidence > 100 ||
      packet->x < 0 || packet->y < 0 || packet->width < 0 || packet->height < 0 ||
      packet->width > request->width - packet->x || packet->height > request->height - packet->y)
    return FALSE;

  word = g_new0 (BelayReadWord, 1);
  word->text = g_strndup (text, length);
  word->area = (BelayRect) { packet->x, packet->y, packet->width, packet->height };
  word->confidence = packet->confidence;
  word->line = packet->line;
  g_ptr_array_add (request->words, word);

  return TRUE;
}

static void
on_packet (BelayReader             *self,
           const BelayReaderPacket *packet,
           const char              *text,
           gsize                    length)
{
  if (packet->kind == BELAY_READER_PACKET_READY && !self->ready)
    {
      self->ready = TRUE;
      g_clear_handle_id (&self->deadline, g_source_remove);
      if (self->current != NULL)
        send_request (self);
    }
  else if (packet->kind == BELAY_READER_PACKET_WORD && self->ready && self->current != NULL &&
           take_word (self, packet, text, length))
    {
      return;
    }
  else if (packet->kind == BELAY_READER_PACKET_DONE && self->ready && self->current != NULL)
    {
      finish_current (self);
    }
  else if (!self->ready && (packet->kind == BELAY_READER_PACKET_NO_LANGUAGE ||
                            packet->kind == BELAY_READER_PACKET_NOT_CONFINED))
    {
      g_message ("belay-reader %s",
                 packet->kind == BELAY_READER_PACKET_NO_LANGUAGE ? "has nothing to read with" : "cannot be confined");
      give_up (self);
    }
  else
    {
      lose (self, BELAY_READER_ERROR_DIED, _("Reading a picture failed."));
    }
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(BelayReader) self = g_object_ref (user_data);
  struct
  {
    BelayReaderPacket packet;
    char              text[BELAY_READER_MAX_TEXT];
  } in;

  /* A page of words at a time, then the rest of the program. */
  for (guint i = 0; i < 64 && self->process != NULL; i++)
    {
      gssize n = recv (fd, &in, sizeof in, MSG_DONTWAIT | MSG_TRUNC);

      if (n < 0 && (errno == EAGAIN || errno == EINTR))
        break;

      if (n < (gssize) sizeof in.packet || n > (gssize) sizeof in)
        lose (self, BELAY_READER_ERROR_DIED, _("Reading a picture failed."));
      else
        on_packet (self, &in.packet, in.text, (gsize) n - sizeof in.packet);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
start_process (BelayReader *self)
{
  g_autoptr(GError) error = NULL;

  self->process = belay_reader_process_start (&error);
  if (self->process == NULL)
    {
      g_message ("belay-reader: %s", error->message);
      return FALSE;
    }

  if (self->patient)
    belay_reader_process_lower (self->process);

  self->source = g_unix_fd_add (belay_reader_process_get_fd (self->process), G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable,
                                self);
  self->deadline = g_timeout_add (START_DEADLINE_MS, on_deadline, self);

  return TRUE;
}

static void
go_on (BelayReader *self)
{
  while (self->current == NULL && !g_queue_is_empty (&self->waiting))
    {
      self->current = g_queue_pop_head (&self->waiting);

      if (g_task_return_error_if_cancelled (self->current))
        g_clear_object (&self->current);
      else if (self->unavailable)
        fail_current (self, BELAY_READER_ERROR_UNAVAILABLE, _("Text in pictures cannot be read on this machine."));
      else if (g_get_monotonic_time () < self->rest_until)
        fail_current (self, BELAY_READER_ERROR_DIED, _("Text in pictures cannot be read at the moment."));
      else if (self->ready)
        send_request (self);
      else if (self->process == NULL && !start_process (self))
        give_up (self);
    }
}

static void
belay_reader_dispose (GObject *object)
{
  BelayReader *self = BELAY_READER (object);
  GTask *task;

  end_process (self);
  fail_current (self, BELAY_READER_ERROR_UNAVAILABLE, _("Text in pictures cannot be read at the moment."));

  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      g_task_return_new_error (task, BELAY_READER_ERROR, BELAY_READER_ERROR_UNAVAILABLE, "%s",
                               _("Text in pictures cannot be read at the moment."));
      g_object_unref (task);
    }

  G_OBJECT_CLASS (belay_reader_parent_class)->dispose (object);
}

static void
belay_reader_class_init (BelayReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_reader_dispose;
}

static void
belay_reader_init (BelayReader *self)
{
  g_queue_init (&self->waiting);
}

/**
 * belay_reader_new:
 *
 * Returns: (transfer full): a reader; its process is started when there is something to read
 */
BelayReader *
belay_reader_new (void)
{
  return g_object_new (BELAY_TYPE_READER, NULL);
}

/**
 * belay_reader_new_patient:
 *
 * Returns: (transfer full): a reader whose process runs when others have nothing to do
 */
BelayReader *
belay_reader_new_patient (void)
{
  BelayReader *self = belay_reader_new ();

  self->patient = TRUE;

  return self;
}

/**
 * belay_reader_read_async:
 * @self: a reader
 * @grey: @width × @height bytes, 0 black
 * @width: 1 to 8192
 * @height: 1 to 8192; both together at most 4 Mpx
 * @layout: what to expect
 * @deadline_ms: how long it may take once its turn has come; then the process is killed
 * @cancellable: (nullable): takes it back while it waits for its turn; what is being read is read to its end
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads the words in a picture.
 */
void
belay_reader_read_async (BelayReader         *self,
                         GBytes              *grey,
                         int                  width,
                         int                  height,
                         BelayReaderLayout    layout,
                         guint                deadline_ms,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  Request *request;

  g_return_if_fail (BELAY_IS_READER (self));
  g_return_if_fail (grey != NULL && deadline_ms > 0);
  g_return_if_fail (width > 0 && height > 0 && width <= BELAY_READER_MAX_SIDE && height <= BELAY_READER_MAX_SIDE);
  g_return_if_fail ((gsize) width * (gsize) height <= BELAY_READER_MAX_PIXELS &&
                    g_bytes_get_size (grey) == (gsize) width * (gsize) height);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_reader_read_async);
  g_task_set_check_cancellable (task, FALSE);

  request = g_new0 (Request, 1);
  request->grey = g_bytes_ref (grey);
  request->width = width;
  request->height = height;
  request->layout = layout;
  request->deadline_ms = deadline_ms;
  request->words = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_read_word_free);
  g_task_set_task_data (task, request, request_free);

  g_queue_push_tail (&self->waiting, task);
  go_on (self);
}

/**
 * belay_reader_read_finish:
 * @self: a reader
 * @result: what the callback got
 * @error: return location for a %BELAY_READER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type BelayReadWord): the words, in the order they are read in
 */
GPtrArray *
belay_reader_read_finish (BelayReader   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
