/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-shell-channel.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "belay-sandbox-fd.h"
#include "belay-shell-text.h"

/* A question about a file is answered at once, or never. */
#define ANSWER_MS (20 * 1000)
#define MAX_LIST  (4 * 1024 * 1024)     /* bytes */

/* What is done with one file or folder, question by question. */
typedef struct
{
  BelayShellVerb  first;                /* OPEN, LIST or CREATE */
  BelayShellVerb  asked;                /* last */
  guint32         id;                   /* of that; 0: it has not begun */
  char           *path;
  guint32         argument;
  gsize           max_size;
  GByteArray     *data;                 /* (nullable) what has been read */
  GBytes         *content;              /* (nullable) what is written */
  gsize           written;
  GBytes         *expected;             /* (nullable) */
} Job;

struct _BelayShellChannel
{
  BelayShell  parent_instance;

  int         fd;               /* -1: it is not asked any more */
  guint       source;           /* watches it */
  guint32     last_id;

  GTask      *run;              /* (nullable) the command under way */
  guint32     run_id;
  BelayShellEnd run_end;        /* why it was killed, if it was */
  gulong      cancel_id;
  guint       run_timer;        /* until it takes too long or, once it was killed, until that does */

  GHashTable *ends;             /* id → GTask, or NULL where nobody waits for it */
  GQueue      jobs;             /* of GTask with a Job; the first one is under way */
  guint       job_timer;
};

G_DEFINE_FINAL_TYPE (BelayShellChannel, belay_shell_channel, BELAY_TYPE_SHELL)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_clear_pointer (&job->data, g_byte_array_unref);
  g_clear_pointer (&job->content, g_bytes_unref);
  g_clear_pointer (&job->expected, g_bytes_unref);
  g_free (job);
}

static void
return_error (GTask           *task,
              BelayShellError  code)
{
  GError *error = NULL;

  belay_shell_set_error (&error, code);
  g_task_return_error (task, error);
}

/* Takes the command under way from the channel: (transfer full) (nullable). */
static GTask *
take_run (BelayShellChannel *self)
{
  GTask *task = g_steal_pointer (&self->run);

  g_clear_handle_id (&self->run_timer, g_source_remove);
  if (task != NULL && g_task_get_cancellable (task) != NULL)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_id);
  self->cancel_id = 0;
  self->run_id = 0;

  return task;
}

/* For good. */
static void
dismiss (BelayShellChannel *self)
{
  g_autoptr(GTask) run = take_run (self);
  g_autoptr(GHashTable) ends = g_steal_pointer (&self->ends);
  GHashTableIter iter;
  gpointer end;
  GTask *job;

  self->ends = g_hash_table_new (NULL, NULL);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->job_timer, g_source_remove);
  belay_sandbox_clear_fd (&self->fd);

  if (run != NULL)
    return_error (run, BELAY_SHELL_ERROR_GONE);

  g_hash_table_iter_init (&iter, ends);
  while (g_hash_table_iter_next (&iter, NULL, &end))
    {
      if (end != NULL)
        {
          return_error (end, BELAY_SHELL_ERROR_GONE);
          g_object_unref (end);
        }
    }

  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    {
      return_error (job, BELAY_SHELL_ERROR_GONE);
      g_object_unref (job);
    }
}

/* Returns: the id; 0: it could not be asked, and the caller dismisses it. */
static guint32
ask (BelayShellChannel *self,
     BelayShellVerb     verb,
     guint32            argument,
     gconstpointer      payload,
     gsize              length)
{
  BelayShellQuestion question = { self->last_id + 1, verb, argument };
  struct iovec parts[] = { { &question, sizeof question }, { (gpointer) payload, length } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

  if (self->fd < 0 ||
      sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) != (gssize) (sizeof question + length))
    return 0;

  return ++self->last_id;
}

/* The command. */

static gboolean
on_not_killed (gpointer user_data)
{
  BelayShellChannel *self = user_data;

  self->run_timer = 0;
  dismiss (self);

  return G_SOURCE_REMOVE;
}

