/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-shell-channel-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "belay-sandbox-fd.h"
#include "belay-shell-text.h"

G_DEFINE_FINAL_TYPE (BelayShellChannel, belay_shell_channel, BELAY_TYPE_SHELL)

void
belay_shell_channel_return_error (GTask           *task,
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

void
belay_shell_channel_dismiss (BelayShellChannel *self)
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
    belay_shell_channel_return_error (run, BELAY_SHELL_ERROR_GONE);

  g_hash_table_iter_init (&iter, ends);
  while (g_hash_table_iter_next (&iter, NULL, &end))
    {
      if (end != NULL)
        {
          belay_shell_channel_return_error (end, BELAY_SHELL_ERROR_GONE);
          g_object_unref (end);
        }
    }

  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    {
      belay_shell_channel_return_error (job, BELAY_SHELL_ERROR_GONE);
      g_object_unref (job);
    }
}

guint32
belay_shell_channel_ask (BelayShellChannel *self,
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
  belay_shell_channel_dismiss (self);

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
  id = belay_shell_channel_ask (self, BELAY_SHELL_END, 0, NULL, 0);
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
      belay_shell_channel_return_error (task, BELAY_SHELL_ERROR_FAILED);
      return;
    }

  self->run_id = belay_shell_channel_ask (self, BELAY_SHELL_RUN, 0, command, length);
  if (self->run_id == 0)
    {
      belay_shell_channel_return_error (task, BELAY_SHELL_ERROR_GONE);
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
      belay_shell_channel_return_error (task, BELAY_SHELL_ERROR_FAILED);
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
  guint32 id = belay_shell_channel_ask (self, BELAY_SHELL_END, 0, NULL, 0);

  if (id == 0)
    belay_shell_channel_return_error (task, BELAY_SHELL_ERROR_GONE);
  else
    g_hash_table_insert (self->ends, GUINT_TO_POINTER (id), g_object_ref (task));
}

/* What it says. */

/* FALSE: that cannot be. */
static gboolean
take_answer (BelayShellChannel      *self,
             const BelayShellAnswer *answer,
             const guint8           *payload,
             gsize                   length)
{
  gpointer ended = NULL;

  if (answer->id == 0 || answer->status >= BELAY_SHELL_N_STATUSES)
    return FALSE;

  if (self->run != NULL && answer->id == self->run_id)
    return take_output (self, answer, payload, length);

  if (belay_shell_channel_is_about_file (self, answer))
    return belay_shell_channel_take_file_answer (self, answer, payload, length);

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
    belay_shell_channel_dismiss (self);

  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
belay_shell_channel_dispose (GObject *object)
{
  belay_shell_channel_dismiss (BELAY_SHELL_CHANNEL (object));

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
  shell_class->read = belay_shell_channel_read;
  shell_class->write = belay_shell_channel_write;
  shell_class->list = belay_shell_channel_list;
  shell_class->find_home = belay_shell_channel_find_home;
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
