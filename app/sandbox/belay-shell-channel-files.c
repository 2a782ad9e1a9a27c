/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-shell-channel-private.h"

#include <string.h>

#include "belay-shell-text.h"

/* Files and folders, through the channel: each is read, written or listed question by question, one after the other. */

/* A question about a file is answered at once, or never. */
#define ANSWER_MS (20 * 1000)
#define MAX_LIST  (4 * 1024 * 1024)     /* bytes */

/* What is done with one file or folder. */
typedef struct
{
  BelayShellVerb  first;                /* OPEN, LIST, HOME or CREATE */
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

static void begin_job (BelayShellChannel *self);

static gboolean
on_job_late (gpointer user_data)
{
  BelayShellChannel *self = user_data;

  self->job_timer = 0;
  belay_shell_channel_dismiss (self);

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
  job->id = belay_shell_channel_ask (self, verb, job->argument, payload, length);
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

  belay_shell_channel_return_error (task, code);
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
      belay_shell_channel_return_error (task, BELAY_SHELL_ERROR_GONE);
      return;
    }

  if (*path != '/' || strlen (path) > BELAY_SHELL_MAX_PATH)
    {
      belay_shell_channel_return_error (task, BELAY_SHELL_ERROR_NOT_FOUND);
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

void
belay_shell_channel_read (BelayShell *shell,
                          const char *path,
                          gboolean    strict,
                          gsize       max_size,
                          GTask      *task)
{
  new_job (task)->max_size = max_size;
  add_job (BELAY_SHELL_CHANNEL (shell), task, BELAY_SHELL_OPEN, path, strict);
}

void
belay_shell_channel_list (BelayShell *shell,
                          const char *path,
                          guint       depth,
                          GTask      *task)
{
  new_job (task)->max_size = MAX_LIST;
  add_job (BELAY_SHELL_CHANNEL (shell), task, BELAY_SHELL_LIST, path, depth);
}

/* What is said of the path is not looked at. */
void
belay_shell_channel_find_home (BelayShell *shell,
                               GTask      *task)
{
  new_job (task)->max_size = BELAY_SHELL_MAX_PATH;
  add_job (BELAY_SHELL_CHANNEL (shell), task, BELAY_SHELL_HOME, "/", 0);
}

void
belay_shell_channel_write (BelayShell *shell,
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

static Job *
get_job (BelayShellChannel *self)
{
  GTask *first = g_queue_peek_head (&self->jobs);

  return first != NULL ? g_task_get_task_data (first) : NULL;
}

gboolean
belay_shell_channel_is_about_file (BelayShellChannel      *self,
                                   const BelayShellAnswer *answer)
{
  Job *job = get_job (self);

  return job != NULL && answer->id == job->id;
}

gboolean
belay_shell_channel_take_file_answer (BelayShellChannel      *self,
                                      const BelayShellAnswer *answer,
                                      const guint8           *payload,
                                      gsize                   length)
{
  Job *job = get_job (self);

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