/* May be called from within g_cancellable_cancel(): answers nobody. */
static void
kill_run (BelayShellChannel *self,
          BelayShellEnd      why)
{
  guint32 id;

  if (self->run_end != BELAY_SHELL_END_EXITED)
    return;

  self->run_end = why;
  id = ask (self, BELAY_SHELL_END, 0, NULL, 0);
  if (id != 0)
    g_hash_table_insert (self->ends, GUINT_TO_POINTER (id), NULL);

  g_clear_handle_id (&self->run_timer, g_source_remove);
  self->run_timer = g_timeout_add (id != 0 ? BELAY_SHELL_GRACE_MS : 0, on_not_killed, self);
}

static gboolean
on_run_late (gpointer user_data)
{
  BelayShellChannel *self = user_data;

  self->run_timer = 0;
  kill_run (self, BELAY_SHELL_END_TIMEOUT);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  kill_run (user_data, BELAY_SHELL_END_STOPPED);
}

static void
run (BelayShell *shell,
     const char *command,
     GTask      *task)
{
  BelayShellChannel *self = BELAY_SHELL_CHANNEL (shell);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gsize length = strlen (command);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->run != NULL || length > BELAY_SHELL_MAX_COMMAND)
    {
      return_error (task, BELAY_SHELL_ERROR_FAILED);
      return;
    }

  self->run_id = ask (self, BELAY_SHELL_RUN, 0, command, length);
  if (self->run_id == 0)
    {
      return_error (task, BELAY_SHELL_ERROR_GONE);
      return;
    }

  self->run = g_object_ref (task);
  self->run_end = BELAY_SHELL_END_EXITED;
  self->run_timer = g_timeout_add (BELAY_SHELL_TIMEOUT_MS, on_run_late, self);
  if (cancellable != NULL)
    self->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
}

/* FALSE: that cannot be. */
static gboolean
take_output (BelayShellChannel      *self,
             const BelayShellAnswer *answer,
             const guint8           *payload,
             gsize                   length)
{
  BelayShellOutput *output;
  g_autoptr(GTask) task = NULL;

  if (answer->status == BELAY_SHELL_FAILED && length == 0)
    {
      task = take_run (self);
      return_error (task, BELAY_SHELL_ERROR_FAILED);
      return TRUE;
    }

  output = answer->status <= BELAY_SHELL_KILLED ? belay_shell_output_read (answer, payload, length) : NULL;
  if (output == NULL)
    return FALSE;

  /* It may have ended by itself before it heard that it is to be killed: then that is how it ended. */
  if (answer->status == BELAY_SHELL_ENDED)
    output->end = BELAY_SHELL_END_SHELL_OVER;
  else if (answer->status == BELAY_SHELL_KILLED)
    output->end = self->run_end != BELAY_SHELL_END_EXITED ? self->run_end : BELAY_SHELL_END_STOPPED;

  task = take_run (self);
  g_task_return_pointer (task, output, (GDestroyNotify) belay_shell_output_free);

  return TRUE;
}

static void
end (BelayShell *shell,
     GTask      *task)
{
  BelayShellChannel *self = BELAY_SHELL_CHANNEL (shell);
  guint32 id = ask (self, BELAY_SHELL_END, 0, NULL, 0);

  if (id == 0)
    return_error (task, BELAY_SHELL_ERROR_GONE);
  else
    g_hash_table_insert (self->ends, GUINT_TO_POINTER (id), g_object_ref (task));
}

/* Files. */

static void begin_job (BelayShellChannel *self);

static gboolean
on_job_late (gpointer user_data)
{
  BelayShellChannel *self = user_data;

  self->job_timer = 0;
  dismiss (self);

  return G_SOURCE_REMOVE;
}

static void
ask_for (BelayShellChannel *self,
         Job               *job,
         BelayShellVerb     verb,
         gconstpointer      payload,
         gsize              length)
{
  g_clear_handle_id (&self->job_timer, g_source_remove);
  job->asked = verb;
  job->id = ask (self, verb, job->argument, payload, length);
  self->job_timer = g_timeout_add (job->id != 0 ? ANSWER_MS : 0, on_job_late, self);
}

/* The job under way is over. (transfer full): its task, for an answer */
static GTask *
take_job (BelayShellChannel *self)
{
  g_clear_handle_id (&self->job_timer, g_source_remove);

  return g_queue_pop_head (&self->jobs);
}

