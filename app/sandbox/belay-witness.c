/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-witness.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "belay-sandbox-fd.h"
#include "belay-witness-wire.h"

struct _BelayWitness
{
  GObject     parent_instance;

  int         fd;               /* -1: it is not asked any more */
  guint       source;           /* watches it */
  GHashTable *asked;            /* of Question, by id: what it has not answered */
  guint32     last_id;
};

/* What it was asked. Late, it stays here without a task, so that the answer is known when it comes. */
typedef struct
{
  GTask        *task;           /* (nullable) */
  guint         deadline;       /* source id */
} Question;

/* Asked so often without an answer, it is not asked more until there is one. */
#define MAX_ASKED 32

G_DEFINE_QUARK (belay-witness-error-quark, belay_witness_error)
G_DEFINE_FINAL_TYPE (BelayWitness, belay_witness, G_TYPE_OBJECT)

/**
 * belay_testimony_free:
 * @self: (transfer full) (nullable): what the sandbox said
 */
void
belay_testimony_free (BelayTestimony *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->title);
  g_free (self->program);
  g_free (self->focus_title);
  g_free (self->focus_program);
  g_free (self);
}

static void
return_error (GTask             *task,
              BelayWitnessError  code)
{
  g_task_return_new_error (task, BELAY_WITNESS_ERROR, code, "%s",
                           code == BELAY_WITNESS_ERROR_LATE ? "The sandbox did not say in time what is there"
                                                            : "The sandbox does not say what is there");
  g_object_unref (task);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_handle_id (&question->deadline, g_source_remove);
  if (question->task != NULL)
    return_error (g_steal_pointer (&question->task), BELAY_WITNESS_ERROR_GONE);
  g_free (question);
}

/* For good. */
static void
dismiss (BelayWitness *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  belay_sandbox_clear_fd (&self->fd);
  g_hash_table_remove_all (self->asked);
}

/* (transfer full) (nullable): an answer of @length bytes; NULL: it cannot be one. */
static BelayTestimony *
read_answer (const BelayWitnessAnswer *answer,
             const char               *strings,
             gsize                     length)
{
  g_autoptr(BelayTestimony) self = g_new0 (BelayTestimony, 1);
  char **targets[BELAY_WITNESS_N_STRINGS] = {
    [BELAY_WITNESS_NAME] = &self->name,
    [BELAY_WITNESS_TITLE] = &self->title,
    [BELAY_WITNESS_CLASS] = &self->program,
    [BELAY_WITNESS_FOCUS_TITLE] = &self->focus_title,
    [BELAY_WITNESS_FOCUS_CLASS] = &self->focus_program,
  };

  for (guint i = 0; i < BELAY_WITNESS_N_STRINGS; i++)
    {
      gsize n = answer->lengths[i];

      /* A zero within is not valid either. */
      if (n > BELAY_WITNESS_MAX_STRING || n > length || !g_utf8_validate_len (strings, n, NULL))
        return NULL;

      if (n > 0)
        *targets[i] = g_strndup (strings, n);
      strings += n;
      length -= n;
    }

  if (length > 0)
    return NULL;

  self->role = answer->role;
  self->area = (BelayRect) { answer->x, answer->y, answer->width, answer->height };

  return g_steal_pointer (&self);
}

/* FALSE: it said what cannot be. */
static gboolean
take_answer (BelayWitness             *self,
             const BelayWitnessAnswer *answer,
             const char               *strings,
             gsize                     length)
{
  Question *question = g_hash_table_lookup (self->asked, GUINT_TO_POINTER (answer->id));
  BelayTestimony *testimony = question != NULL ? read_answer (answer, strings, length) : NULL;
  g_autoptr(GTask) task = NULL;

  if (testimony == NULL)
    return FALSE;

  task = g_steal_pointer (&question->task);
  g_hash_table_remove (self->asked, GUINT_TO_POINTER (answer->id));

  if (task != NULL)
    g_task_return_pointer (task, testimony, (GDestroyNotify) belay_testimony_free);
  else
    belay_testimony_free (testimony);

  return TRUE;
}

/* One packet at a time: there are never more than questions. */
static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(BelayWitness) self = g_object_ref (user_data);
  struct
  {
    BelayWitnessAnswer answer;
    char               strings[BELAY_WITNESS_MAX_ANSWER - sizeof (BelayWitnessAnswer)];
  } in;
  gssize n = recv (fd, &in, sizeof in, MSG_DONTWAIT | MSG_TRUNC);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (n < (gssize) sizeof in.answer || n > (gssize) sizeof in ||
      !take_answer (self, &in.answer, in.strings, (gsize) n - sizeof in.answer))
    dismiss (self);

  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer user_data)
{
  Question *question = user_data;

  question->deadline = 0;
  return_error (g_steal_pointer (&question->task), BELAY_WITNESS_ERROR_LATE);

  return G_SOURCE_REMOVE;
}

static void
belay_witness_dispose (GObject *object)
{
  dismiss (BELAY_WITNESS (object));

  G_OBJECT_CLASS (belay_witness_parent_class)->dispose (object);
}

static void
belay_witness_finalize (GObject *object)
{
  g_hash_table_unref (BELAY_WITNESS (object)->asked);

  G_OBJECT_CLASS (belay_witness_parent_class)->finalize (object);
}

static void
belay_witness_class_init (BelayWitnessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_witness_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_witness_finalize;
}

static void
belay_witness_init (BelayWitness *self)
{
  self->asked = g_hash_table_new_full (NULL, NULL, NULL, question_free);
}

/**
 * belay_witness_new:
 * @fd: (transfer full): our end of the socket, close-on-exec
 *
 * Returns: (transfer full): a witness that has not been asked yet
 */
BelayWitness *
belay_witness_new (int fd)
{
  BelayWitness *self = g_object_new (BELAY_TYPE_WITNESS, NULL);

  self->fd = fd;
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);

  return self;
}

/**
 * belay_witness_ask_async:
 * @self: a witness
 * @point: screen pixels
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks what is at @point, and which window keys go to.
 */
void
belay_witness_ask_async (BelayWitness        *self,
                         BelayPoint           point,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BelayWitnessQuestion packet;
  Question *question;
  GTask *task;

  g_return_if_fail (BELAY_IS_WITNESS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_witness_ask_async);
  packet = (BelayWitnessQuestion) { self->last_id + 1, point.x, point.y };

  if (self->fd < 0)
    {
      return_error (task, BELAY_WITNESS_ERROR_GONE);
      return;
    }

  if (g_hash_table_size (self->asked) >= MAX_ASKED ||
      send (self->fd, &packet, sizeof packet, MSG_DONTWAIT | MSG_NOSIGNAL) != (gssize) sizeof packet)
    {
      return_error (task, BELAY_WITNESS_ERROR_LATE);
      return;
    }

  self->last_id++;
  question = g_new0 (Question, 1);
  question->task = task;
  question->deadline = g_timeout_add (BELAY_WITNESS_DEADLINE_MS, on_deadline, question);
  g_hash_table_insert (self->asked, GUINT_TO_POINTER (packet.id), question);
}

/**
 * belay_witness_ask_finish:
 * @self: a witness
 * @result: what the callback got
 * @error: return location for a %BELAY_WITNESS_ERROR
 *
 * Returns: (transfer full) (nullable): what it says
 */
BelayTestimony *
belay_witness_ask_finish (BelayWitness  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