static void
fail_job (BelayShellChannel *self,
          BelayShellError    code)
{
  g_autoptr(GTask) task = take_job (self);

  return_error (task, code);
  begin_job (self);
}

static void
begin_job (BelayShellChannel *self)
{
  GTask *task = g_queue_peek_head (&self->jobs);
  Job *job = task != NULL ? g_task_get_task_data (task) : NULL;

  if (job != NULL && job->id == 0)
    ask_for (self, job, job->first, job->path, strlen (job->path));
}

static void
add_job (BelayShellChannel *self,
         GTask             *task,
         BelayShellVerb     first,
         const char        *path,
         guint32            argument)
{
  Job *job = g_task_get_task_data (task);

  job->first = first;
  job->path = g_strdup (path);
  job->argument = argument;

  if (self->fd < 0)
    {
      return_error (task, BELAY_SHELL_ERROR_GONE);
      return;
    }

  if (*path != '/' || strlen (path) > BELAY_SHELL_MAX_PATH)
    {
      return_error (task, BELAY_SHELL_ERROR_NOT_FOUND);
      return;
    }

  g_queue_push_tail (&self->jobs, g_object_ref (task));
  begin_job (self);
}

static Job *
new_job (GTask *task)
{
  Job *job = g_new0 (Job, 1);

  g_task_set_task_data (task, job, job_free);

  return job;
}

static void
read_file (BelayShell *shell,
           const char *path,
           gboolean    strict,
           gsize       max_size,
           GTask      *task)
{
  new_job (task)->max_size = max_size;
  add_job (BELAY_SHELL_CHANNEL (shell), task, BELAY_SHELL_OPEN, path, strict);
}

static void
list_folder (BelayShell *shell,
             const char *path,
             guint       depth,
             GTask      *task)
{
  new_job (task)->max_size = MAX_LIST;
  add_job (BELAY_SHELL_CHANNEL (shell), task, BELAY_SHELL_LIST, path, depth);
}

static void
write_file (BelayShell *shell,
            const char *path,
            gboolean    strict,
            GBytes     *content,
            GBytes     *expected,
            GTask      *task)
{
  Job *job = new_job (task);

  g_return_if_fail (expected == NULL || g_bytes_get_size (expected) == BELAY_SHELL_DIGEST);

  job->content = g_bytes_ref (content);
  job->expected = expected != NULL ? g_bytes_ref (expected) : NULL;
  add_job (BELAY_SHELL_CHANNEL (shell), task, BELAY_SHELL_CREATE, path, strict);
}

/* Something was read, or is about to be. FALSE: that cannot be. */
static gboolean
go_on_reading (BelayShellChannel *self,
               Job               *job,
               const guint8      *payload,
               gsize              length)
{
  g_autoptr(GTask) task = NULL;
  GPtrArray *list;

  if (job->asked != BELAY_SHELL_READ)
    job->data = g_byte_array_new ();
  else
    g_byte_array_append (job->data, payload, (guint) length);

  if (job->data->len > job->max_size)
    {
      fail_job (self, BELAY_SHELL_ERROR_TOO_LARGE);
      return TRUE;
    }

  if (job->asked != BELAY_SHELL_READ || length > 0)
    {
      ask_for (self, job, BELAY_SHELL_READ, NULL, 0);
      return TRUE;
    }

  if (job->first == BELAY_SHELL_LIST)
    {
      list = belay_shell_list_read (job->data->data, job->data->len);
      if (list == NULL)
        return FALSE;

      task = take_job (self);
      g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
    }
  else
    {
      task = take_job (self);
      g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&job->data)), (GDestroyNotify) g_bytes_unref);
    }

  begin_job (self);

  return TRUE;
}

static void
go_on_writing (BelayShellChannel *self,
               Job               *job)
{
  g_autoptr(GTask) task = NULL;
  gsize size, n;
  const guint8 *data = g_bytes_get_data (job->content, &size);

  if (job->asked == BELAY_SHELL_COMMIT)
    {
      task = take_job (self);
      g_task_return_boolean (task, TRUE);
      begin_job (self);
    }
  else if (job->written < size)
    {
      n = MIN (size - job->written, BELAY_SHELL_CHUNK);
      ask_for (self, job, BELAY_SHELL_WRITE, data + job->written, n);
      job->written += n;
    }
  else
    {
      data = job->expected != NULL ? g_bytes_get_data (job->expected, &size) : NULL;
      ask_for (self, job, BELAY_SHELL_COMMIT, data, data != NULL ? size : 0);
    }
}

/* FALSE: that cannot be. */
static gboolean
take_job_answer (BelayShellChannel      *self,
                 Job                    *job,
                 const BelayShellAnswer *answer,
                 const guint8           *payload,
                 gsize                   length)
{
  if ((length > 0 && job->asked != BELAY_SHELL_READ) || length > BELAY_SHELL_CHUNK)
    return FALSE;

  if (answer->status != BELAY_SHELL_OK)
    {
      fail_job (self, belay_shell_error_of (answer->status));
      return TRUE;
    }

  if (job->asked == BELAY_SHELL_OPEN && answer->size > job->max_size)
    {
      fail_job (self, BELAY_SHELL_ERROR_TOO_LARGE);
      return TRUE;
    }

  if (job->content == NULL)
    return go_on_reading (self, job, payload, length);

  go_on_writing (self, job);

  return TRUE;
}

/* What it says. */

/* FALSE: that cannot be. */
static gboolean
take_answer (BelayShellChannel      *self,
             const BelayShellAnswer *answer,
             const guint8           *payload,
             gsize                   length)
{
  GTask *first = g_queue_peek_head (&self->jobs);
  Job *job = first != NULL ? g_task_get_task_data (first) : NULL;
  gpointer ended = NULL;

  if (answer->id == 0 || answer->status >= BELAY_SHELL_N_STATUSES)
    return FALSE;

  if (self->run != NULL && answer->id == self->run_id)
    return take_output (self, answer, payload, length);

  if (job != NULL && answer->id == job->id)
    return take_job_answer (self, job, answer, payload, length);

  if (length > 0 || !g_hash_table_steal_extended (self->ends, GUINT_TO_POINTER (answer->id), NULL, &ended))
    return FALSE;

  if (ended != NULL)
    {
      g_task_return_boolean (ended, TRUE);
      g_object_unref (ended);
    }

  return TRUE;
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(BelayShellChannel) self = g_object_ref (user_data);
  struct
  {
    BelayShellAnswer answer;
    guint8           payload[BELAY_SHELL_CHUNK];
  } in;
  gssize n = recv (fd, &in, sizeof in, MSG_DONTWAIT | MSG_TRUNC);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (n < (gssize) sizeof in.answer || n > (gssize) sizeof in ||
      !take_answer (self, &in.answer, in.payload, (gsize) n - sizeof in.answer))
    dismiss (self);

  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
belay_shell_channel_dispose (GObject *object)
{
  dismiss (BELAY_SHELL_CHANNEL (object));

  G_OBJECT_CLASS (belay_shell_channel_parent_class)->dispose (object);
}

static void
belay_shell_channel_finalize (GObject *object)
{
  g_hash_table_unref (BELAY_SHELL_CHANNEL (object)->ends);

  G_OBJECT_CLASS (belay_shell_channel_parent_class)->finalize (object);
}

static void
belay_shell_channel_class_init (BelayShellChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BelayShellClass *shell_class = BELAY_SHELL_CLASS (klass);

  object_class->dispose = belay_shell_channel_dispose;
  object_class->finalize = belay_shell_channel_finalize;

  shell_class->run = run;
  shell_class->end = end;
  shell_class->read = read_file;
  shell_class->write = write_file;
  shell_class->list = list_folder;
}

static void
belay_shell_channel_init (BelayShellChannel *self)
{
  self->fd = -1;
  self->ends = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->jobs);
}

/**
 * belay_shell_channel_new:
 * @fd: (transfer full): our end of the socket, close-on-exec
 *
 * Returns: (transfer full): a shell that has not been asked for anything yet
 */
BelayShell *
belay_shell_channel_new (int fd)
{
  BelayShellChannel *self = g_object_new (BELAY_TYPE_SHELL_CHANNEL, NULL);

  self->fd = fd;
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);

  return BELAY_SHELL (self);
}
